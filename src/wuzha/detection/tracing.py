"""Where the money of given payments went: onward in time, first in, first out.

Under FIFO an account pays with what came in first. What it held before the first
transfer at hand is not known and counts as nothing; what it pays beyond all that
came in is not the victim's. Money only moves on after the instant at which it came.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from wuzha.detection.files import TableError
from wuzha.detection.moments import MICROSECOND
from wuzha.lib.words import N_, Sentence

METHOD = "fifo"
MOST_FLOWS = 10_000

FLOWS = pa.schema(
    [
        ("seed", pa.string()),  # the payment whose money it is
        ("tx_id", pa.string()),
        ("level", pa.int16()),  # of the account that received: 1 is the seed's payee
        ("ts", pa.timestamp("us", "UTC")),
        ("src", pa.string()),
        ("dst", pa.string()),
        ("amount_cents", pa.int64()),
        ("traced_cents", pa.int64()),  # of the amount, the seed's money
    ]
)
BALANCES = pa.schema(
    [
        ("account", pa.string()),
        ("level", pa.int16()),  # the nearest at which it was reached
        ("received_cents", pa.int64()),
        ("remaining_cents", pa.int64()),
        ("last_ts", pa.timestamp("us", "UTC")),  # when traced money last came or went
    ]
)


@dataclass(frozen=True, slots=True)
class Trace:
    method: str
    flows: pa.Table  # in order of time
    balances: pa.Table  # largest remainder first, then the freshest
    beyond_cents: int  # moved on past the hops, the window or the limit
    complete: bool  # False: the limit of flows was reached


class Lot(NamedTuple):
    """Money that came into an account together, in the order in which it came."""

    cents: int
    seed: str | None  # None: not followed
    level: int


class Bounds(NamedTuple):
    levels: int
    ends_us: Mapping[str, int]  # by seed: until when its money is followed


Row = Mapping[str, Any]
Queues = dict[str, deque[Lot]]


def onward(
    transfers: pa.Table,
    seeds: Sequence[str],
    *,
    max_hops: int,
    window: timedelta,
    limit: int = MOST_FLOWS,
) -> Trace:
    """Follows each seed payment (a tx_id) over so many further transfers, so long."""
    started = _seeds(transfers, seeds)
    bounds = Bounds(
        levels=max_hops + 1,
        ends_us={s["tx_id"]: s["at_us"] + window // MICROSECOND for s in started},
    )
    queues: Queues = defaultdict(deque)
    flows = _walked(_within_reach(transfers, started, bounds), queues, bounds, limit)
    held = {
        account: sum(lot.cents for lot in queue if lot.seed)
        for account, queue in queues.items()
    }
    started_cents = sum(flow["traced_cents"] for flow in flows if flow["level"] == 1)
    return Trace(
        method=METHOD,
        flows=pa.Table.from_pylist(flows, schema=FLOWS),
        balances=_balances(flows, held),
        beyond_cents=started_cents - sum(held.values()),
        complete=len(flows) < limit,
    )


def _seeds(transfers: pa.Table, seeds: Sequence[str]) -> list[Row]:
    found = transfers.filter(pc.is_in(transfers["tx_id"], pa.array(seeds, pa.string())))
    rows: list[Row] = found.to_pylist()
    if missing := set(seeds) - {row["tx_id"] for row in rows}:
        raise TableError(
            Sentence(
                N_("流水中找不到 {missing}，无法从它追踪；请核对流水号或补充流水"),
                missing=tuple(sorted(missing)),
            )
        )
    return rows


def _within_reach(
    transfers: pa.Table, started: Iterable[Row], bounds: Bounds
) -> list[Row]:
    """All transfers of the accounts that the money can have come to, in order of time.

    What went through these accounts before is among them: under FIFO it goes first.
    """
    past = transfers.filter(
        pc.and_(
            pc.less_equal(transfers["at_us"], max(bounds.ends_us.values())),
            pc.not_equal(transfers["src"], transfers["dst"]),
        )
    )
    came: dict[str, int] = {}
    latest = _earlier(came, [(row["dst"], row["at_us"]) for row in started])
    for _ in range(1, bounds.levels):
        leaving = past.filter(
            pc.and_(
                pc.is_in(past["src"], pa.array(latest, pa.string())),
                pc.greater(past["at_us"], min(latest.values(), default=0)),
            )
        )
        moves = [
            (row["dst"], row["at_us"])
            for row in leaving.select(["src", "dst", "at_us"]).to_pylist()
            if row["at_us"] > latest[row["src"]]
        ]
        latest = _earlier(came, moves)
    reached = pa.array(came, pa.string())
    touched = pc.or_(pc.is_in(past["src"], reached), pc.is_in(past["dst"], reached))
    rows: list[Row] = (
        past.filter(touched)
        .select(["tx_id", "at_us", "src", "dst", "amount_cents"])
        .sort_by([("at_us", "ascending"), ("tx_id", "ascending")])
        .to_pylist()
    )
    return rows


def _earlier(came: dict[str, int], moves: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The accounts that money now reaches earlier than known, noted in `came`."""
    improved: dict[str, int] = {}
    for account, at_us in moves:
        if account not in came or at_us < came[account]:
            came[account] = improved[account] = at_us
    return improved


