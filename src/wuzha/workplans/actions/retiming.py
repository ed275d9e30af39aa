"""A holiday was moved: what still waits is due when the present tables say."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import Clock
from wuzha.clocks.workdays import county_calendar, earlier_calendars
from wuzha.lib.refused import MissingTable
from wuzha.lib.workdays import WorkingCalendar
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.workplans.models import Duty, ExpectedReport
from wuzha.workplans.periods import cuts, due_at
from wuzha.workplans.timing import opens_at


@transaction.atomic
def retime_reports(*, duty: Duty, at: datetime, most: int, by: Person) -> int:
    """How many were moved, `most` at once: those whose limit an earlier table gave.
    What was reported or was due by now keeps its values, and nothing is moved into the
    past. May be done again."""
    require(by, Permission.CLOCK_FIRE)
    rows = ExpectedReport.objects.waiting().filter(duty=duty, due_at__gt=at)
    calendar, earlier = county_calendar(), list(earlier_calendars())
    moved: list[ExpectedReport] = []
    for first, last in _periods(rows) if earlier else ():
        due = _due(duty, (first, last), calendar)
        if due is None or due <= at:
            continue
        ends = (_due(duty, (first, last), then) for then in earlier)
        before = {end for end in ends if end and end != due}
        of_period = rows.filter(first=first, last=last, due_at__in=before)
        locked = of_period.select_for_update(skip_locked=True, of=("self",))
        for row in locked.order_by("pk")[: most - len(moved)]:
            row.due_at, row.opens_at = due, opens_at(due, first, at)
            moved.append(row)
    ExpectedReport.objects.bulk_update(moved, ["due_at", "opens_at"], batch_size=100)
    _move_clocks(moved, at)
    if moved:
        record("duty.reports_retimed", by=by, subject=duty, count=len(moved))
    return len(moved)


def _periods(rows: QuerySet[ExpectedReport]) -> list[tuple[date, date]]:
    found = rows.order_by("first", "last").values_list("first", "last")
    return list(found.distinct())


def _due(
    duty: Duty, period: tuple[date, date], calendar: WorkingCalendar
) -> datetime | None:
    """None where the tables do not reach, or the duty has no such period any more."""
    first, _last = period
    try:
        return next(
            due_at(cut, duty.facts, duty.on_holiday, calendar)
            for cut in cuts(duty.facts, first, first)
            if (cut.period.first, cut.period.last) == period
        )
    except (MissingTable, StopIteration):
        return None


def _move_clocks(moved: list[ExpectedReport], at: datetime) -> None:
    ends = {row.pk: row.due_at for row in moved if row.opened_at}
    for clock in Clock.objects.running().of_many(ExpectedReport, ends):
        engine.move_end(clock=clock, due_at=ends[clock.subject_id], at=at)
