"""Files for the tests, sound and broken, written by hand where no writer would."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import openpyxl
import pytest

from wuzha.documents.columns import Column, Columns, Kind
from wuzha.documents.excel import Table, TableRow, read_table
from wuzha.documents.uploads import Upload, checked
from wuzha.lib.codes import mobile
from wuzha.lib.compound import packed
from wuzha.lib.refused import Refused

HEAD = ["姓名", "联系电话"]
WANG = ["王小明", "13812345678"]
TITLES = ("姓名", "联系电话", "身份证号", "涉案金额", "预警时间")
PEOPLE = Columns(
    [
        Column(name="name", title="姓名", required=True, longest=20, sample="张示例"),
        Column(
            name="phone",
            title="联系电话",
            synonyms=("手机号", "手机号码"),
            kind=Kind.DIGITS,
            required=True,
            check=mobile,
            sample="13800000000",
        ),
        Column(name="identity", title="身份证号", kind=Kind.DIGITS),
        Column(name="amount_cents", title="涉案金额", kind=Kind.MONEY),
        Column(name="at", title="预警时间", kind=Kind.DATETIME, synonyms=("下发时间",)),
        Column(name="born", title="出生日期", kind=Kind.DATE),
        Column(
            name="grade",
            title="预警等级",
            kind=Kind.CHOICE,
            choices={"critical": "特急", "high": "高危", "medium": "中危"},
            also={"红色": "critical"},
        ),
        Column(name="met", title="是否见面", kind=Kind.BOOLEAN),
        Column(name="times", title="次数", kind=Kind.INTEGER),
    ]
)
"""The columns that the tests read; only the first two must be there."""


def upload(content: bytes, name: str = "名单.xlsx") -> Upload:
    return checked(io.BytesIO(content), name=name)


def read(content: bytes, name: str = "名单.xlsx", **options: Any) -> Table:
    return read_table(upload(content, name), **{"expected": PEOPLE, **options})


def xlsx(rows: Iterable[Sequence[Any]], *, title: str = "预警名单") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refusal(content: bytes, name: str = "名单.xlsx", **options: Any) -> str:
    with pytest.raises(Refused) as refused:
        read(content, name, **options)
    return refused.value.sentence


def one(titles: list[str], *cells: Any) -> TableRow:
    """The one row of a table that begins with a sound name and phone."""
    rows = read(xlsx([[*HEAD, *titles], [*WANG, *cells]])).rows
    assert len(rows) == 1
    return rows[0]


def sentence(titles: list[str], *cells: Any) -> str:
    problems = one(titles, *cells).problems
    assert len(problems) == 1
    return str(problems[0])


def csv_text(rows: Iterable[Sequence[str]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\r\n" for row in rows)


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def patched(content: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same archive with one member changed."""
    found = members(content)
    found[member] = change(found[member])
    return zipped(found)


SHEET = "xl/worksheets/sheet1.xml"


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def xls(cells: Iterable[bytes], *, before: bytes = b"") -> bytes:
    """An .xls (BIFF8) with one sheet of the cell records given."""
    begin = struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)
    sheet_begin = struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)
    name = "名单"
    label = bytes([len(name), 1]) + name.encode("utf-16-le")
    head = record(0x0809, begin) + before
    bound_length = 4 + 4 + 2 + len(label)
    start = len(head) + bound_length + 4
    bound = record(0x0085, struct.pack("<IBB", start, 0, 0) + label)
    sheet = record(0x0809, sheet_begin) + b"".join(cells) + record(0x000A)
    return packed({"Workbook": head + bound + record(0x000A) + sheet})


def xls_text(row: int, column: int, text: str) -> bytes:
    body = struct.pack("<HHHHB", row, column, 0, len(text), 1)
    return record(0x0204, body + text.encode("utf-16-le"))


def xls_number(row: int, column: int, number: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, number))


_ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content office:version="1.2"
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>
<office:spreadsheet><table:table table:name="名单">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def ods(rows: str) -> bytes:
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": _ODS.format(rows=rows).encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        },
        zipfile.ZIP_STORED,
    )


def ods_row(*texts: str, **attributes: str) -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p>'
        "</table:table-cell>"
        for text in texts
    )
    named = " ".join(
        f'table:{k.replace("_", "-")}="{v}"' for k, v in attributes.items()
    )
    return f"<table:table-row {named}>{cells}</table:table-row>"
