"""Where the money still lies, and whom to call about it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import pyarrow.compute as pc

from wuzha.detection.tracing.index import Index
from wuzha.detection.tracing.results import Trace


class Stop(NamedTuple):
    account: str
    bank: str  # empty: not known
    level: int
    remaining_cents: int
    method: str
    last_at: datetime  # when followed money last came or went
    idle: timedelta


def stops(trace: Trace, banks: Mapping[str, str], as_of: datetime) -> list[Stop]:
    """Largest first, then freshest. `banks` says where accounts are kept."""
    lying = trace.balances.filter(pc.field("remaining_cents") > 0)
    return [
        Stop(
            account=row["account"],
            bank=banks.get(row["account"], ""),
            level=row["level"],
            remaining_cents=row["remaining_cents"],
            method=row["method"],
            last_at=row["last_ts"],
            idle=as_of - row["last_ts"],
        )
        for row in lying.to_pylist()
    ]


def unasked(trace: Trace, index: Index, answered: Collection[str] = ()) -> list[str]:
    """Accounts with money of which no outgoing transfer is at hand: their banks have to
    be asked, unless they have answered. In the order of the balances."""
    lying = trace.balances.filter(pc.field("remaining_cents") > 0)
    accounts = lying["account"].to_pylist()
    told = index.payers(accounts).union(answered)
    return [account for account in accounts if account not in told]
