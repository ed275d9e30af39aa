"""A text put together piece by piece, which remembers where each piece stands."""

from collections.abc import Sequence

from wuzha.reading.source import Block, BlockKind, Place, Source


class Composer:
    """Lines under each other, cells of a row side by side with a tab between them."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []

    def line(
        self,
        text: str,
        kind: BlockKind = BlockKind.PARAGRAPH,
        level: int | None = None,
        style: str = "",
    ) -> None:
        if self._block(text, kind, level, style):
            self._put("\n")

    def row(self, cells: Sequence[tuple[str, Place]]) -> None:
        """Tabs keep the columns: there are as many before a cell as columns."""
        written = False
        column = 0
        for text, place in cells:
            if text.strip():
                self._put("\t" * (place.column - column))
                column = place.column
                written |= self._block(text, BlockKind.CELL, None, "", place)
        if written:
            self._put("\n")

    def source(self, media: str) -> Source:
        return Source("".join(self._pieces), tuple(self._blocks), media)

    def _block(
        self,
        text: str,
        kind: BlockKind,
        level: int | None,
        style: str,
        place: Place | None = None,
    ) -> bool:
        text = text.strip()
        if text:
            start = self._length
            self._put(text)
            self._blocks.append(Block(start, self._length, kind, level, style, place))
        return bool(text)

    def _put(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)
