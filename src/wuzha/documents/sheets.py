"""Tables out: workbooks and CSV from the same columns that read them, and templates to
fill in. Rows are streamed; a text that begins like a formula stays a text.
"""

import csv
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from math import ceil
from typing import IO, Final, Self

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from wuzha.documents.columns import Column, Columns, Kind, Value
from wuzha.documents.dates import SHANGHAI
from wuzha.lib.money import CENTS_IN_YUAN, plain_text
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_

Record = Mapping[str, Value]
"""Values by the names of the columns, as `read_table` gives them."""

MOST_ROWS: Final = 1_000_000
TEMPLATE_ROWS: Final = 5_000
# What a spreadsheet can hold in one cell, one drop-down, one remark.
_LONGEST_TEXT: Final = 32_767
_LONGEST_LIST: Final = 255
_LONGEST_HINT: Final = 255
_LONGEST_HINT_TITLE: Final = 32
_LARGEST_INTEGER: Final = 10**15
_FIRST_YEAR: Final = 1900
_CSV_LINES: Final = 500
# Points that a line of a cell takes, and of the title; how much wider its letters are.
_LINE: Final = 15
_TITLE_LINE: Final = 30
_TITLE_LETTER: Final = 1.5
# A row is no higher than 409 points.
_MOST_LINES: Final = 27
_WIDTHS: Final = {
    Kind.TEXT: 16,
    Kind.DIGITS: 20,
    Kind.INTEGER: 10,
    Kind.MONEY: 16,
    Kind.DATE: 12,
    Kind.DATETIME: 17,
    Kind.CHOICE: 12,
    Kind.BOOLEAN: 8,
}
_NUMBER_FORMATS: Final = {
    Kind.DIGITS: "@",
    Kind.INTEGER: "0",
    Kind.MONEY: "#,##0.00",
    Kind.DATE: "yyyy-mm-dd",
    Kind.DATETIME: "yyyy-mm-dd hh:mm",
}
_FONT: Final = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_CELL: Final = {**_FONT, "border": 1, "border_color": "#BFBFBF"}
_TITLE: Final = {
    **_FONT,
    **{"font_size": 16, "bold": True, "align": "center", "text_wrap": True},
}
_NOTE: Final = {**_FONT, "font_color": "#595959", "text_wrap": True}
_HEAD: Final = {**_CELL, "bold": True, "align": "center", "bg_color": "#E7ECF3"}
_NEEDED: Final = {**_HEAD, "font_color": "#B00020"}
_SAMPLE: Final = {**_CELL, "italic": True, "font_color": "#8C8C8C"}
_A4: Final = 9
_LONGEST_NAME: Final = 31
_LISTS: Final = "选项"
YES: Final = "是"
NO: Final = "否"


def write_sheet(
    columns: Columns, rows: Iterable[Record], *, title: str, note: str = ""
) -> IO[bytes]:
    """A workbook in a temporary file that vanishes when it is closed. One row at a time
    is in memory. Below the title stands the note: period, unit, who asked for it."""
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        with _Writer(file, columns, title, note) as writer:
            writer.head()
            for record in rows:
                writer.row(record)
            writer.finish()
        file.seek(0)
        stack.pop_all()
        return file


def write_template(columns: Columns, *, title: str, note: str = "") -> bytes:
    """An empty table for an import: what must be filled in is red and starred, choices
    are drop-downs, numbers that are names are texts, one grey row shows how."""
    file = io.BytesIO()
    with _Writer(file, columns, title, note) as writer:
        writer.head(star="＊")
        writer.sample()
        writer.drop_downs()
        writer.finish()
    return file.getvalue()


