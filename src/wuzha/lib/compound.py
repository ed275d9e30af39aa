"""OLE compound files (.xls, encrypted workbooks): streams out, and packed anew.

Every index is checked: a broken or hostile file raises Broken and never loops.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_SECTORS = 109
_ENTRY = 128
_SHORT = 64
# Above lie the marks: end of chain, free, table, table of tables.
_LAST_SECTOR = 0xFFFFFFFA
_TABLE_MARK, _END, _FREE = 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
_STREAM, _ROOT = 2, 5
# Of the files that are packed here.
_SECTOR = 4096


class Broken(ValueError):
    """Not a compound file that can be read to its end."""


class CompoundFile:
    """The directory and streams of one file; names are those of all storages, flat."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512 or not content.startswith(MAGIC):
            raise Broken("not a compound file")
        shift, short_shift = struct.unpack_from("<2H", content, 30)
        if shift not in {9, 12} or short_shift != 6:
            raise Broken("unknown sector size")
        self._content = content
        self._size = 1 << shift
        self._table = self._read_table()
        directory, self._cutoff, shorts = struct.unpack_from("<I4xII", content, 48)
        self._short_table = _numbers(self._chain(shorts))
        self._entries = dict(_entries(self._chain(directory)))
        roots = [start for kind, start, _ in self._entries.values() if kind == _ROOT]
        if len(roots) != 1:
            raise Broken("no root entry")
        self._shorts = self._chain(roots[0])

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def stream(self, name: str) -> bytes:
        """The content of a stream; KeyError when there is none of the name."""
        _kind, start, length = self._entries[name]
        if length < self._cutoff:
            content = b"".join(
                self._shorts[at * _SHORT : (at + 1) * _SHORT]
                for at in _followed(start, self._short_table)
            )
        else:
            content = self._chain(start)
        if len(content) < length:
            raise Broken("a stream is cut off")
        return content[:length]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._content[start : start + self._size]
        if not sector:
            raise Broken("a sector lies outside the file")
        return sector

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(at) for at in _followed(start, self._table))

    def _read_table(self) -> list[int]:
        """The table that says which sector follows which, itself in many sectors."""
        sectors = len(self._content) // self._size
        numbers = _real(struct.unpack_from(f"<{_HEADER_SECTORS}I", self._content, 76))
        following = struct.unpack_from("<I", self._content, 68)[0]
        for _ in range(sectors):
            if following >= _LAST_SECTOR:
                break
            *more, following = _numbers(self._sector(following))
            numbers += _real(more)
        if len(numbers) > sectors:
            raise Broken("more tables than sectors")
        return _numbers(b"".join(self._sector(number) for number in numbers))


def packed(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of a few streams, laid out plainly: the table, the directory, an
    empty place for short streams (readers insist on one), then each stream."""
    bodies = [bytes(_SECTOR), *map(_padded, streams.values())]
    lengths = [1, *(len(body) // _SECTOR for body in bodies)]
    # The table has a number for every sector, also for those that it takes itself.
    tables = 1
    while tables * (_SECTOR // 4) < tables + sum(lengths):
        tables += 1
    if tables > _HEADER_SECTORS or len(streams) >= _SECTOR // _ENTRY:
        raise Broken("too large to be packed")
    table, starts = [_TABLE_MARK] * tables, []
    for length in lengths:
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + length), _END]
    directory = [_entry("Root Entry", _ROOT, starts[1], _SHORT, child=1)]
    for place, (name, body) in enumerate(zip(streams, bodies[1:], strict=True), 1):
        right = place + 1 if place < len(streams) else _FREE
        directory.append(
            _entry(name, _STREAM, starts[place + 1], len(body), right=right)
        )
    numbers = struct.pack(f"<{len(table)}I", *table).ljust(tables * _SECTOR, b"\xff")
    header = _header(tables, starts[0])
    return b"".join([_padded(header), numbers, _padded(b"".join(directory)), *bodies])


def _header(tables: int, directory: int) -> bytes:
    versions = struct.pack("<5H6x", 0x3E, 4, 0xFFFE, 12, 6)
    counts = struct.pack("<9I", 1, tables, directory, 0, _SECTOR, _END, 0, _END, 0)
    places = [*range(tables), *([_FREE] * (_HEADER_SECTORS - tables))]
    return MAGIC + bytes(16) + versions + counts + struct.pack("<109I", *places)


def _entry(name: str, kind: int, start: int, length: int, **links: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    right, child = links.get("right", _FREE), links.get("child", _FREE)
    near = struct.pack("<3I", _FREE, right, child)
    return head + near + bytes(36) + struct.pack("<IQ", start, length)


def _padded(body: bytes) -> bytes:
    """To whole sectors, at least one: a shorter stream would be a short stream."""
    return body.ljust(max(1, -(-len(body) // _SECTOR)) * _SECTOR, b"\0")


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int, int]]]:
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        if kind and 2 <= length <= 64:
            name = directory[at : at + length - 2].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", directory, at + 116)
            yield name, (kind, start, size)


def _followed(start: int, table: list[int]) -> Iterator[int]:
    """The sectors of a chain; a chain longer than its table runs in a circle."""
    at = start
    for _ in range(len(table) + 1):
        if at >= _LAST_SECTOR:
            return
        if at >= len(table):
            raise Broken("a chain leaves its table")
        yield at
        at = table[at]
    raise Broken("a chain runs in a circle")


def _numbers(content: bytes) -> list[int]:
    count = len(content) // 4
    return list(struct.unpack(f"<{count}I", content[: count * 4]))


def _real(numbers: Iterable[int]) -> list[int]:
    return [number for number in numbers if number < _LAST_SECTOR]
