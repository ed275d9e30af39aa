"""What happens when a clock of this area rings."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks.models import ClockStep
from wuzha.clocks.states import StepKind
from wuzha.lib.clocks import span_text
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.workplans.models import ExpectedReport, Task
from wuzha.workplans.notifying import tell_above, tell_doers


@transaction.atomic
def answer_task_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    """To the doers before and at the end; from the end on to the level above too."""
    require(by, Permission.CLOCK_FIRE)
    rows = Task.objects.select_related("unit", "plan__unit", "parent__unit")
    task = rows.get(pk=step.clock.subject_id)
    what = _what(step)
    tell_doers(task, what, at=at)
    if step.what != StepKind.PRE_ALARM:
        tell_above(task, task.above, what, at=at)
    record("task.alarm", by=by, subject=task, unit=task.unit, level=step.level)


@transaction.atomic
def answer_report_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    require(by, Permission.CLOCK_FIRE)
    rows = ExpectedReport.objects.select_related("unit", "duty")
    report = rows.get(pk=step.clock.subject_id)
    tell_doers(report, _what(step), at=at)
    record("duty.alarm", by=by, subject=report, unit=report.unit, level=step.level)


def _what(step: ClockStep) -> str:
    if step.what == StepKind.PRE_ALARM:
        return span_text(step.clock.due_at - step.at).said(_)
    return kept("已超期")
