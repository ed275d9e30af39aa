"""What a section is about, by the words of its heading."""

import re
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load

LONGEST = 24  # a heading that says more is a sentence of its own


@dataclass(frozen=True)
class Section:
    """`silent` sections state why and in what spirit, not what is to be done. The
    words of a `whole` one count only if the heading, or its first part, is no more."""

    name: str
    words: tuple[str, ...]
    silent: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Sections:
    """`calls`: how a heading begins that calls for something."""

    calls: str
    sections: tuple[Section, ...]


def section(title: str, *, whole: bool = False) -> Section | None:
    """By the longest word that the heading holds, or is if `whole`."""
    if not title or len(title) > LONGEST:
        return None
    title = title if whole else title.partition(",")[0]
    if title not in _words() and re.match(_table().calls, title):
        return None
    known = [
        word
        for word, kind in _words().items()
        if (title == word if whole or kind.whole else word in title)
    ]
    return _words()[max(known, key=len)] if known else None


def glued_title(text: str) -> int:
    """The length of a known heading to which its text is stuck, or 0."""
    for word in sorted(_words(), key=len, reverse=True):
        rest = text[len(word) : len(word) + 1]
        if len(word) >= SURE and text.startswith(word) and rest.isalnum():
            return len(word)
    return 0


SURE = 4


def is_silent(name: str | None) -> bool:
    return any(one.name == name and one.silent for one in _table().sections)


@cache
def _table() -> Sections:
    return load(Sections, DATA / "reading" / "sections.toml")


@cache
def _words() -> dict[str, Section]:
    return {word: one for one in _table().sections for word in one.words}
