"""All payments of a run, on disk in order of time, and the conditions held at each."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuzha.detection.engines import Source
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.rules.arrays import Flags, Payments, Whole
from wuzha.detection.rules.tree import Expression

IN_A_PIECE = 500_000  # transfers that the engine joins and judges at once
SORTED = """
SELECT tx_id, at_us, src, dst, amount_cents, channel FROM transfers
WHERE at_us < {until_us} AND src <> dst ORDER BY at_us, tx_id"""


class File:
    """All payments in order of time: a payment is its place among them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(
        cls, transfers: Source, until_us: int, folder: Path, engine: DuckDB
    ) -> "File":
        """Of the transfers before `until_us`, written into the folder."""
        path = folder / "payments.parquet"
        sort = SORTED.format(until_us=until_us)
        engine.put(sort, {"transfers": transfers}, path)
        return cls(path)

    def __len__(self) -> int:
        return int(pq.read_metadata(self.path).num_rows)

    @cached_property
    def payments(self) -> Payments:
        columns, sides = ["at_us", "src", "dst", "amount_cents"], ["src", "dst"]
        table = pq.read_table(self.path, columns=columns, read_dictionary=sides)
        table = table.unify_dictionaries().combine_chunks()
        src, dst = (table[side].chunk(0) for side in sides)
        names = pc.unique(pa.concat_arrays([src.dictionary, dst.dictionary]))
        return Payments(
            at_us=table["at_us"].to_numpy(),
            src=_codes(src, names),
            dst=_codes(dst, names),
            cents=table["amount_cents"].to_numpy(),
            names=names,
        )

    def pieces(self) -> Iterator[pa.Table]:
        start = 0
        for batch in pq.ParquetFile(self.path).iter_batches(IN_A_PIECE):
            stop = start + batch.num_rows
            new_payee = pa.array(self.payments.new_payee[start:stop])
            yield (
                pa.Table.from_batches([batch])
                .append_column("place", pa.array(np.arange(start, stop)))
                .append_column("new_payee", new_payee)
            )
            start = stop

    def at(self, places: Whole, *columns: str) -> pa.Table:
        """The payments at these places, once each and in order."""
        found, wanted = [], np.unique(places)
        for piece in self.pieces():
            first = piece["place"][0].as_py()
            lo, hi = np.searchsorted(wanted, [first, first + len(piece)])
            rows = piece.select(columns) if columns else piece
            found.append(rows.take(pa.array(wanted[lo:hi] - first)))
        return pa.concat_tables(found)


def _codes(side: pa.DictionaryArray, names: pa.Array) -> Whole:
    places = pc.index_in(side.dictionary, names).to_numpy()
    codes: Whole = places[side.indices.to_numpy()]
    return codes


class Marks:
    """Which conditions hold at each payment, a bit for each."""

    def __init__(self, conditions: Iterable[Expression], count: int) -> None:
        self.number = {one: n for n, one in enumerate(dict.fromkeys(conditions))}
        self.bits = np.zeros((count, -(-len(self.number) // 8)), np.uint8)

    def set(self, places: Whole, held: Sequence[Flags]) -> None:
        self.bits[places] = np.packbits(np.column_stack(held), axis=1)

    def held(self, condition: Expression | None) -> Flags:
        """None demands nothing."""
        if condition is None:
            return np.ones(len(self.bits), np.bool_)
        byte, bit = divmod(self.number[condition], 8)
        return (self.bits[:, byte] >> (7 - bit) & 1).astype(np.bool_)
