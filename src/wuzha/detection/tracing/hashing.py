"""The hash of a table's rows, whatever their order and the format of their file."""

import hashlib
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def rows_sha256(table: pa.Table) -> str:
    """Text that is empty and text that is not told are one."""
    bare = pa.table([_bare(column) for column in table.columns], table.column_names)
    order = pc.sort_indices(bare, [(name, "ascending") for name in bare.column_names])
    rows, seen = bare.take(order), hashlib.sha256()
    for name in sorted(rows.column_names):
        seen.update(f"{name}:{len(rows)};".encode())
        for part in _parts(rows[name].combine_chunks()):
            seen.update(part)
    return seen.hexdigest()


def _bare(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string(column.type):
        return column.fill_null("")
    return column.cast(pa.int64())


def _parts(values: pa.Array) -> Iterator[bytes]:
    """Lengths and then letters of text; of numbers which are told, and then they."""
    if pa.types.is_string(values.type):
        yield np.asarray(pc.binary_length(values)).astype("<i8").tobytes()
        yield "".join(values.to_pylist()).encode()
    else:
        yield np.packbits(np.asarray(values.is_valid())).tobytes()
        yield np.asarray(values.fill_null(0)).astype("<i8").tobytes()
