"""Training texts of the project's own writing: scams and their innocent twins, with
slots filled by chance, always the same for one seed."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wuzha.detection.texts.lexicon import SCREENING
from wuzha.lib.datafiles import load

SLOT = re.compile(r"\{(\w+)\}")
TRIAL_TIMES, TRIAL_SEED = 6, 5


@dataclass(frozen=True)
class Slot:
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class SlotFile:
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Texts:
    """Lines of one fraud class, or ordinary ones."""

    of: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class TextFile:
    texts: tuple[Texts, ...]


@dataclass(frozen=True)
class Labelled:
    """A text and whether it is a scam; texts made of one line share a `group`."""

    text: str
    fraud: int
    group: str


@dataclass(frozen=True)
class Classed:
    """A text of one class, or of none; texts made of one line share a `group`."""

    text: str
    code: str
    group: str


def written(times: int, seed: int) -> Iterator[Labelled]:
    """Every line `times` times, with other words in its slots."""
    for one in _fillings(("scams", "innocent"), times, seed):
        yield Labelled(one.text, int(one.group.startswith("scams")), one.group)


def classed(times: int, seed: int) -> Iterator[Classed]:
    """Scams as they are told and as their victims tell them; and half as often what
    is no scam, so that everyday words speak for no class."""
    yield from _fillings(("scams", "stories"), times, seed)
    for one in _fillings(("innocent",), times // 2, seed):
        yield Classed(one.text, "", one.group)


def _fillings(names: Sequence[str], times: int, seed: int) -> Iterator[Classed]:
    chance = random.Random(seed)  # noqa: S311
    slots = {one.name: one.words for one in _slots()}
    for name in names:
        for number, (code, line) in enumerate(_lines(name)):
            filled = {_filled(line, slots, chance) for _ in range(times)}
            for text in sorted(filled):
                yield Classed(text, code, f"{name}-{number}")


def trial(name: str) -> dict[str, list[str]]:
    """Texts to be measured on, by kind; always the same, and never trained on."""
    chance = random.Random(TRIAL_SEED)  # noqa: S311
    slots = {one.name: one.words for one in _slots()}
    file = load(TextFile, SCREENING / "trials" / f"{name}.toml")
    return {
        one.of: [
            _filled(line, slots, chance)
            for line in one.lines
            for _ in range(TRIAL_TIMES if SLOT.search(line) else 1)
        ]
        for one in file.texts
    }


def lines(name: str) -> list[str]:
    return [line for _code, line in _lines(name)]


def _lines(name: str) -> list[tuple[str, str]]:
    file = load(TextFile, SCREENING / "writing" / f"{name}.toml")
    return [(one.of, line) for one in file.texts for line in one.lines]


def _slots() -> tuple[Slot, ...]:
    return load(SlotFile, SCREENING / "writing" / "slots.toml").slots


def _filled(line: str, slots: dict[str, tuple[str, ...]], chance: random.Random) -> str:
    return SLOT.sub(lambda slot: chance.choice(slots[slot[1]]), line)
