"""What runs by itself: long documents are read, plans set going, and each night the
reports of the day made and opened."""

from base64 import b64decode
from datetime import datetime, timedelta

from django.utils import timezone

from wuzha.clocks.models import CalendarYear
from wuzha.jobs.queue import Handlers, Long, enqueue
from wuzha.jobs.schedule import Scheduled
from wuzha.organisation.models import Person
from wuzha.workplans.actions.alarms import answer_report_alarm, answer_task_alarm
from wuzha.workplans.actions.confirmation import RUN_JOB
from wuzha.workplans.actions.expecting import (
    admit_units,
    make_reports,
    open_reports,
)
from wuzha.workplans.actions.making import announce_plan, make_work
from wuzha.workplans.actions.reading import READ_JOB, keep_reading
from wuzha.workplans.actions.retiming import retime_reports
from wuzha.workplans.actions.runs import answer_step_alarm
from wuzha.workplans.actions.successions import hand_on_work
from wuzha.workplans.intake import read_again
from wuzha.workplans.matching import Directory
from wuzha.workplans.models import Duty, WorkPlan
from wuzha.workplans.states import ClockKind, PlanState

ASK_JOB = "workplans.ask"
# Reports opened in one transaction.
AT_ONCE = 500
SOON = timedelta(minutes=2)


def read_long(*, plan: int, by: Person) -> None:
    """The reading takes its time before the transaction that keeps it."""
    row = WorkPlan.objects.select_related("unit", "file").get(pk=plan)
    if row.state == PlanState.READING:
        document = read_again(b64decode(row.file.content), name=row.file_name)
        keep_reading(plan=row, document=document, by=by)


def run_plan(*, plan: int, by: Person) -> None:
    """Item by item; what is made is passed over, so that it can be done again."""
    row = WorkPlan.objects.select_related("unit").get(pk=plan)
    if row.state != PlanState.CONFIRMED:
        return
    at = timezone.now()
    directory = Directory.of_plan(row)
    for item in row.items.kept().filter(made_at=None).select_related("plan__unit"):
        make_work(item=item, directory=directory, at=at, by=by)
    announce_plan(plan=row, at=at, by=by)
    enqueue(ASK_JOB, {}, key=ASK_JOB)


def ask_for_reports(*, by: Person) -> None:
    """What is owed for periods that have begun, duty by duty; then what comes due."""
    at = timezone.now()
    hand_on_work(at=at, by=by)
    for plan in WorkPlan.objects.filter(duties__valid_to=None).distinct():
        directory = Directory.of_plan(plan)
        for duty in plan.duties.in_force():
            admit_units(duty=duty, directory=directory, at=at, by=by)
            make_reports(duty=duty, until=at, by=by)
    for duty in Duty.objects.awaited(at):
        while retime_reports(duty=duty, at=at, most=AT_ONCE, by=by):
            pass
    while open_reports(at=at, most=AT_ONCE, by=by):
        pass


def ask_each_night(*, at: datetime, by: Person) -> None:
    enqueue(ASK_JOB, {}, key=ASK_JOB)


def ask_after_a_change_of_days(*, at: datetime, by: Person) -> None:
    """Soon after the county changed its days off; what is missed comes at night."""
    changed = CalendarYear.objects.filter(recorded_at__gte=at - 2 * SOON)
    if changed.exists():
        enqueue(ASK_JOB, {}, key=ASK_JOB)


JOBS: Handlers = {
    READ_JOB: Long(read_long, lease=timedelta(minutes=15)),
    RUN_JOB: Long(run_plan, lease=timedelta(minutes=30)),
    ASK_JOB: Long(ask_for_reports, lease=timedelta(minutes=30)),
}
ALARMS = {
    ClockKind.TASK: answer_task_alarm,
    ClockKind.REPORT: answer_report_alarm,
    ClockKind.STEP: answer_step_alarm,
}
SCHEDULE = [
    Scheduled("workplans.ask", action=ask_each_night, at=("00:20",)),
    Scheduled("workplans.retime", action=ask_after_a_change_of_days, every=SOON),
]
