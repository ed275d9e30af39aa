"""How what was read is said on a page: periods, days, measures, dates with no year."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.reading.forms.items import MEASURES, REASONS
from wuzha.workplans.facts import (
    ONGOING,
    DutyFacts,
    Facts,
    PhaseFacts,
    TargetFacts,
    TaskFacts,
)
from wuzha.workplans.kinds import DutyKind, Op, Per
from wuzha.workplans.metrics import metrics

WEEKDAYS = (
    *((1, lazy("周一")), (2, lazy("周二")), (3, lazy("周三")), (4, lazy("周四"))),
    *((5, lazy("周五")), (6, lazy("周六")), (7, lazy("周日"))),
)
DATE = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")


class Line(NamedTuple):
    label: str
    value: str


def lines(facts: Facts) -> Iterator[Line]:
    """What was read of an item beside its words; what the text does not tell is not
    said."""
    every = {
        PhaseFacts: _phase,
        TaskFacts: _task,
        DutyFacts: _duty,
        TargetFacts: _target,
    }[type(facts)]
    yield from (line for line in every(facts) if line.value)  # type: ignore[operator]


def date_text(date: str | None) -> str:
    """2026-04-30 → 2026年4月30日, XXXX-06 → 6月."""
    if date == ONGOING:
        return _("持续推进")
    match = DATE.fullmatch(date or "")
    if match is None:
        return date or ""
    told = match.groupdict().items()
    known = {part: int(n) for part, n in told if n and n != "XXXX"}
    forms = {
        ("year", "month", "day"): _("%(year)d年%(month)d月%(day)d日"),
        ("year", "month"): _("%(year)d年%(month)d月"),
        ("year",): _("%(year)d年"),
        ("month", "day"): _("%(month)d月%(day)d日"),
        ("month",): _("%(month)d月"),
    }
    return forms.get(tuple(known), "") % known


def cadence_text(duty: DutyFacts) -> str:
    """每月13、28日 17:00, 每周一, 每季度至少2次."""
    text = str(Per(duty.per).label)
    if duty.weekday:
        names = dict(WEEKDAYS)
        days = "、".join(str(names[day]) for day in duty.weekday)
        text = _("每%s") % days if duty.per == Per.WEEK else f"{text}{days}"
    elif duty.yearday:
        text = f"{text} {'、'.join(map(date_text, duty.yearday))}"
    elif duty.monthday:
        text = _("%(per)s%(days)s日") % {
            "per": text,
            "days": "、".join(map(str, duty.monthday)),
        }
    if duty.time:
        text = f"{text} {duty.time}"
    if duty.at_least and duty.at_least > 1:
        text = _("%(per)s至少%(n)d次") % {"per": text, "n": duty.at_least}
    return text


def goal_text(target: TargetFacts) -> str:
    """不低于 95%, 不低于 50,000元."""
    number = (
        f"{target.value:,g}" if target.value < WRITTEN_OUT else f"{target.value:,.0f}"
    )
    return f"{Op(target.op).label} {number}{measure_text(target.unit)}"


def measure_text(measure: str) -> str:
    """As people write it; one that nobody has listed stands as it is."""
    return _(MEASURES[measure]) if measure in MEASURES else measure


def reason_text(code: str) -> str:
    """Why nothing was made of a sentence."""
    return _(REASONS[code]) if code in REASONS else code


WRITTEN_OUT = 1e6  # from here on a short form would be 1e+06


def _phase(facts: PhaseFacts) -> Iterator[Line]:
    yield Line(_("起"), date_text(facts.start))
    yield Line(_("止"), date_text(facts.end))


def _task(facts: TaskFacts) -> Iterator[Line]:
    yield Line(_("牵头单位"), "、".join(facts.lead))
    yield Line(_("责任单位"), "、".join(facts.units))
    yield Line(_("时限"), date_text(facts.due))
    yield Line(_("标准"), facts.standard)
    yield Line(_("佐证"), _("方案要求提供") if facts.evidence_asked else "")


def _duty(facts: DutyFacts) -> Iterator[Line]:
    yield Line(_("类型"), str(DutyKind(facts.kind).label))
    yield Line(_("频次"), cadence_text(facts))
    yield Line(_("责任单位"), "、".join(facts.units))
    yield Line(_("报送到"), facts.to or "")


def _target(facts: TargetFacts) -> Iterator[Line]:
    yield Line(_("指标"), metrics().label(facts.metric))
    yield Line(_("要求"), goal_text(facts))
    yield Line(_("时限"), date_text(facts.due))
