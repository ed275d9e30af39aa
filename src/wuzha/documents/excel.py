"""Tables in: a checked upload → rows with every problem named.

`read_table` finds the sheet and the header, reads each cell by the kind of its column,
and collects what is wrong instead of stopping at the first. An error keeps a row out;
a warning is shown and the value is kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wuzha.documents import cells, grids, headers
from wuzha.documents.columns import Column, Columns, Mapped, Values, plain
from wuzha.documents.facts import Merge, SheetFacts
from wuzha.documents.grids import Cell
from wuzha.documents.headers import Header
from wuzha.documents.problems import RowProblem
from wuzha.documents.uploads import Upload
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_, Sentence

MOST_ROWS = 20_000
_NAMED_ROWS = 10
_MOST_MERGED_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class TableRow:
    number: int
    values: Values
    problems: tuple[RowProblem, ...] = ()

    @property
    def ok(self) -> bool:
        return all(problem.is_warning for problem in self.problems)


@dataclass(frozen=True)
class Table:
    sheet: str
    header: int
    # The title in the file by the name of the column, and titles that nobody asked for.
    titles: Mapping[str, str]
    unused: tuple[str, ...]
    rows: tuple[TableRow, ...]
    notices: tuple[Sentence, ...]

    @property
    def problems(self) -> list[RowProblem]:
        return [problem for row in self.rows for problem in row.problems]


@dataclass(frozen=True)
class SheetOutline:
    """A sheet as the page shows it where columns are matched by hand."""

    name: str
    is_hidden: bool
    header: int
    titles: tuple[str, ...]
    # The title that was recognised by itself, by the name of the column.
    found: Mapping[str, str]


def read_table(
    upload: Upload,
    *,
    expected: Columns,
    sheet: str | None = None,
    mapped: Mapped | None = None,
    most_rows: int = MOST_ROWS,
) -> Table:
    """Refused if there is no such table in the file; what is wrong with single rows
    stands in the Table."""
    book = grids.opened(upload)
    header = headers.find(book, expected, sheet, mapped or {})
    reader = _Reader(header)
    rows: list[TableRow] = []
    for row in reader.rows():
        if len(rows) == most_rows:
            raise _too_many(header.grid.facts, most_rows)
        rows.append(row)
    if not rows:
        raise Refused(
            N_("工作表“{sheet}”的表头下面没有数据行。请填写后再上传。"),
            sheet=header.grid.sheet,
        )
    hidden = [known.name for known in book.sheets if known.hidden]
    return Table(
        sheet=header.grid.sheet,
        header=header.number,
        titles=header.found,
        unused=header.unused,
        rows=tuple(rows),
        notices=(*_about_sheets(hidden, header.grid.sheet), *reader.notices()),
    )


def outline(upload: Upload, *, expected: Columns) -> list[SheetOutline]:
    """The sheets with their most likely headers, to match columns by hand."""
    book = grids.opened(upload)
    outlines = []
    for sheet in book.sheets:
        header = headers.best_header(book.grid(sheet.name), expected, {})
        titles = tuple(title for title in header.titles if title)
        outlines.append(
            SheetOutline(sheet.name, sheet.hidden, header.number, titles, header.found)
        )
    return outlines


def _too_many(facts: SheetFacts, most: int) -> Refused:
    return Refused(
        N_(
            "表格超过 {most} 行（到第 {height} 行为止），未导入任何一行。"
            "请拆成几个文件，分几次导入。"
        ),
        most=most,
        height=facts.height or most,
    )


def _about_sheets(hidden: Sequence[str], used: str) -> Iterator[Sentence]:
    others = [name for name in hidden if name != used]
    if others:
        yield Sentence(N_("隐藏的工作表没有读取：{sheets}。"), sheets=tuple(others))


class _Reader:
    """Goes through the rows below a header and remembers what it skipped."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self._facts = header.grid.facts
        self._columns = list(header.match.found())
        self._titles = header.found
        self._samples = {c.name: c.sample for c, _ in self._columns if c.sample}
        self._merges = _by_row(self._facts, header.number)
        self._marked = {
            row for row, _ in (*self._facts.errors, *self._facts.uncomputed)
        }
        self._noticed: dict[str, list[int]] = defaultdict(list)

    def rows(self) -> Iterator[TableRow]:
        for number, row in self._header.rows:
            if self._is_empty(number, row) or self._is_skipped(number, row):
                continue
            if number - 1 in self._facts.hidden_rows:
                self._noticed[_HIDDEN].append(number)
            yield self._read(number, row)

    def notices(self) -> Iterator[Sentence]:
        for template, numbers in self._noticed.items():
            more = ("……",) if len(numbers) > _NAMED_ROWS else ()
            named = (*numbers[:_NAMED_ROWS], *more)
            yield Sentence(template, rows=named, count=len(numbers))

    def _is_empty(self, number: int, row: Sequence[Cell]) -> bool:
        return number - 1 not in self._marked and not any(map(_holds, row))

    def _is_skipped(self, number: int, row: Sequence[Cell]) -> bool:
        if self._is_like(row, self._titles):
            self._noticed[_HEADER_AGAIN].append(number)
        elif self._samples and self._is_like(row, self._samples):
            self._noticed[_SAMPLE].append(number)
        elif self._is_remark(number, row):
            self._noticed[_REMARK].append(number)
        else:
            return False
        return True

    def _is_like(self, row: Sequence[Cell], texts: Mapping[str, str]) -> bool:
        return all(
            plain(str(_at(row, place))) == plain(texts.get(column.name, ""))
            for column, place in self._columns
        )

    def _is_remark(self, number: int, row: Sequence[Cell]) -> bool:
        """One text that is merged across half of the table: a note, not a record."""
        filled = [place for place, cell in enumerate(row) if _holds(cell)]
        return len(filled) == 1 and any(
            merge.left == filled[0]
            and merge.right - merge.left + 1 > len(self._columns) / 2
            for merge in self._merges.get(number - 1, ())
        )

    def _read(self, number: int, row: Sequence[Cell]) -> TableRow:
        values: Values = {}
        problems: list[RowProblem] = []
        for column, place in self._columns:
            title = self._titles[column.name]
            try:
                values[column.name], doubt = self._value(column, number, place, row)
            except cells.NotRead as wrong:
                values[column.name] = None
                problems.append(RowProblem(number, title, wrong.sentence))
            else:
                if doubt:
                    problems.append(RowProblem(number, title, doubt, is_warning=True))
        return TableRow(number, values, tuple(problems))

    def _value(
        self, column: Column, number: int, place: int, row: Sequence[Cell]
    ) -> cells.Reading:
        at = number - 1, place
        if at in self._facts.errors:
            raise cells.error_value(self._facts.errors[at])
        if at in self._facts.uncomputed:
            raise cells.NotRead(Sentence(_UNCOMPUTED))
        cell = _at(row, place)
        if not _holds(cell) and self._is_covered(at):
            raise cells.NotRead(Sentence(_MERGED))
        return cells.read_cell(column, cell, from_text=self._header.grid.from_text)

    def _is_covered(self, at: tuple[int, int]) -> bool:
        return any(
            merge.left <= at[1] <= merge.right and (merge.top, merge.left) != at
            for merge in self._merges.get(at[0], ())
        )


