"""A plan's targets beside what has come of them: plan against fact."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.lib.periods import Period
from wuzha.reports.figures import FIGURES, Figure, Measured
from wuzha.workplans.kinds import Op
from wuzha.workplans.metrics import metrics
from wuzha.workplans.models import Target, WorkPlan
from wuzha.workplans.words import measure_text

# What a sum of cents is divided by.
CENTS_IN = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
PERCENT = "%"


class Reached(TextChoices):
    YES = "yes", lazy("已达到")
    NO = "no", lazy("未达到")
    # Nothing to compare with yet, or nothing at all.
    OPEN = "open", lazy("不能对照")


@dataclass(frozen=True)
class Fact:
    """A target, what it counts now, and whether that is what was asked for; `why`
    says what stands in the way of comparing."""

    target: Target
    label: str
    reached: Reached
    period: Period
    now: Measured | None = None
    before: Measured | None = None
    number: float | None = None
    why: str = ""

    @property
    def goal(self) -> str:
        target = self.target
        return f"{Op(target.op).label} {target.value:,g}{measure_text(target.measure)}"


CHANGES = (Op.DOWN, Op.UP)


def facts_of(plan: WorkPlan, today: date) -> Iterator[Fact]:
    period = period_of(plan, today)
    for target in plan.targets.select_related("plan__unit"):
        yield _fact(target, period)


def period_of(plan: WorkPlan, today: date) -> Period:
    """The plan's year as far as it has come."""
    year = plan.year or today.year
    last = min(today, date(year, 12, 31))
    return Period.custom(min(date(year, 1, 1), last), last)


def _fact(target: Target, period: Period) -> Fact:
    label = metrics().label(target.metric)
    figure = FIGURES.get(target.figure_key)
    if figure is None:
        why = target.without or _("系统里没有对应的数据，是否达到请另行核实")
        return Fact(target, label, Reached.OPEN, period, why=why)
    unit = target.plan.unit
    now = figure.measured(unit, period)
    before = None
    if target.op in CHANGES:
        before = figure.measured(unit, period.year_before())
        number, why = _change(now, before)
        number = -number if number is not None and target.op == Op.DOWN else number
    else:
        number, why = _number(figure, now, target.measure)
    reached = _reached(target, number)
    return Fact(target, label, reached, period, now, before, number, why)


def _change(now: Measured, before: Measured) -> tuple[float | None, str]:
    """By how much more, in per cent; never of nothing."""
    new, old = (
        one.share if one.base is not None else float(one.value) for one in (now, before)
    )
    if new is None or not old:
        return None, _("上年同期没有数据，不能比较升降")
    return (new - old) * 100 / old, ""


def _number(figure: Figure, now: Measured, measure: str) -> tuple[float | None, str]:
    if figure.is_rate:
        if measure != PERCENT:
            return None, _("目标不是按百分比提的，系统里的这项数据是比率")
        if now.share is None:
            return None, _("到现在还没有可以计算的记录")
        return now.share * 100, ""
    if measure == PERCENT:
        return None, _("目标按百分比提，系统里的这项数据是数量")
    if figure.is_money:
        return now.value / CENTS_IN.get(measure, 100), ""
    return float(now.value), ""


def _reached(target: Target, number: float | None) -> Reached:
    if number is None:
        return Reached.OPEN
    wanted = target.value
    is_so = {
        Op.AT_MOST: number <= wanted,
        Op.EQUAL: number == wanted,
    }.get(Op(target.op), number >= wanted)
    return Reached.YES if is_so else Reached.NO
