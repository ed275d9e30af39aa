"""The facts of one sheet of an .xls, from its records (BIFF5 and BIFF8)."""

import struct
from collections.abc import Iterator

from wuzha.documents.facts import Merge, SheetFacts
from wuzha.lib.compound import CompoundFile

STREAM = "Workbook"
_BOF, _EOF, _FILE_PASSWORD, _SHEET, _DATE_MODE = 0x0809, 0x000A, 0x002F, 0x0085, 0x0022
_FORMULA, _BOOLEAN_OR_ERROR, _ROW, _MERGES = 0x0006, 0x0205, 0x0208, 0x00E5
_DIMENSIONS, _STRINGS, _LONG_DIMENSIONS = 0x0200, 0x00FC, 14
_MOST_ROWS, _MOST_COLUMNS, _MOST_SHEETS = 65_536, 256, 256
# Records of one cell or several: row and first column stand at their beginning.
_CELLS = {0x0203, 0x0204, 0x027E, 0x00BD, 0x00FD, 0x00D6, _FORMULA, _BOOLEAN_OR_ERROR}
_MANY = 0x00BD
_HIDDEN = 0x20
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


class Encrypted(ValueError):
    """The workbook asks for a password."""


def facts_of(content: bytes) -> list[SheetFacts]:
    """Of all sheets, in their order. Raises Encrypted or ValueError."""
    stream = CompoundFile(content).stream(STREAM)
    try:
        beginnings, since_1904 = _globals(stream)
        sheets = [_sheet_facts(stream, start) for start in beginnings]
    except struct.error as broken:
        raise ValueError("the workbook's records are cut off") from broken
    for facts in sheets:
        facts.since_1904 = since_1904
    return sheets


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records up to the end of the substream that begins at `start`; of those that
    lie within one another, up to the end of the outer one."""
    depth, at = 0, start
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
        depth += kind == _BOF
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return


def _globals(stream: bytes) -> tuple[list[int], bool]:
    """Where the sheets begin, and whether days are counted from 1904."""
    beginnings, since_1904 = [], False
    for kind, body in _records(stream, 0):
        if kind == _FILE_PASSWORD:
            raise Encrypted("the workbook asks for a password")
        if kind == _SHEET:
            beginnings.append(struct.unpack_from("<I", body)[0])
        if kind == _DATE_MODE:
            since_1904 = body[:1] == b"\x01"
        if kind == _STRINGS and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise ValueError("more strings are announced than there can be")
    if len(set(beginnings)) < len(beginnings) or len(beginnings) > _MOST_SHEETS:
        raise ValueError("too many sheets, or one of them twice")
    return beginnings, since_1904


def _sheet_facts(stream: bytes, start: int) -> SheetFacts:
    facts = SheetFacts()
    for kind, body in _records(stream, start):
        if kind in _CELLS:
            _cell(facts, kind, body)
        elif kind == _DIMENSIONS:
            _check_dimensions(body)
        elif kind == _ROW and struct.unpack_from("<H", body, 12)[0] & _HIDDEN:
            facts.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _MERGES:
            count = struct.unpack_from("<H", body)[0]
            for number in range(count):
                top, bottom, left, right = struct.unpack_from(
                    "<4H", body, 2 + number * 8
                )
                facts.merges.append(Merge(top, left, bottom, right))
    return facts


def _check_dimensions(body: bytes) -> None:
    """The reader sets aside memory for what is announced here, and dies of too much."""
    form = "<IIHH" if len(body) == _LONG_DIMENSIONS else "<4H"
    top, bottom, left, right = struct.unpack_from(form, body)
    if not (top <= bottom <= _MOST_ROWS and left <= right <= _MOST_COLUMNS):
        raise ValueError("the sheet is announced larger than it can be")


def _cell(facts: SheetFacts, kind: int, body: bytes) -> None:
    row, column = struct.unpack_from("<HH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MANY else column
    facts.reach(row, last)
    if kind == _BOOLEAN_OR_ERROR and body[7]:
        facts.errors[row, column] = _ERRORS.get(body[6], "")
    # The result of a formula, when it is not a number, ends in FFFF; 2 is an error.
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        facts.errors[row, column] = _ERRORS.get(body[8], "")
