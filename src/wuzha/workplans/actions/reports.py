"""What a unit owes of a duty is done, is nothing, or is not asked for after all."""

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.workplans.models import ExpectedReport
from wuzha.workplans.notifying import settle
from wuzha.workplans.states import REPORT, ClockKind, ReportState


@transaction.atomic
def report_duty(
    *, report: ExpectedReport, zero: bool = False, note: str = "", by: Person
) -> ExpectedReport:
    """Late when its time has passed, zero or not."""
    require(by, Permission.TASK_WORK, report.unit)
    report = ExpectedReport.objects.locked(report)
    now = timezone.now()
    done = ReportState.ZERO if zero else ReportState.REPORTED
    _finish(report, ReportState.LATE if now > report.due_at else done, note, by)
    engine.stop(subject=report, kind=ClockKind.REPORT, at=now)
    record("duty.reported", by=by, subject=report, unit=report.unit, zero=zero)
    return report


@transaction.atomic
def waive_report(*, report: ExpectedReport, reason: str, by: Person) -> ExpectedReport:
    """Whoever's plan it is asks for it no more."""
    require(by, Permission.TASK_REVIEW, report.duty.plan.unit)
    report = ExpectedReport.objects.locked(report)
    _finish(report, ReportState.WAIVED, reason, by)
    engine.cancel(subject=report, kinds=[ClockKind.REPORT], at=timezone.now())
    record("duty.report_waived", by=by, subject=report, unit=report.unit)
    return report


def _finish(report: ExpectedReport, state: ReportState, note: str, by: Person) -> None:
    move(report, state, REPORT)
    report.done_at, report.done_by, report.note = timezone.now(), by, note
    report.save(update_fields=["state", "done_at", "done_by", "note"])
    settle(subject=report)
