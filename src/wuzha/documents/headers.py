"""Which sheet of a file holds the table, and in which row its header stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from wuzha.documents.columns import Columns, Mapped, Match
from wuzha.documents.facts import Merge
from wuzha.documents.grids import Book, Grid, Row
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_

# Above the header may stand titles, units and remarks.
WITHIN = 30


@dataclass(frozen=True)
class Header:
    """A header row, and the rows that follow it."""

    grid: Grid
    number: int
    titles: Sequence[str]
    match: Match
    rows: Iterator[Row]

    @property
    def found(self) -> Mapping[str, str]:
        """The title in the file by the name of the column."""
        return {column.name: self.titles[at] for column, at in self.match.found()}

    @property
    def unused(self) -> tuple[str, ...]:
        used = set(self.match.places.values())
        return tuple(t for n, t in enumerate(self.titles) if t and n not in used)


def find(book: Book, expected: Columns, sheet: str | None, mapped: Mapped) -> Header:
    """The header that has all required columns, or Refused with what is missing."""
    if sheet is not None:
        _check_name(book, sheet)
    names = [sheet] if sheet is not None else _visible(book)
    headers = [best_header(book.grid(name), expected, mapped) for name in names]
    seen = [header for header in headers if header.match.places]
    complete = [header for header in seen if not header.match.missing]
    if len(complete) > 1:
        raise Refused(
            N_(
                "工作表{sheets}都像是要导入的表，不知道该读哪一个。"
                "请指定工作表，或删去多余的工作表再上传。"
            ),
            sheets=_quoted(header.grid.sheet for header in complete),
        )
    if not complete:
        best = max(seen, key=lambda h: len(h.match.places), default=None)
        raise _no_header(book, expected) if best is None else _incomplete(book, best)
    _check_twice(complete[0])
    return complete[0]


def best_header(grid: Grid, expected: Columns, mapped: Mapped) -> Header:
    """The row that matches the most columns, among the first ones of the sheet."""
    top = list(islice(grid.rows, WITHIN))
    rows = [_titles(top, place, grid.facts.merges) for place in range(len(top))]
    matches = [expected.matched(titles, mapped) for titles in rows] or [
        expected.matched((), mapped)
    ]
    best = max(range(len(matches)), key=lambda at: len(matches[at].places))
    if not top:
        return Header(grid, 0, (), matches[0], grid.rows)
    end = best + _merged_below(top[best][0] - 1, matches[best], grid.facts.merges)
    following = chain(top[end + 1 :], grid.rows)
    return Header(grid, top[best][0], rows[best], matches[best], following)


def _titles(top: Sequence[Row], place: int, merges: Sequence[Merge]) -> list[str]:
    """The titles of a row; one that is merged from above counts here too."""
    number, cells = top[place]
    titles = [str(cell).strip() for cell in cells]
    for merge in merges:
        above = place - (number - 1 - merge.top)
        covers = merge.top < number - 1 <= merge.bottom and above >= 0
        if covers and merge.left < len(titles):
            origin = top[above][1]
            titles[merge.left] = str(origin[merge.left]).strip()
    return titles


def _merged_below(row: int, match: Match, merges: Sequence[Merge]) -> int:
    """How many more rows the titles of a header row reach down."""
    places = set(match.places.values())
    ends = [m.bottom for m in merges if m.top <= row <= m.bottom and m.left in places]
    return max(ends, default=row) - row


def _visible(book: Book) -> list[str]:
    shown = [sheet.name for sheet in book.sheets if not sheet.hidden]
    return shown or [sheet.name for sheet in book.sheets]


def _check_name(book: Book, sheet: str) -> None:
    if sheet not in {known.name for known in book.sheets}:
        raise Refused(
            N_("文件里没有工作表“{sheet}”，只有{sheets}。请改选其中一个。"),
            sheet=sheet,
            sheets=_quoted(known.name for known in book.sheets),
        )


def _check_twice(header: Header) -> None:
    if header.match.twice:
        titles = (header.found[name] for name in header.match.twice)
        raise Refused(
            N_(
                "表头里{titles}出现了不止一次，不知道该读哪一列。"
                "请改名或删去多余的列再上传。"
            ),
            titles=_quoted(titles),
        )


def _no_header(book: Book, expected: Columns) -> Refused:
    return Refused(
        N_(
            "在{sheets}的前 {rows} 行里没有找到表头。表头应当有{titles}。"
            "请确认选对了文件和工作表，或下载模板填写。"
        ),
        sheets=_quoted(_visible(book)),
        rows=WITHIN,
        titles=_quoted(c.title for c in expected.required or expected),
    )


def _incomplete(book: Book, header: Header) -> Refused:
    others = [one.name for one in book.sheets if one.name != header.grid.sheet]
    said = N_(
        "工作表“{sheet}”第 {row} 行的表头缺少{missing}；现有{titles}。"
        "请改列名或设置列对应。"
    )
    if others:
        said = N_(
            "工作表“{sheet}”第 {row} 行的表头缺少{missing}；现有{titles}。"
            "请改列名或设置列对应；如果选错了工作表，文件里还有{sheets}。"
        )
    return Refused(
        said,
        sheet=header.grid.sheet,
        row=header.number,
        missing=_quoted(column.title for column in header.match.missing),
        titles=_quoted(title for title in header.titles if title),
        sheets=_quoted(others),
    )


def _quoted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"“{word}”" for word in words)