def _walked(
    rows: Sequence[Row], queues: Queues, bounds: Bounds, limit: int
) -> list[dict[str, Any]]:
    """Moves every lot; what comes in at an instant can go out only after it."""
    flows: list[dict[str, Any]] = []
    for _, instant in groupby(rows, key=itemgetter("at_us")):
        arrivals = [(row, _paid(row, queues[row["src"]], bounds)) for row in instant]
        for row, lots in arrivals:
            kept = lots if len(flows) < limit else [_cut(lot) for lot in lots]
            queues[row["dst"]].extend(kept)
            flows += _flows(row, kept)
    return flows


def _paid(row: Row, queue: deque[Lot], bounds: Bounds) -> list[Lot]:
    """What arrives with a transfer: followed lots, and the rest that is not."""
    amount = row["amount_cents"]
    lots = [_moved_on(lot, row, bounds) for lot in _taken(queue, amount)]
    if row["tx_id"] in bounds.ends_us:
        followed = [lot for lot in lots if lot.seed]
        own = amount - sum(lot.cents for lot in followed)
        return [*followed, Lot(own, row["tx_id"], 1)] if own else followed
    rest = amount - sum(lot.cents for lot in lots)
    return [*lots, Lot(rest, None, 0)] if rest else lots


def _taken(queue: deque[Lot], cents: int) -> Iterator[Lot]:
    while cents and queue:
        lot = queue.popleft()
        if lot.cents > cents:
            queue.appendleft(lot._replace(cents=lot.cents - cents))
            lot = lot._replace(cents=cents)
        cents -= lot.cents
        yield lot


def _moved_on(lot: Lot, row: Row, bounds: Bounds) -> Lot:
    if lot.seed is None:
        return lot
    if lot.level == bounds.levels or row["at_us"] > bounds.ends_us[lot.seed]:
        return Lot(lot.cents, None, 0)
    return lot._replace(level=lot.level + 1)


def _cut(lot: Lot) -> Lot:
    return lot if lot.level == 1 else Lot(lot.cents, None, 0)


def _flows(row: Row, lots: Iterable[Lot]) -> list[dict[str, Any]]:
    traced: dict[tuple[str, int], int] = defaultdict(int)
    for lot in lots:
        if lot.seed:
            traced[lot.seed, lot.level] += lot.cents
    return [
        {**row, "ts": row["at_us"], "seed": seed, "level": level, "traced_cents": cents}
        for (seed, level), cents in traced.items()
    ]


def _balances(flows: Sequence[Row], held: Mapping[str, int]) -> pa.Table:
    received: dict[str, list[Row]] = defaultdict(list)
    last_us: dict[str, int] = {}
    for flow in flows:
        received[flow["dst"]].append(flow)
        last_us[flow["src"]] = last_us[flow["dst"]] = flow["ts"]
    rows = [
        {
            "account": account,
            "level": min(flow["level"] for flow in came),
            "received_cents": sum(flow["traced_cents"] for flow in came),
            "remaining_cents": held.get(account, 0),
            "last_ts": last_us[account],
        }
        for account, came in received.items()
    ]
    return pa.Table.from_pylist(rows, schema=BALANCES).sort_by(
        [
            ("remaining_cents", "descending"),
            ("last_ts", "descending"),
            ("account", "ascending"),
        ]
    )
