"""Small tables of transfers, written by hand in the tests."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from wuzha.detection.tables import TRANSFERS, schema_of

MINUTE = 60_000_000
HOUR = 60 * MINUTE
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
