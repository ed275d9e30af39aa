"""The working days of the county: its own table of a year goes before the shipped one.

The tables are read anew each time, a few rows, so that the worker and every web process
see a change at once; the calendar made of them is kept while they are the same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from wuzha.clocks.models import CalendarYear, Clock
from wuzha.clocks.rules import read
from wuzha.lib.clocks import Rule, after
from wuzha.lib.refused import MissingTable
from wuzha.lib.workdays import Shift, WorkingCalendar, Year, china

# The next year's notice comes out in November; without it limits cannot be counted.
AHEAD = timedelta(days=60)


def county_calendar() -> WorkingCalendar:
    return china(*(row.table for row in CalendarYear.objects.in_force()))


def calendar_for(*rules: Rule) -> WorkingCalendar:
    """The county's where one of the rules counts working time; natural time asks no
    calendar, and the database is not asked for one."""
    if any(rule.counts_working_time for rule in rules):
        return county_calendar()
    return china()


def missing_years(today: date) -> list[int]:
    """Years without a table that have begun or begin soon."""
    calendar = county_calendar()
    years = sorted({today.year, (today + AHEAD).year})
    return [year for year in years if not calendar.has(year)]


@dataclass(frozen=True)
class Shifted:
    """A running clock, and when it would be due by the tables of now."""

    clock: Clock
    due_at: datetime


def shifted_clocks(at: datetime) -> list[Shifted]:
    """Running clocks whose end an earlier table gave and the present ones would not.
    Left alone: what ends on a date, what was paused, and what has come to its end or
    would have by now, since no limit is moved into the past."""
    return _shifted(at, county_calendar, earlier_calendars)


@dataclass(frozen=True)
class Change:
    """What a table would change if it were saved."""

    off: list[date]
    worked: list[date]
    shifts: tuple[Shift, ...]
    clocks: int


def change_by(table: Year, at: datetime) -> Change:
    """Against the tables in force; for a year without one, against its weekends."""
    present = county_calendar()
    base = present if present.has(table.year) else china(_plain(table))
    others = CalendarYear.objects.in_force().exclude(year=table.year)
    changed = china(*(row.table for row in others), table)
    days = [day for day in _days_of(table) if base.has(day.year)]
    differ = [day for day in days if base.is_working(day) != changed.is_working(day)]
    hours = changed.shifts_of(table.year)
    return Change(
        off=[day for day in differ if not changed.is_working(day)],
        worked=[day for day in differ if changed.is_working(day)],
        shifts=hours if hours != base.shifts_of(table.year) else (),
        clocks=len(_shifted(at, lambda: changed, lambda: [present])),
    )


def _plain(table: Year) -> Year:
    return replace(table, holidays=(), shifts=())


def _days_of(table: Year) -> Iterator[date]:
    """The year's, and those of the December before that are off at New Year."""
    day = date(table.year - 1, 12, 1)
    while day.year <= table.year:
        yield day
        day += timedelta(days=1)


def _shifted(
    at: datetime,
    now: Callable[[], WorkingCalendar],
    earlier: Callable[[], Iterable[WorkingCalendar]],
) -> list[Shifted]:
    """The calendars are asked for when there is a clock that needs them."""
    working = Clock.objects.running().filter(
        due_at__gt=at, rule__limit__icontains="working"
    )
    clocks = list(working.select_related("unit").order_by("due_at", "pk"))
    if not clocks:
        return []
    calendar, before = now(), list(earlier())
    return [
        Shifted(clock, due)
        for clock in clocks
        if (due := _due(clock, calendar)) and at < due != clock.due_at
        if any(_due(clock, then) == clock.due_at for then in before)
    ]


def earlier_calendars() -> Iterator[WorkingCalendar]:
    """As they were before each change, the shipped one first."""
    tables: dict[int, Year] = {}
    for row in CalendarYear.objects.order_by("pk"):
        yield china(*tables.values())
        if row.withdrawn:
            tables.pop(row.year, None)
        else:
            tables[row.year] = row.table


def _due(clock: Clock, calendar: WorkingCalendar) -> datetime | None:
    limit = read(clock.rule).limit
    assert limit is not None  # noqa: S101 (asked for by the query)
    try:
        return after(clock.begins_at, limit, calendar)
    except MissingTable:
        return None
