"""Sentences and clauses: offsets only, over the view's text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

PAIRS = {"(": ")", "[": "]", "“": "”", "《": "》"}
LONGEST_BRACKET = 200  # one that is not closed by then was never meant to be closed
# A full stop from a foreign keyboard counts between Chinese letters only.
STOP = re.compile(r"[。!?;…\n]|(?<=[\u4e00-\u9fff)”])\.(?=[\u4e00-\u9fff\n])")
TAIL = re.compile(r"[。!?;…”)\]]+")
CLAUSE = re.compile(r",|(?<!\d):|:(?!\d\d)")
CONTENT = re.compile(r"[\w]")


class Piece(NamedTuple):
    """text[start:end] of the view; the marks that close it are part of it."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


def closing(text: str, at: int, end: int) -> int:
    """Where the bracket or quotation opened at `at` is closed, or -1."""
    shut = _pairs(text).get(at, -1)
    return shut if shut < end else -1


@lru_cache(maxsize=4)
def _pairs(text: str) -> dict[int, int]:
    """Of the whole text at once: asking for one after the other would take too long
    where many are never closed."""
    opened: dict[str, list[int]] = {char: [] for char in PAIRS}
    opens = {shut: char for char, shut in PAIRS.items()}
    pairs: dict[int, int] = {}
    for i, char in enumerate(text):
        if char == "\n":
            opened = {char: [] for char in PAIRS}
        elif char in PAIRS:
            opened[char].append(i)
        elif char in opens and opened[opens[char]]:
            start = opened[opens[char]].pop()
            if i - start <= LONGEST_BRACKET:
                pairs[start] = i
    return pairs


def sentences(
    text: str, start: int, end: int, *, fine: bool = False
) -> Iterator[Piece]:
    """Sentences of text[start:end]; with `fine` a semicolon ends one as well.

    What stands in brackets or quotation marks is not cut, and a bracket that follows
    the full stop belongs to the sentence before it.
    """
    begin = at = start
    while at < end:
        char = text[at]
        if char in PAIRS:
            at = max(closing(text, at, end), at) + 1
        elif STOP.match(text, at) and (fine or char != ";"):
            at = _with_tail(text, at, end)
            yield from _piece(text, begin, at)
            begin = at
        else:
            at += 1
    yield from _piece(text, begin, end)


def clauses(text: str, piece: Piece) -> Iterator[Piece]:
    """Parts between commas and colons; brackets and quotations are not cut."""
    begin = at = piece.start
    while at < piece.end:
        if text[at] in PAIRS:
            at = max(closing(text, at, piece.end), at) + 1
            continue
        at += 1
        if CLAUSE.match(text, at - 1) or STOP.match(text, at - 1):
            yield from _piece(text, begin, at)
            begin = at
    yield from _piece(text, begin, piece.end)


def _with_tail(text: str, at: int, end: int) -> int:
    """Behind the marks that close the sentence and a bracket that belongs to it."""
    after = TAIL.match(text, at, end)
    at = after.end() if after else at + 1
    if text[at - 1 : at] != "\n" and at < end and text[at] in "([":
        shut = closing(text, at, end)
        behind = shut + 1
        if shut > 0 and not NUMBERED.match(text, at):
            trailing = TAIL.match(text, behind, end)
            return trailing.end() if trailing else behind
    return at


NUMBERED = re.compile(r"[(][一二三四五六七八九十\d]{1,3}[)]")


def _piece(text: str, start: int, end: int) -> Iterator[Piece]:
    while start < end and text[start] in "\n ":
        start += 1
    while end > start and text[end - 1] == "\n":
        end -= 1
    if start < end:
        yield Piece(start, end)
