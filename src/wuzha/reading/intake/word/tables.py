"""The cells of a table with their places; merged cells are said once."""

from collections.abc import Iterator
from dataclasses import dataclass

from wuzha.reading.intake.word.nodes import Node
from wuzha.reading.intake.word.paragraphs import unwrapped
from wuzha.reading.source import Place

# Word allows 63 columns; a cell that claims more must not fill the text with tabs.
_COLUMNS = 100


@dataclass(slots=True)
class _Cell:
    node: Node
    row: int
    column: int
    columns: int
    rows: int = 1
    # Belongs to the cell above it.
    is_more: bool = False


class Table:
    def __init__(self, node: Node, number: int) -> None:
        self._number = number
        self._rows = [
            list(_cells(row, place)) for place, row in enumerate(_rows_of(node))
        ]
        self._merge()

    def rows(self) -> Iterator[list[tuple[Node, Place]]]:
        for row in self._rows:
            yield [(cell.node, self._place(cell)) for cell in row if not cell.is_more]

    def _place(self, cell: _Cell) -> Place:
        return Place(self._number, cell.row, cell.column, cell.rows, cell.columns)

    def _merge(self) -> None:
        """Let each cell that others continue downwards know how far it reaches."""
        above: dict[int, _Cell] = {}
        for row in self._rows:
            here = {}
            for cell in row:
                start = above.get(cell.column)
                if _continues(cell.node) and start is not None:
                    cell.is_more = True
                    start.rows = cell.row - start.row + 1
                    here[cell.column] = start
                else:
                    here[cell.column] = cell
            above = here


def _rows_of(table: Node) -> Iterator[Node]:
    for row in unwrapped(table):
        if row.tag == "tr" and row.first("trPr", "del") is None:
            yield row


def _cells(row: Node, place: int) -> Iterator[_Cell]:
    column = min(row.number("trPr", "gridBefore") or 0, _COLUMNS)
    for node in unwrapped(row):
        if node.tag == "tc" and column < _COLUMNS:
            span = node.number("tcPr", "gridSpan") or 1
            columns = min(max(span, 1), _COLUMNS - column)
            yield _Cell(node, place, column, columns)
            column += columns


def _continues(cell: Node) -> bool:
    merge = cell.first("tcPr", "vMerge")
    return merge is not None and merge.at.get("val") != "restart"
