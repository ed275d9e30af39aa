"""Tables of several banks made one: a transfer that two of them report counts once.

Both banks of a transfer list it, often under ids of their own and by other clocks. Two
rows of different tables are one transfer if payer, payee and cents are equal and
their times lie no further apart than a span. Rows are taken in order of time; each is
the same as the latest before it that it can be the same as (one of the same id first)
and that has no row of its table yet. The earliest row stands for the others; two rows
of one table are always two transfers.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from wuzha.detection.moments import MICROSECOND

SAME = pa.schema([(name, pa.string()) for name in ("table", "tx_id", "kept")])
ALIKE = ("src", "dst", "amount_cents")
IN_TIME = ("at_us", "tx_id", "table", "place")

Row = dict[str, Any]


class Joined(NamedTuple):
    transfers: pa.Table  # each once
    same: pa.Table  # the rows left out, and the id of the row that stands for each

    def kept(self, tx_ids: Iterable[str]) -> list[str]:
        """Payments by the ids under which they are kept."""
        names = self.same.select(["tx_id", "kept"]).to_pylist()
        stands_for = {row["tx_id"]: row["kept"] for row in names}
        return [stands_for.get(tx_id, tx_id) for tx_id in tx_ids]


def joined(tables: Mapping[str, pa.Table], span: timedelta) -> Joined:
    """Tables by their names; the order in which they are given tells nothing."""
    every = pa.concat_tables(
        table.append_column("table", pa.repeat(pa.scalar(name), len(table)))
        for name, table in sorted(tables.items())
    )
    every = every.append_column("place", pa.array(range(len(every)), pa.int64()))
    same = [
        (row, alike[0])
        for alike in _alike(_candidates(every), span // MICROSECOND)
        for row in alike[1:]
    ]
    out = pa.array((row["place"] for row, _ in same), pa.int64())
    return Joined(
        every.filter(pc.invert(pc.is_in(every["place"], out))).drop(["table", "place"]),
        pa.Table.from_pylist(
            [{**row, "kept": kept["tx_id"]} for row, kept in same], SAME
        ),
    )


def _candidates(every: pa.Table) -> list[Row]:
    """Rows whose like stands in another table too, in order of time."""
    tables = every.group_by(ALIKE).aggregate([("table", "count_distinct")])
    several = tables.filter(pc.field("table_count_distinct") > 1).select(ALIKE)
    rows: list[Row] = (
        every.select([*ALIKE, *IN_TIME])
        .join(several, list(ALIKE), join_type="inner")
        .sort_by([(name, "ascending") for name in (*ALIKE, *IN_TIME)])
        .to_pylist()
    )
    return rows


def _alike(rows: Iterable[Row], span_us: int) -> Iterable[list[Row]]:
    for _, like in groupby(rows, key=itemgetter(*ALIKE)):
        found: list[list[Row]] = []
        for row in like:
            open_ = [one for one in found if _takes(one, row, span_us)]
            by_id = [one for one in open_ if one[0]["tx_id"] == row["tx_id"]]
            if open_:
                (by_id or open_)[-1].append(row)
            else:
                found.append([row])
        yield from found


def _takes(alike: list[Row], row: Row, span_us: int) -> bool:
    near = row["at_us"] - alike[0]["at_us"] <= span_us
    return near and all(row["table"] != other["table"] for other in alike)
