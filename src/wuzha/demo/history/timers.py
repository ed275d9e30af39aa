"""Clocks that ran in the past: the twin of `clocks.engine` on rows written later."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Model

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

    def write(
        self,
        batch: Batch,
        subject: tuple[type[Model], int],
        now: datetime,
        *,
        proved: bool,
    ) -> None:
        """With every step and change, if it is to be proved."""
        model, key = subject
        clock = batch[Clock].add(
            kind=self.kind,
            subject_type=model._meta.label,
            subject_id=key,
            unit_id=self.unit.pk,
            person_id=self.person,
            state=self.state,
            level=self._level(now),
            begins_at=self.begins,
            due_at=self.due,
            rule=self.rule,
            done_at=self.ended_at,
            in_time=self.in_time,
        )
        if proved:
            self._write_proof(batch, clock, now)

    def _level(self, now: datetime) -> int:
        alarms = (s for s in self.fired(now) if s.what != StepKind.PRE_ALARM)
        return max((step.level for step in alarms), default=0)

    def _write_proof(self, batch: Batch, clock: int, now: datetime) -> None:
        for step in self.steps:
            batch[ClockStep].add(
                clock_id=clock,
                what=step.what,
                level=step.level,
                at=step.at,
                **_fate(step, self, now),
            )
        for change in self.changes:
            batch[ClockChange].add(
                clock_id=clock,
                what=ChangeKind.HANDED_OVER,
                at=change.at,
                unit_id=change.unit,
                due_before=self.due,
                due_after=self.due,
            )


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


def _fate(step: Planned, timer: Timer, now: datetime) -> dict[str, datetime]:
    """Fired, dropped because the work was done before, or still to come."""
    end = min(now, timer.ended_at) if timer.ended_at else now
    if step.at <= end:
        return {"fired_at": step.at + DELAY}
    if timer.ended_at:
        return {"dropped_at": timer.ended_at}
    return {"next_at": step.at}
