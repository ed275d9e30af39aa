"""The periods of a duty: which days each covers, and when it is due.

A cut-off early in a week or month closes the one before; a later one closes its own.
Several cut-offs in a month part it among them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from wuzha.lib import params
from wuzha.lib.datafiles import DATA, load
from wuzha.lib.periods import SHANGHAI, Kind, Period, add_months
from wuzha.lib.workdays import WorkingCalendar
from wuzha.workplans.facts import DutyFacts
from wuzha.workplans.kinds import OnHoliday, Per

DAY = timedelta(days=1)
MIDDLE = 15
PLAIN = {
    Per.DAY: Kind.DAY,
    Per.WEEK: Kind.WEEK,
    Per.MONTH: Kind.MONTH,
    Per.QUARTER: Kind.QUARTER,
    Per.HALF_YEAR: Kind.HALF_YEAR,
    Per.YEAR: Kind.YEAR,
}


@dataclass(frozen=True)
class Term:
    name: str
    first: str
    last: str

    def of(self, year: int) -> Period:
        first, last = (
            date.fromisoformat(f"{year}-{d}") for d in (self.first, self.last)
        )
        if last < first:
            last = last.replace(year=year + 1)
        return Period.custom(first, last)


@dataclass(frozen=True)
class Terms:
    basis: str
    confidence: str
    terms: tuple[Term, ...]


@cache
def terms() -> tuple[Term, ...]:
    return load(Terms, DATA / "workplans" / "terms.toml").terms


@dataclass(frozen=True)
class Cut:
    """A period and the day on which it is due, before holidays are looked at."""

    period: Period
    due: date


def cuts(duty: DutyFacts, first: date, last: date) -> Iterator[Cut]:
    """Those whose periods begin from `first` to `last`."""
    for cut in _all(duty, first, last):
        if first <= cut.period.first <= last:
            yield cut


def due_at(
    cut: Cut, duty: DutyFacts, on_holiday: str, calendar: WorkingCalendar
) -> datetime:
    """To the minute; raises MissingTable when a holiday would have to be guessed."""
    day = cut.due
    if on_holiday != OnHoliday.SAME:
        step = -DAY if on_holiday == OnHoliday.BEFORE else DAY
        while not calendar.is_working(day):
            day += step
    if duty.time is None:
        return calendar.close_of(day)
    return datetime.combine(day, time.fromisoformat(duty.time), SHANGHAI)


def _all(duty: DutyFacts, first: date, last: date) -> Iterator[Cut]:
    """At least those that are asked for, in order."""
    per = Per(duty.per)
    if per == Per.TERM:
        years = range(first.year - 1, last.year + 1)
        found = sorted(term.of(year) for year in years for term in terms())
        yield from (Cut(period, period.last) for period in found)
    elif per == Per.HALF_MONTH:
        yield from _halves(first, last)
    elif per == Per.WEEK and duty.weekday:
        yield from _weekly(duty.weekday, first, last)
    elif per == Per.MONTH and duty.monthday:
        yield from _monthly(duty.monthday, first, last)
    else:
        yield from _plain(per, duty.monthday, first, last)


def _plain(
    per: Per, monthday: tuple[int, ...], first: date, last: date
) -> Iterator[Cut]:
    """Due on the last day, or on a day of the last month."""
    period = Period.of(PLAIN[per], first)
    while period.first <= last:
        due = period.last
        if monthday and per not in (Per.DAY, Per.WEEK):
            due = _day_of_month(period.last, monthday[-1])
        yield Cut(period, due)
        period = period.following()


def _weekly(weekdays: tuple[int, ...], first: date, last: date) -> Iterator[Cut]:
    if len(weekdays) > 1:
        yield from _between(_weekdays(weekdays, first, last))
        return
    back = params.value("workplans.weekday_of_last_week", on=first).whole
    week = Period.of(Kind.WEEK, first)
    while week.first <= last:
        after = week.last + DAY if weekdays[0] <= back else week.first
        yield Cut(week, after + timedelta(days=weekdays[0] - 1))
        week = week.following()


def _monthly(monthdays: tuple[int, ...], first: date, last: date) -> Iterator[Cut]:
    if len(monthdays) > 1:
        yield from _between(_monthdays(monthdays, first, last))
        return
    back = params.value("workplans.monthday_of_last_month", on=first).whole
    month = Period.of(Kind.MONTH, first)
    while month.first <= last:
        after = month.last + DAY if monthdays[0] <= back else month.first
        yield Cut(month, _day_of_month(after, monthdays[0]))
        month = month.following()


def _halves(first: date, last: date) -> Iterator[Cut]:
    month = Period.of(Kind.MONTH, first)
    while month.first <= last:
        middle = month.first.replace(day=MIDDLE)
        for period in (
            Period.custom(month.first, middle),
            Period.custom(middle + DAY, month.last),
        ):
            yield Cut(period, period.last)
        month = month.following()


def _between(days: Iterator[date]) -> Iterator[Cut]:
    """From the day after one cut-off to the next."""
    before = next(days)
    for day in days:
        yield Cut(Period.custom(before + DAY, day), day)
        before = day


def _weekdays(weekdays: tuple[int, ...], first: date, last: date) -> Iterator[date]:
    day = first - timedelta(days=8)
    while day <= last + timedelta(days=8):
        if day.isoweekday() in weekdays:
            yield day
        day += DAY


def _monthdays(monthdays: tuple[int, ...], first: date, last: date) -> Iterator[date]:
    month = add_months(first.replace(day=1), -1)
    while month <= add_months(last, 1):
        yield from sorted({_day_of_month(month, day) for day in monthdays})
        month = add_months(month, 1)


def _day_of_month(month: date, day: int) -> date:
    """The day in the month of a date; the last one of a shorter month."""
    longest = (add_months(month.replace(day=1), 1) - DAY).day
    return month.replace(day=min(day, longest))
