"""Clocks that ran in the past: the twin of `clocks.engine` on rows written later."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from wuzha.clocks.engine import KINDS
from wuzha.clocks.models import Clock, ClockChange, ClockStep
from wuzha.clocks.rules import Span, rule_of, written
from wuzha.clocks.states import ChangeKind, ClockState, StepKind
from wuzha.demo.bulk import Batch
from wuzha.lib import clocks as arithmetic
from wuzha.lib.workdays import china
from wuzha.organisation.models import Unit

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
# The worker looks once a second.
DELAY = timedelta(milliseconds=420)


class Planned(NamedTuple):
    at: datetime
    what: StepKind
    level: int


class Change(NamedTuple):
    at: datetime
    unit: int


@dataclass(slots=True)
class Timer:
    """One clock on one subject."""

    kind: str
    unit: Unit
    person: int | None
    begins: datetime
    rule: dict[str, Any]
    steps: list[Planned]
    state: str = ClockState.RUNNING.value
    ended_at: datetime | None = None
    in_time: bool | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def due(self) -> datetime:
        return next(step.at for step in self.steps if step.what == StepKind.DUE)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def fired(self, until: datetime) -> list[Planned]:
        end = min(until, self.ended_at) if self.ended_at else until
        return [step for step in self.steps if step.at <= end]


@dataclass
class Timers:
    """All clocks that one subject ever had."""

    all: list[Timer] = field(default_factory=list)

    def open(self) -> Iterator[Timer]:
        return (timer for timer in self.all if timer.is_open)

    def start(  # noqa: PLR0913 (a clock is told everything once)
        self,
        kind: str,
        *,
        unit: Unit,
        person: int | None = None,
        begins: datetime,
        limit: Span | None = None,
        due: datetime | None = None,
        pre_alarms: Sequence[Span] = (),
        levels: Sequence[Span] = (),
    ) -> Timer:
        pattern = _pattern(limit, tuple(pre_alarms), tuple(levels))
        steps = _steps(pattern, begins, due)
        timer = Timer(kind, unit, person, begins, pattern.row, steps)
        self.all.append(timer)
        return timer

    def stop(self, kind: str, at: datetime) -> Timer | None:
        for timer in self.open():
            if timer.kind == kind:
                timer.in_time = at <= timer.due
                timer.state, timer.ended_at = ClockState.DONE.value, at
                return timer
        return None

    def cancel(self, at: datetime, kinds: Iterable[str] | None = None) -> None:
        for timer in list(self.open()):
            if kinds is None or timer.kind in kinds:
                timer.state, timer.ended_at = ClockState.CANCELLED.value, at

    def hand_over(self, unit: Unit, person: int | None, at: datetime) -> None:
        """With what is left of the limits."""
        for timer in self.open():
            timer.unit, timer.person = unit, person
            timer.changes.append(Change(at, unit.pk))

    def write(self, batch: Batch, label: str, key: int, now: datetime) -> None:
        for timer in self.all:
            _write(timer, batch, label, key, now)


@dataclass(frozen=True)
class _Pattern:
    rule: arithmetic.Rule
    row: dict[str, Any]
    # From the beginning; empty where only the calendar can tell, or an end is given.
    offsets: tuple[tuple[timedelta, StepKind, int], ...]


@cache
def _pattern(
    limit: Span | None, pre_alarms: tuple[Span, ...], levels: tuple[Span, ...]
) -> _Pattern:
    rule = rule_of(limit, pre_alarms, levels, working=False)
    offsets: tuple[tuple[timedelta, StepKind, int], ...] = ()
    if rule.limit and rule.limit.unit in arithmetic.NATURAL:
        steps = arithmetic.plan(rule, start=EPOCH, calendar=china())
        offsets = tuple((s.at - EPOCH, KINDS[s.what], s.level) for s in steps)
    return _Pattern(rule, written(rule), offsets)


def _steps(pattern: _Pattern, begins: datetime, due: datetime | None) -> list[Planned]:
    if due is None and pattern.offsets:
        return [Planned(begins + by, what, lvl) for by, what, lvl in pattern.offsets]
    steps = arithmetic.plan(pattern.rule, start=begins, due=due, calendar=china())
    return [Planned(step.at, KINDS[step.what], step.level) for step in steps]


def _write(timer: Timer, batch: Batch, label: str, key: int, now: datetime) -> None:
    fired = timer.fired(now)
    level = max((s.level for s in fired if s.what != StepKind.PRE_ALARM), default=0)
    clock = batch[Clock].add(
        kind=timer.kind,
        subject_type=label,
        subject_id=key,
        unit_id=timer.unit.pk,
        person_id=timer.person,
        state=timer.state,
        level=level,
        begins_at=timer.begins,
        due_at=timer.due,
        rule=timer.rule,
        done_at=timer.ended_at,
        in_time=timer.in_time,
    )
    for step in timer.steps:
        batch[ClockStep].add(
            clock_id=clock,
            what=step.what,
            level=step.level,
            at=step.at,
            **_fate(step, timer, now),
        )
    for change in timer.changes:
        batch[ClockChange].add(
            clock_id=clock,
            what=ChangeKind.HANDED_OVER,
            at=change.at,
            unit_id=change.unit,
            due_before=timer.due,
            due_after=timer.due,
        )


def _fate(step: Planned, timer: Timer, now: datetime) -> dict[str, datetime]:
    """Fired, dropped because the work was done before, or still to come."""
    end = min(now, timer.ended_at) if timer.ended_at else now
    if step.at <= end:
        return {"fired_at": step.at + DELAY}
    if timer.ended_at:
        return {"dropped_at": timer.ended_at}
    return {"next_at": step.at}
