"""A plan printed in another way says the same."""

import re
from collections.abc import Callable

import pytest

from wuzha.reading.plan import Plan
from wuzha.reading.tests.plans.reading import plan, task

PLAN = """云岭县2025年防诈工作方案
一、工作目标
力争案件数下降10%以上，入户宣传率达到95%以上。
二、工作任务
1、组建宣讲队。县公安局牵头，县教育局、各乡镇配合，6月底前建成县、乡两级宣讲队。
2、排查闲置账户。各银行网点要逐户核实，每月25日前向县公安局报送清单，每季度至少开展2次演练。
（责任单位：县人民银行、各银行网点；完成时限：9月30日前）
三、时间安排
（一）动员阶段（3月1日至3月15日）。各单位制定方案。
（二）推进阶段（3月16日至10月31日）。各单位抓好落实。
"""
FULL_WIDTH = str.maketrans("0123456789,;:()", "０１２３４５６７８９，；：（）")
WAYS: dict[str, Callable[[str], str]] = {
    "full width": lambda text: text.translate(FULL_WIDTH),
    "marks of a foreign keyboard": lambda text: text.translate(
        str.maketrans("，；：（）", ",;:()")
    ),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "indented": lambda text: re.sub(r"(?m)^(?=\S)", "\u3000\u3000", text),
    "blanks behind marks": lambda text: re.sub("([，。；])", r"\1 ", text),
    "points for commas": lambda text: re.sub(r"(?m)^(\d)、", r"\1.", text),
    "days called otherwise": lambda text: text.replace("日", "号"),
    "until": lambda text: re.sub("(?<=[日底])前", "之前", text),
    "lines between days": lambda text: text.replace("日至", "日——"),
    "at least": lambda text: text.replace("至少开展2次", "开展不少于2次"),
    "no stop at the end of a line": lambda text: re.sub("(?m)[。；]$", "", text),
    "marks of a plain text": lambda text: re.sub(
        "(?m)^(（.）)", r"**\1**", re.sub("(?m)^(.、[工时])", r"## \1", text)
    ),
    "broken behind commas": lambda text: re.sub("，(?=.{10})", "，\n", text),
    "every": lambda text: text.replace("每月", "每个月"),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_plan_printed_otherwise_says_the_same(way: Callable[[str], str]) -> None:
    assert _said(plan(way(PLAN))) == _said(plan(PLAN))


def test_what_is_said_is_not_nothing() -> None:
    phases, tasks, duties, targets = _said(plan(PLAN))
    assert phases == [("2025-03-01", "2025-03-15"), ("2025-03-16", "2025-10-31")]
    assert (("县公安局",), ("县教育局", "各乡镇"), "2025-06-30") in tasks
    assert ("month", (25,), 1) in duties
    assert ("quarter", (), 2) in duties
    assert targets == [("decrease>=", 10), (">=", 95)]


def _said(read: Plan) -> tuple[list[object], ...]:
    return (
        [(one.start, one.end) for one in read.phases],
        [(one.lead, one.units, one.due) for one in read.tasks],
        [(one.per, tuple(one.monthday or ()), one.at_least) for one in read.duties],
        [(one.op, one.value) for one in read.targets],
    )


def test_who_must_act_stands_before_the_day() -> None:
    found = task("各二级学院要于12月15日之前，以书面形式报学生处。")
    assert (found.units, found.due) == (("各二级学院",), "XXXX-12-15")


def test_whom_to_call_about_it_is_not_who_does_it() -> None:
    found = task("各村要加强宣传，把情况报镇里（平安办，联系电话：0123）。")
    assert found.units == ("各村",)


def test_what_it_is_divided_into_is_no_unit() -> None:
    found = task(
        "开展宣讲（牵头部门：镇平安办）。组建宣讲队，分专职宣讲队和民间宣讲队，进村宣传。"
    )
    assert (found.lead, found.units) == (("镇平安办",), ())
