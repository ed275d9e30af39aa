"""To whom a text speaks: whether it aims at its reader, or tells of others and leads to
an office's own door. The words of a scam and of its retelling are the same; who is
asked, and for what, is not. The marks and their weights are data (`manner.toml`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from wuzha.detection.texts.findings import Finding
from wuzha.detection.texts.lexicon import SCREENING
from wuzha.detection.texts.normalising import OTHER, Normal
from wuzha.detection.texts.signs import CLAUSE, is_negated
from wuzha.lib.datafiles import load

QUOTED = re.compile(r"[^\n][“\"][^“”\"\n]{12,200}[”\"]")
"""Another's words: whole sentences, and never how a text begins."""


class Side(StrEnum):
    TOLD = "told"
    OPEN = "open"
    AIMED = "aimed"


@dataclass(frozen=True)
class Mark:
    """Something in the manner of a text, for or against its aiming at the reader."""

    id: str
    side: str
    weight: float
    any: tuple[str, ...]

    def __post_init__(self) -> None:
        Side(self.side)


@dataclass(frozen=True)
class Manner:
    """However much is told, it weighs no more than `most`. `ways` are findings by which
    whoever asks is reached; one of them aims as much as `way_weight`. From a sum of
    `full` on, `muted` of the signs' weight is left out. After one of `narrated` in its
    clause, what would be an order is what another did."""

    muted: float
    full: float
    most: float
    ways: tuple[str, ...]
    way_weight: float
    narrated: tuple[str, ...]
    marks: tuple[Mark, ...]


class Hearing(NamedTuple):
    """The shares with which the signs of a scam count, and those that tell of scams;
    and whether anything aims at the reader at all."""

    scam: float
    told: float
    aimed: bool


@dataclass(frozen=True)
class Reader:
    """A mark with its patterns as one."""

    mark: Mark
    pattern: re.Pattern[str]


def hearing(normal: Normal, findings: Sequence[Finding]) -> Hearing:
    known, sides = manner(), dict.fromkeys(Side, 0.0)
    quoted = [found.span() for found in QUOTED.finditer(normal.text)]
    for one in readers():
        if any(_stands(one, normal, at, quoted) for at in _places(one, normal)):
            sides[Side(one.mark.side)] += one.mark.weight
    if any(one.kind in known.ways for one in findings):
        sides[Side.AIMED] += known.way_weight
    harmless = min(known.most, sides[Side.TOLD] + sides[Side.OPEN])
    away = harmless - sides[Side.AIMED]
    return Hearing(_share(away), _share(-away), sides[Side.AIMED] > 0)


def _share(against: float) -> float:
    """All of it, unless something speaks against."""
    return 1 - manner().muted * max(0.0, min(1.0, against / manner().full))


def _places(one: Reader, normal: Normal) -> Iterator[int]:
    """Where the mark is, but for what the person called says."""
    for found in one.pattern.finditer(normal.text):
        if not normal.turns or normal.speaker(found.start()) in {"", OTHER}:
            yield found.start()


def _stands(
    one: Reader, normal: Normal, at: int, quoted: list[tuple[int, int]]
) -> bool:
    """An order that is warned of, quoted, or told of another aims at nobody."""
    if one.mark.side != Side.AIMED:
        return True
    if any(start < at < end for start, end in quoted):
        return False
    return not is_negated(normal.text, at) and not narrated().search(
        normal.text, max(0, at - CLAUSE), at
    )


@cache
def manner() -> Manner:
    return load(Manner, SCREENING / "manner.toml")


@cache
def readers() -> tuple[Reader, ...]:
    return tuple(Reader(one, re.compile("|".join(one.any))) for one in manner().marks)


@cache
def narrated() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(manner().narrated)})[^,。!?:\\n;]*$")
