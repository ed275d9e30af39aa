"""Stretches of days that reports, ratings and figures are counted over.

A period is whole days in China. Its bounds as moments are half-open: from
`starts_at` up to, not including, `ends_at`.
"""

import calendar
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from wuzha.lib.words import N_, Sentence

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTHS_IN_YEAR = 12
MONDAY = date(2001, 1, 1)  # two weeks are counted from here
# Closer to the ends of the calendar some days have none before or after them.
EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)


class Kind(StrEnum):
    DAY = "day"
    WEEK = "week"
    TEN_DAYS = "ten_days"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"
    TWO_MONTHS = "two_months"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    CUSTOM = "custom"


MONTHS_OF = {
    Kind.MONTH: 1,
    Kind.TWO_MONTHS: 2,
    Kind.QUARTER: 3,
    Kind.HALF_YEAR: 6,
    Kind.YEAR: 12,
}
WEEKS_OF = {Kind.WEEK: 1, Kind.TWO_WEEKS: 2}
TENS = (1, 11, 21)  # days on which the three parts of a month begin


@dataclass(frozen=True, order=True)
class Period:
    """`first` and `last` both belong to it. Use `of` and `custom` to make one."""

    first: date
    last: date
    kind: Kind

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError(f"{self.first} lies after {self.last}")
        if self.kind is not Kind.CUSTOM and self._bounds() != (self.first, self.last):
            raise ValueError(f"{self.first} to {self.last} is not one {self.kind}")

    @classmethod
    def of(cls, kind: Kind, on: date) -> Self:
        """The day, week (Monday to Sunday), month … that a day lies in. Two weeks are
        counted on from year to year; a year of 53 weeks moves nothing."""
        return cls(*_bounds(kind, on), kind)

    @classmethod
    def custom(cls, first: date, last: date) -> Self:
        return cls(first, last, Kind.CUSTOM)

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def contains(self, moment: date) -> bool:
        """A day, or an aware moment, which counts on its day in China."""
        return self.first <= day_of(moment) <= self.last

    def previous(self) -> Self:
        """The one before (环比); for a custom period, as many days just before it."""
        if self.kind is Kind.CUSTOM:
            length = timedelta(days=self.days)
            return type(self)(self.first - length, self.last - length, self.kind)
        return self.of(self.kind, self.first - timedelta(days=1))

    def following(self) -> Self:
        if self.kind is Kind.CUSTOM:
            length = timedelta(days=self.days)
            return type(self)(self.first + length, self.last + length, self.kind)
        return self.of(self.kind, self.last + timedelta(days=1))

    def year_before(self) -> Self:
        """The same period last year (同比); weeks are compared with 52 weeks before."""
        if self.kind in WEEKS_OF:
            return self.of(self.kind, self.first - timedelta(weeks=52))
        first = add_months(self.first, -MONTHS_IN_YEAR)
        if self.kind is not Kind.CUSTOM:
            return self.of(self.kind, first)
        return self.custom(first, add_months(self.last, -MONTHS_IN_YEAR))

    @property
    def label(self) -> Sentence:
        first, last = self.first, self.last
        by_days = self.kind in (Kind.CUSTOM, Kind.TWO_WEEKS)
        is_within = by_days and first.year == last.year
        return Sentence(
            WITHIN_A_YEAR if is_within else LABELS[self.kind],
            year=first.isocalendar().year if self.kind is Kind.WEEK else first.year,
            week=first.isocalendar().week,
            month=first.month,
            day=first.day,
            last_year=last.year,
            last_month=last.month,
            last_day=last.day,
            quarter=(first.month + 2) // 3,
            half=Sentence(N_("上半年") if first.month <= 6 else N_("下半年")),
            ten=Sentence(PARTS_OF_MONTH[_ten(first)]),
        )

    def __str__(self) -> str:
        return str(self.label)

    def _bounds(self) -> tuple[date, date]:
        return _bounds(self.kind, self.first)


ACROSS_YEARS = N_("{year}年{month}月{day}日至{last_year}年{last_month}月{last_day}日")
PARTS_OF_MONTH = (N_("上旬"), N_("中旬"), N_("下旬"))
LABELS = {
    Kind.DAY: N_("{year}年{month}月{day}日"),
    Kind.WEEK: N_("{year}年第{week}周（{month}月{day}日至{last_month}月{last_day}日）"),
    Kind.TEN_DAYS: N_("{year}年{month}月{ten}"),
    Kind.TWO_WEEKS: ACROSS_YEARS,
    Kind.MONTH: N_("{year}年{month}月"),
    Kind.TWO_MONTHS: N_("{year}年{month}月至{last_month}月"),
    Kind.QUARTER: N_("{year}年第{quarter}季度"),
    Kind.HALF_YEAR: N_("{year}年{half}"),
    Kind.YEAR: N_("{year}年"),
    Kind.CUSTOM: ACROSS_YEARS,
}
WITHIN_A_YEAR = N_("{year}年{month}月{day}日至{last_month}月{last_day}日")


def day_of(moment: date) -> date:
    """The day in China that an aware moment falls on; a plain date is itself."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(SHANGHAI).date()


def add_months(day: date, months: int) -> date:
    """The same day some months on (or back), or the last day of a shorter month."""
    year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, 12)
    longest = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, longest))


def _ten(on: date) -> int:
    """In which of the three parts of its month the day lies."""
    return bisect_right(TENS, on.day) - 1


def _bounds(kind: Kind, on: date) -> tuple[date, date]:
    if kind is Kind.DAY:
        return on, on
    if kind in WEEKS_OF:
        days = 7 * WEEKS_OF[kind]
        first = on - timedelta(days=(on - MONDAY).days % days)
        return first, first + timedelta(days=days - 1)
    if kind is Kind.TEN_DAYS:
        month = on.replace(day=1)
        begins = [*(on.replace(day=day) for day in TENS), add_months(month, 1)]
        return begins[_ten(on)], begins[_ten(on) + 1] - timedelta(days=1)
    if kind not in MONTHS_OF:
        raise ValueError("a custom period needs both its days")
    length = MONTHS_OF[kind]
    first = date(on.year, on.month - (on.month - 1) % length, 1)
    return first, add_months(first, length) - timedelta(days=1)


def typed_day(text: str) -> date | None:
    """A day as an address names it (2026-11-22); None for what names none that can be
    reckoned with."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None
