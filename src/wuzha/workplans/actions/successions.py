"""A unit is no more: what it still owed goes to the unit that took over from it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import Clock
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.workplans.models import ExpectedReport, Task
from wuzha.workplans.states import REPORT, TASK, ClockKind, ReportState, TaskState


@transaction.atomic
def hand_on_work(*, at: datetime, by: Person) -> int:
    """Open tasks and reports of units that have ended. What was done, and what was due
    and missed, keeps the unit of its time. Where the successor has the same already,
    the old one ends instead."""
    require(by, Permission.CLOCK_FIRE)
    ended = {"unit__valid_to__lte": timezone.localdate(at)}
    tasks = list(Task.objects.open().filter(**ended).select_related("unit"))
    for task in tasks:
        heir = _heir(task.unit, at)
        same = Task.objects.filter(item=task.item_id, unit=heir)
        if heir is None or same.exists():
            _cancel(task, _reason(task.unit, heir), at)
        else:
            _hand_on(task, heir, at)
    waiting = ExpectedReport.objects.waiting().filter(**ended, due_at__gt=at)
    reports = list(waiting.select_related("unit"))
    for report in reports:
        heir = _heir(report.unit, at)
        owed = ExpectedReport.objects.filter(
            duty=report.duty_id, unit=heir, first=report.first, last=report.last
        )
        if heir is None or owed.exists():
            _waive(report, _reason(report.unit, heir), at)
        else:
            _hand_on(report, heir, at)
    _silence(at)
    record("work.handed_on", by=by, count=len(tasks) + len(reports))
    return len(tasks) + len(reports)


def _silence(at: datetime) -> None:
    """What was missed by a unit that is no more rings no longer; it can still be
    reported, late."""
    running = Clock.objects.open().filter(
        kind=ClockKind.REPORT, unit__valid_to__lte=timezone.localdate(at)
    )
    keys = list(running.values_list("subject_id", flat=True))
    engine.cancel_many(model=ExpectedReport, ids=keys, at=at)


def _heir(unit: Unit, at: datetime) -> Unit | None:
    """Of a unit that was split the first part, which divides it further if need be."""
    return next(iter(unit.heirs(on=timezone.localdate(at))), None)


def _hand_on(row: Task | ExpectedReport, heir: Unit, at: datetime) -> None:
    row.unit = heir
    row.save(update_fields=["unit"])
    for clock in Clock.objects.open().of(row):
        engine.hand_over(clock=clock, unit=heir, restart=False, at=at)


def _cancel(task: Task, reason: str, at: datetime) -> None:
    move(task, TaskState.CANCELLED, TASK)
    task.ended_at, task.end_reason = at, reason
    task.save(update_fields=["state", "ended_at", "end_reason"])
    engine.cancel(subject=task, at=at)


def _waive(report: ExpectedReport, reason: str, at: datetime) -> None:
    move(report, ReportState.WAIVED, REPORT)
    report.done_at, report.note = at, reason
    report.save(update_fields=["state", "done_at", "note"])
    engine.cancel(subject=report, at=at)


def _reason(unit: Unit, heir: Unit | None) -> str:
    if heir is None:
        return kept("“%(unit)s”已撤销", unit=unit)
    return kept("“%(unit)s”已并入“%(heir)s”", unit=unit, heir=heir)
