"""The columns that each table must have, and the road from a bank's file to them.

Inside, every time is whole microseconds since 1970 UTC and every amount whole cents.
Outside, `ts` is a time (Beijing's where it names no zone) and `amount` is yuan.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuzha.detection.columns import (
    Place,
    Reading,
    instant,
    label,
    optional_text,
    renminbi,
    text,
    whole_cents,
    yuan,
)
from wuzha.detection.files import TableError, pieces
from wuzha.lib.words import N_, Sentence

TEXT, WHOLE, FLAG = pa.string(), pa.int64(), pa.bool_()


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: pa.DataType
    meaning: str
    read_from: Mapping[str, Reading]  # by the name in the file; the first found counts
    required: bool = True

    def source_in(self, found: Sequence[str]) -> str | None:
        return next((name for name in self.read_from if name in found), None)


TRANSFERS = (
    Column("tx_id", TEXT, N_("流水号"), {"tx_id": text}),
    Column("at_us", WHOLE, N_("交易时间"), {"ts": instant}),
    Column("src", TEXT, N_("付款账户"), {"src": text}),
    Column("dst", TEXT, N_("收款账户"), {"dst": text}),
    Column(
        "amount_cents",
        WHOLE,
        N_("金额：元，或整数分"),
        {"amount": yuan, "amount_cents": whole_cents},
    ),
    Column("channel", TEXT, N_("渠道"), {"channel": optional_text}, required=False),
    Column("currency", TEXT, N_("币种"), {"currency": renminbi}, required=False),
    Column("note", TEXT, N_("附言"), {"note": optional_text}, required=False),
    Column("is_illicit", FLAG, N_("是否涉案"), {"is_illicit": label}, required=False),
)
ACCOUNTS = (
    Column("account", TEXT, N_("账户"), {"account": text}),
    Column("is_mule", FLAG, N_("是否涉案账户"), {"is_mule": label}),
)


@dataclass(frozen=True, slots=True)
class Span:
    """How many transfers, from when to when."""

    transfers: int
    first_us: int
    last_us: int


def transfer_batches(path: Path) -> Iterator[tuple[pa.RecordBatch, float]]:
    """Checked transfers of one file, and the share of it read so far."""
    return _batches(path, TRANSFERS)


def read_transfers(paths: Iterable[Path]) -> pa.Table:
    batches = [batch for path in paths for batch, _ in transfer_batches(path)]
    return pa.Table.from_batches(batches, schema_of(TRANSFERS))


def gather(paths: Sequence[Path], to: Path, tell: Callable[[float], None]) -> Span:
    """All files into one checked Parquet file, a batch in memory at a time."""
    with pq.ParquetWriter(to, schema_of(TRANSFERS), compression="zstd") as writer:
        for count, path in enumerate(paths):
            for batch, share in transfer_batches(path):
                writer.write_batch(batch)
                tell((count + share) / len(paths))
    times = pq.read_table(to, columns=["at_us"])["at_us"]
    if not len(times):
        raise TableError(Sentence(N_("所给文件中没有一笔流水，请核对文件")))
    return Span(len(times), pc.min(times).as_py(), pc.max(times).as_py())


def read_accounts(path: Path) -> pa.Table:
    batches = [batch for batch, _ in _batches(path, ACCOUNTS)]
    return pa.Table.from_batches(batches, schema_of(ACCOUNTS))


def schema_of(table: Iterable[Column]) -> pa.Schema:
    return pa.schema([(column.name, column.type) for column in table])


def _batches(
    path: Path, table: Sequence[Column]
) -> Iterator[tuple[pa.RecordBatch, float]]:
    place = Place(path.name)
    for rows, share in pieces(path):
        _refuse_missing(rows.schema.names, table, place)
        yield _checked(rows, table, place), share
        place = replace(place, rows_before=place.rows_before + rows.num_rows)


def _refuse_missing(found: list[str], table: Sequence[Column], place: Place) -> None:
    for column in table:
        if column.required and not column.source_in(found):
            raise TableError(
                Sentence(
                    N_(
                        "文件 {file} 缺少列 {column}（{meaning}），现有列：{found}。"
                        "请改好列名或补上该列"
                    ),
                    file=place.file,
                    column=" 或 ".join(column.read_from),
                    meaning=column.meaning,
                    found=tuple(found),
                )
            )


def _checked(
    rows: pa.RecordBatch, table: Sequence[Column], place: Place
) -> pa.RecordBatch:
    arrays = [
        _read(column, rows[source], source, place)
        if (source := column.source_in(rows.schema.names))
        else pa.nulls(rows.num_rows, column.type)
        for column in table
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema_of(table))


def _read(column: Column, values: pa.Array, source: str, place: Place) -> pa.Array:
    try:
        return column.read_from[source](_plain(values), source, place).cast(column.type)
    except pa.ArrowException as wrong:
        why = Sentence(
            N_("{type} 类型的值不能读作{meaning}（{why}）"),
            type=values.type,
            meaning=column.meaning,
            why=wrong,
        )
        raise place.error(0, source, why) from wrong


def _plain(values: pa.Array) -> pa.Array:
    """Without the encodings that other tools save space with."""
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    return values.cast(TEXT) if pa.types.is_large_string(values.type) else values
