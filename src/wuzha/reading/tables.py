"""Tables of tasks: a row says what, by whom, until when, as its headings tell."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.dates import Calendar, deadline
from wuzha.reading.lexicon import lexicon
from wuzha.reading.plan import OutlineItem, Span, Task, Unread
from wuzha.reading.sentences import Piece, sentences
from wuzha.reading.source import Block, Source
from wuzha.reading.units import is_unit, split
from wuzha.reading.view import View


@dataclass(frozen=True)
class Words:
    what: str
    skipped: str


@dataclass(frozen=True)
class Table:
    """A table that says what and who or until when; `columns` by role."""

    blocks: tuple[Block, ...]
    header: int
    columns: dict[int, str]

    def row(self, number: int) -> list[Block]:
        return [b for b in self.blocks if b.place and b.place.row == number]

    def covering(self, number: int, role: str) -> list[Block]:
        """Cells of the role's columns that reach over the row."""
        return [
            block
            for block in self.blocks
            if block.place
            and self.columns.get(block.place.column) == role
            and block.place.row <= number < block.place.row + block.place.rows
            and block.place.row > self.header
        ]

    @property
    def rows(self) -> list[int]:
        numbers = {b.place.row for b in self.blocks if b.place}
        return sorted(number for number in numbers if number > self.header)

    @property
    def place(self) -> Span:
        return Span(self.blocks[0].start, self.blocks[-1].end)


WORD = re.compile(r"\S+")
HEADER_ROWS = 3  # a heading stands in one of the first rows


def tables(source: Source, text: str) -> tuple[Table, ...]:
    """Those of the source whose headings are known; `text` is the folded one."""
    cells = [block for block in source.blocks if block.place]
    found = []
    for _, group in groupby(cells, key=lambda block: block.place and block.place.table):
        blocks = tuple(group)
        for header in range(HEADER_ROWS):
            columns = _columns(text, blocks, header)
            if "what" in columns.values() and len(set(columns.values())) > 1:
                found.append(Table(blocks, header, columns))
                break
    return tuple(found)


def headings(table: Table, seen: View) -> Iterator[OutlineItem]:
    row = table.row(table.header)
    title = "、".join(seen.printed(block.start, block.end).strip() for block in row)
    place = Span(row[0].start, row[-1].end)
    yield OutlineItem(place, table.place, 1, "", "table", None, title)


def row_tasks(table: Table, seen: View, calendar: Calendar) -> Iterator[Task]:
    """One for each row. `seen` shows the source as it is, letter by letter."""
    for number in table.rows:
        row = table.row(number)
        what = [b for b in row if table.columns.get(_column(b)) == "what"]
        if not what:
            continue
        due = _due(table, seen, calendar, number)
        yield Task(
            source=Span(row[0].start, row[-1].end),
            text=" ".join(seen.printed(block.start, block.end) for block in what),
            lead=_names(table, seen, number, "lead"),
            units=_names(table, seen, number, "units"),
            due=due,
            rules=("units.table", *(("due.table",) if due else ())),
        )


def unread_rows(table: Table) -> Iterator[Unread]:
    """Rows that do not say what is to be done, such as a line of signatures."""
    for number in sorted({b.place.row for b in table.blocks if b.place}):
        row = table.row(number)
        what = any(table.columns.get(_column(block)) == "what" for block in row)
        if number != table.header and not (what and number > table.header):
            yield Unread(Span(row[0].start, row[-1].end), "table")


def _column(block: Block) -> int:
    return block.place.column if block.place else -1


def cell_sentences(table: Table, seen: View) -> Iterator[Piece]:
    """The sentences of what is to be done, where duties and targets may stand."""
    for block in table.blocks:
        if block.place and table.columns.get(block.place.column) == "what":
            yield from sentences(seen.text, block.start, block.end)


def _columns(text: str, blocks: Sequence[Block], header: int) -> dict[int, str]:
    columns: dict[int, str] = {}
    for block in blocks:
        if block.place and block.place.row == header:
            words = re.sub(r"\s", "", text[block.start : block.end])
            for role, pattern in _headings().items():
                if pattern.fullmatch(words):
                    columns[block.place.column] = role
                    break
    return columns


def _names(table: Table, seen: View, number: int, role: str) -> tuple[str, ...]:
    names = [
        seen.printed(*piece)
        for block in table.covering(number, role)
        for line in sentences(seen.text, block.start, block.end)
        for piece in _spaced(seen.text, split(seen.text, line.start, line.end))
    ]
    return tuple(dict.fromkeys(names))


def _spaced(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Names that only a space tells apart, as cells have them."""
    for piece in pieces:
        words = [
            Piece(match.start(), match.end()) for match in WORD.finditer(text, *piece)
        ]
        names = all(is_unit(word.of(text), alone=False) for word in words)
        yield from words if names else [piece]


def _due(table: Table, seen: View, calendar: Calendar, number: int) -> str | None:
    dates = (
        deadline(seen.text, block.start, block.end, calendar, field=True)
        for block in table.covering(number, "due")
    )
    return next((date for date in dates if date), None)


@cache
def _headings() -> dict[str, re.Pattern[str]]:
    words = load(Words, DATA / "reading" / "tables.toml")
    labels = lexicon().labels
    return {
        "skipped": re.compile(words.skipped),
        "lead": re.compile("|".join(labels.of("lead"))),
        "units": re.compile("|".join(labels.of("units"))),
        "due": re.compile("|".join(labels.of("due"))),
        "what": re.compile(words.what),
    }
