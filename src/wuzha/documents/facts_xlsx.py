"""The facts of one sheet of an .xlsx, from its XML.

The archive holds no DOCTYPE (`archives.py` refuses it), so that the parsers of the
standard library meet no entity of a stranger.
"""

import posixpath
import re
from collections.abc import Callable
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

from wuzha.documents.facts import Merge, Place, SheetFacts

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_STRINGS: Final = "xl/sharedStrings.xml"
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_RELATION_ID: Final = "}id"
_PROPERTIES: Final = "workbookPr"


def facts_of(read: Callable[[str], bytes], sheet: str) -> SheetFacts:
    """`read` gives a member of the archive by name. Raises ValueError or KeyError for a
    workbook that is not put together as it should be."""
    try:
        book = ElementTree.fromstring(read(_WORKBOOK))  # noqa: S314
        relations = ElementTree.fromstring(read(_RELATIONS))  # noqa: S314
    except ElementTree.ParseError as broken:
        raise ValueError("the workbook has no readable list of sheets") from broken
    facts = _Scan().read(read(_part(book, relations, sheet)))
    facts.characters *= _longest_string(read)
    facts.since_1904 = any(_local(e) == _PROPERTIES and _is_1904(e) for e in book)
    return facts


def _longest_string(read: Callable[[str], bytes]) -> int:
    """The longest of the strings that cells share; each cell gets a copy."""
    try:
        strings = ElementTree.fromstring(read(_STRINGS))  # noqa: S314
    except KeyError:
        return 0
    except ElementTree.ParseError as broken:
        raise ValueError("the shared strings cannot be read") from broken
    return max((sum(map(len, string.itertext())) for string in strings), default=0)


def _part(book: ElementTree.Element, relations: ElementTree.Element, sheet: str) -> str:
    """The member that holds the sheet; exactly one, as another reader could take
    another one of two."""
    ids = [
        _relation_id(element)
        for element in book.iter()
        if _local(element) == "sheet" and element.get("name") == sheet
    ]
    targets = [e.get("Target", "") for e in relations if e.get("Id") in ids]
    if len(ids) != 1 or len(targets) != 1:
        raise ValueError("a sheet has no part of its own, or more than one")
    return posixpath.normpath(posixpath.join("/xl", targets[0])).lstrip("/")


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_1904(properties: ElementTree.Element) -> bool:
    return properties.get("date1904") in {"1", "true"}


def _relation_id(element: ElementTree.Element) -> str:
    return next((v for k, v in element.attrib.items() if k.endswith(_RELATION_ID)), "")


class _Scan:
    """One pass; a row or cell without a reference follows the one before it."""

    def __init__(self) -> None:
        self.facts = SheetFacts()
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._place: Place = (-1, -1)
        self._kind = ""
        self._holds = False
        self._formula = False
        self._text = ""
        self._columns: dict[str, int] = {}

    def read(self, xml: bytes) -> SheetFacts:
        try:
            self._parser.Parse(xml, True)  # noqa: FBT003
        except expat.ExpatError as broken:
            raise ValueError(str(broken)) from broken
        return self.facts

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "c":
                self._start_cell(attributes)
            case "v" | "is":
                self._holds = True
                if self._formula or self._kind == "e":
                    self._parser.CharacterDataHandler = self._characters
            case "f":
                self._formula = True
            case "row":
                self._start_row(attributes)
            case "mergeCell":
                self._merge(attributes.get("ref", ""))

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes.get("r", self._place[0] + 2)) - 1
        self._place = row, -1
        if attributes.get("hidden") in {"1", "true"}:
            self.facts.hidden_rows.add(row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        row, column = self._place
        self._place = self._at(reference) if reference else (row, column + 1)
        self._kind = attributes.get("t", "")
        # For now the number of cells that share strings.
        self.facts.characters += self._kind == "s"
        self._holds = self._formula = False
        self._text = ""

    def _characters(self, text: str) -> None:
        self._text += text

    def _end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "c":
                self._end_cell()
            case "v":
                self._parser.CharacterDataHandler = None

    def _end_cell(self) -> None:
        if self._holds or self._formula:
            self.facts.reach(*self._place)
        if self._kind == "e":
            self.facts.errors[self._place] = self._text
        elif self._formula and self._kind != "str" and not self._text:
            self.facts.uncomputed.add(self._place)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = self._at(first)
        bottom, right = self._at(last or first)
        self.facts.merges.append(Merge(top, left, bottom, right))

    def _at(self, reference: str) -> Place:
        found = _REFERENCE.fullmatch(reference.upper())
        if found is None:
            raise ValueError(f"no such cell: {reference}")
        letters, digits = found.groups()
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _column(letters)
        return int(digits) - 1, column


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
