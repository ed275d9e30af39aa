"""Tables in plain text: cells between tabs or upright strokes, as many in each line."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from wuzha.reading.source import Block, BlockKind, Place

LINE = re.compile(r"[^\n]+")
STROKE = re.compile(r"[|｜│┃]")
RULED = re.compile(r"[\s|｜│┃:+─━┌┬┐├┼┤└┴┘-]+")  # a line that only draws
LEAST_ROWS = 3  # with the headings; two lines with a tab are no table yet
LEAST_CELLS = 2
MOST_CELLS = 100


class _Cell(NamedTuple):
    start: int
    end: int


Row = tuple[_Cell, ...]


def table_cells(text: str) -> Iterator[Block]:
    """The cells of all tables, in order."""
    lines = [line for line in LINE.finditer(text) if not RULED.fullmatch(line[0])]
    rows = (_row(line) for line in lines)
    number = 0
    for size, group in groupby(rows, key=len):
        table = list(group)
        if LEAST_CELLS <= size <= MOST_CELLS and len(table) >= LEAST_ROWS:
            yield from _blocks(text, table, number)
            number += 1


def _row(line: re.Match[str]) -> Row:
    start, end = line.span()
    marks = [m.start() for m in re.finditer("\t", line[0])]
    if not marks:
        marks = [m.start() for m in STROKE.finditer(line[0])]
    edges = [start - 1, *(start + mark for mark in marks), end]
    cells = [_Cell(a + 1, b) for a, b in pairwise(edges)]
    strokes = marks and line[0][marks[0]] != "\t"
    return tuple(_inside(line.string, cells) if strokes else cells)


def _inside(text: str, cells: Sequence[_Cell]) -> Sequence[_Cell]:
    """Without what lies outside the frame: | a | b | has two cells."""
    first = 0 if text[slice(*cells[0])].strip() else 1
    last = len(cells) - (0 if text[slice(*cells[-1])].strip() else 1)
    return cells[first:last]


def _blocks(text: str, table: Sequence[Row], number: int) -> Iterator[Block]:
    for at, row in enumerate(table):
        for column, cell in enumerate(row):
            words = text[slice(*cell)].strip()
            if words:
                start = text.index(words, *cell)
                place = Place(number, at, column)
                end = start + len(words)
                yield Block(start, end, BlockKind.CELL, place=place)
