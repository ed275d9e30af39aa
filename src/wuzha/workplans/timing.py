"""The clocks of this area: which limit each has, and who is told before it ends.

Called inside actions. The numbers stand in the dated tables, with their basis.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils import timezone

from wuzha.clocks.engine import Start, start_many
from wuzha.clocks.models import Clock
from wuzha.clocks.workdays import county_calendar
from wuzha.lib import params
from wuzha.lib.params import Parameter
from wuzha.workplans.models import ExpectedReport, Task
from wuzha.workplans.states import ClockKind


class Colour(StrEnum):
    """How a task looks by the days that remain; the word stands beside the colour."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    NONE = ""


def number(key: str, at: datetime) -> Parameter:
    """As it was on the day of the moment."""
    return params.value(f"workplans.{key}", on=timezone.localdate(at))


def colour(due: date | None, at: datetime) -> Colour:
    """Red from some days before the end on, yellow before; none without an end."""
    if due is None:
        return Colour.NONE
    left = (due - timezone.localdate(at)).days
    if left <= number("task_red_days", at).whole:
        return Colour.RED
    if left <= number("task_yellow_days", at).whole:
        return Colour.YELLOW
    return Colour.GREEN


def end_of(day: date) -> datetime:
    """When offices close on the day."""
    return county_calendar().close_of(day)


def time_tasks(tasks: Iterable[Task], at: datetime) -> list[Clock]:
    """Those that end on a day that has not passed; in two statements."""
    alarms = number("task_alarm_days", at).limits
    levels = number("task_levels", at).limits
    calendar = county_calendar()
    ends = ((task, calendar.close_of(task.due)) for task in tasks if task.due)
    return start_many(
        Start(
            kind=ClockKind.TASK,
            subject=task,
            unit=task.unit,
            begins=at,
            due_at=end,
            pre_alarms=alarms,
            levels=levels,
        )
        for task, end in ends
        if end > at
    )


def time_reports(reports: Iterable[ExpectedReport], at: datetime) -> list[Clock]:
    alarms = number("report_alarm_hours", at).limits
    return start_many(
        Start(
            kind=ClockKind.REPORT,
            subject=report,
            unit=report.unit,
            begins=min(at, report.due_at),
            due_at=report.due_at,
            pre_alarms=alarms,
        )
        for report in reports
    )


def opens_at(due_at: datetime, first: date, at: datetime) -> datetime:
    """Some days before it is due, not before its period begins."""
    ahead = timedelta(days=number("report_opens_days", at).whole)
    begins = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    return max(due_at - ahead, min(begins, due_at))
