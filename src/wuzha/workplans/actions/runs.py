"""A playbook runs: a drill is started, steps are ticked, the run ends. In an incident
it is the action of that area that starts it, by way of `playing.begin`."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import ClockStep
from wuzha.clocks.states import StepKind
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, may, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.workplans import playing
from wuzha.workplans.models import Playbook, PlaybookRun, RunStep
from wuzha.workplans.states import (
    PLAYED_STEP,
    RUN,
    ClockKind,
    PlayedState,
    RunState,
)


@transaction.atomic
def start_drill(
    *, playbook: Playbook, unit: Unit | None = None, by: Person
) -> PlaybookRun:
    """As in earnest at a unit below the playbook's, where roles are looked for, but no
    notice leaves the service."""
    require(by, Permission.TASK_REVIEW, playbook.unit)
    where = unit or playbook.unit
    if not Unit.objects.within(playbook.unit).filter(pk=where.pk).exists():
        raise Refused(_("这个单位不在预案制定单位之下，请另选。"))
    run = playing.begin(playbook=playbook, unit=where, at=timezone.now(), by=by)
    record("playbook.drill_started", by=by, subject=run, unit=run.unit)
    return run


@transaction.atomic
def tick_step(
    *, step: RunStep, note: str = "", skipped: bool = False, by: Person
) -> RunStep:
    """By who plays the role, or who works where the step or the run is led; its clock
    stops."""
    if not step.people.filter(pk=by.pk).exists():
        require(by, Permission.TASK_WORK, _where(step, by))
    step = _running(step)
    if step.done_by:
        raise Conflict(
            _("%(who)s已在%(when)s登记了这一步，不用再登记。")
            % {"who": step.done_by, "when": f"{timezone.localtime(step.done_at):%H:%M}"}
        )
    move(step, PlayedState.SKIPPED if skipped else PlayedState.DONE, PLAYED_STEP)
    now = timezone.now()
    step.done_by, step.done_at, step.note = by, now, note
    step.save(update_fields=["state", "done_by", "done_at", "note"])
    if skipped:
        engine.cancel(subject=step, kinds=[ClockKind.STEP], at=now)
    else:
        engine.stop(subject=step, kind=ClockKind.STEP, at=now)
    settle(subject=step)
    playing.time_following(step, now)
    record("playbook.step_done", by=by, subject=step, unit=step.unit, skipped=skipped)
    return step


@transaction.atomic
def untick_step(*, step: RunStep, by: Person) -> RunStep:
    """It was ticked by mistake: it waits again, its clock runs while there is time."""
    if not step.people.filter(pk=by.pk).exists():
        require(by, Permission.TASK_WORK, _where(step, by))
    step = _running(step)
    move(step, PlayedState.WAITING, PLAYED_STEP)
    step.done_by, step.done_at, step.note = None, None, ""
    step.save(update_fields=["state", "done_by", "done_at", "note"])
    now = timezone.now()
    playing.time_steps([step], now)
    playing.untime_following(step, now)
    record("playbook.step_undone", by=by, subject=step, unit=step.unit)
    return step


@transaction.atomic
def finish_run(*, run: PlaybookRun, note: str = "", by: Person) -> PlaybookRun:
    """When every step is done or was not needed; `note` is what was learned."""
    require(by, Permission.TASK_WORK, run.unit)
    run = PlaybookRun.objects.locked(run)
    if left := run.steps.open().count():
        raise Refused(
            _("还有 %(n)d 步没有登记。请逐步登记，或写明原因中止。") % {"n": left}
        )
    _end(run, RunState.FINISHED, note.strip(), by)
    record("playbook.finished", by=by, subject=run, unit=run.unit)
    return run


@transaction.atomic
def break_off_run(*, run: PlaybookRun, reason: str, by: Person) -> PlaybookRun:
    """What is open ends with it; what was done stays."""
    require(by, Permission.TASK_WORK, run.unit)
    run = PlaybookRun.objects.locked(run)
    if not reason.strip():
        raise Refused(_("请写明中止的原因。"))
    _end(run, RunState.BROKEN_OFF, reason, by)
    record("playbook.broken_off", by=by, subject=run, unit=run.unit)
    return run


@transaction.atomic
def answer_step_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    """Its limit has passed: who plays it and who started the run are told; then those
    above."""
    require(by, Permission.CLOCK_FIRE)
    rows = RunStep.objects.select_related(
        "unit", "run__started_by", "run__playbook__unit"
    )
    late = rows.get(pk=step.clock.subject_id)
    settle(subject=late)
    playing.tell_players(late.run, [late], kept("已超时，请立即办理并登记"), at=at)
    level = step.level if step.what == StepKind.LEVEL else 1
    playing.tell_leader(late.run, late, kept("这一步已超时"), level=level)
    record("playbook.step_late", by=by, subject=late, unit=late.unit, level=step.level)


def _end(run: PlaybookRun, state: RunState, reason: str, by: Person) -> None:
    now = timezone.now()
    move(run, state, RUN)
    run.ended_by, run.ended_at, run.end_reason = by, now, reason
    run.save(update_fields=["state", "ended_by", "ended_at", "end_reason"])
    open_ones = list(run.steps.open())
    engine.cancel_many(model=RunStep, ids=[step.pk for step in open_ones], at=now)
    for step in open_ones:
        settle(subject=step)


def _where(step: RunStep, by: Person) -> Unit:
    """Whoever works where the step is, or where the run is led."""
    return step.unit if may(by, Permission.TASK_WORK, step.unit) else step.run.unit


def _running(step: RunStep) -> RunStep:
    """The run is locked before the step, so that it does not end in between."""
    run = PlaybookRun.objects.locked(step.run)
    if not run.is_open:
        raise Refused(
            _("这次启动已经“%(state)s”，不能再登记。") % {"state": run.state_label}
        )
    return RunStep.objects.locked(step)
