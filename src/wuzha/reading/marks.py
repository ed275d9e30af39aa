"""Finds the numbers of headings and items: 一、（一）1. ① 第一条, broken ones too."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.numerals import whole
from wuzha.reading.view import Paragraph, View


@dataclass(frozen=True)
class Style:
    """`expected`: counts only where this number is the next one; `counted`: also where
    it is the first. `broken` lists what lost bytes have made of 1, 2, 3 …"""

    name: str
    rank: int
    opening: str
    in_line: str | None = None
    broken: tuple[str, ...] = ()
    expected: bool = False
    counted: bool = False


@dataclass(frozen=True)
class Styles:
    styles: tuple[Style, ...]


@dataclass(frozen=True)
class Mark:
    """A number in the view; `end` is behind the mark and its full stop."""

    start: int
    end: int
    style: str
    rank: int
    number: int | None
    in_line: bool
    expected: bool = False
    counted: bool = False


# Inside a paragraph a number follows a mark; 一是要 begins a list wherever it stands,
# the first number one behind a heading to which it is stuck (职责分工1.甲科负责…); 一、
# may end a word (统一、规范) where no 二、 follows.
STUCK = r"(?:\([一1]\)|[1-9][.、]|\d\.1|一、(?=[^\n]{4,600}?[。:;]二、))[\u4e00-\u9fff]"
BEFORE_IN_LINE = (
    r"(?:(?<=[。;:,!?)\]”])|(?=一是要)"
    rf"|(?<=[\u4e00-\u9fff])(?<![附表图篇第按照见件统唯同条款])(?={STUCK}))"
)


def marks(view: View, paragraphs: tuple[Paragraph, ...]) -> Iterator[Mark]:
    """In order. In-line marks are offered, not judged: whether the number is the next
    one of a list is for the outline to say."""
    for paragraph in paragraphs:
        start = paragraph.start
        opening = _opening(view.text, paragraph)
        if opening:
            yield opening
            start = opening.end
        yield from _in_line(view.text, start, paragraph.end)


def _opening(text: str, paragraph: Paragraph) -> Mark | None:
    for style, pattern, _ in _ready():
        match = pattern.match(text, paragraph.start, paragraph.end)
        if match and match.end() > match.start():
            return _mark(match, style, in_line=False)
    if paragraph.level is not None:
        at = paragraph.start
        return Mark(at, at, "heading", paragraph.level - 1, None, in_line=False)
    return None


def _in_line(text: str, start: int, end: int) -> Iterator[Mark]:
    found = [
        _mark(match, style, in_line=True)
        for style, _, pattern in _ready()
        if pattern
        for match in pattern.finditer(text, start, end)
    ]
    last = start
    for mark in sorted(found, key=lambda mark: mark.start):
        if mark.start >= last:
            yield mark
            last = mark.end


def _mark(match: re.Match[str], style: Style, *, in_line: bool) -> Mark:
    number = _number(match.groupdict(), style)
    return Mark(
        *match.span(),
        style.name,
        style.rank,
        number,
        in_line,
        style.expected,
        style.counted,
    )


def _number(groups: dict[str, str | None], style: Style) -> int | None:
    if (broken := groups.get("broken")) is not None:
        return style.broken.index(broken or "none") + 1
    if ring := groups.get("ring"):
        plain = "".join(c for c in unicodedata.normalize("NFKC", ring) if c.isalnum())
        return whole(plain)
    if letter := groups.get("letter"):
        return ord(letter.lower()) - ord("a") + 1
    text = groups.get("n") or groups.get("m")
    return whole(text) if text else None


Ready = tuple[Style, re.Pattern[str], re.Pattern[str] | None]


@cache
def _ready() -> tuple[Ready, ...]:
    styles = load(Styles, DATA / "reading" / "marks.toml").styles
    return tuple(
        (
            style,
            re.compile(style.opening),
            re.compile(BEFORE_IN_LINE + style.in_line) if style.in_line else None,
        )
        for style in styles
    )
