"""Starts, stops and moves clocks. Called inside an action of an upper area, in its
transaction; that action has checked the right and records the deed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock, ClockChange, ClockStep
from wuzha.clocks.rules import Span, limit_of, read, rule_of, written
from wuzha.clocks.states import CLOCK, ChangeKind, ClockState, StepKind
from wuzha.clocks.workdays import calendar_for
from wuzha.lib import clocks as arithmetic
from wuzha.lib.refused import Conflict
from wuzha.lib.states import move
from wuzha.lib.workdays import WorkingCalendar
from wuzha.organisation.models import Person, Unit

KINDS = {
    arithmetic.What.PRE_ALARM: StepKind.PRE_ALARM,
    arithmetic.What.DUE: StepKind.DUE,
    arithmetic.What.ESCALATION: StepKind.LEVEL,
}
WHATS = {kind: what for what, kind in KINDS.items()}


@transaction.atomic
def start(  # noqa: PLR0913 (a clock is told everything once, here)
    *,
    kind: str,
    subject: models.Model,
    unit: Unit,
    person: Person | None = None,
    begins: datetime,
    limit: Span | None = None,
    due_at: datetime | None = None,
    working: bool = False,
    pre_alarms: Sequence[Span] = (),
    levels: Sequence[Span] = (),
) -> Clock:
    """A clock with its alarms: `pre_alarms` before the end for the doer (level 0), the
    end itself, at which level 1 takes over, then level 2 when the first of `levels` has
    passed, and so on.

    Give `limit`, or `due_at` for what ends on a date, or both. Raises Conflict when the
    subject has an open clock of this kind.
    """
    if Clock.objects.open().of(subject).filter(kind=kind).exists():
        raise Conflict(_("这项工作已在计时，不能重复计时。请刷新页面查看最新情况。"))
    wanted = Start(
        kind=kind,
        subject=subject,
        unit=unit,
        person=person,
        begins=begins,
        limit=limit,
        due_at=due_at,
        working=working,
        pre_alarms=pre_alarms,
        levels=levels,
    )
    (clock,) = start_many([wanted])
    return clock


@dataclass(frozen=True, kw_only=True)
class Start:
    """What `start` is given, for many clocks at once."""

    kind: str
    subject: models.Model
    unit: Unit
    person: Person | None = None
    begins: datetime
    limit: Span | None = None
    due_at: datetime | None = None
    working: bool = False
    pre_alarms: Sequence[Span] = ()
    levels: Sequence[Span] = ()

    @property
    def rule(self) -> arithmetic.Rule:
        return rule_of(self.limit, self.pre_alarms, self.levels, working=self.working)

    def planned(
        self, rule: arithmetic.Rule, calendar: WorkingCalendar
    ) -> tuple[Clock, tuple[arithmetic.Step, ...]]:
        steps = arithmetic.plan(
            rule, start=self.begins, due=self.due_at, calendar=calendar
        )
        clock = Clock(
            kind=self.kind,
            subject_type=self.subject._meta.label,
            subject_id=self.subject.pk,
            unit=self.unit,
            person=self.person,
            begins_at=self.begins,
            due_at=arithmetic.due_of(steps),
            rule=written(rule),
        )
        return clock, steps


@transaction.atomic
def start_many(starts: Iterable[Start]) -> list[Clock]:
    """Clocks of subjects that have none of these kinds yet, which the database holds
    the caller to; in few statements however many there are."""
    ruled = [(one, one.rule) for one in starts]
    calendar = calendar_for(*(rule for _one, rule in ruled))
    planned = [one.planned(rule, calendar) for one, rule in ruled]
    clocks = Clock.objects.add_many(clock for clock, _steps in planned)
    ClockStep.objects.add_many(
        step for clock, steps in planned for step in _steps_of(clock, steps)
    )
    return clocks


@transaction.atomic
def stop(*, subject: models.Model, kind: str, at: datetime) -> Clock | None:
    """The work is done; None when no such clock is open. A paused clock stood still
    since its pause, so it is judged by that moment."""
    clock = _open_clocks(subject).filter(kind=kind).first()
    if clock is None:
        return None
    clock.in_time = (clock.paused_at or at) <= clock.due_at
    _end([clock], ClockState.DONE, at)
    return clock


@transaction.atomic
def cancel(
    *, subject: models.Model, kinds: Iterable[str] | None = None, at: datetime
) -> list[Clock]:
    """What the clocks time is no longer needed; without `kinds` all of the subject."""
    clocks = _open_clocks(subject)
    if kinds is not None:
        clocks = clocks.filter(kind__in=list(kinds))
    cancelled = list(clocks)
    _end(cancelled, ClockState.CANCELLED, at)
    return cancelled


@transaction.atomic
def cancel_many(*, model: type[models.Model], ids: Iterable[int], at: datetime) -> int:
    """As `cancel`, for many subjects of one model at once; how many were open."""
    clocks = Clock.objects.open().of_many(model, ids)
    keys = list(clocks.select_for_update(no_key=True).values_list("pk", flat=True))
    waiting = ClockStep.objects.waiting().filter(clock__in=keys)
    waiting.update(dropped_at=at, next_at=None)
    return Clock.objects.filter(pk__in=keys).update(
        state=ClockState.CANCELLED, done_at=at
    )


@transaction.atomic
def pause(*, clock: Clock, reason: str, at: datetime) -> Clock:
    """No alarm is given until `resume`; what is left of the limit is kept."""
    _lock(clock)
    move(clock, ClockState.PAUSED, CLOCK)
    clock.paused_at = at
    clock.save(update_fields=["state", "paused_at"])
    clock.steps.update(next_at=None)
    _note(clock, ChangeKind.PAUSED, at, reason=reason)
    return clock


@transaction.atomic
def resume(*, clock: Clock, at: datetime) -> Clock:
    """What lay ahead at the pause lies as far ahead again. An alarm that was missed
    before the pause is given now."""
    _lock(clock)
    move(clock, ClockState.RUNNING, CLOCK)
    due_before = clock.due_at
    for step in _moved_steps(clock, at):
        if step.what == StepKind.DUE:
            clock.due_at = step.at
    clock.paused_at = None
    clock.save(update_fields=["state", "paused_at", "due_at"])
    _note(clock, ChangeKind.RESUMED, at, due_before=due_before)
    return clock


@transaction.atomic
def hand_over(
    *,
    clock: Clock,
    unit: Unit,
    person: Person | None = None,
    restart: bool,
    limit: Span | None = None,
    at: datetime,
) -> Clock:
    """To another unit or person, who has what is left, or with `restart` the whole
    limit again (or the `limit` given) with all alarms anew."""
    _lock(clock)
    due_before = clock.due_at
    clock.unit, clock.person = unit, person
    clock.save(update_fields=["unit", "person"])
    if restart:
        _restart(clock, limit, at)
    _note(clock, ChangeKind.HANDED_OVER, at, due_before=due_before)
    return clock


@transaction.atomic
def move_end(*, clock: Clock, due_at: datetime, at: datetime) -> Clock | None:
    """To another end, with the alarms that then lie ahead; what has rung does not ring
    again. None when the clock does not run any more or has come to its end."""
    _lock(clock)
    if clock.state != ClockState.RUNNING or clock.due_at <= at:
        return None
    due_before, rule = clock.due_at, read(clock.rule)
    steps = arithmetic.plan(
        rule, start=clock.begins_at, due=due_at, calendar=calendar_for(rule)
    )
    clock.due_at = due_at
    clock.save(update_fields=["due_at"])
    clock.steps.waiting().update(dropped_at=at, next_at=None)
    ClockStep.objects.bulk_create(_steps_of(clock, (s for s in steps if s.at > at)))
    _note(clock, ChangeKind.MOVED, at, due_before=due_before)
    return clock


def _restart(clock: Clock, limit: Span | None, at: datetime) -> None:
    rule = read(clock.rule)
    if limit is not None:
        working = rule.counts_working_time
        rule = replace(rule, limit=limit_of(limit, working=working))
    steps = arithmetic.plan(rule, start=at, calendar=calendar_for(rule))
    clock.state, clock.paused_at, clock.level = ClockState.RUNNING, None, 0
    clock.begins_at, clock.due_at = at, arithmetic.due_of(steps)
    clock.rule = written(rule)
    clock.save(
        update_fields=["state", "paused_at", "level", "begins_at", "due_at", "rule"]
    )
    clock.steps.waiting().update(dropped_at=at, next_at=None)
    ClockStep.objects.bulk_create(_steps_of(clock, steps))


def _steps_of(clock: Clock, steps: Iterable[arithmetic.Step]) -> Iterator[ClockStep]:
    for step in steps:
        yield ClockStep(
            clock=clock,
            what=KINDS[step.what],
            level=step.level,
            at=step.at,
            next_at=step.at,
        )


def _moved_steps(clock: Clock, at: datetime) -> list[ClockStep]:
    """The waiting steps, set going again after the pause of the clock."""
    assert clock.paused_at is not None  # noqa: S101 (a constraint of the database)
    waiting = list(clock.steps.waiting().order_by("at", "pk"))
    rule = read(clock.rule)
    moved = arithmetic.resume(
        tuple(
            arithmetic.Step(step.at, step.level, WHATS[StepKind(step.what)])
            for step in waiting
        ),
        rule,
        paused_at=clock.paused_at,
        resumed_at=at,
        calendar=calendar_for(rule),
    )
    for step, planned in zip(waiting, moved, strict=True):
        step.at = step.next_at = planned.at
    ClockStep.objects.bulk_update(waiting, ["at", "next_at"])
    return waiting


def _end(clocks: list[Clock], state: ClockState, at: datetime) -> None:
    """In two statements, however many there are."""
    for clock in clocks:
        move(clock, state, CLOCK)
        clock.done_at = at
    Clock.objects.bulk_update(clocks, ["state", "done_at", "in_time"])
    steps = ClockStep.objects.waiting().filter(clock__in=clocks)
    steps.update(dropped_at=at, next_at=None)


def _open_clocks(subject: models.Model) -> models.QuerySet[Clock]:
    return Clock.objects.open().of(subject).select_for_update(no_key=True)


def _lock(clock: Clock) -> None:
    """The worker may be firing one of its alarms right now."""
    clock.refresh_from_db(from_queryset=Clock.objects.select_for_update(no_key=True))


def _note(
    clock: Clock,
    what: ChangeKind,
    at: datetime,
    *,
    reason: str = "",
    due_before: datetime | None = None,
) -> None:
    ClockChange.objects.create(
        clock=clock,
        what=what,
        at=at,
        reason=reason,
        unit=clock.unit if what == ChangeKind.HANDED_OVER else None,
        due_before=due_before or clock.due_at,
        due_after=clock.due_at,
    )
