"""Fields in lines and items of their own, and the headings behind them."""

from wuzha.reading.tests.plans.reading import plan, task

TITLE = "云岭县防诈方案\n一、工作任务\n"


def test_a_numbered_field_speaks_for_the_items_beside_it() -> None:
    read = plan(
        f"{TITLE}（一）劝阻\n1.工作内容：逐户走访独居老人。\n"
        "2.责任单位：甲局、乙局按职责分工负责，各乡镇结合实际落实\n3.完成时限：6月底前\n"
    )
    (found,) = read.tasks
    assert (found.units, found.due) == (("甲局", "乙局", "各乡镇"), "XXXX-06-30")


def test_several_numbered_fields_speak_for_none_but_their_own() -> None:
    read = plan(
        f"{TITLE}（一）劝阻\n1.责任单位：甲局\n2.走访老人。\n3.责任单位：乙局\n"
    )
    assert all(not task.units for task in read.tasks)


def test_a_field_ends_with_its_line_and_a_heading_may_follow() -> None:
    read = plan(
        f"{TITLE}1.培育劝阻队伍\n选好骨干，逐村配备劝阻员。\n"
        "责任单位：甲局牵头，乙局、县文化和旅游局按职责分工负责\n压实行业监管责任要求\n"
        "2.清理账户\n核查闲置账户。\n责任单位：丙局\n"
    )
    first, second = read.tasks
    assert (first.lead, first.units) == (("甲局",), ("乙局", "县文化和旅游局"))
    assert (second.units, "压实行业监管责任要求" in first.text) == (("丙局",), False)
    assert "压实行业监管责任要求" in [one.title for one in read.outline]


def test_each_line_of_offices_is_their_own() -> None:
    read = plan(
        "停课安排预案\n一、部门分工\n总务处：备好物资、工具，组织师生做好防护\n"
        "教务处：按需要，调整课程安排\n德育处：落实学生教育，联系家长\n"
    )
    assert [task.units for task in read.tasks] == [
        ("总务处",),
        ("教务处",),
        ("德育处",),
    ]


def test_two_offices_in_brackets_do_what_stands_before_them() -> None:
    assert task("建强队伍（党建办、平安办）。").units == ("党建办", "平安办")


def test_where_things_are_to_be_handed_in_is_nobody() -> None:
    found = task("请各单位将报表送保卫处（东校区行政楼102室、西校区行政楼112室）。")
    assert found.units == ("各单位",)


def test_a_label_may_name_who_joins_in() -> None:
    found = plan("任务清单\n一、分工\n通信办会同各电信企业：落实实名登记。\n").tasks
    assert [one.units for one in found] == [("通信办", "各电信企业")]
