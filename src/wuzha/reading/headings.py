"""Headings without a number: a known one, a unit, a month, or a short line."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from wuzha.reading.dates import Calendar, stretches
from wuzha.reading.marks import Mark
from wuzha.reading.sections import section
from wuzha.reading.sentences import Piece
from wuzha.reading.units import heading_units
from wuzha.reading.view import Paragraph

LONGEST = 60  # letters of a line of units
MAIN = 2  # the rank of 一、 and of a known heading without a number
NAMED = 3  # a unit or a month stands over the items below it, as (一) does
BARE = 7
SHAPE = re.compile(r"[^。;:,!?\n、]{2,16}(?:,[^。;:,!?\n、]{2,12})?")
FIELD = re.compile(r"[\u4e00-\u9fff]{0,6}(?:单位|部门|时限|期限):")
DAY = re.compile(r"[日号]")
DATED = re.compile(r"[\d年月日xX零〇一二三四五六七八九十]+")


def bare(
    text: str, paragraphs: tuple[Paragraph, ...], numbered: Collection[Mark]
) -> Iterator[Mark]:
    """`numbered`: the marks of the text, in order."""
    openings = {mark.start: mark for mark in numbered}
    begun = False
    signed = False  # whether the line before was a field, which ends an item
    for line, following in pairwise(paragraphs):
        behind_field, signed = signed, bool(FIELD.match(text, line.start, line.end))
        opening = openings.get(line.start)
        begun = begun or bool(opening and opening.style != "bullet")
        if line.level is not None or line.start in openings:
            continue
        below = openings.get(following.start)
        if behind_field and below and below.rank > MAIN and _is_short(text, line):
            yield Mark(
                line.start, line.start, "bare", below.rank - 1, None, in_line=False
            )
        elif kind := _kind(text, line, following, below, begun=begun):
            style, rank = kind
            begun = begun or rank != BARE
            yield Mark(line.start, line.start, style, rank, None, in_line=False)


def labelled(
    text: str, paragraphs: tuple[Paragraph, ...], numbered: Collection[Mark]
) -> Iterator[Mark]:
    """工会:1、…2、…: a unit at the beginning of a line that is a list of its own."""
    lines = {line.start for line in paragraphs}
    for first in numbered:
        start = text.rfind("\n", 0, first.start) + 1
        begins = first.in_line and first.number == 1 and text[first.start - 1] == ":"
        if not begins or start not in lines or first.start - start > LONGEST:
            continue
        if heading_units(text, Piece(start, first.start)):
            yield Mark(start, start, "named", NAMED, None, in_line=False)


def _kind(
    text: str, line: Paragraph, following: Paragraph, below: Mark | None, *, begun: bool
) -> tuple[str, int] | None:
    words = text[line.start : line.end]
    if section(words.strip("。:"), whole=True) is not None:
        return "bare", MAIN
    if DATED.fullmatch(text, following.start, following.end):
        return None  # they sign
    opens_list = below is not None and below.rank > NAMED
    # Before anything else a line of units tells to whom the paper goes.
    if (begun or opens_list) and _is_named(text, line):
        return "named", NAMED
    longer = following.end - following.start > len(words)
    return ("bare", BARE) if longer and _is_short(text, line) else None


def _is_short(text: str, line: Paragraph) -> bool:
    return bool(SHAPE.fullmatch(text, line.start, line.end))


def _is_named(text: str, line: Paragraph) -> bool:
    piece = Piece(line.start, line.end)
    if line.end - line.start > LONGEST:
        return False
    return bool(month(text, piece, Calendar()) or heading_units(text, piece))


def month(text: str, piece: Piece, calendar: Calendar) -> str | None:
    """The end of the month, quarter or the like that is all that the piece says."""
    said = next(iter(stretches(text, *piece, calendar)), None)
    if said is None or said.start != piece.start or said.last is None:
        return None
    alone = not text[said.end : piece.end].strip("份:。\n ")
    return None if not alone or DAY.search(text, *piece) else said.last
