"""From rows and numbers of a walk to the tables of a trace."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from wuzha.detection.tracing.index import Index
from wuzha.detection.tracing.parts import Label
from wuzha.detection.tracing.results import BALANCES, ENDS, FLOWS, INSTANT, SUMS, Trace


class Moved(NamedTuple):
    """Cents of one label that moved with a transfer."""

    row: int
    label: Label
    cents: int
    exit: str  # empty: they can be followed from its payee


class Ended(NamedTuple):
    row: int
    seed: int
    kind: str
    cents: int


@dataclass(frozen=True)
class Walked:
    index: Index
    method: str
    seeds: Iterable[int]
    flows: Sequence[Moved]
    ends: Sequence[Ended]
    left: Mapping[tuple[int, int], int]  # by account and seed
    joined: Mapping[int, int]  # by seed
    complete: bool

    def told(self) -> Trace:
        return Trace(
            method=self.method,
            flows=self._flows(),
            balances=self._balances(),
            ends=self._ends(),
            sums=self._sums(),
            complete=self.complete,
        )

    def _flows(self) -> pa.Table:
        return self._table(
            FLOWS,
            **self._transfers([flow.row for flow in self.flows]),
            seed=self._tx_ids([flow.label.seed for flow in self.flows]),
            level=[flow.label.level for flow in self.flows],
            traced_cents=[flow.cents for flow in self.flows],
            exit=[flow.exit or None for flow in self.flows],
        )

    def _ends(self) -> pa.Table:
        ends = sorted(self.ends)
        return self._table(
            ENDS,
            **self._transfers([end.row for end in ends]),
            seed=self._tx_ids([end.seed for end in ends]),
            kind=[end.kind for end in ends],
            ended_cents=[end.cents for end in ends],
        )

    def _balances(self) -> pa.Table:
        level: dict[int, int] = {}
        received: dict[int, int] = defaultdict(int)
        last_row: dict[int, int] = {}
        for flow in self.flows:
            src, dst = int(self.index.src[flow.row]), int(self.index.dst[flow.row])
            last_row[src] = last_row[dst] = flow.row
            if not flow.exit:
                level[dst] = min(flow.label.level, level.get(dst, flow.label.level))
                received[dst] += flow.cents
        for end in self.ends:
            src = int(self.index.src[end.row])
            last_row[src] = max(end.row, last_row[src])
        remaining: dict[int, int] = defaultdict(int)
        for (account, _), cents in self.left.items():
            remaining[account] += cents
        at_us = self.index.at_us[[last_row[account] for account in received]]
        return self._table(
            BALANCES,
            account=self._names(list(received)),
            level=list(level.values()),
            received_cents=list(received.values()),
            remaining_cents=[remaining[account] for account in received],
            last_ts=pa.array(at_us, INSTANT),
        ).sort_by(
            [
                ("remaining_cents", "descending"),
                ("last_ts", "descending"),
                ("account", "ascending"),
            ]
        )

    def _sums(self) -> pa.Table:
        started: dict[int, int] = dict.fromkeys(sorted(self.seeds), 0)
        ended, remaining = started.copy(), started.copy()
        for flow in self.flows:
            if flow.row == flow.label.seed:
                started[flow.row] += flow.cents
        for end in self.ends:
            ended[end.seed] += end.cents
        for (_, seed), cents in self.left.items():
            remaining[seed] += cents
        return self._table(
            SUMS,
            seed=self._tx_ids(list(started)),
            started_cents=list(started.values()),
            joined_cents=[self.joined.get(seed, 0) for seed in started],
            remaining_cents=list(remaining.values()),
            ended_cents=list(ended.values()),
        )

    def _transfers(self, rows: Sequence[int]) -> dict[str, Any]:
        index, at = self.index, np.array(rows, np.int64)
        return {
            "tx_id": self._tx_ids(rows),
            "ts": pa.array(index.at_us[at], INSTANT),
            "src": index.names.take(pa.array(index.src[at])),
            "dst": index.names.take(pa.array(index.dst[at])),
            "amount_cents": index.cents[at],
        }

    def _tx_ids(self, rows: Sequence[int]) -> pa.Array:
        return self.index.tx_ids.take(pa.array(rows, pa.int64()))

    def _names(self, accounts: Sequence[int]) -> pa.Array:
        return self.index.names.take(pa.array(accounts, pa.int64()))

    def _table(self, schema: pa.Schema, **columns: Any) -> pa.Table:
        count = len(columns[schema.names[1]])
        columns["method"] = [self.method] * count
        arrays = [_array(columns[field.name], field.type) for field in schema]
        return pa.Table.from_arrays(arrays, schema=schema)


def _array(values: Any, kind: pa.DataType) -> pa.Array:
    """Told its type: to find it out from a list takes longer than the whole walk."""
    return values if isinstance(values, pa.Array) else pa.array(values, kind)
