"""Dates and times as people and spreadsheets write them.

The year comes first and has four digits: 03/04/26 could be three different days, and
nobody should have to guess on which one the money left.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from wuzha.lib.words import N_, Sentence

SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 (day 0 of spreadsheets)
# Day numbers of 1927 to 2119; a smaller number is a quantity, a larger one a code.
_SERIALS: Final = range(10_000, 80_000)
_YEARS: Final = range(1900, 2101)
_WEEKDAY: Final = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?")
_FRACTION: Final = re.compile(r"(:\d{2})\.\d+")
_SIGNS: Final = str.maketrans("年月/.日号时点分", "----  :::", "秒")
_SPELT: Final = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[ T]+(?P<half>上午|下午|凌晨|早上|中午|晚上)? *(\d{1,2})"
    r"(?::(\d{1,2}))?(?::(\d{1,2}))?:? *(?P<tail>AM|PM)?)?"
)
_COMPACT: Final = re.compile(
    r"(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2}):?(\d{2})?)?"
)
_SERIAL: Final = re.compile(r"\d{5}(\.\d+)?")
_AFTERNOON: Final = {"下午", "晚上", "PM"}
_MORNING: Final = {"上午", "凌晨", "早上", "AM"}


class NotADate(ValueError):
    """`sentence` says in Chinese what is wrong with it and how to mend it."""

    def __init__(self, template: str, **facts: object) -> None:
        self.sentence = Sentence(template, **facts)
        super().__init__(self.sentence)


Typed = str | int | float | date | datetime | time | timedelta


def moment(typed: Typed) -> datetime:
    """Shanghai time, aware; midnight when only a day was given."""
    found = _found(typed)
    if found.year not in _YEARS:
        raise NotADate(
            N_("年份 {year} 不在 1900 至 2100 之间，请核对。"), year=found.year
        )
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def day(typed: Typed) -> date:
    """The day in Shanghai; a time of day is left aside."""
    return moment(typed).astimezone(SHANGHAI).date()


def _found(typed: Typed) -> datetime:
    if isinstance(typed, datetime):
        return typed
    if isinstance(typed, date):
        return datetime(typed.year, typed.month, typed.day, tzinfo=SHANGHAI)
    if isinstance(typed, time | timedelta):
        raise NotADate(N_("只有时间“{typed}”，没有日期，请补上年月日。"), typed=typed)
    if isinstance(typed, bool):
        raise _unknown(typed)
    if isinstance(typed, int | float):
        return _from_number(float(typed))
    return _from_text(typed)


def _from_number(number: float) -> datetime:
    if _SERIALS.start <= number < _SERIALS.stop:
        return _EPOCH + timedelta(seconds=round(number * 86_400))
    if number.is_integer() and (compact := _COMPACT.fullmatch(str(int(number)))):
        return _built(str(int(number)), *compact.groups())
    raise _unknown(number)


def _from_text(typed: str) -> datetime:
    text = " ".join(unicodedata.normalize("NFKC", typed).split()).upper()
    if zoned := _with_zone(text):
        return zoned
    if _SERIAL.fullmatch(text):
        return _from_number(float(text))
    if compact := _COMPACT.fullmatch(text):
        return _built(typed, *compact.groups())
    plain = _FRACTION.sub(r"\1", _WEEKDAY.sub(" ", text)).translate(_SIGNS)
    spelt = _SPELT.fullmatch(" ".join(plain.split()))
    if spelt is None:
        raise _unknown(typed)
    year, month, of_month, half, hour, minute, second, tail = spelt.groups()
    hour = _of_day(hour, half or tail)
    return _built(typed, year, month, of_month, hour, minute, second)


def _with_zone(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(SHANGHAI) if found.tzinfo else None


def _of_day(hour: str | None, half: str | None) -> str | None:
    if hour is None or half is None:
        return hour
    number = int(hour)
    before = 3 if half == "中午" else 12 if half in _AFTERNOON else 0
    if number < before:
        return str(number + 12)
    return "0" if half in _MORNING and number == 12 else hour


def _built(typed: str, *parts: str | None) -> datetime:
    year, month, of_month, hour, minute, second = (int(part or 0) for part in parts)
    try:
        return datetime(year, month, of_month, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError as impossible:
        raise NotADate(
            N_("“{typed}”这一天或这个时刻不存在，请对照原始记录改正。"), typed=typed
        ) from impossible


def _unknown(typed: object) -> NotADate:
    return NotADate(
        N_(
            "“{typed}”不是能识别的日期。请写成 2026-11-22 14:05 或 "
            "2026年11月22日14时05分，年份写四位并放在最前。"
        ),
        typed=str(typed)[:30],
    )
