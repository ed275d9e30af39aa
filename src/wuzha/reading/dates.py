"""Dates and spans of time in a sentence, as Extended Date/Time Format.

An unknown year is XXXX, an unknown month or day XX. 6月底 is the last day of June,
上半年 ends on 06-30; a month alone stays a month.
"""

import calendar as months
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.numerals import whole

UNKNOWN = "XXXX"


@dataclass(frozen=True)
class Calendar:
    """What the plan says of its year; None where it says nothing."""

    year: int | None = None


@dataclass(frozen=True)
class Mention:
    """A date in text[start:end]: its first and last day, or month if it says no more.

    `closes` is true for words that are an end by themselves (月底, 年内, 上半年).
    `year` as printed: digits, XXXX, or None if the text names none.
    """

    start: int
    end: int
    first: str
    last: str
    closes: bool = False
    year: str | None = None


@dataclass(frozen=True)
class Stretch:
    """A span of time; None where it is open."""

    start: int
    end: int
    first: str | None
    last: str | None
    ranged: bool


@dataclass(frozen=True)
class Period:
    names: tuple[str, ...]
    begins: str
    ends: str


@dataclass(frozen=True)
class Words:
    before: str
    at: str
    finishes: str
    past: str
    ongoing: tuple[str, ...]
    periods: tuple[Period, ...]


NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}|[xX*]{1,2}"
YEAR = (
    r"(?P<year>(?:19|20)(?:\d{2}|[xX*_]{1,2}|\[)|[xX*]{2,4}|二[零〇○][零〇○一二三四五六七八九]{2}"
    r"|今|本|当|明|次|来)(?:年度?)"
)
SMALL = r"\d{1,2}|[一二三四五六七八九十]{1,2}"
EDGES = r"底|末|初"
OPENING = 20  # letters that a deadline at the beginning of a clause may take
BEHIND = 8  # letters before a date that say what it is
SHORTLY = 2  # and those before it: 并于
QUOTED = re.compile(r"《[^《》]{0,80}》|“[^“”]{0,60}”")
HOUR = (
    r"(?:\([^()]{1,4}\))?(?:[上下]午|零|晚上?)?"
    r"(?:\d{1,2}(?:[时点]|:\d\d)(?:整|半|\d{1,2}分)?)?"
)
RANGE = re.compile(
    rf"{HOUR}(?:起|开始|始|(?:正式)?(?:启动|开始))?,?并?(?:一直|持续|延续)?(?:至|到|-+|一)"
)
SINCE = re.compile(rf"{HOUR}(?:起|开始),")
CEASES = re.compile(rf"{HOUR}(?:为?止|结束)")
FROM = re.compile(r"起|开始|始")
SO_FAR = re.compile(r"(?:\d{1,2}月(?:\d{1,2}日)?)?以[来后]")
FROM_NOW = re.compile(
    r"(?:即日|之日|现在|今日|今天|当日)(?:起|开始)?,?(?:一?直?至|到|-+)$"
)
SHORT_RANGE = re.compile(
    rf"(?<![\d.月])(?:{YEAR})?(?P<a>{SMALL})(?:月份?)?[-至到]+(?P<b>{SMALL})月(?P<edge>底|末)?"
)
DOTTED = re.compile(
    r"(?<![\d./])(?:(?P<year>20\d{2})[./])?(?P<first>\d{1,2}[./]\d{1,2})[日号]?"
    r"[-至到]+(?:(?P=year)[./])?(?P<last>\d{1,2}[./]\d{1,2})(?![\d./%])"
)
# 10月10至10月15: a day without its 日, before another date or at the end of the clause.
BARE_DAY = (
    r"(?P<bare>\d{1,2})"
    r"(?=(?:-+|至|到)(?:(?:\d{2}[\dxX]{2}年)?\d{1,2}月\d|\d{1,2}[日号])"
    r"|[)。;:\n]|,(?!\d{1,2}[日号])|\Z)"
)
TENS = {"上": ("01", "10"), "中": ("11", "20"), "下": ("21", "")}
CLOSED = re.compile(r"[\dx年今本\s]*(?:(?:年|月份?)[底末]前?|月份?|月[上中下]旬),")
DAYS_BACK = re.compile(rf"(?P<day>{NUMBER})[日号]|底|末")


