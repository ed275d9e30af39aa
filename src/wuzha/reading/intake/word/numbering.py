"""Automatic numbers: which list a paragraph belongs to, and what Word writes there.

A *list* (`num`) is an instance of a *scheme* (`abstractNum`) and may override its
levels. All lists of a scheme count on together, unless a list restarts a level.
"""

import re
from collections import defaultdict
from dataclasses import dataclass

from wuzha.reading.intake.word.nodes import Node, whole
from wuzha.reading.intake.word.numerals import numeral
from wuzha.reading.intake.word.styles import Styles

_LEVELS = 9
_SILENT = {"none", "bullet"}
_PLACE = re.compile(r"%([1-9])")
# Fonts of signs keep their bullets here; any of them is said as a plain bullet.
_PRIVATE = re.compile("[\ue000-\uf8ff]+")
BULLET = "•"
# After these no space is needed before the words.
_CLOSING = tuple("、，。．：；）】〕")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    # The level (counted from 1) whose use restarts this one; 0 never, None any above.
    restarted_by: int | None = None
    is_legal: bool = False
    suffix: str = "tab"


@dataclass(frozen=True, slots=True)
class List:
    """A list as it is used: its own levels where it overrides those of the scheme."""

    scheme: str
    levels: tuple[Level, ...]
    # Where the list begins anew at its first use of a level.
    restarts: dict[int, int]


class Numbering:
    """Counts while a document is read from its beginning to its end."""

    def __init__(self, part: Node | None, styles: Styles) -> None:
        self._styles = styles
        self._nodes = _by_id(part, "num", "numId")
        self._schemes = _by_id(part, "abstractNum", "abstractNumId")
        self._scheme_levels = {n: _by_level(s) for n, s in self._schemes.items()}
        self._lists: dict[str, List | None] = {}
        self._linked: dict[str, tuple[str, int]] = {}
        self._counts: defaultdict[str, list[int | None]] = defaultdict(
            lambda: [None] * _LEVELS
        )
        self._begun: set[tuple[str, int]] = set()

    def label(self, properties: Node | None, style: str) -> str:
        """The number of the next paragraph, with the space after it; empty if it has
        none. Call once for each paragraph, in order."""
        number, place = self._membership(properties, style)
        found = self._list(number)
        if found is None:
            return ""
        counts = self._counts[found.scheme]
        begins = None
        if (number, place) not in self._begun:
            self._begun.add((number, place))
            begins = found.restarts.get(place)
        _count(found, place, counts, begins)
        return _written(found, place, counts)

    def _membership(self, properties: Node | None, style: str) -> tuple[str, int]:
        """The list's id and the level; the paragraph's own word goes first."""
        own = properties.first("numPr") if properties else None
        number = own.value("numId") if own else None
        place = own.number("ilvl") if own else None
        if number is None:
            number, inherited = self._of_style(style)
            place = inherited if place is None else place
        return number, min(max(place or 0, 0), _LEVELS - 1)

    def _of_style(self, style: str) -> tuple[str, int]:
        """The list that a style brings; its level is the one that names the style."""
        if style not in self._linked:
            number, place = "", 0
            if inherited := self._styles.numbering(style):
                node, stated_by = inherited
                number = node.value("numId") or ""
                levels = self._scheme_levels.get(self._scheme(number), {})
                named = (
                    at for at, n in levels.items() if n.value("pStyle") == stated_by
                )
                place = next(named, node.number("ilvl") or 0)
            self._linked[style] = number, place
        return self._linked[style]

    def _list(self, number: str) -> List | None:
        if number not in self._lists:
            scheme = self._scheme(number)
            known = number in self._nodes and scheme in self._schemes
            self._lists[number] = self._overridden(number, scheme) if known else None
        return self._lists[number]

    def _scheme(self, number: str) -> str:
        """The id of the scheme behind a list; a scheme may point on to a style."""
        scheme = self._named_scheme(number)
        node = self._schemes.get(scheme)
        link = node.value("numStyleLink") if node else None
        if link and (linked := self._styles.numbering(link)):
            return self._named_scheme(linked[0].value("numId") or "") or scheme
        return scheme

    def _named_scheme(self, number: str) -> str:
        node = self._nodes.get(number)
        return (node.value("abstractNumId") if node else None) or ""

    def _overridden(self, number: str, scheme: str) -> List:
        nodes = dict(self._scheme_levels[scheme])
        restarts = {}
        for override in self._nodes[number].all("lvlOverride"):
            place = whole(override.at.get("ilvl"))
            own, begins = override.first("lvl"), override.number("startOverride")
            if place is not None and own is not None:
                nodes[place] = own
            if place is not None and begins is not None:
                restarts[place] = begins
        levels = (_level(nodes.get(place)) for place in range(_LEVELS))
        return List(scheme, tuple(levels), restarts)


def _count(
    found: List, place: int, counts: list[int | None], begins: int | None
) -> None:
    so_far = counts[place]
    if begins is not None:
        counts[place] = begins
    elif so_far is None:
        counts[place] = found.levels[place].start
    else:
        counts[place] = so_far + 1
    for deeper in range(place + 1, _LEVELS):
        by = found.levels[deeper].restarted_by
        if by is None or place < by:
            counts[deeper] = None


def _written(found: List, place: int, counts: list[int | None]) -> str:
    level = found.levels[place]

    def put(mark: re.Match[str]) -> str:
        at = int(mark[1]) - 1
        of = found.levels[at]
        count = of.start if (so_far := counts[at]) is None else so_far
        is_legal = level.is_legal and of.format not in _SILENT
        return numeral(count, "decimal" if is_legal else of.format)

    # A sign of a special font is a bullet, whatever it would look like.
    written = _PLACE.sub(put, _PRIVATE.sub(BULLET, level.text)).strip()
    if not written or level.suffix == "nothing" or written.endswith(_CLOSING):
        return written
    return f"{written} "


def _by_id(part: Node | None, tag: str, key: str) -> dict[str, Node]:
    return {node.at.get(key, ""): node for node in (part.all(tag) if part else ())}


def _by_level(scheme: Node) -> dict[int, Node]:
    places = ((whole(node.at.get("ilvl")), node) for node in scheme.all("lvl"))
    return {place: node for place, node in places if place is not None}


def _level(node: Node | None) -> Level:
    if node is None:
        return Level()
    text = node.first("lvlText")
    return Level(
        format=_format(node),
        text=text.at.get("val", "") if text else "",
        start=node.number("start") or 0,
        restarted_by=node.number("lvlRestart"),
        is_legal=bool(node.is_on("isLgl")),
        suffix=node.value("suff") or "tab",
    )


def _format(node: Node) -> str:
    """A format that only newer programs know comes with one for the others."""
    plain = node.value("numFmt")
    if plain is None:
        plain = node.value("AlternateContent", "Fallback", "numFmt")
    return plain or "decimal"
