"""What the reader of spreadsheets does not tell: how far a sheet reaches, which rows
are hidden, which cells are merged, hold an error, or a formula never computed."""

from dataclasses import dataclass, field

Place = tuple[int, int]
"""Row and column, both from 0."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; all four ends are inside it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class SheetFacts:
    # The number of rows and columns up to the last cell that holds anything.
    height: int = 0
    width: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    errors: dict[Place, str] = field(default_factory=dict)
    # An upper bound for the characters that all cells hold together.
    characters: int = 0
    uncomputed: set[Place] = field(default_factory=set)
    # Day 0 of the workbook is in 1904: plain numbers would be read four years early.
    since_1904: bool = False

    def reach(self, row: int, column: int) -> None:
        if row >= self.height:
            self.height = row + 1
        if column >= self.width:
            self.width = column + 1