@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(
        name for period in _words().periods for name in period.names if len(name) > 1
    )
    month = (
        rf"(?P<month>{NUMBER})月(?:份)?(?:(?P<day>{NUMBER})[日号]|{BARE_DAY}|(?P<ten>[上中下]|上中|中下)旬"
        rf"|(?P<edge>{EDGES}))?"
    )
    dotted = r"(?<=[于在])(?P<dm>\d{1,2})\.(?P<dd>\d{1,2})(?=日?(?:之|以)?前)"
    numeric = r"(?P<y>20\d{2})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?!\d)"
    return re.compile(
        rf"(?<![每\d第几]){numeric}|{dotted}"
        rf"|(?:(?<![每\d一二三四五六七八九十几])(?<!每年)|(?<=[日号]一))(?:{YEAR})?"
        rf"(?:{month}|第?(?P<period>{names})末?)"
        rf"|(?<![每\d]){YEAR.replace('<year>', '<whole>')}(?P<yearly>底|末|初|内)?"
        r"|(?<![\d月年至到的、.-])(?P<alone>\d{1,2}|(?<=[于在])[一二三四五六七八九十]{1,3})[日号](?=前|之前|以前)"
    )


def mentions(text: str, start: int, end: int, calendar: Calendar) -> list[Mention]:
    """All dates, in order. A year holds for the dates behind it in the same text, but
    not that of 2022年以来."""
    found: list[Mention] = []
    carried: str | None = None
    for match in _pattern().finditer(text, start, end):
        mention = _mention(match, carried, calendar)
        if mention:
            found.append(mention)
            began = SO_FAR.match(text, mention.end)
            carried = carried if began else mention.year or carried
    return found


def stretches(text: str, start: int, end: int, calendar: Calendar) -> list[Stretch]:
    """Dates with those joined that say from when to when."""
    found: list[Stretch] = list(_short(text, start, end, calendar))
    taken = {(s.start, s.end) for s in found}
    last: Mention | None = None
    for mention in mentions(text, start, end, calendar):
        if any(a < mention.end and mention.start < b for a, b in taken):
            continue
        if last and _joined(text, last, mention):
            found[-1] = _ranged(last, mention)
            last = None
            continue
        found.append(_single(text, mention, start))
        last = mention
        if back := _days_back(text, mention, end):
            found[-1] = back
            last = None
    return sorted(found, key=lambda stretch: stretch.start)


def _joined(text: str, first: Mention, last: Mention) -> bool:
    """3月1日至12月底, and 3月1日起,12月底止."""
    between = first.end, last.start
    ceases = CEASES.match(text, last.end) and SINCE.fullmatch(text, *between)
    return bool(ceases or RANGE.fullmatch(text, *between))


def deadline(
    text: str, start: int, end: int, calendar: Calendar, *, field: bool = False
) -> str | None:
    """The day by which something is due, or "ongoing". In a field of its own any date
    counts; in a sentence only one that is used as such."""
    if field:
        return _field_deadline(text, start, end, calendar)
    quoted = [match.span() for match in QUOTED.finditer(text, start, end)]
    for stretch in stretches(text, start, end, calendar):
        if any(a <= stretch.start < b for a, b in quoted) or stretch.last is None:
            continue
        if _is_due(text, stretch, start, end):
            return None if stretch.last.endswith("XX") else stretch.last
    return None


def day_of_event(text: str, start: int, end: int, calendar: Calendar) -> str | None:
    """10月16日下午离园后,…: the one day that opens the words, when it takes place."""
    first = _opening(text, start, end, calendar)
    if first is None or first.first != first.last:
        return None
    past = re.compile(_words().past).match(text, first.end, end)
    is_day = len(first.last or "") == len("2025-10-16")
    return first.last if is_day and not past else None


