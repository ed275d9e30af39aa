"""A holiday is moved: what waits is due anew, what was reported keeps its values."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.clocks.actions import set_calendar_year, undo_calendar_year
from wuzha.clocks.models import CalendarYear, Clock
from wuzha.jobs.models import Job
from wuzha.lib.refused import NotAllowed
from wuzha.lib.workdays import Holiday, Year
from wuzha.organisation.models import Person
from wuzha.workplans import actions
from wuzha.workplans.jobs import ask_after_a_change_of_days, ask_for_reports
from wuzha.workplans.models import Duty, ExpectedReport, WorkPlan
from wuzha.workplans.states import ReportState


@pytest.fixture
def years(guan: Person) -> dict[int, CalendarYear]:
    """This year and those beside it, a day off each."""
    this = timezone.localdate().year
    return {
        year: set_calendar_year(table=_table(year), seen=0, by=guan)
        for year in (this - 1, this, this + 1)
    }


def _table(year: int, *off: date) -> Year:
    first = date(year, 5, 1)
    holidays = (Holiday("劳动节", first, first), *(Holiday("新增", d, d) for d in off))
    return Year(year, "通知", "A", holidays)


@pytest.fixture
def waiting(
    years: dict[int, CalendarYear], running: WorkPlan, clockwork: Person
) -> list[ExpectedReport]:
    """Of the latest week: due in the future, opened, with clocks."""
    del running
    ask_for_reports(by=clockwork)
    now = timezone.now()
    rows = ExpectedReport.objects.filter(due_at__gt=now)
    rows.update(opens_at=now - timedelta(hours=1))
    ask_for_reports(by=clockwork)
    latest = rows.order_by("-due_at")[0].due_at
    return list(rows.filter(due_at=latest).order_by("pk"))


def day_off(day: date, years: dict[int, CalendarYear], guan: Person) -> None:
    row = CalendarYear.objects.newest().get(year=day.year)
    set_calendar_year(table=_table(day.year, day), seen=row.version, by=guan)


def test_what_waits_is_due_on_another_day_and_its_clock_too(
    waiting: list[ExpectedReport],
    years: dict[int, CalendarYear],
    guan: Person,
    tan: Person,
    clockwork: Person,
) -> None:
    *others, first = waiting
    was = first.due_at
    ExpectedReport.objects.filter(pk=first.pk).update(
        state=ReportState.REPORTED, done_at=timezone.now()
    )
    day_off(timezone.localdate(was), years, guan)
    ask_for_reports(by=clockwork)
    first.refresh_from_db()
    assert (first.due_at, first.state) == (was, ReportState.REPORTED)
    for row in others:
        row.refresh_from_db()
        assert row.due_at.date() != was.date()
        assert Clock.objects.running().of(row).get().due_at == row.due_at
    (entry,) = Entry.objects.filter(event="duty.reports_retimed")
    assert entry.facts["count"] == len(others)
    ask_for_reports(by=clockwork)
    assert Entry.objects.filter(event="duty.reports_retimed").count() == 1


def test_taking_the_change_back_takes_the_limits_back(
    waiting: list[ExpectedReport],
    years: dict[int, CalendarYear],
    guan: Person,
    clockwork: Person,
) -> None:
    was = waiting[0].due_at
    day = timezone.localdate(was)
    day_off(day, years, guan)
    ask_for_reports(by=clockwork)
    newest = CalendarYear.objects.newest().get(year=day.year)
    undo_calendar_year(year=day.year, seen=newest.version, by=guan)
    ask_for_reports(by=clockwork)
    waiting[0].refresh_from_db()
    assert waiting[0].due_at == was


def test_a_limit_that_no_table_gave_and_one_that_has_come_stay(
    waiting: list[ExpectedReport],
    years: dict[int, CalendarYear],
    guan: Person,
    clockwork: Person,
) -> None:
    given, come = waiting[:2]
    was = given.due_at
    ExpectedReport.objects.filter(pk=given.pk).update(due_at=was + timedelta(hours=1))
    past = timezone.now() - timedelta(hours=1)
    ExpectedReport.objects.filter(pk=come.pk).update(due_at=past)
    day_off(timezone.localdate(was), years, guan)
    ask_for_reports(by=clockwork)
    given.refresh_from_db()
    come.refresh_from_db()
    assert (given.due_at, come.due_at) == (was + timedelta(hours=1), past)


def test_it_goes_in_portions_and_only_the_clockwork_does_it(
    waiting: list[ExpectedReport],
    years: dict[int, CalendarYear],
    guan: Person,
    lin: Person,
    clockwork: Person,
) -> None:
    day_off(timezone.localdate(waiting[0].due_at), years, guan)
    duty, now = Duty.objects.get(), timezone.now()
    with pytest.raises(NotAllowed):
        actions.retime_reports(duty=duty, at=now, most=9, by=lin)
    done = []
    while moved := actions.retime_reports(duty=duty, at=now, most=1, by=clockwork):
        done.append(moved)
    assert done == [1] * len(waiting)


def test_a_change_of_days_is_followed_soon(
    years: dict[int, CalendarYear], clockwork: Person
) -> None:
    now: datetime = timezone.now()
    ask_after_a_change_of_days(at=now + timedelta(days=1), by=clockwork)
    assert not Job.objects.filter(name="workplans.ask").exists()
    ask_after_a_change_of_days(at=now, by=clockwork)
    assert Job.objects.filter(name="workplans.ask").exists()
