"""Files that somebody might upload by mistake or by malice, made from a sound table."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl

MEGABYTE = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"
LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10)
        for letter in range(ord("b"), ord("k"))
    )
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'

Rows = Sequence[Sequence[Any]]


def xlsx(rows: Rows, *, merged: str = "", title: str = "Sheet1") -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if merged:
        sheet.merge_cells(merged)
    return _saved(book)


def macros(content: bytes) -> bytes:
    return _with(content, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def csv(rows: Rows, encoding: str) -> bytes:
    lines = (",".join(map(str, row)) for row in rows)
    return "\r\n".join(lines).encode(encoding)


def bomb(content: bytes) -> bytes:
    """Some ten kilobytes that want to be forty megabytes."""
    return _with(content, {SHEET: _parts(content)[SHEET] + b" " * 40 * MEGABYTE})


def liar(content: bytes) -> bytes:
    """A bomb whose directory claims that it is small."""
    packed = bomb(content)
    size = len(_parts(content)[SHEET]) + 40 * MEGABYTE
    return packed.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def laughing(content: bytes, doctype: bytes = LAUGHS) -> bytes:
    """Entities that grow to gigabytes, or read a file of the machine."""
    sheet = _parts(content)[SHEET]
    head, _, body = sheet.partition(b"<worksheet")
    return _with(content, {SHEET: head + doctype + b"<worksheet" + body})


def boundless(content: bytes) -> bytes:
    """Claims a cell in the last corner that a sheet can have."""
    sheet = _parts(content)[SHEET]
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return _with(content, {SHEET: sheet.replace(b"</sheetData>", corner)})


def climbing(content: bytes) -> bytes:
    """A member that would be unpacked outside of its folder."""
    return _with(content, {"../../../../tmp/hostile.txt": b"x"})


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def _with(content: bytes, changed: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, part in (_parts(content) | changed).items():
            parts.writestr(name, part)
    return file.getvalue()


def _saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
