"""Further ways to name who acts: labels by their grid, behind a date, in reports."""

import pytest

from wuzha.reading.tests.plans.reading import plan, task

TITLE = "云岭县防诈宣传方案\n"


@pytest.mark.parametrize(
    ("field", "lead", "units"),
    [
        ("承办部门：甲局", (), ("甲局",)),
        ("牵头处室：甲处，参与处室：乙处", ("甲处",), ("乙处",)),
        ("主体责任单位：甲局", (), ("甲局",)),
        ("责任单位（部门）：甲局", (), ("甲局",)),
        ("责任单位为甲局、乙办。", (), ("甲局", "乙办")),
        ("（主办：甲局；协办：乙办）", ("甲局",), ("乙办",)),
        ("【甲局牵头，乙办配合，持续推进】", ("甲局",), ("乙办",)),
        ("——甲局、乙办", (), ("甲局", "乙办")),
    ],
)
def test_a_label_is_a_role_and_a_kind_of_unit(
    field: str, lead: tuple[str, ...], units: tuple[str, ...]
) -> None:
    found = task(f"清理闲置账户。{field}")
    assert (found.lead, found.units) == (lead, units)


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("村“两委”要把防诈写进村规民约。", ("村“两委”",)),
        ("甲所具体负责登记，各村协助。", ("甲所", "各村")),
        ("此项工作由甲局负总责，各镇抓落实。", ("甲局", "各镇")),
        ("乡政府、村委会是责任主体，要守好阵地。", ("乡政府", "村委会")),
        ("5月末前，县公安局建成拦截中心。", ("县公安局",)),
        ("各村即日起组织入户。", ("各村",)),
        ("10月20日前各校上交登记册。", ("各校",)),
        ("要求各校在10月底前完成登记。", ("各校",)),
        ("甲局、乙办组成检查组，抽查网点。", ("甲局", "乙办")),
        ("公安、通信、教育三部门要互通情况。", ("公安", "通信", "教育")),
    ],
)
def test_who_acts_may_be_said_in_many_ways(
    sentence: str, units: tuple[str, ...]
) -> None:
    assert task(sentence).units == units


def test_the_duties_of_a_unit_may_be_counted_up_behind_its_name() -> None:
    read = plan(f"{TITLE}一、分工\n甲局主要职责是：一是清查账户；二是追回资金。\n")
    assert {task.units for task in read.tasks} == {("甲局",)}


def test_what_a_report_says_will_be_done_are_tasks_of_the_unit() -> None:
    read = plan(
        "云岭县防诈工作总结\n一、做法\n甲局发放了资料。\n"
        "二、打算\n甲局将做到两个继续：一是继续入户讲解；二是加强检查。\n"
    )
    assert [task.units for task in read.tasks] == [("甲局",)] * 3


def test_a_team_may_be_called_by_a_verb() -> None:
    read = plan(f"{TITLE}三、分工\n(一)报警组：发现险情立即拨打报警电话。\n")
    assert [task.units for task in read.tasks] == [("报警组",)]
