"""What a trace tells: flows, balances, ends and sums, each amount with its method."""

from dataclasses import dataclass

import pyarrow as pa

from wuzha.detection.tracing.exits import exits
from wuzha.lib.words import N_

TEXT, CENTS, LEVEL = pa.string(), pa.int64(), pa.int16()
INSTANT = pa.timestamp("us", "UTC")

FLOWS = pa.schema(
    [
        ("method", TEXT),
        ("seed", TEXT),  # the payment whose money it is
        ("tx_id", TEXT),
        ("level", LEVEL),  # of the account that received: 1 is the seed's payee
        ("ts", INSTANT),
        ("src", TEXT),
        ("dst", TEXT),
        ("amount_cents", CENTS),
        ("traced_cents", CENTS),  # of the amount, the seed's money
        ("exit", TEXT),  # the kind of end, where the way ends with this transfer
    ]
)
BALANCES = pa.schema(
    [
        ("method", TEXT),
        ("account", TEXT),
        ("level", LEVEL),  # the nearest at which it was reached
        ("received_cents", CENTS),
        ("remaining_cents", CENTS),
        ("last_ts", INSTANT),  # when traced money last came or went
    ]
)
ENDS = pa.schema(
    [
        ("method", TEXT),
        ("seed", TEXT),
        ("kind", TEXT),
        ("tx_id", TEXT),
        ("ts", INSTANT),
        ("src", TEXT),
        ("dst", TEXT),
        ("ended_cents", CENTS),
    ]
)
SUMS = pa.schema(
    [
        ("method", TEXT),
        ("seed", TEXT),
        ("started_cents", CENTS),  # less what another seed had brought
        ("joined_cents", CENTS),  # counted as followed though it was not: poison only
        ("remaining_cents", CENTS),
        ("ended_cents", CENTS),
    ]
)
BOUNDS = {
    "hops": N_("超出追踪层数"),
    "window": N_("超出追踪时间"),
    "limit": N_("超出追踪笔数上限"),
}
RETURNED = "returned"
ENDINGS = {
    **BOUNDS,
    RETURNED: N_("回到付款账户"),
    **{exit_.kind: exit_.label for exit_ in exits()},
}


@dataclass(frozen=True, slots=True)
class Trace:
    """started + joined = remaining + ended, to the cent, for each seed."""

    method: str
    flows: pa.Table  # in order of time
    balances: pa.Table  # largest remainder first, then the freshest
    ends: pa.Table  # in order of time
    sums: pa.Table  # by seed, in order of time
    complete: bool  # False: the limit of flows was reached
