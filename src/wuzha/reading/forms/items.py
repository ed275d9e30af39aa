"""Every item of a reading in words for a person: a kind, a number, named facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache
from typing import NamedTuple

from wuzha.lib import datafiles
from wuzha.lib.words import N_
from wuzha.reading.plan import Duty, Phase, Plan, Span, Target, Task


class Kind(StrEnum):
    PHASE = auto()
    TASK = auto()
    DUTY = auto()
    TARGET = auto()


KINDS = {
    Kind.PHASE: N_("阶段"),
    Kind.TASK: N_("任务"),
    Kind.DUTY: N_("经常性工作"),
    Kind.TARGET: N_("指标"),
}
PERS = {
    "day": N_("每日"),
    "week": N_("每周"),
    "ten_days": N_("每旬"),
    "two_weeks": N_("每两周"),
    "half_month": N_("每半月"),
    "month": N_("每月"),
    "two_months": N_("每两个月"),
    "quarter": N_("每季度"),
    "term": N_("每学期"),
    "half_year": N_("每半年"),
    "year": N_("每年"),
}
DUTIES = {
    "report": N_("报送"),
    "push": N_("推送"),
    "inspect": N_("检查"),
    "train": N_("培训"),
    "publicise": N_("宣传"),
    "meet": N_("会议"),
    "other": N_("其他"),
}
OPERATORS = {
    ">=": N_("不低于"),
    "<=": N_("不高于"),
    "=": N_("等于"),
    "decrease>=": N_("下降不少于"),
    "increase>=": N_("上升不少于"),
}
MEASURES = {
    "cases": N_("起"),
    "people": N_("人"),
    "CNY": N_("元"),
    "households": N_("户"),
    "times": N_("次"),
    "articles": N_("篇"),
    "pieces": N_("件"),
    "places": N_("处"),
}
REASONS = {
    "advertisement": N_("广告"),
    "related_links": N_("相关链接"),
    "page_furniture": N_("页眉页脚"),
    "editor_note": N_("编者说明"),
    "stray_mark": N_("多余符号"),
    "lost_letters": N_("丢失的字"),
    "pasted_name": N_("混入的网站名"),
    "lesson": N_("教案"),
    "background": N_("背景"),
    "principle": N_("原则"),
    "praise": N_("评价"),
    "preamble": N_("引言"),
    "contact": N_("联系方式"),
    "scene": N_("情景"),
    "report": N_("已做的工作"),
    "sanction": N_("问责"),
    "meaning": N_("意义"),
    "aim": N_("目的"),
    "organisation": N_("机构与分工"),
    "attachments": N_("附件"),
    "signature": N_("落款"),
    "cadence": N_("不常见的周期"),
    "blank": N_("待填"),
}
_WEEKDAYS = "一二三四五六日"


class Fact(NamedTuple):
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Item:
    """`number` counts within the kind over the whole file, from 1."""

    kind: Kind
    number: int
    source: Span
    text: str
    facts: tuple[Fact, ...]
    rules: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{KINDS[self.kind]} {self.number}"


def items_of(plans: Sequence[Plan]) -> list[Item]:
    """By kind, in the order of the text."""
    made = [
        *(
            (Kind.PHASE, p.source, p.name, _of_phase(p), p.rules)
            for plan in plans
            for p in plan.phases
        ),
        *(
            (Kind.TASK, t.source, t.text, _of_task(t), t.rules)
            for plan in plans
            for t in plan.tasks
        ),
        *(
            (Kind.DUTY, d.source, d.text, _of_duty(d), d.rules)
            for plan in plans
            for d in plan.duties
        ),
        *(
            (Kind.TARGET, t.source, t.text, _of_target(t), t.rules)
            for plan in plans
            for t in plan.targets
        ),
    ]
    counts = dict.fromkeys(Kind, 0)
    items = []
    for kind, source, text, facts, rules in made:
        counts[kind] += 1
        named = tuple(Fact(name, value) for name, value in facts if value)
        items.append(Item(kind, counts[kind], source, text, named, rules))
    return items


def reason(code: str | None) -> str:
    return REASONS.get(code, code) if code else ""


def day(written: str | None) -> str:
    """A date of unknown parts in words; a year that the text leaves out is not made
    up."""
    if written is None:
        return ""
    if written == "ongoing":
        return N_("持续推进")
    year, *rest = written.split("-")
    words = "" if "X" in year else f"{int(year)}年"
    for part, unit in zip(rest, "月日", strict=False):
        words += "" if "X" in part else f"{int(part)}{unit}"
    return words if "X" not in year else f"{words}{N_('（年份未写）')}"


@cache
def _metrics() -> dict[str, str]:
    """What is measured, in the first of the words by which it is known."""
    table = datafiles.read(datafiles.DATA / "reading" / "metrics.toml")
    return {metric["name"]: metric["words"][0] for metric in table["metrics"]}


def _of_phase(phase: Phase) -> Iterator[tuple[str, str]]:
    yield N_("开始"), day(phase.start)
    yield N_("结束"), day(phase.end)


def _of_task(task: Task) -> Iterator[tuple[str, str]]:
    yield N_("牵头"), "、".join(task.lead)
    yield N_("责任"), "、".join(task.units)
    yield N_("时限"), day(task.due)


def _of_duty(duty: Duty) -> Iterator[tuple[str, str]]:
    yield N_("类别"), DUTIES.get(duty.kind, duty.kind)
    times = f"不少于{duty.at_least}次" if duty.at_least else ""
    yield N_("频次"), PERS.get(duty.per, duty.per) + times
    weekdays = "、".join(f"周{_WEEKDAYS[at - 1]}" for at in duty.weekday)
    monthdays = "、".join(f"{at}日" for at in duty.monthday)
    yeardays = "、".join(f"{int(at[5:7])}月{int(at[8:])}日" for at in duty.yearday)
    yield N_("日子"), "；".join(filter(None, (weekdays, monthdays, yeardays)))
    yield N_("时间"), duty.time or ""
    yield N_("报给"), duty.to or ""
    yield N_("责任"), "、".join(duty.units)


def _of_target(target: Target) -> Iterator[tuple[str, str]]:
    yield N_("指标名"), _metrics().get(target.metric, "")
    value = f"{target.value:,g}" if target.value < 1e6 else f"{target.value:,.0f}"
    unit = MEASURES.get(target.unit, target.unit)
    yield N_("要求"), f"{OPERATORS.get(target.op, target.op)} {value}{unit}"
    yield N_("时限"), day(target.due)
