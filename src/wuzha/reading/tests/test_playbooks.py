"""Emergency plans become playbooks: situations, steps, roles, limits, calls."""

import pytest

from wuzha.reading.playbooks import Playbook, lined, read_playbooks

BANK = """青石农商银行网点突发事件应急预案
一、指导思想
为保护客户和员工安全，规范应急处置，制定本预案。
二、组织机构
支行行长任组长，各部门负责人为成员，负责统一指挥。
三、预防措施
1、柜员应立即更新宣传单。
四、发生抢劫时的处置
1、临柜人员应立即按下报警按钮，拨打110。
2、大堂经理要在3分钟内疏散大厅里的客户，并向支行领导报告。
3、保安守住侧门。
4、安全重于一切。
五、发生冒领存款时的处置流程
（一）由值班经理在半小时内联系账户所有人核实。
（二）柜员拖延办理，向派出所报告
六、工作要求
各网点要认真学习本预案。
"""


def read(text: str, title: str = "应急预案") -> tuple[Playbook, ...]:
    return read_playbooks(lined(text), title)


def test_each_situation_that_a_heading_names_is_a_playbook() -> None:
    robbery, claim = read(BANK)
    assert (robbery.situation, robbery.title) == ("robbery", "发生抢劫时的处置")
    assert (claim.situation, claim.title) == ("false_claim", "发生冒领存款时的处置流程")
    assert [step.role for step in robbery.steps] == ["临柜人员", "大堂经理", "保安"]
    assert robbery.roles == ("临柜人员", "大堂经理", "保安")


def test_limits_are_minutes_and_calls_are_named() -> None:
    robbery, claim = read(BANK)
    assert [step.minutes for step in robbery.steps] == [0, 3, None]
    assert [step.calls for step in robbery.steps] == [("110",), ("支行领导",), ()]
    first, second = claim.steps
    assert (first.role, first.minutes) == ("值班经理", 30)
    assert (second.role, second.calls) == ("柜员", ("派出所",))


def test_every_step_role_and_limit_keeps_its_characters() -> None:
    for playbook in read(BANK):
        for step in playbook.steps:
            assert step.source.of(BANK).startswith(step.text)
            assert step.role_source
            assert step.role_source.of(BANK) == step.role
            assert step.source.holds(step.role_source)
    (robbery, _claim) = read(BANK)
    spans = [step.limit_source for step in robbery.steps]
    assert [span.of(BANK) for span in spans if span] == ["立即", "3分钟内"]


def test_what_tells_of_no_deed_is_left_over_and_prevention_is_none() -> None:
    robbery, _claim = read(BANK)
    assert [span.of(BANK) for span in robbery.left] == ["安全重于一切。"]
    said = "".join(step.text for playbook in read(BANK) for step in playbook.steps)
    assert "宣传单" not in said and "统一指挥" not in said


def test_without_headings_the_sentences_of_the_moment_are_read() -> None:
    text = (
        "客户被骗处置办法\n"
        "本办法用于防范电信网络诈骗。\n"
        "如发生电信网络诈骗，柜员应在5分钟内通知反诈中心，并拨打96110。\n"
        "人员安排。\n"
        "主任：负责指挥。\n"
    )
    (only,) = read(text, "客户被骗处置办法")
    assert (only.situation, only.title) == ("phone_fraud", "客户被骗处置办法")
    first, second = only.steps
    assert (first.role, first.minutes) == ("柜员", 5)
    assert first.calls == ("反诈中心", "96110")
    assert (second.role, second.text) == ("主任", "主任：负责指挥")


def test_traditional_letters_are_read_and_printed_as_they_stand() -> None:
    text = "一、網絡安全事件的應急處置\n1、網管員應立即斷開網絡，並向校長報告。\n"
    (only,) = read(text)
    (step,) = only.steps
    assert (only.situation, step.role, step.minutes) == ("network", "網管員", 0)
    assert step.calls == ("校長",)


def test_a_plan_of_work_is_no_emergency_plan() -> None:
    text = "宣传月方案\n一、工作任务\n1、各村张贴海报。\n2、每月向县里报告进展。\n"
    assert read(text) == ()
    assert read("") == ()


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("十五分钟内", 15),
        ("1小时之内", 60),
        ("30秒内", 1),
        ("24小时以内", 1440),
        ("第一时间", 0),
        ("尽快", None),
    ],
)
def test_a_limit_is_said_in_many_ways(said: str, minutes: int | None) -> None:
    text = f"一、火灾应急处置\n1、值班人员要{said}报告消防。\n"
    (only,) = read(text)
    assert only.steps[0].minutes == minutes


def test_a_limit_counts_from_the_step_before_where_the_text_says_so() -> None:
    text = (
        "一、抢劫的应急处置\n1、柜员要立即拨打110，通知派出所。\n"
        "2、派出所接报后5分钟内赶到现场，组织员工疏散。\n"
        "3、处置结束后，主任要在2小时内报告总行。\n"
    )
    (only,) = read(text)
    assert [step.role for step in only.steps] == ["柜员", "派出所", "主任"]
    assert [step.minutes for step in only.steps] == [0, 5, 120]
    assert [step.from_previous for step in only.steps] == [False, True, True]


def test_a_hostile_text_is_read_to_its_end() -> None:
    text = (
        "一、抢劫应急处置\n"
        + "向" * 4000
        + "柜员" * 3000
        + "，由" * 1500
        + "1、(" * 900
    )
    assert read(text) == ()


@pytest.mark.parametrize(
    ("heading", "situation"),
    [("抢劫事件处置", "robbery"), ("客户被骗转账处置", "phone_fraud")],
)
def test_a_heading_may_say_no_more_than_what_is_dealt_with(
    heading: str, situation: str
) -> None:
    steps = "1．柜员应立即报警。\n2．保安关闭通勤门。\n"
    text = f"网点应急预案\n一、总则\n规范工作。\n二、{heading}\n{steps}"
    (found,) = read(text)
    assert (found.title, found.situation) == (heading, situation)
    assert len(found.steps) == 2
