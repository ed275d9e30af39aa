"""Which signs a text shows, and where.

Every word of every pattern is looked for in one pass over the pairs of characters, so
the time grows with the text and not with the number of words.
"""

import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import add

from wuzha.detection.texts.lexicon import Lexicon, Pattern, Sign, lexicon
from wuzha.detection.texts.normalising import Normal

SENTENCE_ENDS = re.compile(r"[。!?\n;…]")
CLAUSE = 22
"""How far before a sign its negation may stand."""
VERDICT = 24
"""How far behind a sign may stand what a warning says of it."""
PLACES = 40
"""Places of one word that are looked at; a scam does not need more."""

Places = dict[int, list[tuple[int, int]]]


@dataclass(frozen=True)
class Shown:
    """A sign and where it stands in the normalised text."""

    sign: Sign
    start: int
    end: int


@dataclass(frozen=True)
class Index:
    """Parts by their words, patterns by the part that is looked for first."""

    singles: dict[str, tuple[int, ...]]
    heads: dict[str, list[tuple[str, tuple[int, ...]]]]
    patterns: dict[int, list[tuple[Pattern, tuple[int, ...]]]]
    negation: re.Pattern[str]
    exposure: re.Pattern[str]
    signs: tuple[Sign, ...]


def shown_signs(normal: Normal) -> list[Shown]:
    return _uncancelled(_matches(normal, word_places(normal.text)))


def word_places(text: str) -> Places:
    """Part → where one of its words stands, from the first to the last."""
    heads, singles = index().heads, index().singles
    places: Places = defaultdict(list)
    for at, pair in enumerate(map(add, text, text[1:])):
        if pair in heads:
            for word, parts in heads[pair]:
                if text.startswith(word, at):
                    for part in parts:
                        places[part].append((at, at + len(word)))
    for at, one in ((at, one) for at, one in enumerate(text) if one in singles):
        for part in singles[one]:
            insort(places[part], (at, at + 1))
    return places


def _matches(normal: Normal, places: Places) -> list[Shown]:
    known = index()
    found: dict[int, Shown] = {}
    for part in list(places):
        for pattern, parts in known.patterns.get(part, ()):
            if pattern.sign in found or any(one not in places for one in parts):
                continue
            sign = known.signs[pattern.sign]
            place = _place(normal, pattern, parts, places, sign)
            if place is not None:
                found[pattern.sign] = Shown(sign, *place)
    return list(found.values())


def _place(
    normal: Normal,
    pattern: Pattern,
    parts: tuple[int, ...],
    places: Places,
    sign: Sign,
) -> tuple[int, int] | None:
    """The first place that is not negated, from whom the sign counts."""
    text = normal.text
    if pattern.ordered:
        runs = _in_order(text, parts, places, sign.near)
    else:
        runs = iter([(start, start, end) for start, end in places[parts[-1]][:PLACES]])
    for start, last, end in runs:
        if sign.speaker and normal.speaker(start) not in {"", sign.speaker}:
            continue
        if not (sign.negatable and _told_of(text, start, last, end)):
            return start, end
    return None


def _told_of(text: str, start: int, last: int, end: int) -> bool:
    """A warning names what others demand."""
    return (
        is_negated(text, start)
        or is_negated(text, last)
        or index().exposure.match(text, end, end + VERDICT) is not None
    )


def is_negated(text: str, at: int) -> bool:
    return index().negation.search(text, max(0, at - CLAUSE), at) is not None


def _in_order(
    text: str, parts: tuple[int, ...], places: Places, near: int
) -> Iterator[tuple[int, int, int]]:
    """Where the first word starts, where the last one does, and where that ends."""
    for start, end in places[parts[0]][:PLACES]:
        found: tuple[int, int] | None = (start, end)
        for part in parts[1:]:
            found = found and _next(text, found[1], places[part], near)
        if found:
            yield start, *found


def _next(
    text: str, end: int, places: list[tuple[int, int]], near: int
) -> tuple[int, int] | None:
    for start, after in places:
        if start >= end:
            if start - end > near or SENTENCE_ENDS.search(text, end, start):
                return None
            return start, after
    return None


def _uncancelled(found: list[Shown]) -> list[Shown]:
    """“验证码请勿告诉他人” is a bank's own warning and asks for no secrecy."""
    cancelled = {name for one in found for name in one.sign.cancels}
    return [one for one in found if one.sign.id not in cancelled]


@cache
def index() -> Index:
    return _indexed(lexicon())


def _indexed(words: Lexicon) -> Index:
    numbers: dict[frozenset[str], int] = {}
    patterns: dict[int, list[tuple[Pattern, tuple[int, ...]]]] = defaultdict(list)
    for pattern in words.patterns:
        parts = tuple(numbers.setdefault(p, len(numbers)) for p in pattern.parts)
        # The part with the fewest words is the rarest: it is asked for first.
        first = min(parts, key=lambda n: len(pattern.parts[parts.index(n)]))
        patterns[first].append((pattern, parts))
    by_word: dict[str, list[int]] = defaultdict(list)
    for part, number in numbers.items():
        for word in part:
            by_word[word].append(number)
    heads: dict[str, list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    singles = {word: tuple(of) for word, of in by_word.items() if len(word) == 1}
    for word, parts_of in sorted(by_word.items()):
        if len(word) > 1:
            heads[word[:2]].append((word, tuple(parts_of)))
    negation = re.compile(f"(?:{'|'.join(words.negations)})[^,。!?\\n;]*$")
    exposure = re.compile(f"[^。!?\\n;…]*?(?:{'|'.join(words.exposures)})")
    return Index(singles, dict(heads), dict(patterns), negation, exposure, words.signs)
