"""Working days and working hours in China, from tables of holidays.

The State Council fixes days off and make-up working days a year at a time, so a year
without a table is not guessed at: asking for it raises MissingTable.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from wuzha.lib.datafiles import DATA, load
from wuzha.lib.periods import SHANGHAI, day_of
from wuzha.lib.refused import MissingTable
from wuzha.lib.words import N_

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Holiday:
    """Days off from `first` to `last`, and the weekend days worked to make up."""

    name: str
    first: date
    last: date
    make_up: tuple[date, ...] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"{self.name} ends before it begins")
        if any(day.weekday() < SATURDAY for day in self.make_up):
            raise ValueError(f"{self.name}: a make-up day must be on a weekend")
        if any(self.first <= day <= self.last for day in self.make_up):
            raise ValueError(f"{self.name}: a make-up day is also a day off")

    @property
    def days(self) -> Iterator[date]:
        length = (self.last - self.first).days + 1
        return (self.first + timedelta(days=n) for n in range(length))


@dataclass(frozen=True)
class Shift:
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("a shift closes after it opens")


@dataclass(frozen=True)
class Year:
    """One year's table; without `shifts` of its own the ordinary hours hold in it."""

    year: int
    basis: str
    confidence: str
    holidays: tuple[Holiday, ...]
    shifts: tuple[Shift, ...] = ()

    def __post_init__(self) -> None:
        _require_order(self.shifts)


@dataclass(frozen=True)
class Hours:
    basis: str
    confidence: str
    shifts: tuple[Shift, ...]

    def __post_init__(self) -> None:
        _require_order(self.shifts)


def _require_order(shifts: tuple[Shift, ...]) -> None:
    for one, following in pairwise(shifts):
        if one.closes > following.opens:
            raise ValueError("shifts overlap or are not in order")


class WorkingCalendar:
    """Answers in days, and in moments of Asia/Shanghai."""

    def __init__(self, years: Iterable[Year], hours: Hours) -> None:
        tables = {table.year: table for table in years}
        holidays = [one for table in tables.values() for one in table.holidays]
        self._years = frozenset(tables)
        self._off = {day for holiday in holidays for day in holiday.days}
        self._made_up = {day for holiday in holidays for day in holiday.make_up}
        self._hours = hours.shifts
        self._hours_of = {y: table.shifts for y, table in tables.items()}

    @classmethod
    def read(cls, folder: Path) -> "WorkingCalendar":
        """From a folder with one file a year (2026.toml) and hours.toml."""
        return cls(tables_in(folder), load(Hours, folder / "hours.toml"))

    def has(self, year: int) -> bool:
        return year in self._years

    def shifts_of(self, year: int) -> tuple[Shift, ...]:
        return self._hours_of.get(year) or self._hours

    def is_working(self, day: date) -> bool:
        if day.year not in self._years:
            raise MissingTable(
                N_(
                    "工作日历里还没有{year}年的放假安排，无法推算工作日。"
                    "请管理员按国务院办公厅的通知补充{year}年的日历。"
                ),
                year=day.year,
            )
        if day in self._made_up:
            return True
        return day not in self._off and day.weekday() < SATURDAY

    def add_days(self, day: date, count: int) -> date:
        """`count` working days on (or back); the day itself is not counted."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def close_of(self, day: date) -> datetime:
        return datetime.combine(day, self.shifts_of(day.year)[-1].closes, SHANGHAI)

    def add(self, moment: datetime, span: timedelta) -> datetime:
        """The moment when `span` of working time has passed."""
        for opens, closes in self._shifts_from(moment):
            if span <= closes - opens:
                return opens + span
            span -= closes - opens
        raise AssertionError("working time has no end")

    def subtract(self, moment: datetime, span: timedelta) -> datetime:
        """The moment from which `span` of working time leads up to this one."""
        for opens, closes in self._shifts_before(moment):
            if span <= closes - opens:
                return closes - span
            span -= closes - opens
        raise AssertionError("working time has no beginning")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from start to end; zero if end lies before start."""
        total = timedelta()
        for opens, closes in self._shifts_from(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def _shifts_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = day_of(moment)
        while True:
            for opens, closes in self._shifts_on(day):
                if closes >= moment:
                    yield max(opens, moment.astimezone(SHANGHAI)), closes
            day += ONE_DAY

    def _shifts_before(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = day_of(moment)
        while True:
            for opens, closes in reversed(self._shifts_on(day)):
                if opens <= moment:
                    yield opens, min(closes, moment.astimezone(SHANGHAI))
            day -= ONE_DAY

    def _shifts_on(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.is_working(day):
            return []
        return [
            (
                datetime.combine(day, shift.opens, SHANGHAI),
                datetime.combine(day, shift.closes, SHANGHAI),
            )
            for shift in self.shifts_of(day.year)
        ]


def tables_in(folder: Path) -> tuple[Year, ...]:
    return tuple(load(Year, path) for path in sorted(folder.glob("[0-9]*.toml")))


@cache
def shipped() -> tuple[Year, ...]:
    """The tables in `data/calendar`, read once."""
    return tables_in(DATA / "calendar")


@lru_cache(maxsize=64)
def china(*own: Year) -> WorkingCalendar:
    """By the tables in `data/calendar`; a table given here goes before the one shipped
    for its year."""
    hours = load(Hours, DATA / "calendar" / "hours.toml")
    return WorkingCalendar([*shipped(), *own], hours)