def _at(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else ""


def _holds(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True


def _by_row(facts: SheetFacts, first: int) -> Mapping[int, Sequence[Merge]]:
    """The merged ranges by the rows that they touch, from row `first` on."""
    found: dict[int, list[Merge]] = defaultdict(list)
    left = _MOST_MERGED_ROWS
    for merge in facts.merges:
        touched = range(max(merge.top, first), min(merge.bottom + 1, facts.height))
        left -= len(touched)
        if left < 0:
            raise Refused(
                N_(
                    "表格里的合并单元格太多，无法读取。"
                    "请取消合并（或把内容粘贴为数值到新文件）再上传。"
                )
            )
        for row in touched:
            found[row].append(merge)
    return found


_HIDDEN = N_("第 {rows} 行是隐藏行（共 {count} 行），也一并读入；不需要的请先删去。")
_HEADER_AGAIN = N_("第 {rows} 行重复了表头，已跳过。")
_SAMPLE = N_("第 {rows} 行是模板里的示例，已跳过。")
_REMARK = N_("第 {rows} 行是合并单元格的说明文字，已跳过。")
_UNCOMPUTED = N_(
    "单元格里的公式没有算出结果。请用 Excel 或 WPS 打开并保存一次，或把公式粘贴为数值。"
)
_MERGED = N_("单元格是合并的，只有左上角有内容。请取消合并，逐行填写后再上传。")
