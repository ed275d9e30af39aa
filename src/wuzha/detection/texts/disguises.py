"""Words written so that a filter passes them: by sound, in pinyin, taken apart.

Each is put back in its plain spelling. What comes out is as long as what went in:
`FILLER` stands where a character too many was, so that places lead back.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from pathlib import Path

from wuzha.lib.datafiles import DATA, load

FILLER = "\u200b"
DISGUISES = Path("screening") / "disguises.toml"
LATIN = re.compile(
    r"[\u4e00-\u9fff]?(?<![a-z])[a-z]++(?:[ \-*·][a-z]++){0,5}[\u4e00-\u9fff]?"
)
BETWEEN = re.compile(r"[ \-*·]")


@dataclass(frozen=True)
class DisguiseFile:
    words: tuple[str, ...]
    characters: tuple[str, ...]
    real: tuple[str, ...]
    splits: tuple[str, ...]


@dataclass(frozen=True)
class Disguises:
    """`pairs`: two neighbours as written → plain. `spelt`: with pinyin in it → plain.
    `splits`: parts of a character → the character."""

    starts: frozenset[str]
    pairs: dict[str, str]
    spelt: dict[str, str]
    splits: dict[str, str]
    any_split: re.Pattern[str]


def undisguised(text: str) -> str:
    known = disguises()
    text = known.any_split.sub(
        lambda part: _filled(known.splits[part[0]], part[0]), text
    )
    text = LATIN.sub(lambda run: _plain_latin(run[0]), text)
    if known.starts.isdisjoint(text):
        return text
    letters = list(text)
    for at in range(len(letters) - 1):
        plain = known.pairs.get(letters[at] + letters[at + 1])
        if plain:
            letters[at : at + 2] = plain
    return "".join(letters)


def _plain_latin(run: str) -> str:
    """`wei信`, `加weixin`: with a neighbour of either side, or by itself."""
    spelt = disguises().spelt
    start = 0 if "a" <= run[0] <= "z" else 1
    end = len(run) if "a" <= run[-1] <= "z" else len(run) - 1
    for first, last in ((0, len(run)), (start, len(run)), (0, end), (start, end)):
        plain = spelt.get(BETWEEN.sub("", run[first:last]))
        if plain:
            return run[:first] + _filled(plain, run[first:last]) + run[last:]
    return run


def _filled(plain: str, written: str) -> str:
    """The first and the last character stay where the written ones were."""
    return plain[0] + FILLER * (len(written) - len(plain)) + plain[1:]


@cache
def disguises() -> Disguises:
    file = load(DisguiseFile, DATA / DISGUISES)
    sounds, alike = {}, {}
    for line in file.characters:
        plain, pinyin, others = line.split()
        sounds[plain], alike[plain] = pinyin, plain + others
    splits = dict(one.split("=") for one in file.splits)
    pairs = dict(_pairs(file.words, alike))
    for real in {*file.real, *file.words}:
        pairs.pop(real, None)
    parts = "|".join(sorted(map(re.escape, splits), key=len, reverse=True))
    return Disguises(
        frozenset(pair[0] for pair in pairs),
        pairs,
        dict(_spelt(file.words, sounds)),
        splits,
        re.compile(parts),
    )


def _pairs(words: tuple[str, ...], alike: dict[str, str]) -> Iterator[tuple[str, str]]:
    for word in words:
        for one, two in pairwise(word):
            if one in alike and two in alike:
                for first, second in product(alike[one], alike[two]):
                    if first + second != one + two:
                        yield first + second, one + two


def _spelt(words: tuple[str, ...], sounds: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Any characters of a word in pinyin, as long as one is; not too short alone."""
    for word in words:
        for spelling in product(*({one, sounds.get(one, one)} for one in word)):
            written = "".join(spelling)
            if written != word and len(written) > 3:
                yield written, word
