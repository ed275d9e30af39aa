"""Reads the yearly notice of days off, as people paste it, into holidays.

A line such as “一、元旦：1月1日（周四）至3日（周六）放假，共3天。1月4日（周日）上班。”
says the name, the days off, how many they are, and the make-up days. The weekday and
the number are checked: they show a text of another year, or a slip in copying.
"""

import re
from collections.abc import Iterator
from datetime import date

from wuzha.lib.refused import Refused
from wuzha.lib.words import N_
from wuzha.lib.workdays import Holiday

LONGEST_TEXT = 5000
LINE = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.、])?\s*"
    r"(?P<name>[\u4e00-\u9fff、]{2,12})[：:](?P<said>.*(?:放假|连休|休息).*)$"
)
DAY = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日"
    r"(?:\s*[（(](?:星期|周|农历[^）)]{0,8}[、，])?(?P<weekday>[一二三四五六日天])?[^）)]{0,12}[）)])?"
)
COUNT = re.compile(r"共\s*(\d{1,2})\s*天")
WEEKDAYS = "一二三四五六日"


def read_notice(text: str, year: int) -> tuple[Holiday, ...]:
    """In the order of the text; raises Refused naming the line that does not fit."""
    lines = text[:LONGEST_TEXT].splitlines()
    found = [_holiday(line, match, year) for line, match in _entries(lines)]
    if not found:
        raise Refused(
            N_(
                "粘贴的文字里没有找到放假安排。请粘贴通知中“一、元旦：1月1日……放假”"
                "这样的段落，一个假期一行。"
            )
        )
    return tuple(found)


def _entries(lines: list[str]) -> Iterator[tuple[str, re.Match[str]]]:
    for line in lines:
        if match := LINE.match(line):
            yield line, match


def _holiday(line: str, match: re.Match[str], year: int) -> Holiday:
    name, said = match["name"], match["said"]
    off, _verb, rest = said.partition("放假" if "放假" in said else "休")
    days = _days(off, year, line)
    if not days:
        raise _does_not_fit(line)
    first, last = days[0], days[-1]
    before_work = [part for part in re.split(r"[。；;]", rest) if "上班" in part]
    make_up = tuple(day for part in before_work for day in _days(part, year, line))
    count = COUNT.search(said)
    if count and (last - first).days + 1 != int(count[1]):
        raise Refused(
            N_("“{line}”说共{said}天，起止日期却是{found}天。请核对后再粘贴。"),
            line=_short(line),
            said=int(count[1]),
            found=(last - first).days + 1,
        )
    try:
        return Holiday(name, first, last, make_up)
    except ValueError:
        raise _does_not_fit(line) from None


def _days(text: str, year: int, line: str) -> list[date]:
    """A day without a month is in the month before it."""
    days: list[date] = []
    month = 0
    for match in DAY.finditer(text):
        month = int(match["month"] or month)
        try:
            day = date(int(match["year"] or year), month, int(match["day"]))
        except ValueError:
            raise _does_not_fit(line) from None
        weekday = match["weekday"]
        if weekday and WEEKDAYS[day.weekday()] != weekday.replace("天", "日"):
            raise Refused(
                N_(
                    "“{line}”写的是周{weekday}，但{day}不是。请核对是不是这一年的通知。"
                ),
                line=_short(line),
                weekday=weekday,
                day=day,
            )
        days.append(day)
    return days


def _does_not_fit(line: str) -> Refused:
    return Refused(
        N_("“{line}”读不懂：日期不成立。请改正后再粘贴，或直接填写。"),
        line=_short(line),
    )


def _short(line: str) -> str:
    return line.strip()[:24]
