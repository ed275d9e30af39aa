"""Headings and items in every style of numbering, whole and damaged."""

import pytest

from wuzha.reading.tests.plans.reading import plan, plans

TITLE = "云岭县防诈宣传方案\n"


@pytest.mark.parametrize(
    ("marks", "style"),
    [
        (("一、", "二、"), "han"),
        (("（一）", "（二）"), "han_brackets"),
        (("(一)", "(二)"), "han_brackets"),
        (("㈠", "㈡"), "han_ring"),
        (("1.", "2."), "arabic"),
        (("1、", "2、"), "arabic"),
        (("１．", "２．"), "arabic"),
        (("⒈", "⒉"), "arabic_point"),
        (("（1）", "（2）"), "arabic_brackets"),
        (("1）", "2）"), "arabic_brackets"),
        (("①", "②"), "arabic_ring"),
        (("第一条", "第二条"), "article"),
        (("第一章", "第二章"), "chapter"),
    ],
)
def test_a_number_of_any_style_opens_an_item(
    marks: tuple[str, str], style: str
) -> None:
    lines = [f"{mark}各村张贴海报，逐户讲解。" for mark in marks]
    found = plan(TITLE + "\n".join(lines)).outline[1:]
    assert [(o.mark, o.number, o.style) for o in found] == [
        (marks[0], 1, style),
        (marks[1], 2, style),
    ]


def test_items_nest_by_their_styles() -> None:
    text = (
        "一、工作任务\n（一）宣传\n1.张贴海报。\n（1）选点。\n2.开大会。\n"
        "（二）排查\n二、工作要求\n1.守纪律。\n"
    )
    found = plan(TITLE + text).outline[1:]
    assert [o.level for o in found] == [1, 2, 3, 4, 3, 2, 1, 2]


def test_a_scope_runs_to_the_next_of_its_level() -> None:
    text = TITLE + "（一）宣传。各村张贴海报。\n1.选点。\n（二）排查。\n"
    first = plan(text).outline[1]
    assert text[slice(*first.scope)].endswith("1.选点。")
    assert (first.title, text[slice(*first.source)]) == ("宣传", "（一）宣传。")


def test_spoken_numbers_are_items_inside_a_sentence() -> None:
    found = plan(TITLE + "各队一是要摸清底数；二是要逐户上门；三是要建好台账。").outline
    assert [(o.mark, o.in_line) for o in found[1:]] == [
        ("一是", True),
        ("二是", True),
        ("三是", True),
    ]


def test_a_number_that_ran_into_the_paragraph_before_it_is_found() -> None:
    text = (
        TITLE + "1.张贴海报，讲清手法。（各村落实）2.清查旅馆，登记到人。（派出所落实）"
    )
    read = plan(text)
    assert [o.number for o in read.outline[1:]] == [1, 2]
    assert [t.units for t in read.tasks] == [("各村",), ("派出所",)]


def test_a_figure_in_a_sentence_is_no_number_of_an_item() -> None:
    found = plan(TITLE + "全县共有3.5万户，发放2、3种宣传册，详见2.1版。").outline
    assert len(found) == 1


def test_a_mark_that_slipped_behind_the_first_letter_is_still_one() -> None:
    text = (
        TITLE
        + "（一）县邮政局。\n1、加强管理。\n2压、实责任，逐级负责。\n3、做好登记。\n"
    )
    read = plan(text)
    assert [o.number for o in read.outline[2:]] == [1, 2, 3]
    assert {t.units for t in read.tasks} == {("县邮政局",)}


def test_a_number_whose_bytes_went_astray_is_still_one() -> None:
    text = TITLE + "（一）张贴海报。\n。ǘ┳叻眉彝ァ\n。ㄈ┙⒘⒌ㄕ耸。\n"
    assert [o.number for o in plan(text).outline[1:]] == [1, 2, 3]


def test_a_heading_without_a_number_is_known_by_its_words() -> None:
    found = plan(TITLE + "工作目标\n让群众听得懂、记得住、用得上，守住自己的积蓄。\n")
    assert [o.title for o in found.outline[1:]] == ["工作目标"]


def test_a_heading_stuck_to_its_text_is_parted_from_it() -> None:
    body = (
        "按照县里统一部署，分片包干、逐户上门，把防骗知识送到每一个人身边，不留死角。"
    )
    found = plan(TITLE + f"一、工作目标{body}\n二、其他\n略。").outline
    assert found[1].title == "工作目标"


def test_a_paragraph_broken_in_a_sentence_goes_on() -> None:
    text = (
        "各村要在赶集日集中宣传，在人多的地方摆摊设点，向过往\n群众发放资料并讲解案例。"
    )
    first, *_ = plan(TITLE + text).tasks
    assert first.text.endswith("讲解案例。")


