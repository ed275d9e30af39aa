"""The arithmetic of every clock: when it rings, for whom, and how much time is left.

A clock runs for one doer (level 0) and ends at its due moment. Before that it rings
for the doer (pre-alarms). When it is due, level 1 takes over; each level that takes
over has a limit of its own, after which the next one does. Limits count natural time
(minutes, hours, days, months) or working time (working days and hours); one clock
counts in one way only.

Nothing here knows the time or writes a row: moments come in, steps go out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from wuzha.lib.periods import SHANGHAI, add_months, day_of
from wuzha.lib.words import N_, Sentence
from wuzha.lib.workdays import WorkingCalendar


class Unit(StrEnum):
    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    WORKING_HOUR = "working_hour"
    WORKING_DAY = "working_day"


NATURAL = {
    Unit.SECOND: timedelta(seconds=1),
    Unit.MINUTE: timedelta(minutes=1),
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
}
LIMIT_TEXTS = {
    Unit.SECOND: N_("{amount}秒"),
    Unit.MINUTE: N_("{amount}分钟"),
    Unit.HOUR: N_("{amount}小时"),
    Unit.DAY: N_("{amount}天"),
    Unit.MONTH: N_("{amount}个月"),
    Unit.WORKING_HOUR: N_("{amount}个工作小时"),
    Unit.WORKING_DAY: N_("{amount}个工作日"),
}


@dataclass(frozen=True)
class Limit:
    """How long: 48 hours, 6 months, 3 working days."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError(f"a limit of {self.amount} {self.unit} is no time at all")

    @property
    def counts_working_time(self) -> bool:
        return self.unit in (Unit.WORKING_HOUR, Unit.WORKING_DAY)

    @property
    def text(self) -> Sentence:
        return Sentence(LIMIT_TEXTS[self.unit], amount=self.amount)


class HandOver(StrEnum):
    """What a hand-over to another doer does to a running clock."""

    KEEP = "keep"
    RESTART = "restart"


@dataclass(frozen=True)
class Rule:
    """`pre_alarms` count back from due; `levels` are the limits of levels 1, 2, …
    Without a limit the clock ends at a moment given to `plan`."""

    limit: Limit | None
    pre_alarms: tuple[Limit, ...] = ()
    levels: tuple[Limit, ...] = ()
    on_hand_over: HandOver = HandOver.KEEP

    def __post_init__(self) -> None:
        if len({limit.counts_working_time for limit in self._limits}) > 1:
            raise ValueError("one clock counts natural time or working time, not both")

    @property
    def counts_working_time(self) -> bool:
        return any(limit.counts_working_time for limit in self._limits)

    @property
    def _limits(self) -> tuple[Limit, ...]:
        own = (self.limit,) if self.limit else ()
        return (*own, *self.pre_alarms, *self.levels)


class What(StrEnum):
    PRE_ALARM = "pre_alarm"
    DUE = "due"
    ESCALATION = "escalation"


@dataclass(frozen=True, order=True)
class Step:
    """One ring of a clock; `level` is who has to act from then on (0 is the doer)."""

    at: datetime
    level: int
    what: What


class Light(StrEnum):
    """How a running clock looks: above half, below half, past its limit."""

    PLAIN = "plain"
    AMBER = "amber"
    OVERDUE = "overdue"


def plan(
    rule: Rule,
    *,
    start: datetime,
    due: datetime | None = None,
    calendar: WorkingCalendar,
) -> tuple[Step, ...]:
    """All steps of a clock that starts now, in order. Pre-alarms for which the limit
    is too short are left out. Working time may raise MissingTable."""
    if due is None:
        if rule.limit is None:
            raise ValueError("a clock needs a limit, or the moment when it is due")
        due = after(start, rule.limit, calendar)
    rings = {before(due, ahead, calendar) for ahead in rule.pre_alarms}
    alarms = [Step(at, 0, What.PRE_ALARM) for at in rings if start < at < due]
    return (*sorted(alarms), *_from_due(due, rule, calendar))


