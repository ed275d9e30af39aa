"""Lines on pages put back together: paragraphs, and what repeats at the edges.

A line goes on in the next one when it reaches the right edge of the text and the next
one begins at the left edge: paragraphs of Chinese papers begin two characters in.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wuzha.reading.intake.composing import Composer
from wuzha.reading.source import BlockKind, Source

_PAGE_NUMBER = re.compile(
    r"[\s\-–—~·•]*(?:\d{1,4}|第\s*\d{1,4}\s*页|第\s*\d{1,4}\s*頁)"
    r"(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}\s*[页頁]?)?[\s\-–—~·•]*"
)
_DIGITS = re.compile(r"\d+")
# Lines at the top and at the bottom of a page that may be its edge.
_EDGE_LINES = 2
# The part of a page, from either end, in which an edge lies.
_EDGE_SHARE = 0.14
# In characters: how ragged a right edge is, and how far a paragraph begins indented.
_RAGGED, _INDENT = 1.6, 0.8
# In line heights: a wider gap parts paragraphs; a letter size that differs so much too.
_GAP, _SIZE_DIFFERS = 1.6, 0.15
_WIDE = "\u2e80"
# After the end of a sentence a number begins a new item, also at the left edge.
_ENDED = tuple("。；：！？;:!?")
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|[①-⑳]"
    r"|第[一二三四五六七八九十百]{1,5}[章节条]|\d{1,2}[、.．](?!\d)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """In points; the y axis points upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> float:
        """About the height of a character; never zero."""
        wide = sum(2 if character >= _WIDE else 1 for character in self.text.strip())
        return max(2 * (self.right - self.left) / max(wide, 1), 1.0)


@dataclass(frozen=True, slots=True)
class Page:
    height: float
    is_scanned: bool
    lines: tuple[Line, ...]


@dataclass(slots=True)
class _Edges:
    """Lines by page number that are no part of the text, and their words, each once."""

    lines: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    words: dict[str, str] = field(default_factory=dict)


def composed(pages: Sequence[Page], media: str) -> Source:
    headers = _edges(pages, at_top=True)
    footers = _edges(pages, at_top=False)
    body = [
        [
            line
            for at, line in enumerate(page.lines)
            if at not in headers.lines[number] and at not in footers.lines[number]
        ]
        for number, page in enumerate(pages)
    ]
    composer = Composer()
    for words in headers.words.values():
        composer.line(words, BlockKind.HEADER)
    for paragraph in _paragraphs(body):
        composer.line(paragraph)
    for words in footers.words.values():
        composer.line(words, BlockKind.FOOTER)
    return composer.source(media)


def _edges(pages: Sequence[Page], *, at_top: bool) -> _Edges:
    """Page numbers, and lines that stand at one height on most pages and are the same
    but for their digits. What lies further in is edge only behind an edge."""
    found = [list(_at_edge(page, at_top=at_top)) for page in pages]
    often = Counter(key for page in found for key in {_key(line) for _, line in page})
    enough = max(2, (len(pages) + 1) // 2)
    edges = _Edges()
    for number, page in enumerate(found):
        for at, line in page:
            key = _key(line)
            if often[key] < enough and not _PAGE_NUMBER.fullmatch(line.text):
                break
            edges.lines[number].add(at)
            edges.words.setdefault(key[0], line.text)
    return edges


def _at_edge(page: Page, *, at_top: bool) -> Iterator[tuple[int, Line]]:
    """The outermost lines, from the edge inwards."""
    ordered = sorted(
        enumerate(page.lines), key=lambda placed: placed[1].bottom, reverse=at_top
    )
    for at, line in ordered[:_EDGE_LINES]:
        depth = page.height - line.top if at_top else line.bottom
        if depth < page.height * _EDGE_SHARE:
            yield at, line


def _key(line: Line) -> tuple[str, int]:
    """The same on pages that differ only in their number."""
    return _DIGITS.sub("0", "".join(line.text.split())), round(line.bottom / 4)


def _paragraphs(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    lines = [line for page in pages for line in page]
    if not lines:
        return
    left, right = _margins(lines)
    written, last = "", None
    for line in lines:
        if last is not None and _goes_on(last, line, left, right):
            written = _joined(written, line.text)
        else:
            yield written
            written = line.text
        last = line
    yield written


def _margins(lines: Sequence[Line]) -> tuple[float, float]:
    """Where most lines begin, weighed by their length, and the furthest reach of text
    that begins there; in whole points."""
    lefts: Counter[int] = Counter()
    for line in lines:
        lefts[round(line.left)] += len(line.text)
    most = max(lefts.values())
    left = min(at for at, weight in lefts.items() if weight * 4 >= most)
    rights = sorted(line.right for line in lines)
    return left, rights[int(len(rights) * 0.9)]


def _goes_on(last: Line, line: Line, left: float, right: float) -> bool:
    if last.text.rstrip().endswith(_ENDED) and _ITEM.match(line.text.lstrip()):
        return False
    size = last.size
    is_full = last.right > right - _RAGGED * size
    is_indented = line.left > left + _INDENT * size
    is_alike = abs(line.size - size) <= _SIZE_DIFFERS * size
    # On a new page a line stands higher than the last one.
    fall = last.bottom - line.bottom
    is_near = fall < 0 or fall <= _GAP * 2 * size
    return is_full and not is_indented and is_alike and is_near


def _joined(before: str, after: str) -> str:
    """Latin words need the space that the end of the line stood for."""
    before, after = before.rstrip(), after.lstrip()
    is_latin = before[-1:].isascii() and after[:1].isascii()
    if is_latin and before[-1:].isalpha() and after[:1].isalpha():
        return f"{before} {after}"
    return before + after