def opens_with_deadline(text: str, start: int, end: int) -> bool:
    """于5月10日前…: whether the words begin with a day by which something is due."""
    first = _opening(text, start, end, Calendar())
    if first is None or first.last is None:
        return False
    return _is_due(text, first, start, end)


def _opening(text: str, start: int, end: int, calendar: Calendar) -> Stretch | None:
    """The date with which the words begin."""
    found = stretches(text, start, min(end, start + OPENING), calendar)
    return found[0] if found and found[0].start - start <= SHORTLY else None


def _field_deadline(text: str, start: int, end: int, calendar: Calendar) -> str | None:
    words = text[start:end].strip("。;,:()[] ")
    if words in _words().ongoing:
        return "ongoing"
    first = next(iter(stretches(text, start, end, calendar)), None)
    if first and first.start - start <= 2:
        return first.last or first.first
    return None


def _is_due(text: str, stretch: Stretch, start: int, end: int) -> bool:
    words = _words()
    if re.compile(words.before).match(text, stretch.end, end):
        return True
    if re.compile(words.past).match(text, stretch.end, end):
        return False
    if re.compile(words.finishes).match(text, stretch.end, end):
        return True
    before = text[max(start, stretch.start - BEHIND) : stretch.start]
    if stretch.ranged:  # 4月1日至30日,… but not 2023年至2025年,…
        within = len(stretch.last or "") > len("2025")
        return within and stretch.start == start and text.startswith(",", stretch.end)
    opens = stretch.start == start or text[stretch.start - 1] in ",;:"
    if opens and CLOSED.match(text, stretch.start, stretch.end + 1):
        return True  # 2025年底,…
    return bool(re.search(f"{words.at}$", before))


def _mention(
    match: re.Match[str], carried: str | None, calendar: Calendar
) -> Mention | None:
    part = match.groupdict()
    printed = _year(part["year"] or part["whole"] or part["y"], calendar, carried)
    year = printed or carried or (str(calendar.year) if calendar.year else UNKNOWN)
    if part["alone"]:
        return _day_alone(match, part["alone"])
    if name := part["period"] or part["yearly"]:
        return _period(match, name, year, printed)
    if part["month"] or part["m"] or part["dm"]:
        return _monthly(match, part, year, printed)
    return Mention(*match.span(), year, year, year=printed)


def _day_alone(match: re.Match[str], day: str) -> Mention | None:
    number = whole(day) or 0
    if not 1 <= number <= 31:
        return None
    date = f"{UNKNOWN}-XX-{number:02}"
    return Mention(*match.span(), date, date)


def _period(
    match: re.Match[str], name: str, year: str, printed: str | None
) -> Mention | None:
    period = next((p for p in _words().periods if name in p.names), None)
    if period is None:
        return None
    first, last = f"{year}-{period.begins}", f"{year}-{period.ends}"
    return Mention(*match.span(), first, last, closes=True, year=printed)


def _monthly(
    match: re.Match[str], part: dict[str, str | None], year: str, printed: str | None
) -> Mention | None:
    month = _two(part.get("month") or part.get("m") or part.get("dm"), 12)
    day = _two(
        part.get("day") or part.get("bare") or part.get("d") or part.get("dd"), 31
    )
    if month is None or day is None:
        return None
    base = f"{year}-{month}"
    mention = Mention(*match.span(), base, base, year=printed)
    if day:
        return replace(mention, first=f"{base}-{day}", last=f"{base}-{day}")
    if ten := part.get("ten"):
        first, last = TENS[ten[0]][0], TENS[ten[-1]][1]
        return replace(
            mention, first=f"{base}-{first}", last=f"{base}-{last or _end(year, month)}"
        )
    if part.get("edge") in ("底", "末"):
        day = _end(year, month)
        return replace(
            mention, first=f"{base}-{day}", last=f"{base}-{day}", closes=True
        )
    return replace(mention, first=f"{base}-01") if part.get("edge") else mention


