"""All files of transfers into one that is checked: each transfer once, or none at all.

What does not fit is refused by file, row and column; or, where a quarantine is given,
it goes there with its reason and the rest is taken.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuzha.detection.columns import Place, RowsRefused
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.files import TableError, pieces
from wuzha.detection.quarantine import Held, Quarantine
from wuzha.detection.tables import TRANSFERS, Reader, checked, schema_of
from wuzha.lib.words import N_, Sentence

SCHEMA = schema_of(TRANSFERS)
DUPLICATES = "SELECT tx_id FROM transfers GROUP BY tx_id HAVING COUNT(*) > 1"


class Taken(NamedTuple):
    """Rows of one file that were taken together, by their numbers in it."""

    file: str
    numbers: Sequence[int]


def gather(
    paths: Sequence[Path],
    to: Path,
    tell: Callable[[float], None],
    read: Reader = pieces,
    held: Quarantine | None = None,
) -> None:
    """A batch in memory at a time."""
    taken: list[Taken] = []
    with pq.ParquetWriter(to, SCHEMA, compression="zstd") as writer:
        for count, path in enumerate(paths):
            place = Place(path.name)
            for rows, share, most_cents in read(path):
                place = replace(place, most_cents=most_cents)
                batch, numbers = _admitted(rows, place, held)
                writer.write_batch(batch)
                taken.append(Taken(place.file, numbers))
                place = replace(place, rows_before=place.rows_before + rows.num_rows)
                tell((count + share) / len(paths))
    if repeated := _repeated(to, taken):
        if held is None:
            raise _twice(repeated)
        _leave_out(repeated, to, held)


def _admitted(
    rows: pa.RecordBatch, place: Place, held: Quarantine | None
) -> tuple[pa.RecordBatch, Sequence[int]]:
    """Each round takes out all rows that one column refuses for one reason."""
    first = place.rows_before + 1
    numbers: Sequence[int] = range(first, first + rows.num_rows)
    while True:
        try:
            return checked(rows, TRANSFERS, place), numbers
        except RowsRefused as wrong:
            if held is None:
                raise
            for row, why in wrong.reasons.items():
                [values] = rows.slice(row, 1).to_pylist()
                held.hold(Held(place.file, numbers[row], wrong.column, why, values))
            kept = np.delete(np.arange(rows.num_rows), list(wrong.reasons))
            rows = rows.take(pa.array(kept))
            numbers = [numbers[row] for row in kept]


class Repeated(NamedTuple):
    """A transfer whose name comes again: every place of it in the files."""

    tx_id: str
    rows: Sequence[int]  # in the gathered file
    places: Sequence[tuple[str, int]]


def _repeated(gathered: Path, taken: Sequence[Taken]) -> list[Repeated]:
    again = DuckDB().run(DUPLICATES, {"transfers": gathered})["tx_id"]
    if not len(again):
        return []
    names = pq.read_table(gathered, columns=["tx_id"])["tx_id"]
    rows = np.flatnonzero(pc.is_in(names, again.combine_chunks()).to_numpy())
    by_name: dict[str, list[int]] = {}
    for row, name in zip(rows, names.take(pa.array(rows)).to_pylist(), strict=True):
        by_name.setdefault(name, []).append(int(row))
    ends = list(accumulate(len(one.numbers) for one in taken))
    return [
        Repeated(name, rows, [_place(row, taken, ends) for row in rows])
        for name, rows in by_name.items()
    ]


def _place(row: int, taken: Sequence[Taken], ends: Sequence[int]) -> tuple[str, int]:
    part = bisect_right(ends, row)
    before = ends[part - 1] if part else 0
    return taken[part].file, taken[part].numbers[row - before]


def _twice(repeated: Sequence[Repeated]) -> TableError:
    first = repeated[0]
    return TableError(
        Sentence(
            N_(
                "流水号 {tx_id} 出现了 {times} 次（{places}），"
                "请去掉重复的行或重复的文件"
            ),
            tx_id=first.tx_id,
            times=len(first.rows),
            places=tuple(_said(*place) for place in first.places[:2]),
        )
    )


def _said(file: str, row: int) -> Sentence:
    return Sentence(N_("文件 {file} 第 {row} 行数据"), file=file, row=row)


def _leave_out(repeated: Sequence[Repeated], gathered: Path, held: Quarantine) -> None:
    """The first of each stays."""
    again = {
        row: (place, one.places[0])
        for one in repeated
        for row, place in zip(one.rows[1:], one.places[1:], strict=True)
    }
    rows, start = np.array(sorted(again)), 0
    part = gathered.with_name(f"{gathered.name}.once")
    with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
        for batch in pq.ParquetFile(gathered).iter_batches():
            stop = start + batch.num_rows
            out = rows[np.searchsorted(rows, start) : np.searchsorted(rows, stop)]
            for row in out.tolist():
                (file, number), first = again[row]
                why = Sentence(
                    N_("流水号与{place}相同，只用了那一行"), place=_said(*first)
                )
                [values] = batch.slice(row - start, 1).to_pylist()
                held.hold(Held(file, number, "tx_id", why, values))
            kept = np.delete(np.arange(batch.num_rows), out - start)
            writer.write_batch(batch.take(pa.array(kept)))
            start = stop
    part.replace(gathered)
