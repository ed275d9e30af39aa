"""How often: 每月13日、28日前, 每周一上午9时, 每季度不少于2次, 半月一次, 周调度."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.numerals import whole
from wuzha.reading.yeardays import apart


@dataclass(frozen=True)
class Period:
    per: str
    pattern: str


@dataclass(frozen=True)
class Weekdays:
    pattern: str
    recurring: str


@dataclass(frozen=True)
class Counts:
    least: str
    measures: str
    things: str
    sure: str


@dataclass(frozen=True)
class Receivers:
    before: str
    towards: str


@dataclass(frozen=True)
class Words:
    once: str
    works: str
    floor: str
    slash: str
    periods: tuple[Period, ...]
    weekdays: Weekdays
    counts: Counts
    receivers: Receivers


@dataclass(frozen=True)
class Beat:
    """One cadence of a sentence: where its word stands, and what it says."""

    start: int
    end: int
    per: str


WEEKDAYS = {day: i for i, day in enumerate("一二三四五六日", start=1)} | {"天": 7}
NUMBER = r"\d{1,3}|[一二两三四五六七八九十]{1,3}"
BETWEEN = r"[^,。;:!?]{0,10}?"
DAY = r"(?:\d{1,2}|(?<![第每一二三])[一二三四五六七八九十]{1,3})"
MONTHDAYS = re.compile(
    r"(?:的)?(?:最后一个月|第[一二三]个月|末月|首月|月)?(?:的)?[^\d,。;月]{0,4}?"
    rf"(?P<days>{DAY}[日号]?(?:[前]?[、和及与,](?:每月)?{DAY}[日号]?)*[日号])"
)
NEXT_MONTH = re.compile(
    rf"(?:次月|下个?月|当月|末月|次季度?首月)的?(?P<days>{DAY}[日号])"
)
LATER = re.compile(rf"[于在](?P<days>{DAY}[日号])(?:之|以)?前")  # 每月情况于10日前报送
OTHER_PERIOD = re.compile(
    r"每(?:[两二三四五六七八九十\d隔]+)个?(?:天|日|周|月|季度|年)"
)
HALVES = {"下午": 12, "晚上": 12, "晚": 12, "傍晚": 12, "夜间": 12, "中午": 12}
TIME = re.compile(
    r"(?P<half>上午|下午|早上|早晨|晚上|中午|傍晚|夜间|早|晚)?"
    r"(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})"
    r"(?::(?P<exact>\d{2})|(?:时|点)(?!间|段|常)(?:(?P<minute>\d{1,2})分?|(?P<part>半|整|一刻|三刻))?)"
)
PARTS = {"半": 30, "整": 0, "一刻": 15, "三刻": 45}


def beats(text: str, start: int, end: int) -> list[Beat]:
    """The cadences in order. What no period of ours can say (每三周) is not one."""
    longer = {
        at: match.span()
        for match in OTHER_PERIOD.finditer(text, start, end)
        for at in range(*match.span())
    }
    found = [
        Beat(*match.span(), period.per)
        for period, pattern in _periods()
        for match in pattern.finditer(text, start, end)
        if longer.get(match.start()) in (None, match.span())
    ]
    ordered: list[Beat] = []
    read = start  # no further break up to here
    for beat in sorted(found, key=lambda beat: (beat.start, -beat.end)):
        if ordered and _goes_on(text, ordered[-1], read, beat):
            read = max(read, beat.end)
        elif ordered and _spells_out(text, ordered[-1], beat):
            ordered[-1] = beat
            read = beat.end
        elif not ordered or not _repeats(text, ordered[-1], beat):
            ordered.append(beat)
            read = beat.end
    return ordered or list(_by_days(text, start, end))


def _goes_on(text: str, before: Beat, read: int, beat: Beat) -> bool:
    """The name of what is done: 每周五报周小结."""
    return before.per == beat.per and not BREAK.search(text, read, beat.start)


def _spells_out(text: str, before: Beat, beat: Beat) -> bool:
    """实行月报制度,于每月5日前报送: the second says when the first is."""
    same = before.per == beat.per
    return same and bool(SYSTEM.fullmatch(text, before.end, beat.start))


def _repeats(text: str, before: Beat, beat: Beat) -> bool:
    """Inside the one before, or the day of its report: 每周统计,次月5日前报."""
    return beat.start < before.end or bool(NEXT.match(text, beat.start, beat.end))


BREAK = re.compile(r"[,、。;:!?和及]")
# 每天早、中、晚各播一遍: so many times a day.
PARTS_OF_DAY = re.compile(
    r"(?P<parts>早、?(?:中、?)?晚)[^,。;:]{0,12}各[^,。;:]{0,8}[一1]"
)
PART_END = re.compile("[。;!?]")
SYSTEM = re.compile(r"[^,。;]{0,8}制度?”?[,。;:][^,。;\d]{0,6}")
NEXT = re.compile("次月|下个?月")


def weekdays(text: str, beat: Beat, end: int) -> tuple[int, ...]:
    """Days named right at the cadence, or by themselves."""
    if beat.per not in ("week", "two_weeks"):
        return ()
    near = min(end, beat.end + 24)
    if text[beat.start] in "周星礼双":
        spots = list(_weekday().finditer(text, beat.start, end))
    else:
        follows = DAY_LETTERS.match(text, beat.end, near)
        if follows:
            return _days(follows.group())
        spots = list(_weekday().finditer(text, beat.end, near))
    return tuple(dict.fromkeys(d for spot in spots for d in _days(spot["days"])))


DAY_LETTERS = re.compile(
    r"[一二三四五六日天](?!次|个|期|场|堂|节|课|讲|练|测|查|篇|条|轮|名|例(?!会)|(?:报|会|调度|通报|小结|研判)(?:制|[,。;、”)]|$))"
    r"(?:[、和及至到](?:每?周|星期)?[一二三四五六日天])*"
)


def monthdays(text: str, beat: Beat, end: int) -> tuple[int, ...]:
    if beat.per not in ("month", "two_months", "quarter", "half_year", "half_month"):
        return ()
    match = (
        MONTHDAYS.match(text, beat.end, end)
        or NEXT_MONTH.search(text, beat.end, end)
        or LATER.search(text, beat.end, end)
    )
    if not match:
        return ()
    days = [whole(day) or 0 for day in re.findall(DAY, match["days"])]
    return tuple(day for day in days if 1 <= day <= 31)


def time_of_day(text: str, start: int, sense_end: int, end: int) -> str | None:
    """A time near the cadence, or further on one by which something is due."""
    return _time(text, start, sense_end) or _time(text, sense_end, end, due=True)


def _time(text: str, start: int, end: int, *, due: bool = False) -> str | None:
    for match in TIME.finditer(text, start, end):
        hour = whole(match["hour"])
        minute = int(match["exact"] or match["minute"] or PARTS.get(match["part"], 0))
        if hour is None or hour > 24 or minute > 59:
            continue
        behind = text[match.end() : match.end() + 1]
        if behind == "小" or (due and behind != "前"):
            continue
        hour += HALVES.get(match["half"] or "", 0) if hour < 12 else 0
        return f"{hour % 24:02}:{minute:02}"
    return None


def at_least(text: str, beat: Beat, start: int, end: int) -> int | None:
    """The count of the cadence's own words, else up to the next semicolon, else of the
    rest of its sentence."""
    words = text[beat.start : beat.end]
    if re.search("[一1](?:次|报|调度|通报|小结|会商|考核|评|考)?$", words):
        return 1
    if parts := PARTS_OF_DAY.search(text, beat.start, end):
        return len(parts["parts"].replace("、", ""))
    before = _count_before().search(text, start, beat.start + 1)
    part = PART_END.search(text, beat.end, end)
    for stop in (part.start() if part else end, end):
        for pattern in _counts():
            if match := pattern.search(text, beat.end, stop):
                return whole(match["count"])
    return whole(before["count"]) if before else None


def _by_days(text: str, start: int, end: int) -> Iterator[Beat]:
    yield from _by_weekdays(text, start, end)
    for days in apart(text, start, end):
        yield Beat(days.start, days.start, days.per)


def _by_weekdays(text: str, start: int, end: int) -> Iterator[Beat]:
    """Several days of the week in one sentence, or one that recurs by its words."""
    spots = list(_weekday().finditer(text, start, end))
    days = [day for spot in spots for day in _days(spot["days"])]
    recurs = re.compile(_words().weekdays.recurring).search(text, start, end)
    if days and (recurs or len(days) > 2):
        yield Beat(*spots[0].span(), "week")


def _days(letters: str) -> tuple[int, ...]:
    """一至五 are all five of them."""
    days = [WEEKDAYS[char] for char in letters if char in WEEKDAYS]
    if "至" in letters or "到" in letters:
        return tuple(range(days[0], days[-1] + 1))
    return tuple(days)


@cache
def _words() -> Words:
    return load(Words, DATA / "reading" / "cadence.toml")


def words() -> Words:
    return _words()


@cache
def _periods() -> tuple[tuple[Period, re.Pattern[str]], ...]:
    names = ("once", "works", "floor", "slash")
    shared = {f"{{{name}}}": getattr(_words(), name) for name in names}
    return tuple(
        (period, re.compile(_filled(period.pattern, shared)))
        for period in _words().periods
    )


def _filled(pattern: str, shared: Mapping[str, str]) -> str:
    for name, words in shared.items():
        pattern = pattern.replace(name, words)
    return pattern


@cache
def _weekday() -> re.Pattern[str]:
    return re.compile(_words().weekdays.pattern)


@cache
def _counts() -> tuple[re.Pattern[str], ...]:
    """From the surest on: 不少于两次, 两次以上, 两次; of things only the sure ones."""
    c = _words().counts
    any_measure = f"(?:{c.measures}|{c.things})"
    number = f"(?P<count>{NUMBER})(?:(?:-+|至|到)(?:{NUMBER}))?"
    return (
        re.compile(f"(?:{c.least}){BETWEEN}{number}{any_measure}"),
        re.compile(f"{number}{any_measure}(?:{c.sure})"),
        re.compile(f"(?<![第每逐])(?<!连续){number}(?:{c.measures})(?!性)"),
    )


@cache
def _count_before() -> re.Pattern[str]:
    """不少于2次, and 2次/月."""
    c = _words().counts
    once = f"(?:{NUMBER})(?:{c.measures}|{c.things})/"
    counted = f"(?P<count>{NUMBER})(?:{c.measures}|{c.things})"
    return re.compile(
        f"(?:(?:{c.least})(?=(?:{NUMBER})(?:{c.measures}))|(?={once})){counted}"
    )
