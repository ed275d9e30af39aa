"""The text as the rules see it: folded, without noise and blanks, one line a paragraph.

A blank that parts two units of a list is seen as the mark that it stands for.

Every character of the view knows where it stands in the source, so a rule that finds
something in clean text can point at the characters as they were printed.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wuzha.reading.blanks import marks_for_blanks
from wuzha.reading.folding import folded
from wuzha.reading.noise import noise
from wuzha.reading.plan import Noise, Span
from wuzha.reading.source import Block, BlockKind, Source

ENDS = "。!?;:;…"
MARKED = re.compile(
    r"[(（]?[一二三四五六七八九十\d]{1,3}[、.):]|[(]?[一二三四五六七八九十\d]{1,3}[)]"
    r"|第[一二三四五六七八九十]|[①-⒛㈠-㈩●◆■▲★•·※。\[]|[一二三四五六七八九十]是"
)
# A line of a timetable begins with its days: 3月9日--15日.
TIMETABLE = re.compile(
    r"\d{1,2} ?月 ?(?:\d{1,2} ?日 ?)?[-—–~至到]+ ?(?:\d{1,2} ?月 ?)?\d{1,2} ?日"
)
# 教务处:排好课。 or 责任单位:甲局: a line of its own, and one that ends with itself.
LABELLED = re.compile(r"[\u4e00-\u9fff]{2,8}:")
FIELD = re.compile(r"[\u4e00-\u9fff]{0,6}(?:单位|部门|时限|期限):[^。;]+")
LONG_LINE = 20  # shorter lines without an end are headings
LONG_HEADING = 40  # one with a number may have commas and no full stop
LEAST_LINES = 6
WIDTHS = range(16, 61)  # letters of a line in a text that was broken at its margin
RAGGED = 4  # letters by which lines may fall short of the margin
TAIL = 200  # how far back an open quotation is looked for
QUOTED = 40  # and how far ahead its end


@dataclass(frozen=True)
class Paragraph:
    """Characters of the view; the line break behind it is not part of it."""

    start: int
    end: int
    kind: BlockKind
    level: int | None


class Lines(NamedTuple):
    """How the paragraphs of a text were broken and ended."""

    margin: int | None
    unstopped: bool


@dataclass(frozen=True)
class View:
    text: str
    source: str
    at: Sequence[int]
    paragraphs: tuple[Paragraph, ...]
    noise: tuple[Noise, ...]

    def span(self, start: int, end: int) -> Span:
        """Where view[start:end] stands in the source, without a line break behind."""
        while end > start and self.text[end - 1] == "\n":
            end -= 1
        if end <= start:
            return Span(self.at[start], self.at[start])
        return Span(self.at[start], self.at[end - 1] + 1)

    def printed(self, start: int, end: int, *, breaks: str = "") -> str:
        """view[start:end] in the source's own letters, without noise and blanks;
        `breaks` stands where a line ends."""
        return "".join(
            breaks if self.text[i] == "\n" else self.source[self.at[i]]
            for i in range(start, end)
        )

    def place(self, offset: int) -> int:
        """The view's character at the source's offset, or the next one."""
        return bisect_left(self.at, offset)


def bare_view(source: Source) -> View:
    """The source letter by letter, only folded: for cells of tables."""
    return View(folded(source.text), source.text, range(len(source.text) + 1), (), ())


def view(source: Source, without: Collection[Block] = ()) -> View:
    """`without`: blocks that are read in another way, such as tables."""
    text = folded(source.text)
    marks = noise(text, [block for block in source.blocks if block not in without])
    seen_as = marks_for_blanks(text)
    silent = _silent(text, marks, seen_as)
    whole = {(mark.source.start, mark.source.end) for mark in marks}
    blocks = [
        block
        for block in source.blocks
        if (block.start, block.end) not in whole and block not in without
    ]
    letters: list[str] = []
    at: list[int] = []
    paragraphs: list[Paragraph] = []
    start = 0
    lines = Lines(_margin(blocks), _unstopped(blocks, text))
    for i, block in enumerate(blocks):
        kept = [k for k in range(block.start, block.end) if not silent[k]]
        letters.extend(seen_as.get(k, text[k]) for k in kept)
        at.extend(kept)
        following = blocks[i + 1] if i + 1 < len(blocks) else None
        tail = "".join(letters[max(start, len(letters) - TAIL) :])
        if following and _runs_on(tail, block, following, text, lines):
            continue
        if len(letters) > start:
            paragraphs.append(Paragraph(start, len(letters), block.kind, block.level))
            letters.append("\n")
            at.append(block.end)
        start = len(letters)
    at.append(len(source.text))
    return View("".join(letters), source.text, at, tuple(paragraphs), marks)


def _silent(text: str, marks: Sequence[Noise], kept: Collection[int]) -> bytearray:
    silent = bytearray(len(text))
    for i, char in enumerate(text):
        silent[i] = char.isspace() and char != "\n" and i not in kept
    for mark in marks:
        silent[mark.source.start : mark.source.end] = b"\1" * (
            mark.source.end - mark.source.start
        )
    return silent


def _margin(blocks: Sequence[Block]) -> int | None:
    """The length from which on a line is full, if most lines of the text are."""
    lengths = sorted(block.end - block.start for block in blocks)
    if len(lengths) < LEAST_LINES:
        return None
    width = lengths[-1]
    full = sum(width - length <= RAGGED for length in lengths)
    most = 2 * full >= len(lengths)
    return width - RAGGED if most and width in WIDTHS else None


def _unstopped(blocks: Sequence[Block], text: str) -> bool:
    """Whether the text does without a stop at the end of its paragraphs."""
    long = [block for block in blocks if block.end - block.start >= LONG_LINE]
    stopped = sum(text[block.start : block.end].rstrip()[-1:] in ENDS for block in long)
    return len(long) >= LEAST_LINES and 2 * stopped < len(long)


def _runs_on(
    tail: str, block: Block, following: Block, text: str, lines: Lines
) -> bool:
    """Whether the paragraph was broken inside a sentence and goes on in the next."""
    plain = BlockKind.PARAGRAPH
    begins = text[following.start : following.end].strip()
    if block.kind != plain or following.kind != plain or MARKED.match(begins):
        return False
    if block.level or following.level:
        return False
    if tail.endswith((",", "、")):
        return True
    if len(tail) < LONG_LINE or TIMETABLE.match(begins):
        return False
    if lines.margin and block.end - block.start >= lines.margin:
        return tail[-1] not in ENDS or _quotes(tail, begins)
    return not lines.unstopped and _unfinished(tail, begins)


def _unfinished(tail: str, begins: str) -> bool:
    if len(tail) <= LONG_HEADING and MARKED.match(tail):
        return False
    if LABELLED.match(begins) or FIELD.fullmatch(tail):
        return False
    if tail.rfind("“") > tail.rfind("”"):
        return _quotes(tail, begins)
    return tail[-1] not in ENDS and tail[-1] not in ")]”》" and "," in tail


def _quotes(tail: str, begins: str) -> bool:
    """Whether a quotation that was opened is closed soon."""
    return tail.rfind("“") > tail.rfind("”") and "”" in begins[:QUOTED]