def after(start: datetime, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """The end of a limit.

    Months keep the time of day and end on the last day of a shorter month. Of working
    days the first is the one after the start, and the last ends when offices close.
    """
    match limit.unit:
        case Unit.MONTH:
            return _months_on(start, limit.amount)
        case Unit.WORKING_HOUR:
            return calendar.add(start, timedelta(hours=limit.amount))
        case Unit.WORKING_DAY:
            return calendar.close_of(calendar.add_days(day_of(start), limit.amount))
        case natural:
            return _moved(start, NATURAL[natural] * limit.amount)


def before(due: datetime, ahead: Limit, calendar: WorkingCalendar) -> datetime:
    """The moment from which a limit leads up to `due`."""
    match ahead.unit:
        case Unit.MONTH:
            return _months_on(due, -ahead.amount)
        case Unit.WORKING_HOUR:
            return calendar.subtract(due, timedelta(hours=ahead.amount))
        case Unit.WORKING_DAY:
            return calendar.close_of(calendar.add_days(day_of(due), -ahead.amount))
        case natural:
            return _moved(due, -NATURAL[natural] * ahead.amount)


def shift(steps: tuple[Step, ...], by: timedelta) -> tuple[Step, ...]:
    """The same steps, later by a stretch of natural time."""
    return tuple(replace(step, at=_moved(step.at, by)) for step in steps)


def resume(
    steps: tuple[Step, ...],
    rule: Rule,
    *,
    paused_at: datetime,
    resumed_at: datetime,
    calendar: WorkingCalendar,
) -> tuple[Step, ...]:
    """The steps after a pause: what had rung stays, the rest has as much time left as
    when the clock was stopped, in the time that the clock counts."""
    if resumed_at < paused_at:
        raise ValueError("a clock is resumed after it was paused")
    rung = tuple(step for step in steps if step.at <= paused_at)
    waiting = steps[len(rung) :]
    if not rule.counts_working_time:
        return rung + shift(waiting, resumed_at - paused_at)
    lost = calendar.between(paused_at, resumed_at)
    return rung + tuple(replace(s, at=calendar.add(s.at, lost)) for s in waiting)


def hand_over(
    steps: tuple[Step, ...], rule: Rule, *, at: datetime, calendar: WorkingCalendar
) -> tuple[Step, ...]:
    """The steps for the next doer: the same, or a new plan, as the rule says."""
    if rule.on_hand_over is HandOver.KEEP:
        return steps
    return plan(rule, start=at, calendar=calendar)


def due_of(steps: tuple[Step, ...]) -> datetime:
    return next(step.at for step in steps if step.what is What.DUE)


def remaining(now: datetime, due: datetime) -> timedelta:
    """Negative once the limit has passed."""
    return due - now


def light(now: datetime, *, start: datetime, due: datetime) -> Light:
    if now >= due:
        return Light.OVERDUE
    return Light.AMBER if (due - now) * 2 < due - start else Light.PLAIN


def span_text(left: timedelta) -> Sentence:
    """还剩 7分12秒, 还剩 2天03小时; past the limit 超时 1小时03分. Whole seconds."""
    if left > timedelta():
        return Sentence(N_("还剩 {span}"), span=_span(left))
    return Sentence(N_("超时 {span}"), span=_span(-left))


def _from_due(due: datetime, rule: Rule, calendar: WorkingCalendar) -> Iterator[Step]:
    yield Step(due, 1, What.DUE)
    at = due
    for level, limit in enumerate(rule.levels, start=2):
        at = after(at, limit, calendar)
        yield Step(at, level, What.ESCALATION)


def _moved(moment: datetime, by: timedelta) -> datetime:
    """Through UTC, since sums of local times ignore changes of the clock."""
    return (moment.astimezone(UTC) + by).astimezone(SHANGHAI)


def _months_on(moment: datetime, months: int) -> datetime:
    local = moment.astimezone(SHANGHAI)
    day = add_months(local.date(), months)
    return local.replace(year=day.year, month=day.month, day=day.day)


def _span(length: timedelta) -> Sentence:
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return Sentence(N_("{days}天{hours:02}小时"), days=days, hours=hours)
    if hours:
        return Sentence(N_("{hours}小时{minutes:02}分"), hours=hours, minutes=minutes)
    if minutes:
        return Sentence(
            N_("{minutes}分{seconds:02}秒"), minutes=minutes, seconds=seconds
        )
    return Sentence(N_("{seconds}秒"), seconds=seconds)
