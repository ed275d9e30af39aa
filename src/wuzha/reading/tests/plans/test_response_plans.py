"""Emergency plans: people in their posts act, and are named in many ways."""

import pytest

from wuzha.reading.tests.plans.reading import plan, task


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("临柜人员查明情况后，一面稳住对方，一面按下报警器。", ("临柜人员",)),
        ("现金柜员迅速锁好尾箱。", ("现金柜员",)),
        ("值班经理接报后，10分钟内赶到大厅。", ("值班经理",)),
        ("营业厅内主任、保安迅速疏散客户。", ("营业厅内主任", "保安")),
        ("保安与其他柜员一边劝说，一边报警。", ("保安", "其他柜员")),
        ("当班安全员接到报告后，应在2小时内上报。", ("当班安全员",)),
        ("红色预警发布后，村防汛指挥长应立即组织转移。", ("村防汛指挥长",)),
        ("分管园长、保健人员负责救护。", ("分管园长", "保健人员")),
        ("后勤处长组织保洁人员消毒。", ("后勤处长",)),
        ("学校网络安全由学校网管员负责管理。", ("学校网管员",)),
        ("由村会计统计受灾情况。", ("村会计",)),
    ],
)
def test_posts_act(sentence: str, units: tuple[str, ...]) -> None:
    assert task(sentence).units == units


@pytest.mark.parametrize(
    "sentence",
    [
        "对滞留人员应逐一劝返。",
        "掌握人员疏散的知识，按要求演练。",
        "立即通知现金柜员停办业务。",
    ],
)
def test_people_who_are_dealt_with_do_not_act(sentence: str) -> None:
    assert task(sentence).units == ()


def test_among_labelled_posts_a_strange_label_is_one_too() -> None:
    read = plan(
        "网点处置预案\n一、职责分工\n1.组长：负责指挥。\n2.大堂经理：疏导客户。\n"
        "3.后台支持：保证系统运行。\n"
    )
    assert [task.units[0] for task in read.tasks] == ["组长", "大堂经理", "后台支持"]


def test_who_holds_a_post_is_no_task_but_their_duties_are() -> None:
    read = plan(
        "防汛预案\n二、职责\n（一）转移组\n组长：王某\n职责：组织转移群众。\n"
        "（二）领导小组职责：\n统一指挥处置。\n"
    )
    assert [(task.text, task.units) for task in read.tasks] == [
        ("职责：组织转移群众。", ("转移组",)),
        ("统一指挥处置。", ("领导小组",)),
    ]


def test_a_plan_in_one_line_has_its_headings_and_items() -> None:
    read = plan(
        "为预防诈骗，制定本预案。一、组织机构成立小组。二、职责分工1.综合科负责上报。"
        "2.财务科负责核查。三、应急处置（一）员工应立即报警。"
    )
    assert [task.units for task in read.tasks] == [
        ("综合科",),
        ("财务科",),
        ("员工",),
    ]


def test_readings_put_behind_letters_are_no_part_of_them() -> None:
    read = plan("网點(diǎn)方案\n一、任務(wù)\n1.運(yùn)營部負(fù)責賬戶管理。\n")
    assert read.title == "网點方案"
    assert read.tasks[0].units == ("運營部",)


def test_a_number_behind_a_label_is_no_time_of_day() -> None:
    read = plan(
        "处置预案\n一、流程\n1.接警：110指挥中心接警后1分钟内推送线索。\n"
        "2.劝阻：民警30分钟内上门。\n"
    )
    assert [task.units for task in read.tasks] == [("110指挥中心",), ("民警",)]


def test_a_group_of_which_brackets_say_who_is_in_it() -> None:
    read = plan(
        "处置预案\n一、工作组\n1.善后组（由甲局、乙局组成）：安抚群众。\n"
        "2.保障组\n牵头单位：丙局\n成员单位：丁局\n职责：调运物资。\n"
    )
    assert (read.tasks[0].units, read.tasks[-1].lead, read.tasks[-1].units) == (
        ("善后组",),
        ("丙局",),
        ("丁局",),
    )


def test_who_is_part_of_an_order_of_things_has_no_task() -> None:
    found = task("各镇要形成政府主导，各部门参与，各村主管的工作格局。")
    assert found.units == ("各镇",)


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("通信保障由电信公司负责。", ("电信公司",)),
        ("经费由县财政局列入预算。", ("县财政局",)),
        ("处置结束后3个工作日内，由办案单位提交评估报告。", ("办案单位",)),
    ],
)
def test_who_is_named_behind_by_acts(sentence: str, units: tuple[str, ...]) -> None:
    assert task(sentence).units == units


def test_duties_of_groups_stand_among_their_posts() -> None:
    read = plan(
        "防暴预案\n一、组织机构及职责\n组 长：校长\n领导小组职责：\n1、指挥处置。\n"
        "（二）警戒组 组长：保卫处长 成员：保安\n职责：封控现场。\n"
        "二、程序\n第一步：门卫发现异常立即关门。\n第二步：接到警报，保安持械赶到。\n"
        "第三步：营业主管核实后劝阻。\n第四步：支行行长接报后30分钟内到场。\n"
    )
    assert [task.units for task in read.tasks] == [
        ("领导小组",),
        ("警戒组",),
        ("门卫",),
        ("保安",),
        ("营业主管",),
        ("支行行长",),
    ]


def test_numbers_of_two_parts_stand_below_those_of_one() -> None:
    read = plan(
        "支行预案\n1 总则\n1.1 目的\n规范流程。\n1.2 适用范围\n适用于各网点。\n"
        "2 处置\n2.1 劝阻\n柜员发现客户异常的，应立即询问。\n2.2 报告\n"
        "事发后1小时内，网点向支行报告。\n"
    )
    levels = [(one.mark.strip(), one.level) for one in read.outline if one.level]
    assert levels == [
        *(("1", 1), ("1.1", 2), ("1.2", 2)),
        *(("2", 1), ("2.1", 2), ("2.2", 2)),
    ]
    assert [one.units for one in read.tasks] == [("柜员",), ("网点",)]


def test_of_whom_a_group_is_made_up_is_no_work() -> None:
    read = plan(
        "支行预案\n1 组织\n1.1 现场处置组\n由网点负责人、柜员、保安组成。\n"
        "柜员：负责核实交易。\n1.2 后勤组\n负责保障物资。\n"
    )
    assert read.tasks[0].text == "柜员：负责核实交易。"