def write_csv(columns: Columns, rows: Iterable[Record]) -> Iterator[bytes]:
    """UTF-8 with the mark by which Excel knows it, in pieces of some hundred lines. For
    machines: Excel shows long numbers of a CSV shortened, those of a workbook whole."""
    buffer = io.StringIO()
    lines = csv.writer(buffer)
    buffer.write("\ufeff")
    lines.writerow([escaped(column.title) for column in columns])
    for number, record in enumerate(rows, start=1):
        lines.writerow([_plain(column, record.get(column.name)) for column in columns])
        if not number % _CSV_LINES:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def escaped(text: str) -> str:
    """With an apostrophe before what a spreadsheet would take for a formula; `excel`
    takes it off again."""
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    if text[:1] in {"\t", "\r", "\n"}:
        return True
    return unicodedata.normalize("NFKC", text.lstrip()[:1])[:1] in set("=+-@")


def _plain(column: Column, value: Value) -> str:
    """The value as a text, for CSV."""
    match column.kind, value:
        case _, None:
            return ""
        case Kind.MONEY, int():
            return plain_text(value)
        case _, datetime():
            return _local(value).isoformat(" ", "seconds")
        case _, bool() | str():
            return escaped(_shown(column, value))
    return str(value)


def _shown(column: Column, value: Value) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return column.choices.get(str(value), str(value))


def _local(value: datetime) -> datetime:
    local = value.astimezone(SHANGHAI) if value.tzinfo else value
    return local.replace(tzinfo=None)


