"""What styles lay down: heading levels, numbering, hidden text; each may rest on
another."""

import re
from collections.abc import Iterator

from wuzha.reading.intake.word.nodes import Node

# Built-in headings, also where the file leaves their level unsaid; Word and WPS write
# the name in the language of the office.
_HEADING = re.compile(r"(?:heading|标题|標題) ?([1-9])", re.IGNORECASE)
_BODY_LEVEL = 9
# Word itself lets styles rest on each other ten deep.
_DEEPEST = 20


class Styles:
    def __init__(self, part: Node | None) -> None:
        self._styles = {
            style.at.get("styleId", ""): style
            for style in (part.all("style") if part else ())
        }
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.at.get("type") == "paragraph"
                and style.at.get("default") in {"1", "true", "on"}
            ),
            "",
        )
        self._levels: dict[str, int | None] = {}
        self._hidden: dict[str, bool] = {}

    def of_paragraph(self, named: str | None) -> str:
        """The id of the style; the default one where none is named."""
        return self._default if named is None else named

    def name(self, style: str) -> str:
        node = self._styles.get(style)
        return (node.value("name") if node else None) or style

    def level(self, style: str) -> int | None:
        """The heading level, 1 the highest."""
        if style not in self._levels:
            self._levels[style] = self._stated_level(style)
        return self._levels[style]

    def numbering(self, style: str) -> tuple[Node, str] | None:
        """The numbering that the style brings, and the style that states it."""
        for name, node in self._chained(style):
            numbering = node.first("pPr", "numPr")
            if numbering is not None:
                return numbering, name
        return None

    def is_hidden(self, style: str) -> bool:
        if style not in self._hidden:
            switches = (
                properties.is_on("vanish")
                for node in self._chain(style)
                if (properties := node.first("rPr")) is not None
            )
            stated = (switch for switch in switches if switch is not None)
            self._hidden[style] = next(stated, False)
        return self._hidden[style]

    def _stated_level(self, style: str) -> int | None:
        for node in self._chain(style):
            outline = node.number("pPr", "outlineLvl")
            if outline is not None:
                return heading_level(outline)
            if named := _HEADING.fullmatch(node.value("name") or ""):
                return int(named[1])
        return None

    def _chain(self, style: str) -> Iterator[Node]:
        return (node for _, node in self._chained(style))

    def _chained(self, style: str) -> Iterator[tuple[str, Node]]:
        """The style and those it rests on, the nearest first; a circle ends too."""
        for _ in range(_DEEPEST):
            node = self._styles.get(style)
            if node is None:
                return
            yield style, node
            style = node.value("basedOn") or ""


def heading_level(outline: int) -> int | None:
    """Word counts outline levels from 0; the one past the last is body text."""
    return outline + 1 if 0 <= outline < _BODY_LEVEL else None
