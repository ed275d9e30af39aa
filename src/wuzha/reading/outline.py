"""The tree of headings and items of one plan."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from wuzha.reading.actors import actors
from wuzha.reading.fields import label_in, opens_field
from wuzha.reading.headings import MAIN, bare, labelled
from wuzha.reading.marks import Mark, marks
from wuzha.reading.plan import OutlineItem
from wuzha.reading.sections import glued_title, section
from wuzha.reading.sentences import CONTENT, STOP, Piece, closing
from wuzha.reading.units import heading_units
from wuzha.reading.view import Paragraph, View

LONGEST_TITLE = 40
NEAR = 40  # items to look back for the last of a list
LONGEST_NAMES = 60  # of units that a heading names
LONGEST_LEAD = 30  # a first sentence that is a heading for those behind it
LONGEST_LABEL = 16
CLOCK = re.compile(r"(?<=\d):\d\d")
STAGE = re.compile(r"[^,。;:()“”]{2,20}阶段\([^()]{2,40}\)[。:]?")  # no stop behind it
# Marks that are nothing else: one of their list may have been lost.
BRACKETED = frozenset({"han_brackets", "arabic_brackets"})
UNNUMBERED = frozenset({"bare", "heading", "named"})


@dataclass
class Node:
    """An item: mark, title (maybe none) and body up to the next of its kind.

    `restarted` says that its list began anew without a heading: one was lost.
    """

    mark: Mark
    title_end: int
    end: int
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    restarted: bool = False
    last: bool = True

    @property
    def start(self) -> int:
        return self.mark.start

    @property
    def own_end(self) -> int:
        """Where its own words end and the first item below it begins."""
        return self.children[0].start if self.children else self.end

    def title(self, text: str) -> str:
        return text[self.mark.end : self.title_end].strip("。:;,\n")

    def above(self) -> Iterator["Node"]:
        """Itself and all headings over it, nearest first."""
        node: Node | None = self
        while node:
            yield node
            node = node.parent

    def about(self, text: str) -> str | None:
        """The kind of section it stands in."""
        for node in self.above():
            if kind := section(node.title(text)):
                return kind.name
        return None


def tree(view: View, paragraphs: tuple[Paragraph, ...], end: int) -> list[Node]:
    """All items in order of the text, linked as parents and children."""
    nodes: list[Node] = []
    roots: list[Node] = []
    stack: list[Node] = []
    for mark in _with_bare(view, paragraphs):
        if not _is_next(mark, stack, nodes):
            continue
        restarted = _restarts(mark, stack)
        _close(stack, mark)
        if restarted and stack and not _fresh(stack[-1], mark):
            stack.pop().end = mark.start
        parent = stack[-1] if stack else None
        siblings = parent.children if parent else roots
        for older in siblings[-1:]:
            older.last = restarted
        node = Node(mark, mark.end, end, parent, restarted=restarted)
        siblings.append(node)
        stack.append(node)
        nodes.append(node)
    _find_titles(view.text, nodes, paragraphs)
    return nodes


def outline(view: View, nodes: Sequence[Node]) -> tuple[OutlineItem, ...]:
    return tuple(
        OutlineItem(
            source=view.span(node.start, max(node.title_end, node.mark.end)),
            scope=view.span(node.start, node.end),
            level=sum(1 for _ in node.above()),
            mark=view.printed(node.mark.start, node.mark.end),
            style=node.mark.style,
            number=node.mark.number,
            title=view.printed(node.mark.end, node.title_end).strip("。：:；;，,"),
            in_line=node.mark.in_line,
        )
        for node in nodes
    )


def _is_next(mark: Mark, stack: Sequence[Node], nodes: Sequence[Node]) -> bool:
    """Whether a doubtful mark counts: the first of a list, or one behind the last."""
    if not (mark.in_line or mark.expected or mark.counted):
        return True
    if mark.number == 1:
        return not mark.expected
    open_items = (n.mark.number for n in reversed(stack) if n.mark.style == mark.style)
    last = next(open_items, None) or _closed_before(mark, nodes)
    skipped = 1 if mark.in_line and mark.style in BRACKETED else 0
    return bool(last) and 0 < (mark.number or 0) - last <= 1 + skipped


def _closed_before(mark: Mark, nodes: Sequence[Node]) -> int:
    """The number of the last of its list, if a list begun anew has closed that one."""
    for node in islice(reversed(nodes), NEAR):
        if node.mark.style == mark.style:
            return node.mark.number or 0
        if node.mark.rank < mark.rank:
            break
    return 0


def _restarts(mark: Mark, stack: Sequence[Node]) -> bool:
    """A list that begins with 1 again although no heading came between."""
    last = next((n for n in reversed(stack) if n.mark.style == mark.style), None)
    if last is None or mark.number is None or last.mark.number is None:
        return False
    below = [n for n in stack if n.mark.rank < mark.rank]
    same = not below or last.parent is below[-1] or last.parent is None
    return same and mark.number == 1 and last.mark.number >= 1


def _fresh(parent: Node, mark: Mark) -> bool:
    """A parent without items of this style yet: the list is its first one."""
    return not any(child.mark.style == mark.style for child in parent.children)


def _close(stack: list[Node], mark: Mark) -> None:
    """Ends the items that the mark does not belong to."""
    while stack:
        top = stack[-1].mark
        deeper = top.rank > mark.rank or top.style == mark.style
        beside = _known(stack, mark) or _counts_on(top, mark)
        if not deeper and not (top.rank == mark.rank and beside):
            return
        stack.pop().end = mark.start


def _counts_on(top: Mark, mark: Mark) -> bool:
    """4、 behind ⒊: the same list, whatever its numbers look like; not 1.2 behind 1."""
    parted = "decimal" in top.style + mark.style
    return bool(top.number) and not parted and mark.number == (top.number or 0) + 1


def _known(stack: Sequence[Node], mark: Mark) -> bool:
    return any(node.mark.style == mark.style for node in stack)


def _with_bare(view: View, paragraphs: tuple[Paragraph, ...]) -> Iterator[Mark]:
    """The marks, and headings that have or lost none."""
    found = list(marks(view, paragraphs))
    unnumbered = (
        *bare(view.text, paragraphs, found),
        *labelled(view.text, paragraphs, found),
    )
    yield from sorted([*found, *unnumbered], key=lambda mark: mark.start)


def _find_titles(
    text: str, nodes: Sequence[Node], paragraphs: tuple[Paragraph, ...]
) -> None:
    starts = [p.start for p in paragraphs]
    before: dict[int, Node] = {}
    for node in nodes:
        line_end = paragraphs[bisect_right(starts, node.start) - 1].end
        limit = min(line_end, node.own_end)
        older = before.get(id(node.parent))
        node.title_end = _title_end(text, node, limit)
        if node.title_end == limit and _is_item(text, node, older):
            node.title_end = node.mark.end
        before[id(node.parent)] = node


def _is_item(text: str, node: Node, older: Node | None) -> bool:
    """A sentence as long as its line, behind an item without a title: what follows it
    belongs to neither."""
    if older is None or older.mark.style != node.mark.style or node.children:
        return False
    plain = older.title_end == older.mark.end and not older.children
    ended = text[node.title_end - 1] in "。;"
    return plain and ended and section(node.title(text)) is None


def _title_end(text: str, node: Node, line_end: int) -> int:
    start = node.mark.end
    if node.mark.style in UNNUMBERED:
        return line_end
    if stage := STAGE.match(text, start, line_end):
        return stage.end()
    length = glued_title(text[start : start + LONGEST_TITLE])
    stuck = node.mark.in_line or line_end - start > LONGEST_TITLE
    if length and node.mark.rank <= MAIN and stuck:
        return start + length
    names = text[line_end - 1] in ";," and line_end - start <= LONGEST_NAMES
    if names and heading_units(text, Piece(start, line_end)):
        return line_end
    first = _first_stop(text, start, min(line_end, start + LONGEST_TITLE))
    if first is None:
        alone = line_end - start <= LONGEST_TITLE and text[line_end - 1] not in ";,"
        alone = alone and not _tells_who(text, Piece(start, line_end))
        return line_end if alone and _heads(text, node, line_end) else start
    return _first_sentence(text, node, first, line_end)


def _first_sentence(text: str, node: Node, stop: int, line_end: int) -> int:
    """The end of the title if the first sentence, which ends at `stop`, is one."""
    start = node.mark.end
    if text[stop] == ":":
        label = Piece(start, stop + 1)
        said = stop + 1 < line_end and opens_field(text, label)
        told = (
            said or _tells_who(text, label) or (label_in(text, label) or start) > start
        )
        return start if told or stop - start > LONGEST_LABEL else stop + 1
    if _tells_who(text, Piece(start, stop + 1)):
        return start
    if stop + 1 >= line_end:
        return line_end if _heads(text, node, line_end) else start
    if stop - start > LONGEST_LEAD:
        return start
    if text[stop + 1] not in "([":
        return stop + 1
    shut = closing(text, stop + 1, line_end) + 1  # its field, if sentences follow it
    return shut if 0 < shut < line_end else start


def _tells_who(text: str, sentence: Piece) -> bool:
    """学校要开好班会。 is no heading, though items stand below it."""
    return actors(text, sentence).rule in ("units.subject", "units.role")


def _first_stop(text: str, start: int, end: int) -> int | None:
    at = start
    while at < end:
        if STOP.match(text, at) or (text[at] == ":" and not CLOCK.match(text, at)):
            return at if text[at] in "。.:" else None
        at = max(closing(text, at, end), at) + 1 if text[at] in "([“《" else at + 1
    return None


def _heads(text: str, node: Node, line_end: int) -> bool:
    """Whether anything but the next item follows the line: else it is one itself."""
    if node.children or node.mark.rank <= 1:
        return True
    return bool(CONTENT.search(text, line_end, node.end))


def own_text(node: Node) -> Piece:
    """What the item says itself, behind its title and before the items below it."""
    return Piece(node.title_end, node.own_end)
