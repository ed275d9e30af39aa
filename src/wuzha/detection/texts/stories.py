"""Of which class the story of a case is. A victim tells what happened, so the words for
the fraud itself count here beside the signs of a message."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from wuzha.detection.texts.classes import Votes, best_of, shipped_classes
from wuzha.detection.texts.lexicon import SCREENING
from wuzha.detection.texts.verdicts import (
    Read,
    Reason,
    read,
    reasons,
    votes,
    wording_of,
)
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
    (wording,) = wording_of([seen])
    fraud_class, subtype = best_of(story_votes(seen), wording)
    spoken = [why for code, why in _named(seen) if code.startswith(fraud_class)]
    version = f"{words().version}+{shipped_classes().version}"
    return SortedStory(fraud_class, subtype, (*spoken, *reasons(seen)), version)


def story_votes(seen: Read) -> Votes:
    named = ((why.weight, (code,)) for code, why in _named(seen))
    return (*votes(seen), *named)


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