def test_plans_that_were_glued_together_are_told_apart() -> None:
    def one(place: str) -> str:
        return (
            f"为守护群众积蓄，结合{place}实际，制定本方案。\n"
            f"（一）各村要在集市设点，每季度宣讲一次，让赶集的人都听得到、听得懂。\n"
            f"（二）各校要开好班会，把案例讲给学生听，再请学生讲给家里的老人听。\n"
            f"（三）各网点要守好柜台，对大额转账的老人多问几句，发现疑点立即报警。\n"
            f"（四）各单位要抓好落实，把责任压到每一个岗位、每一个人，年底算总账。\n"
        )

    text = "防诈工作方案汇编\n" + one("青石镇") + one("白水镇") + one("赤岩镇")
    found = plans(text)
    assert len(found) == 3
    assert [text[p.source.start :][:17] for p in found[1:]] == [
        "为守护群众积蓄，结合白水镇实际，制",
        "为守护群众积蓄，结合赤岩镇实际，制",
    ]
    assert all(len(p.duties) == 1 for p in found)


def test_a_second_title_begins_a_second_plan() -> None:
    body = "（一）各村要在集市设点宣讲，让赶集的人都听得到、听得懂、记得住。\n" * 5
    text = f"青石镇反诈宣传方案\n{body}白水镇反诈宣传方案\n{body}"
    assert [p.title for p in plans(text)] == [
        "青石镇反诈宣传方案",
        "白水镇反诈宣传方案",
    ]


@pytest.mark.parametrize("words", ["4月底前制定反诈巡查方案。", "制定反诈巡查方案。"])
def test_an_item_that_asks_for_a_plan_opens_no_other_plan(words: str) -> None:
    text = (
        "云岭学院反诈工作方案\n为守护师生钱款，特制定本方案。\n一、工作任务\n"
        "1.宣传发动：\n（1）利用校园广播每周播放提醒，做到课间听得见、食堂看得见。\n"
        "（2）利用班会讲解刷单骗局，请同学复述一遍，把没有听懂的再讲一遍，直到听懂为止。\n"
        f"2.制定方案：\n（1）{words}\n（2）编印防骗手册。\n"
    )
    assert [t.text for t in plan(text).tasks][-2:] == [
        f"（1）{words}",
        "（2）编印防骗手册。",
    ]


def test_decimal_numbers_are_a_tree() -> None:
    read = plan(
        "清平县防汛预案\n2 组织体系\n2.1 成员单位\n2.1.1 县水利局：负责监测。\n"
        "2.1.2 县应急局：负责抢险。\n3 预警\n3.1 水文站应报告水情。\n3.5万元补助。\n"
    )
    assert [task.units for task in read.tasks] == [
        ("县水利局",),
        ("县应急局",),
        ("水文站",),
    ]
    marks = [item.mark for item in read.outline if item.style.startswith("decimal")]
    assert marks == ["2.1", "2.1.1", "2.1.2", "3.1"]


def test_headings_and_stages_of_a_plan_in_one_line() -> None:
    read = plan(
        "2025年反诈计划一、背景诈骗多发。二、实施步骤1.建章（1月-3月）：由甲部牵头，"
        "乙部参与。2.培训（4月-6月）：开展培训。三、责任分工2.1丙部负责清理。"
    )
    assert [(phase.name, phase.end) for phase in read.phases] == [
        ("建章", "2025-03"),
        ("培训", "2025-06"),
    ]
    assert read.tasks[-1].units == ("丙部",)


def test_a_list_counts_on_in_another_form_of_number() -> None:
    read = plan(
        "白河方案\n一、任务\n⒈综治中心：协调。\n⒉派出所：巡查。\n3、妇联要走访。\n"
    )
    assert [task.units for task in read.tasks] == [
        ("综治中心",),
        ("派出所",),
        ("妇联",),
    ]


def test_a_number_may_have_lost_its_mark() -> None:
    read = plan("学校计划\n一、任务\n1 保卫处负责巡查。\n2 后勤处对校舍检查。\n")
    assert [task.units for task in read.tasks] == [("保卫处",), ("后勤处",)]


def test_a_list_goes_on_behind_a_heading_that_was_lost() -> None:
    read = plan(
        "云岭县防诈方案\n一、职责\n(一)甲局。1.清查账户。2.追回资金。(二)乙局。1.培训职工。\n"
        "1.登记台账。2.张贴海报。(四)丙局；\n发放资料。(五)丁局。1.入户讲解。\n"
    )
    found = {task.text: task.units for task in read.tasks}
    assert found["发放资料。"] == ("丙局",)
    assert found["1.入户讲解。"] == ("丁局",)
