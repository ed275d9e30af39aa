"""The text of a plan cut where a mark begins or ends, paragraph by paragraph."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from wuzha.workplans.models import PlanItem, WorkPlan
from wuzha.workplans.words import reason_text

# A longer heading is a numbered item, whose words are not all in bold.
LONGEST_HEADING = 40


class Mark(NamedTuple):
    start: int
    end: int
    # item, unread, noise or heading.
    kind: str
    item: PlanItem | None = None
    reason: str = ""


@dataclass(frozen=True)
class Piece:
    """Characters under the same marks."""

    start: int
    end: int
    text: str
    items: tuple[PlanItem, ...] = ()
    unread: Mark | None = None
    is_noise: bool = False
    is_heading: bool = False

    @property
    def item(self) -> PlanItem | None:
        """Whose colour the characters have: one that stands goes before one that was
        rejected."""
        live = (item for item in self.items if item.is_live)
        return next(live, self.items[0] if self.items else None)

    @property
    def is_bare(self) -> bool:
        """No item says it, or none that stands."""
        return self.item is None or not self.item.is_live


@dataclass
class Paragraph:
    start: int
    end: int
    marks: list[Mark] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    # Those that begin here: shown beside it.
    items: list[PlanItem] = field(default_factory=list)

    @property
    def noise(self) -> list[Piece]:
        """What was taken for clutter and has not been made an item after all."""
        return [piece for piece in self.pieces if piece.is_noise and piece.is_bare]

    @property
    def unread(self) -> list[Piece]:
        bare = (piece for piece in self.pieces if piece.is_bare)
        return [piece for piece in bare if piece.unread and not piece.is_noise]


def marked(plan: WorkPlan, items: Iterable[PlanItem]) -> list[Paragraph]:
    """Every paragraph of the text in order, blank ones left out."""
    shown = list(items)
    paragraphs = list(_paragraphs(plan.text))
    starts = [paragraph.start for paragraph in paragraphs]
    for mark in _marks(plan, shown):
        first = max(bisect_right(starts, mark.start) - 1, 0)
        for paragraph in paragraphs[first:]:
            if paragraph.start >= mark.end:
                break
            if paragraph.end > mark.start:
                paragraph.marks.append(mark)
    for item in shown:
        if paragraphs:
            paragraphs[max(bisect_right(starts, item.start) - 1, 0)].items.append(item)
    for paragraph in paragraphs:
        paragraph.pieces = list(_pieces(plan.text, paragraph))
    return paragraphs


def _paragraphs(text: str) -> Iterable[Paragraph]:
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            yield Paragraph(start, end)
        start = end + 1


def _marks(plan: WorkPlan, items: Sequence[PlanItem]) -> Iterable[Mark]:
    for item in items:
        yield Mark(item.start, item.end, "item", item)
    for start, end, reason in plan.unread:
        yield Mark(start, end, "unread", reason=reason_text(reason or ""))
    for start, end, reason in plan.noise:
        yield Mark(start, end, "noise", reason=reason or "")
    for heading in plan.outline:
        if heading["end"] - heading["start"] <= LONGEST_HEADING:
            yield Mark(heading["start"], heading["end"], "heading")


def _pieces(text: str, paragraph: Paragraph) -> Iterable[Piece]:
    edges = {paragraph.start, paragraph.end}
    for mark in paragraph.marks:
        within = (mark.start, mark.end)
        edges.update(e for e in within if paragraph.start < e < paragraph.end)
    for start, end in pairwise(sorted(edges)):
        over = [m for m in paragraph.marks if m.start <= start and end <= m.end]
        kinds = {mark.kind for mark in over}
        yield Piece(
            start,
            end,
            text[start:end],
            tuple(mark.item for mark in over if mark.item),
            next((mark for mark in over if mark.kind == "unread"), None),
            "noise" in kinds,
            "heading" in kinds,
        )