class _Writer:
    """One sheet under one title; rows are written downwards and then forgotten."""

    def __init__(
        self, file: IO[bytes], columns: Columns, title: str, note: str
    ) -> None:
        self._columns = list(columns)
        self._book = xlsxwriter.Workbook(file, {"constant_memory": True})
        self._book.set_properties({"title": title})
        self._sheet: Worksheet = self._book.add_worksheet(_sheet_name(title))
        self._formats = [self._format(column) for column in self._columns]
        # The mark of the apostrophe: the text stays one when somebody edits the cell.
        self._quoted = [
            self._format(column, quote_prefix=True) for column in self._columns
        ]
        for place, column in enumerate(self._columns):
            self._sheet.set_column(place, place, _width(column), self._formats[place])
        self._next = 0
        widths = [_width(column) for column in self._columns]
        lines = _lines(title, sum(widths), _TITLE_LETTER)
        self._banner(title, _TITLE, height=_TITLE_LINE * lines)
        if note:
            self._banner(note, _NOTE, height=18 * (1 + note.count("\n")))
        self._head = self._next

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def head(self, star: str = "") -> None:
        plain, needed = self._book.add_format(_HEAD), self._book.add_format(_NEEDED)
        self._sheet.set_row(self._head, 24)
        for place, column in enumerate(self._columns):
            marked = star if column.required else ""
            form = needed if marked else plain
            self._sheet.write_string(self._head, place, marked + column.title, form)
        self._sheet.freeze_panes(self._head + 1, 0)
        self._sheet.repeat_rows(self._head)
        self._next = self._head + 1

    def row(self, record: Record) -> None:
        if self._next > MOST_ROWS:
            raise Refused(
                N_("超过 {most} 行，Excel 放不下。请缩小时间或单位的范围再导出。"),
                most=MOST_ROWS,
            )
        # Excel finds the height by itself, others lay wrapped lines over each other.
        lines = max(self._lines(record))
        if lines > 1:
            self._sheet.set_row(self._next, _LINE * lines)
        for place, column in enumerate(self._columns):
            self._write(place, column, record.get(column.name))
        self._next += 1

    def _lines(self, record: Record) -> Iterator[int]:
        for column in self._columns:
            value = record.get(column.name)
            wraps = column.kind is Kind.TEXT and isinstance(value, str)
            yield _lines(str(value), _width(column)) if wraps else 1

    def sample(self) -> None:
        if not any(column.sample for column in self._columns):
            return
        grey = self._book.add_format(_SAMPLE)
        for place, column in enumerate(self._columns):
            self._sheet.write_string(self._next, place, column.sample, grey)
        self._next += 1

    def drop_downs(self) -> None:
        last = self._next + TEMPLATE_ROWS
        for place, column in enumerate(self._columns):
            rule = self._validation(place, column)
            if rule:
                self._sheet.data_validation(self._next, place, last, place, rule)

    def finish(self) -> None:
        last = max(self._next - 1, self._head)
        self._sheet.autofilter(self._head, 0, last, len(self._columns) - 1)
        self._sheet.set_landscape()
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)

    def _banner(self, text: str, look: Mapping[str, object], height: int) -> None:
        form = self._book.add_format(look)
        self._sheet.set_row(self._next, height)
        if len(self._columns) > 1:
            right = len(self._columns) - 1
            self._sheet.merge_range(self._next, 0, self._next, right, "", form)
        self._sheet.write_string(self._next, 0, text, form)
        self._next += 1

    def _format(self, column: Column, **more: object) -> Format:
        look: dict[str, object] = {**_CELL, "text_wrap": column.kind is Kind.TEXT}
        if column.kind in _NUMBER_FORMATS:
            look["num_format"] = _NUMBER_FORMATS[column.kind]
        return self._book.add_format({**look, **more})

    def _write(self, place: int, column: Column, value: Value) -> None:
        form, row = self._formats[place], self._next
        match column.kind, value:
            case _, None:
                self._sheet.write_blank(row, place, None, form)
            case Kind.MONEY, int():
                self._sheet.write_number(row, place, value / CENTS_IN_YUAN, form)
            case Kind.INTEGER, int() if abs(value) < _LARGEST_INTEGER:
                self._sheet.write_number(row, place, value, form)
            case _, datetime() if value.year >= _FIRST_YEAR:
                self._sheet.write_datetime(row, place, _local(value), form)
            case _, date() if value.year >= _FIRST_YEAR:
                self._sheet.write_datetime(row, place, value, form)
            case _:
                self._text(place, _shown(column, value)[:_LONGEST_TEXT])

    def _text(self, place: int, text: str) -> None:
        forms = self._quoted if is_formula(text) else self._formats
        self._sheet.write_string(self._next, place, text, forms[place])

    def _validation(self, place: int, column: Column) -> dict[str, object]:
        rule: dict[str, object] = {"validate": "any"}
        choices = [str(label) for label in column.choices.values()]
        if column.kind is Kind.BOOLEAN:
            choices = [YES, NO]
        if choices:
            rule = {
                "validate": "list",
                "source": self._list(place, choices),
                "error_title": "不在可选范围内",
                "error_message": "请从下拉列表中选择。",
            }
        if column.hint:
            # Excel shows no more than this much of a remark.
            rule |= {
                "input_title": column.title[:32],
                "input_message": column.hint[:255],
            }
        return rule if choices or column.hint else {}

    def _list(self, place: int, choices: list[str]) -> list[str] | str:
        """The choices themselves, or where they stand if they are too many."""
        if len(",".join(choices)) <= _LONGEST_LIST:
            return choices
        name = f"{_LISTS}{place + 1}"
        sheet = self._book.add_worksheet(name)
        sheet.very_hidden()
        for row, choice in enumerate(choices):
            sheet.write_string(row, 0, choice)
        return f"='{name}'!$A$1:$A${len(choices)}"


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:_LONGEST_NAME] or "Sheet1"


def _width(column: Column) -> int:
    return column.width or max(_WIDTHS[column.kind], 2 * len(column.title) + 4)


def _lines(text: str, width: float, letter: float = 1) -> int:
    """That a text takes in so wide a column, a Chinese letter being two wide. What is
    so short that it fits in any case is not measured."""
    if 2 * len(text) * letter <= width and "\n" not in text:
        return 1
    return min(
        sum(ceil(_wide(line) * letter / width) or 1 for line in text.split("\n")),
        _MOST_LINES,
    )


def _wide(text: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in text)
