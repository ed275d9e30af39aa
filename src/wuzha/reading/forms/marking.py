"""The words of a block cut where a mark begins or ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Protocol, TypeVar

from wuzha.reading.forms.items import Item
from wuzha.reading.plan import Noise, OutlineItem, Plan, Span, Unread
from wuzha.reading.source import Block

# A longer heading is a numbered item, whose words are not all in bold.
_HEADING = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """Words under the same marks; `begins` are the items whose first words they are."""

    span: Span
    items: tuple[Item, ...]
    begins: tuple[Item, ...]
    noise: Noise | None
    unread: Unread | None
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """All that is to be marked, each list in the order of the text."""

    items: Sequence[Item]
    noise: Sequence[Noise]
    unread: Sequence[Unread]
    headings: Sequence[OutlineItem]


class _HasSource(Protocol):
    @property
    def source(self) -> Span: ...


_Marked = TypeVar("_Marked", bound=_HasSource)


def marks_of(items: Sequence[Item], plans: Sequence[Plan]) -> Marks:
    return Marks(
        sorted(items, key=lambda item: item.source),
        sorted((n for p in plans for n in p.noise), key=lambda one: one.source),
        sorted((u for p in plans for u in p.unread), key=lambda one: one.source),
        sorted(
            (
                heading
                for plan in plans
                for heading in plan.outline
                if len(range(*heading.source)) <= _HEADING
            ),
            key=lambda one: one.source,
        ),
    )


def pieces_by_block(
    blocks: Sequence[Block], marks: Marks
) -> Iterator[tuple[Block, list[Piece]]]:
    items, headings = _Walk(marks.items), _Walk(marks.headings)
    noise, unread = _Walk(marks.noise), _Walk(marks.unread)
    begun: set[str] = set()
    for block in blocks:
        here = Marks(
            items.within(block),
            noise.within(block),
            unread.within(block),
            headings.within(block),
        )
        yield block, list(_pieces(block, here, begun))


def _pieces(block: Block, marks: Marks, begun: set[str]) -> Iterator[Piece]:
    groups = (marks.items, marks.noise, marks.unread, marks.headings)
    edges = {block.start, block.end}
    for group in groups:
        for one in group:
            edges.update(edge for edge in one.source if block.start < edge < block.end)
    ordered = sorted(edges)
    for start, end in pairwise(ordered):
        span = Span(start, end)
        items = tuple(item for item in marks.items if item.source.holds(span))
        new = (item for item in items if item.label not in begun)
        begins = tuple(sorted(new, key=lambda item: -item.source.end))
        begun.update(item.label for item in begins)
        yield Piece(
            span,
            items,
            begins,
            next((one for one in marks.noise if one.source.holds(span)), None),
            next((one for one in marks.unread if one.source.holds(span)), None),
            any(one.source.holds(span) for one in marks.headings),
        )


class _Walk(Generic[_Marked]):
    """Goes through marks and blocks side by side, so that each mark is met once."""

    def __init__(self, ones: Sequence[_Marked]) -> None:
        self._ones = ones
        self._next = 0
        self._open: list[_Marked] = []

    def within(self, block: Block) -> list[_Marked]:
        while (
            self._next < len(self._ones)
            and self._ones[self._next].source.start < block.end
        ):
            self._open.append(self._ones[self._next])
            self._next += 1
        self._open = [one for one in self._open if one.source.end > block.start]
        return self._open
