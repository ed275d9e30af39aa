"""A file as grids of cells: the sheets of a workbook, or the one table of a text file.

Whatever a reader chokes on becomes a Refused sentence, and a sheet that would need more
memory than the limit allows is not opened.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from wuzha.documents import facts_ods, facts_xls, facts_xlsx, jsonlines, texts
from wuzha.documents.facts import SheetFacts
from wuzha.documents.uploads import FileKind, Upload, damaged, encrypted
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = tuple[int, Sequence[Cell]]
"""The number of a row as a spreadsheet shows it, and its cells from column A."""

# The reader lays a sheet out as a full rectangle of about 30 bytes a cell.
MOST_CELLS = 6_000_000
MOST_CHARACTERS = 500_000_000


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    hidden: bool = False


@dataclass(frozen=True)
class Grid:
    """The rows of one sheet. `from_text` is true where every cell came as text."""

    sheet: str
    rows: Iterator[Row]
    facts: SheetFacts = field(default_factory=SheetFacts)
    from_text: bool = False


class Book(Protocol):
    @property
    def sheets(self) -> Sequence[Sheet]: ...

    def grid(self, sheet: str) -> Grid: ...


def opened(upload: Upload) -> Book:
    """Refused if the file cannot be read after all."""
    return _Text(upload) if upload.kind is FileKind.CSV else _Workbook(upload)


class _Text:
    """A text file is a workbook with one sheet that is called as the file is."""

    def __init__(self, upload: Upload) -> None:
        self._name = upload.name
        self.sheets = (Sheet(upload.name),)
        self._text = texts.decoded(upload.content, name=upload.name)

    def grid(self, sheet: str) -> Grid:
        reader = jsonlines if jsonlines.is_json_lines(self._text) else texts
        return Grid(sheet, reader.rows(self._text, name=self._name), from_text=True)


class _Workbook:
    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        with _reading(upload.name):
            self._facts = self._facts_of_all()
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(upload.content))
            known = self._book.sheets_metadata
            self._names = [sheet.name for sheet in known]
            if len(set(self._names)) < len(self._names):
                raise ValueError("two sheets have one name")
        self.sheets = tuple(
            Sheet(sheet.name, sheet.visible is SheetVisibleEnum.Hidden)
            for sheet in known
            if sheet.typ is SheetTypeEnum.WorkSheet
            # Hidden by a program, not by a person: lists behind drop-downs.
            and sheet.visible is not SheetVisibleEnum.VeryHidden
        )

    def grid(self, sheet: str) -> Grid:
        with _reading(self._upload.name):
            facts = self._facts_of_one(sheet)
            found = self._book.get_sheet_by_name(sheet)
            left = found.start[1] if found.start else 0
            before: list[Cell] = [""] * left
            rows = ((n, before + row) for n, row in enumerate(found.iter_rows(), 1))
        return Grid(sheet, rows, facts)

    def _facts_of_all(self) -> Mapping[str | int, SheetFacts]:
        """For the formats whose reader lays out all sheets when it opens the file: by
        place in an .xls, by name in an .ods."""
        content = self._upload.content
        found: dict[str | int, SheetFacts] = {}
        if self._upload.kind is FileKind.XLS:
            found.update(enumerate(facts_xls.facts_of(content)))
        elif self._upload.kind is FileKind.ODS:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                found.update(facts_ods.facts_of(archive.read("content.xml")))
        for facts in found.values():
            _check(facts)
        return found

    def _facts_of_one(self, sheet: str) -> SheetFacts:
        if self._upload.kind is FileKind.XLS:
            return self._facts[self._names.index(sheet)]
        if self._upload.kind is FileKind.ODS:
            return self._facts[sheet]
        with zipfile.ZipFile(io.BytesIO(self._upload.content)) as archive:
            facts = facts_xlsx.facts_of(archive.read, sheet)
        _check(facts)
        return facts


def _check(facts: SheetFacts) -> None:
    if facts.characters > MOST_CHARACTERS:
        raise Refused(
            N_(
                "表格里的文字太多，无法读取。"
                "请把需要的行和列复制到新文件，或拆成几个文件再上传。"
            )
        )
    if facts.height * facts.width > MOST_CELLS:
        raise Refused(
            N_(
                "表格一直延伸到第 {height} 行、第 {width} 列，无法读取。"
                "表格外可能有零散的内容，请把需要的部分复制到新文件再上传。"
            ),
            height=facts.height,
            width=facts.width,
        )
    if facts.since_1904:
        raise Refused(
            N_(
                "工作簿使用了“1904 日期系统”，日期会差四年，未读取。请在 Excel 的"
                "“选项—高级”中取消该选项，核对日期后另存再上传。"
            )
        )


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (PasswordError, facts_xls.Encrypted) as locked:
        raise encrypted(name) from locked
    except (CalamineError, ValueError, LookupError, OverflowError) as broken:
        raise damaged(name) from broken
    except BaseException as panic:
        # The reader is written in Rust: where it gives up on a hostile file, this
        # arrives, which is no Exception and has no name to import.
        if type(panic).__name__ != "PanicException":
            raise
        raise damaged(name) from panic
