"""A document as the reading sees it: one text, and the blocks that it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto


class BlockKind(StrEnum):
    PARAGRAPH = auto()
    CELL = auto()
    HEADER = auto()
    FOOTER = auto()
    TEXT_BOX = auto()
    FOOTNOTE = auto()


# What stands at the edge of a page and is no part of what the document says.
FURNITURE = frozenset({BlockKind.HEADER, BlockKind.FOOTER})


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which table a cell stands, all counted from 0; a merged cell is said
    once, at its first row and column, with the rows and columns that it covers."""

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, table cell or the like: `text[start:end]`, never blank.

    `level` is the heading level that the file itself states (1 is the highest), None
    for body text and wherever the format knows no headings. `style` is the name of the
    paragraph style, empty where there is none. A paragraph is one line; a cell may have
    several. `place` is known of the cells of tables in Word and plain text.
    """

    start: int
    end: int
    kind: BlockKind
    level: int | None = None
    style: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The text with its blocks in order; they do not overlap, and what lies between
    them is white space, or the strokes of a table drawn in letters.

    Offsets count characters of `text`. For plain text it is exactly what
    `Path.read_text(encoding, errors="replace")` gives; for other media it is what
    `--format text` prints. Automatic numbers are part of it.
    """

    text: str
    blocks: tuple[Block, ...]
    media: str
    encoding: str = ""

    def __post_init__(self) -> None:
        end = 0
        for block in self.blocks:
            if not end <= block.start < block.end <= len(self.text):
                raise ValueError(f"block out of order or range: {block}")
            end = block.end

    def text_of(self, block: Block) -> str:
        return self.text[block.start : block.end]

    def texts(self) -> Iterator[tuple[Block, str]]:
        return ((block, self.text_of(block)) for block in self.blocks)