def _two(printed: str | None, most: int) -> str | None:
    """Two digits, XX, "" for nothing printed, None for no such day or month."""
    if not printed:
        return ""
    if printed[0] in "xX*":
        return "XX"
    number = whole(printed)
    return f"{number:02}" if number and 1 <= number <= most else None


def _end(year: str, month: str) -> str:
    """The last day; of February without a year the 28th."""
    if month == "XX":
        return "XX"
    known = int(year) if year.isdigit() else 2001
    return f"{months.monthrange(known, int(month))[1]:02}"


def _year(printed: str | None, calendar: Calendar, carried: str | None) -> str | None:
    if not printed:
        return None
    if printed.isdigit() and len(printed) == 4:
        return printed
    if printed[0] in "今本当明次来":
        base = carried or (str(calendar.year) if calendar.year else UNKNOWN)
        later = printed[0] in "明次来" and base.isdigit()
        return str(int(base) + 1) if later else base
    number = whole(printed)
    return str(number) if number else UNKNOWN


def _ranged(first: Mention, last: Mention) -> Stretch:
    """The second date takes the first one's year, or the next if it wraps."""
    begin, end = first.first, last.last
    if last.year is None and first.year is not None and not end.startswith(first.year):
        end = first.year + end[4:]
    if last.year is None and begin[:4].isdigit() and end[4:] < begin[4:]:
        end = f"{int(begin[:4]) + 1}{end[4:]}"
    return Stretch(first.start, last.end, begin, end, ranged=True)


def _single(text: str, mention: Mention, start: int) -> Stretch:
    before = text[max(start, mention.start - 8) : mention.start]
    if FROM_NOW.search(before):
        return Stretch(mention.start, mention.end, None, mention.last, ranged=True)
    if FROM.match(text, mention.end) and not mention.closes:
        return Stretch(mention.start, mention.end, mention.first, None, ranged=True)
    return Stretch(
        mention.start, mention.end, mention.first, mention.last, ranged=False
    )


def _days_back(text: str, mention: Mention, end: int) -> Stretch | None:
    """4月1日至15日, 5月至月底: the second part borrows the month of the first."""
    join = RANGE.match(text, mention.end, end)
    back = DAYS_BACK.match(text, join.end(), end) if join else None
    if not back or len(mention.first) < 7:
        return None
    year, month = mention.first[:4], mention.first[5:7]
    day = _two(back.group("day"), 31) or _end(year, month)
    last = f"{year}-{month}-{day}"
    return Stretch(mention.start, back.end(), mention.first, last, ranged=True)


def _short(text: str, start: int, end: int, calendar: Calendar) -> Iterator[Stretch]:
    """4-6月, 2022年4月至6月底, 4.1-4.7, 2022/4/1-4/7."""
    for match in SHORT_RANGE.finditer(text, start, end):
        first, last = _two(match["a"], 12), _two(match["b"], 12)
        if not first or not last:
            continue
        year = _year(match["year"], calendar, None) or (
            str(calendar.year) if calendar.year else UNKNOWN
        )
        later = str(int(year) + 1) if year.isdigit() and last < first else year
        closing = f"{later}-{last}"
        if match["edge"]:
            closing += f"-{_end(later, last)}"
        yield Stretch(*match.span(), f"{year}-{first}", closing, ranged=True)
    for match in DOTTED.finditer(text, start, end):
        year = match["year"] or (str(calendar.year) if calendar.year else UNKNOWN)
        days = _dotted(match["first"]), _dotted(match["last"])
        sure = match["year"] or "/" not in match.group()  # 1/2-2/3 are shares
        if sure and all(days):
            first, last = (f"{year}-{day}" for day in days)
            yield Stretch(*match.span(), first, last, ranged=True)


def _dotted(printed: str) -> str:
    """4.1 as month and day, "" if there is no such day."""
    month, day = re.split("[./]", printed)
    parts = _two(month, 12), _two(day, 31)
    return "-".join(part or "" for part in parts) if all(parts) else ""


@cache
def _words() -> Words:
    return load(Words, DATA / "reading" / "dates.toml")
