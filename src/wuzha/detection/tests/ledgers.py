"""Small tables of transfers: written by hand in the tests, or by chance."""

import random
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.detection.columns import INSTANT
from wuzha.detection.tables import TRANSFERS, schema_of

MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAYS, CHAINS = 10, 90
START = 1_772_420_400_000_000  # 2026-03-02 11:00:00 in Beijing

NOTHING: Mapping[str, str] = {}

Row = tuple[str, int, str, str, int]
"""tx_id, minutes after START, payer, payee, yuan."""


def ledger(
    *rows: Row,
    illicit: Iterable[str] = (),
    channels: Mapping[str, str] = NOTHING,
    notes: Mapping[str, str] = NOTHING,
) -> pa.Table:
    wrong = set(illicit)
    return pa.Table.from_pylist(
        [
            {
                "tx_id": tx_id,
                "at_us": START + minutes * MINUTE,
                "src": src,
                "dst": dst,
                "amount_cents": yuan * 100,
                "channel": channels.get(tx_id, "app"),
                "note": notes.get(tx_id),
                "is_illicit": tx_id in wrong,
            }
            for tx_id, minutes, src, dst, yuan in rows
        ],
        schema_of(TRANSFERS),
    )


def written(path: Path, seed: int) -> Path:
    """Random pairs, and chains of three in which the same money moves on at once."""
    chance = random.Random(seed)
    rows: list[Row] = []
    illicit = []
    for n in range(3000):
        src, dst = chance.sample(range(300), 2)
        at = chance.randrange(DAYS * 1440)
        rows.append((f"n{n}", at, f"k{src}", f"k{dst}", chance.randrange(5, 900)))
    for n in range(CHAINS):
        at = chance.randrange(DAYS * 1440)
        path_ = [f"k{account}" for account in chance.sample(range(300), 4)]
        for hop in range(3):
            illicit.append(f"c{n}-{hop}")
            at += chance.randrange(3, 20)
            rows.append((illicit[-1], at, path_[hop], path_[hop + 1], 3000 - hop))
    rows.append(("own", 5, "k1", "k1", 4000))
    table = ledger(*rows, illicit=illicit)
    times = table["at_us"].cast(INSTANT)
    table = table.set_column(1, "ts", times).drop_columns(
        ["currency", "note", "pattern"]
    )
    pq.write_table(table, path)
    return path
