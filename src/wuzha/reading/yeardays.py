"""Fixed days of the year: 每年6月20日、12月20日前, 分别于6月底、12月底, 3、9月底前.

Each is a date without its year (XXXX-06-20), as all dates of a plan are written. A
month alone ends on its last day.
"""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from wuzha.reading.numerals import whole

# Cut-offs in one year without which a period would have none of its own.
LEAST = {"two_months": 6, "quarter": 4, "term": 2, "half_year": 2, "year": 1}
SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
AND = r"[、,和及与]"
MONTHS = (
    rf"(?<![\d第每至到-])(?<!\d年)(?P<months>{SMALL}(?:、{SMALL})*)月(?:份)?(?![至到-])"
)
DAY = rf"(?P<day>{SMALL})[日号](?![至到-])"
ONE = re.compile(
    rf"(?:次年|翌年|当年|每年)?(?:的)?{MONTHS}(?:的?{DAY}|(?P<edge>[底末]))?"
)
BETWEEN = re.compile(rf"(?:之前|以前|前)?(?:{AND}|前)+")
BEFORE = re.compile(r"前|之前|以前")
LEAP_YEAR = 2024  # the last day of February is kept as 29, and is 28 where it has to be
FAR = 40  # letters from a cadence to its days
# Twice and no more is said of days without a cadence only where each has its report.
EACH = re.compile(r"[^,。;]{0,30}?(?:各|分别|均)[^,。;]{0,12}?(?:报|[一1]次)")
REPORTS = re.compile(r"[^。;]{0,30}?报")
APART = re.compile(r"分别(?:于|在)?$")
EVENLY = {2: "half_year", 4: "quarter"}
YEAR = 12


@dataclass(frozen=True)
class Days:
    """Days of the year named together, in text[start:end]."""

    start: int
    end: int
    days: tuple[str, ...]

    @property
    def per(self) -> str:
        """What recurs on them: each half-year when they lie six months apart."""
        months = [int(day[5:7]) for day in self.days]
        apart = {(b - a) % YEAR for a, b in pairwise(months)}
        even = len(months) in EVENLY and apart == {YEAR // len(months)}
        return EVENLY[len(months)] if even else "year"


def yeardays(text: str, per: str, start: int, end: int) -> tuple[str, ...]:
    """The days named near a cadence; none where some of its periods had no day."""
    least = LEAST.get(per)
    if least is None:
        return ()
    for found in runs(text, start, min(end, start + FAR)):
        if len(found.days) >= least:
            return found.days
    return ()


def times(days: Sequence[str], per: str) -> int:
    """How often something is owed in one such period when it is owed on these days."""
    return max(1, len(days) // LEAST.get(per, 1))


def apart(text: str, start: int, end: int) -> list[Days]:
    """Days by which something is due each time, with no cadence beside them."""
    return [
        found
        for found in runs(text, start, end)
        if len(found.days) > 1
        and (BEFORE.match(text, found.end, end) or text[found.end - 1] in "底末")
        and _each(text, start, found, end)
    ]


def _each(text: str, start: int, found: Days, end: int) -> bool:
    if APART.search(text, start, found.start):
        return bool(REPORTS.match(text, found.end, end))
    return bool(EACH.match(text, found.end, end))


def runs(text: str, start: int, end: int) -> list[Days]:
    """Days that stand side by side belong together."""
    found: list[list[re.Match[str]]] = []
    for match in ONE.finditer(text, start, end):
        if found and BETWEEN.fullmatch(text, found[-1][-1].end(), match.start()):
            found[-1].append(match)
        else:
            found.append([match])
    told = [(one, _days(one)) for one in found]
    return [Days(one[0].start(), one[-1].end(), days) for one, days in told if days]


def _days(matches: list[re.Match[str]]) -> tuple[str, ...]:
    """A month without its day has that of the next: 6月、12月20日前."""
    days: set[tuple[int, int]] = set()
    carried: int | None = None
    for match in reversed(matches):
        if match["day"] or match["edge"]:
            carried = whole(match["day"]) if match["day"] else None
        for word in match["months"].split("、"):
            month = whole(word) or 0
            if not 1 <= month <= YEAR:
                return ()
            last = calendar.monthrange(LEAP_YEAR, month)[1]
            days.add((month, min(carried or last, last)))
    return tuple(f"XXXX-{month:02}-{day:02}" for month, day in sorted(days))
