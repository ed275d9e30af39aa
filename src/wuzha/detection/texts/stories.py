"""Of which class the story of a case is. A victim tells what happened, so the words for
the fraud itself count here beside the signs of a message."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from wuzha.detection.texts.lexicon import SCREENING
from wuzha.detection.texts.verdicts import Read, Reason, read, reasons, votes
from wuzha.lib.datafiles import load
from wuzha.lib.words import N_

NAMED = N_("案情里提到这类骗局的说法")


@dataclass(frozen=True)
class Kind:
    code: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class StoryWords:
    version: str
    weight: float
    subtype_weight: float
    basis: str
    confidence: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class SortedStory:
    """What most speaks for; class and sub-type are empty where nothing does."""

    fraud_class: str
    subtype: str
    reasons: tuple[Reason, ...]
    version: str


def sorted_story(story: str) -> SortedStory:
    seen = read(story)
    named = list(_named(seen))
    for_class: dict[str, float] = defaultdict(float)
    for_subtype: dict[str, float] = defaultdict(float)
    for weight, codes in (
        *votes(seen),
        *((why.weight, (code,)) for code, why in named),
    ):
        for code in codes:
            for_class[code.partition("-")[0]] += weight
            if "-" in code:
                for_subtype[code] += weight
    best = max(sorted(for_class), key=for_class.__getitem__, default="")
    of_best = [code for code in sorted(for_subtype) if code.startswith(f"{best}-")]
    subtype = max(of_best, key=for_subtype.__getitem__, default="")
    spoken = [why for code, why in named if code.startswith(best)]
    return SortedStory(best, subtype, (*spoken, *reasons(seen)), words().version)


def _named(seen: Read) -> Iterator[tuple[str, Reason]]:
    """Each word once, at its first place."""
    once: set[str] = set()
    for found in pattern().finditer(seen.normal.text):
        word = found[0]
        if word not in once:
            once.add(word)
            start, end = seen.normal.span(*found.span())
            quote = seen.normal.original[start:end]
            code = codes()[word]
            weight = words().subtype_weight if "-" in code else words().weight
            yield code, Reason(word, NAMED, weight, quote, start, end)


@cache
def codes() -> dict[str, str]:
    return {word.lower(): kind.code for kind in words().kinds for word in kind.words}


@cache
def pattern() -> re.Pattern[str]:
    longest_first = sorted(codes(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@cache
def words() -> StoryWords:
    return load(StoryWords, SCREENING / "stories.toml")
