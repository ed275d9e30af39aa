"""Gives the alarms that are due, each once, whatever dies and however many workers run.

A step is claimed by compare-and-set in the transaction of the action that answers it:
a crash before the commit leaves it unfired, and it fires once later, marked late. An
action that fails is tried again with growing pauses and holds up nobody else.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from wuzha.clocks.models import Clock, ClockStep
from wuzha.clocks.rules import read
from wuzha.clocks.states import StepKind
from wuzha.clocks.workdays import calendar_for
from wuzha.jobs.pauses import pause_after
from wuzha.lib.clocks import after
from wuzha.organisation.models import Person

# kind of clock → action of an upper area: (*, step, at, by)
Alarms = Mapping[str, Callable[..., None]]

# Fired later than this after its time, a step is marked late.
TOLERANCE = timedelta(seconds=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
BATCH = 200


def due_steps(at: datetime) -> list[int]:
    """Keys of the steps to fire now, the longest due first."""
    waiting = ClockStep.objects.filter(next_at__lte=at).order_by("next_at", "pk")
    return list(waiting.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def fire(
    step_id: int, *, alarms: Alarms, by: Person, at: datetime | None = None
) -> bool:
    """Fire one step now; False when it needs none any more or somebody is at it."""
    step = ClockStep.objects.select_related("clock").filter(pk=step_id).first()
    if step is None or not _has_subject_to_itself(step.clock):
        return False
    clock = Clock.objects.select_for_update(no_key=True).get(pk=step.clock_id)
    # Not before the locks are held: waiting for them is part of being late.
    at = at or timezone.now()
    late = at - step.at > TOLERANCE
    claimed = ClockStep.objects.filter(
        pk=step.pk, at=step.at, next_at__lte=at, fired_at=None, dropped_at=None
    ).update(fired_at=at, next_at=None, late=late)
    if not claimed:
        return False
    step.clock, step.fired_at, step.next_at, step.late = clock, at, None, late
    _report_upwards(step, at)
    alarms[clock.kind](step=step, at=at, by=by)
    return True


@transaction.atomic
def put_off(step_id: int, *, failure: str, at: datetime | None = None) -> None:
    """After its action failed: try again later. `failure` names the kind of error."""
    step = ClockStep.objects.filter(pk=step_id, next_at__isnull=False).first()
    if step is None:
        return
    step.failures += 1
    step.failure = failure[:80]
    step.next_at = (at or timezone.now()) + pause_after(
        step.failures, FIRST_PAUSE, LONGEST_PAUSE
    )
    step.save(update_fields=["failures", "failure", "next_at"])


def _has_subject_to_itself(clock: Clock) -> bool:
    """Locks the subject before the clock, as the actions of people do: the other way
    round the two could wait for each other for ever. Somebody at work on it now may be
    stopping this very clock, so the next tick asks again."""
    rows = apps.get_model(clock.subject_type)._base_manager.filter(pk=clock.subject_id)
    locked = rows.select_for_update(no_key=True, skip_locked=True)
    return bool(locked.values_list("pk")) or not rows.exists()


def _report_upwards(step: ClockStep, at: datetime) -> None:
    """The clock now stands with the level that was told. One told late has its whole
    limit from now on; otherwise an outage would skip levels straight to the top."""
    clock = step.clock
    if step.what == StepKind.PRE_ALARM:
        return
    clock.level = max(clock.level, step.level)
    clock.save(update_fields=["level"])
    if not step.late:
        return
    rule, told_at = read(clock.rule), at
    calendar = calendar_for(rule)
    for above in clock.steps.waiting().filter(level__gt=step.level).order_by("level"):
        told_at = after(told_at, rule.levels[above.level - 2], calendar)
        above.at = above.next_at = told_at
        above.save(update_fields=["at", "next_at"])
