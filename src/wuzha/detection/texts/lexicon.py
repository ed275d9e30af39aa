"""What the analysts wrote in `data/screening/`, read and checked.

A pattern is written in parts. `退款 ~ 屏幕共享`: both in this order and near each
other in one sentence. `客服 + 屏幕共享`: both anywhere in the text. A part is words
with `|` between them; `<bank>` stands for every word of that group.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from wuzha.detection.texts.normalising import OTHER, SELF, normalised
from wuzha.lib.datafiles import DATA, BadTable, load

SCREENING = DATA / "screening"
NEAR = 18


class Kind(StrEnum):
    """What a sign does in a conversation."""

    CLAIM = "claim"
    LURE = "lure"
    THREAT = "threat"
    ASK = "ask"
    ISOLATE = "isolate"
    WHOLE = "whole"
    INNOCENT = "innocent"
    TOLD = "told"


AGAINST = frozenset({Kind.INNOCENT, Kind.TOLD})
"""What speaks against a scam: everyday business, and scams that are told of."""


@dataclass(frozen=True)
class Sign:
    """`says` is for a person who never heard of the trick; empty for what is no reason
    by itself. With a `speaker` it counts from that side of a transcript alone."""

    id: str
    kind: str
    weight: float
    any: tuple[str, ...]
    says: str = ""
    classes: tuple[str, ...] = field(default_factory=tuple)
    near: int = NEAR
    negatable: bool = True
    cancels: tuple[str, ...] = field(default_factory=tuple)
    speaker: str = ""

    def __post_init__(self) -> None:
        if (self.weight < 0) != (self.kind in AGAINST):
            raise ValueError(f"{self.id}: only innocent signs weigh less than nothing")
        Kind(self.kind)
        if self.speaker not in {"", OTHER, SELF}:
            raise ValueError(f"{self.id}: no side is called {self.speaker}")


@dataclass(frozen=True)
class SignFile:
    signs: tuple[Sign, ...]


@dataclass(frozen=True)
class Group:
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Together:
    """What two kinds of signs weigh in one text beyond each by itself."""

    first: str
    second: str
    weight: float


@dataclass(frozen=True)
class Words:
    """`version` is kept with each verdict."""

    version: str
    negations: tuple[str, ...]
    exposures: tuple[str, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Weights:
    """How everything adds up to a log-odds; `scale` and `offset` calibrate it."""

    bias: float
    together: tuple[Together, ...]
    most: float
    model_share: float
    model_most: float
    unaimed_most: float
    shipped_most: float
    class_votes: float
    class_most: float
    class_lead: float
    findings: tuple["FindingWeight", ...]
    scale: float
    offset: float
    scam_from: float
    caution_from: float


@dataclass(frozen=True)
class FindingWeight:
    id: str
    weight: float
    says: str = ""
    classes: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class Pattern:
    """`parts` are sets of words; `ordered` ones stand near each other in a sentence."""

    sign: int
    parts: tuple[frozenset[str], ...]
    ordered: bool


@dataclass(frozen=True)
class Lexicon:
    version: str
    negations: tuple[str, ...]
    exposures: tuple[str, ...]
    groups: dict[str, frozenset[str]]
    signs: tuple[Sign, ...]
    patterns: tuple[Pattern, ...]


@cache
def lexicon() -> Lexicon:
    words = load(Words, SCREENING / "words.toml")
    groups = {one.name: _expanded(one.words) for one in words.groups}
    signs = _signs()
    patterns = [
        _pattern(written, number, groups, sign.id)
        for number, sign in enumerate(signs)
        for written in sign.any
    ]
    return Lexicon(
        words.version,
        words.negations,
        words.exposures,
        groups,
        signs,
        tuple(patterns),
    )


@cache
def weights() -> Weights:
    return load(Weights, SCREENING / "weights.toml")


def _signs() -> tuple[Sign, ...]:
    found = [s for path in _files() for s in load(SignFile, path).signs]
    names = [sign.id for sign in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise BadTable(f"signs: {', '.join(sorted(twice))} is there twice")
    if unknown := {c for sign in found for c in sign.cancels} - set(names):
        raise BadTable(f"signs: no sign {', '.join(sorted(unknown))} to cancel")
    return tuple(found)


def _files() -> list[Path]:
    return sorted((SCREENING / "signs").glob("*.toml"))


def _pattern(
    written: str, number: int, groups: dict[str, frozenset[str]], where: str
) -> Pattern:
    ordered = "+" not in written
    parts = [part.strip() for part in re.split(r"[~+]", written)]
    if "~" in written and "+" in written:
        raise BadTable(f"{where}: {written!r} mixes ~ and +")
    words = tuple(_part(part, groups, where) for part in parts)
    return Pattern(number, words, ordered)


def _part(part: str, groups: dict[str, frozenset[str]], where: str) -> frozenset[str]:
    found: set[str] = set()
    for word in (one.strip() for one in part.split("|")):
        if word.startswith("<"):
            if word.strip("<>") not in groups:
                raise BadTable(f"{where}: no group {word}")
            found |= groups[word.strip("<>")]
        else:
            found |= _expanded((word,))
    if "" in found:
        raise BadTable(f"{where}: a word of {part!r} is empty")
    return frozenset(found)


def _expanded(words: tuple[str, ...]) -> frozenset[str]:
    """As the words look after normalising; `(转/打)钱` stands for 转钱 and 打钱."""
    return frozenset(normalised(one).text for word in words for one in _choices(word))


def _choices(word: str) -> list[str]:
    opened = word.find("(")
    if opened < 0:
        return [word]
    before, rest = word[:opened], word[opened + 1 :]
    inside, _, after = rest.partition(")")
    return [
        before + choice + end for choice in inside.split("/") for end in _choices(after)
    ]
