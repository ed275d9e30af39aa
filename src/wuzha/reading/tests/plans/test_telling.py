"""Texts that set no work: lessons, and stories of what was done."""

import pytest

from wuzha.reading.plan import Plan
from wuzha.reading.tests.plans.reading import plan

LESSON = """中班安全课：小鹿迷路了
一、活动目标
1.知道迷路时找穿制服的人帮忙。
二、活动准备
图片若干。
三、活动过程
1.教师讲述故事，组织幼儿讨论小鹿为什么哭。
2.小结：要记住家里的电话，不得独自离开。
"""
STORY = """
为检验预案，5月6日，云岭小学举行了一次疏散演练。
演练前，安全处制定了方案，各班主任讲解了路线。
9时，随着哨声响起，各班学生迅速撤到操场，用时两分钟。
随后，消防员演示了灭火器的用法，老师们上台试了试。
演练结束后，校长作了总结，肯定了大家的表现。
"""
PLAN = """云岭小学疏散演练方案
一、活动准备
安全处要检查通道。
二、工作要求
各班主任要讲解路线。
"""


def reasons(read: Plan) -> set[str | None]:
    return {left.reason for left in read.unread}


def test_a_lesson_gives_nobody_work_and_says_so() -> None:
    read = plan(LESSON)
    assert (read.tasks, read.duties, read.targets) == ((), (), ())
    assert "lesson" in reasons(read)


def test_what_is_said_of_the_organisation_behind_a_lesson_is_work() -> None:
    read = plan(f"{LESSON}四、工作要求\n各班班主任要上好这一课。\n")
    assert [task.units for task in read.tasks] == [("各班班主任",)]


@pytest.mark.parametrize("title", ["云岭小学举行疏散演练", "云岭小学疏散演练纪实"])
def test_a_story_is_told_by_its_sentences(title: str) -> None:
    read = plan(title + STORY)
    assert read.tasks == ()
    assert reasons(read) == {"preamble", "report"}


def test_what_must_be_done_after_the_story_is_work() -> None:
    read = plan(f"云岭小学举行疏散演练{STORY}下一步，各班要每月讲一次安全课。\n")
    assert [task.units for task in read.tasks] == [("各班",)]


def test_one_heading_of_a_lesson_makes_none() -> None:
    assert [task.units for task in plan(PLAN).tasks] == [("安全处",), ("各班主任",)]


def test_a_plan_by_its_title_is_no_story() -> None:
    assert plan(f"云岭小学疏散演练方案{STORY}").tasks


def test_what_a_report_says_of_the_year_to_come_is_work() -> None:
    text = (
        "云岭支行反诈工作总结\n今年以来，我行开展了多项宣传，劝阻了多起案件。\n"
        "来年，我行将重点做好以下几个方面的工作：\n"
        "（一）优化模型。科技部上半年完成限额管理系统上线，误报率压降到30%以内。\n"
        "（二）深化宣传。各网点至少结对一个社区。\n"
    )
    read = plan(text)
    due = {one.units: one.due for one in read.tasks}
    assert due[("科技部",)] == "XXXX-06-30"
    assert [one.value for one in read.targets if one.unit == "%"] == [30]
    assert ("各网点",) in due


@pytest.mark.parametrize(
    "heads", ["组织领导\n由园长负责。", "组长:园长\n组员:各班老师"]
)
def test_an_activity_with_its_organisers_is_no_lesson(heads: str) -> None:
    text = (
        f"幼儿园反诈活动方案\n活动目标\n增强防范意识。\n{heads}\n活动过程\n"
        "各班在家长群推送小知识，每周不少于两次。\n"
    )
    assert [one.per for one in plan(text).duties] == ["week"]
