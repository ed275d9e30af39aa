"""Streams of an OLE compound file (.xls, encrypted workbooks), read with every index
checked: a broken or hostile file raises ValueError and never loops."""

import struct
from collections.abc import Iterator

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_SECTORS = 109
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA  # Above lie the marks: end of chain, free, FAT, DIFAT.
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """The directory and streams of one file; names are those of all storages, flat."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512 or not content.startswith(MAGIC):
            raise ValueError("not a compound file")
        shift, mini_shift = struct.unpack_from("<2H", content, 30)
        if shift not in {9, 12} or mini_shift != 6:
            raise ValueError("unknown sector size")
        self._content = content
        self._size = 1 << shift
        self._fat = self._read_fat()
        first_directory, self._cutoff, first_mini = struct.unpack_from(
            "<I4xII", content, 48
        )
        self._mini_fat = self._numbers(self._chain(first_mini))
        self._entries = dict(self._directory(self._chain(first_directory)))
        self._mini = self._root_stream()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """The content of a stream; KeyError when there is none of the name."""
        _kind, start, length = self._entries[name]
        if length < self._cutoff:
            return self._mini_chain(start, length)
        content = self._chain(start)
        if len(content) < length:
            raise ValueError("a stream is cut off")
        return content[:length]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._content[start : start + self._size]
        if not sector:
            raise ValueError("a sector lies outside the file")
        return sector

    def _read_fat(self) -> list[int]:
        numbers = [
            number
            for number in struct.unpack_from(f"<{_HEADER_SECTORS}I", self._content, 76)
            if number < _LAST_SECTOR
        ]
        following = struct.unpack_from("<I", self._content, 68)[0]
        for _ in range(len(self._content) // self._size):
            if following >= _LAST_SECTOR:
                break
            *more, following = self._numbers(self._sector(following))
            numbers += [number for number in more if number < _LAST_SECTOR]
        if len(numbers) > len(self._content) // self._size:
            raise ValueError("more tables than sectors")
        return self._numbers(b"".join(self._sector(number) for number in numbers))

    @staticmethod
    def _numbers(content: bytes) -> list[int]:
        count = len(content) // 4
        return list(struct.unpack(f"<{count}I", content[: count * 4]))

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(at) for at in _followed(start, self._fat))

    def _mini_chain(self, start: int, length: int) -> bytes:
        parts = [self._mini[at * 64 : at * 64 + 64] for at in self._mini_links(start)]
        content = b"".join(parts)
        if len(content) < length:
            raise ValueError("a short stream is cut off")
        return content[:length]

    def _mini_links(self, start: int) -> Iterator[int]:
        return _followed(start, self._mini_fat)

    def _directory(self, content: bytes) -> Iterator[tuple[str, tuple[int, int, int]]]:
        for at in range(0, len(content) - _ENTRY + 1, _ENTRY):
            entry = content[at : at + _ENTRY]
            length, kind = struct.unpack_from("<HB", entry, 64)
            if not kind or not 2 <= length <= 64:
                continue
            name = entry[: length - 2].decode("utf-16-le", errors="replace")
            start, size = struct.unpack_from("<II", entry, 116)
            yield name, (kind, start, size)

    def _root_stream(self) -> bytes:
        for kind, start, _size in self._entries.values():
            if kind == _ROOT:
                return self._chain(start)
        raise ValueError("no root entry")


def _followed(start: int, table: list[int]) -> Iterator[int]:
    """The sectors of a chain; a chain longer than its table runs in a circle."""
    at = start
    for _ in range(len(table) + 1):
        if at >= _LAST_SECTOR:
            return
        if at >= len(table):
            raise ValueError("a chain leaves its table")
        yield at
        at = table[at]
    raise ValueError("a chain runs in a circle")
