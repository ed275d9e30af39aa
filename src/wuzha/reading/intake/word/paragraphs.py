"""What a paragraph says: runs, breaks and fields; text boxes that hang on it.

Inserted text is read, deleted text is not. Hidden text is not on the page, so it is
not read either.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wuzha.reading.intake.word.nodes import Node
from wuzha.reading.intake.word.numbering import BULLET, Numbering
from wuzha.reading.intake.word.styles import Styles, heading_level

# Elements that stand around others and add nothing of their own.
AROUND = frozenset(
    {
        "sdt",
        "sdtContent",
        "customXml",
        "smartTag",
        "ins",
        "moveTo",
        "hyperlink",
        "fldSimple",
        "dir",
        "bdo",
        "ruby",
        "rubyBase",
        "oMath",
        "oMathPara",
    }
)
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
# A page or column break only moves what follows.
_LINE_BREAKS = {None, "textWrapping"}
# Fonts of signs keep them from here on.
_PRIVATE = range(0xE000, 0xF900)


@dataclass(slots=True)
class Passage:
    """A paragraph as it is on the page; a line break makes a new line."""

    text: str = ""
    level: int | None = None
    style: str = ""
    # Of text boxes, in the order in which they hang on the paragraph.
    boxes: list[Node] = field(default_factory=list)
    # The mark at its end was deleted: what follows belongs to it.
    goes_on: bool = False

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.split("\n") if line.strip()]


def unwrapped(node: Node) -> Iterator[Node]:
    """The children that count, those of what merely stands around them included."""
    for child in node.children:
        if child.tag == "AlternateContent":
            yield from unwrapped(_chosen(child))
        elif child.tag in AROUND:
            yield from unwrapped(child)
        else:
            yield child


class Paragraphs:
    """Reads paragraphs in their order; the numbers count on."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering

    def read(self, node: Node) -> Passage:
        properties = node.first("pPr")
        named = properties.value("pStyle") if properties else None
        style = self._styles.of_paragraph(named)
        passage = Passage(style=self._styles.name(style))
        passage.level = self._level(properties, style)
        mark = properties.first("rPr") if properties else None
        passage.goes_on = bool(mark and mark.first("del"))
        pieces: list[str] = []
        for child in unwrapped(node):
            if child.tag == "r" and not self._is_hidden(child, style):
                _read_run(child, pieces, passage.boxes)
        text = "".join(pieces)
        is_seen = text.strip() or not (mark and mark.is_on("vanish"))
        if is_seen and not passage.goes_on:
            text = self._numbering.label(properties, style) + text.lstrip(" ")
        # A number alone says nothing.
        passage.text = text if "".join(pieces).strip() else ""
        return passage

    def _level(self, properties: Node | None, style: str) -> int | None:
        outline = properties.number("outlineLvl") if properties else None
        if outline is not None:
            return heading_level(outline)
        return self._styles.level(style)

    def _is_hidden(self, run: Node, style: str) -> bool:
        properties = run.first("rPr")
        own = properties.is_on("vanish") if properties else None
        if own is not None:
            return own
        of_run = properties.value("rStyle") if properties else None
        return self._styles.is_hidden(of_run or "") or self._styles.is_hidden(style)


def _read_run(run: Node, pieces: list[str], boxes: list[Node]) -> None:
    for child in unwrapped(run):
        if child.tag == "t":
            pieces.append(child.text)
        elif child.tag in _SIGNS:
            pieces.append(_SIGNS[child.tag])
        elif child.tag == "br" and child.at.get("type") in _LINE_BREAKS:
            pieces.append("\n")
        elif child.tag == "sym":
            pieces.append(_sign(child.at.get("char", "")))
        elif child.tag == "r":
            _read_run(child, pieces, boxes)
        elif child.tag in {"drawing", "pict", "object"}:
            boxes += _boxes(child)


def _sign(code: str) -> str:
    try:
        number = int(code, 16)
        return BULLET if number in _PRIVATE else chr(number)
    except (ValueError, OverflowError):
        return ""


def _boxes(drawing: Node) -> Iterator[Node]:
    """The contents of text boxes, also in a group of shapes; one in another is the
    other's content."""
    for child in drawing.children:
        if child.tag == "txbxContent":
            yield child
        elif child.tag == "AlternateContent":
            yield from _boxes(_chosen(child))
        else:
            yield from _boxes(child)


def _chosen(alternatives: Node) -> Node:
    """The newest of several forms of one content, the older ones if it holds none."""
    choice = alternatives.first("Choice")
    fallback = alternatives.first("Fallback")
    if choice is not None and (choice.children or fallback is None):
        return choice
    return fallback or alternatives
