"""The periods of a duty: which days each covers, and when it is due.

A cut-off early in a week or month closes the one before. From a later one to the next
is a period of its own: what comes after Friday's belongs to the week that follows. Nor
is a day left out between several cut-offs in a month.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from wuzha.lib import params
from wuzha.lib.datafiles import DATA, load
from wuzha.lib.periods import MONTHS_OF, SHANGHAI, Kind, Period, add_months
from wuzha.lib.workdays import WorkingCalendar
from wuzha.workplans.dates import last_day
from wuzha.workplans.facts import DutyFacts
from wuzha.workplans.kinds import OnHoliday, Per

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
MIDDLE = 15
MONTHLY = (Per.MONTH, Per.TWO_MONTHS, Per.QUARTER, Per.HALF_YEAR, Per.YEAR)
PLAIN = {
    Per.DAY: Kind.DAY,
    Per.WEEK: Kind.WEEK,
    Per.TEN_DAYS: Kind.TEN_DAYS,
    Per.TWO_WEEKS: Kind.TWO_WEEKS,
    Per.MONTH: Kind.MONTH,
    Per.TWO_MONTHS: Kind.TWO_MONTHS,
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
    if duty.yearday:
        yield from _yearly(duty.yearday, first, last)
    elif per == Per.TERM:
        years = range(first.year - 1, last.year + 1)
        found = sorted(term.of(year) for year in years for term in terms())
        yield from (Cut(period, period.last) for period in found)
    elif per == Per.HALF_MONTH:
        yield from _halves(first, last)
    elif per == Per.WEEK and duty.weekday:
        yield from _weekly(duty.weekday, first, last)
    elif per == Per.TWO_WEEKS and duty.weekday:
        yield from _between(_second_weeks(duty.weekday[-1], first, last))
    elif per in MONTHLY and duty.monthday:
        yield from _dated(per, duty.monthday, first, last)
    else:
        yield from _plain(per, first, last)


def _plain(per: Per, first: date, last: date) -> Iterator[Cut]:
    """Those of the calendar, due on the last day."""
    for period in _calendar(per, first, last):
        yield Cut(period, period.last)


def _calendar(per: Per, first: date, last: date) -> Iterator[Period]:
    period = Period.of(PLAIN[per], first)
    while period.first <= last:
        yield period
        period = period.following()


def _weekly(weekdays: tuple[int, ...], first: date, last: date) -> Iterator[Cut]:
    back = params.value("workplans.weekday_of_last_week", on=first).whole
    if len(weekdays) > 1 or weekdays[0] > back:
        yield from _between(_weekdays(weekdays, first, last))
        return
    for week in _calendar(Per.WEEK, first, last):
        yield Cut(week, week.last + timedelta(days=weekdays[0]))


def _dated(
    per: Per, monthdays: tuple[int, ...], first: date, last: date
) -> Iterator[Cut]:
    """On days of each month, or on a day of the last month of a longer period."""
    back = params.value("workplans.monthday_of_last_month", on=first).whole
    if per == Per.MONTH and len(monthdays) > 1:
        yield from _between(_monthdays(monthdays, first, last))
    elif monthdays[-1] > back:
        yield from _between(_ends(per, monthdays[-1], first, last))
    else:
        for period in _calendar(per, first, last):
            yield Cut(period, _day_of_month(period.last + DAY, monthdays[-1]))


def _yearly(yearday: tuple[str, ...], first: date, last: date) -> Iterator[Cut]:
    """From one of the days to the next; one early in a month closes those before it."""
    back = params.value("workplans.monthday_of_last_month", on=first).whole
    days = _days_of_years(yearday, first.year - 2, last.year + 2)
    before = next(days)
    for day in days:
        closed = day.replace(day=1) - DAY
        ends = closed if before < closed and day.day <= back else day
        yield Cut(_named(before + DAY, ends), day)
        before = ends


def _days_of_years(yearday: tuple[str, ...], first: int, last: int) -> Iterator[date]:
    for year in range(first, last + 1):
        days = (last_day(day, year) for day in yearday)
        yield from sorted({day for day in days if day})


def _named(first: date, last: date) -> Period:
    """By its name where it has one: 2026年上半年."""
    for kind in MONTHS_OF:
        if (named := Period.of(kind, first)).last == last and named.first == first:
            return named
    return Period.custom(first, last)


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


def _ends(per: Per, monthday: int, first: date, last: date) -> Iterator[date]:
    around = Period.of(PLAIN[per], first).previous()
    while around.first <= last:
        yield _day_of_month(around.last, monthday)
        around = around.following()
    yield _day_of_month(around.last, monthday)


def _second_weeks(weekday: int, first: date, last: date) -> Iterator[date]:
    """The day in the second of each two weeks."""
    day = Period.of(Kind.TWO_WEEKS, first).previous().last - (7 - weekday) * DAY
    while day <= last + 2 * WEEK:
        yield day
        day += 2 * WEEK


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
