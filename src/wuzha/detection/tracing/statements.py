"""What one account held before each of its moves, told from all transfers at hand.

At one instant what leaves goes before what comes. What an account held before the
first transfer at hand is nothing unless it is known; what it pays beyond all that is
known to have come is money of which nothing is known, and its balance stays at nothing.
"""

from typing import NamedTuple

import numpy as np

from wuzha.detection.rules.arrays import Whole
from wuzha.detection.tracing.index import Index


class Statement(NamedTuple):
    """Outgoing and incoming rows in order, and the balance before each. `paid` and
    `came` are what had left and come before each, of the money that is known of."""

    outs: Whole
    ins: Whole
    held_at_out: Whole
    held_at_in: Whole
    paid: Whole
    came: Whole

    def out_after(self, at_us: int, index: Index) -> int:
        """The place of the first outgoing row later than the instant."""
        return int(np.searchsorted(index.at_us[self.outs], at_us, side="right"))


def statement_of(index: Index, account: int) -> Statement:
    outs, ins = index.leaving.of(account), index.coming.of(account)
    rows = np.concatenate((outs, ins))
    comes = np.arange(len(rows)) >= len(outs)
    order = np.argsort(2 * index.at_us[rows] + comes, kind="stable")
    change = np.where(comes, index.cents[rows], -index.cents[rows])[order]
    opening = _opening(index, account, rows[order], change)
    running = opening + np.concatenate(([0], np.cumsum(change)))
    balance = running - np.minimum(np.minimum.accumulate(running), 0)
    held = np.empty(len(rows), np.int64)
    held[order] = balance[:-1]
    held_at_out, held_at_in = held[: len(outs)], held[len(outs) :]
    known, came = np.minimum(index.cents[outs], held_at_out), index.cents[ins]
    return Statement(
        outs=outs,
        ins=ins,
        held_at_out=held_at_out,
        held_at_in=held_at_in,
        paid=np.cumsum(known) - known,
        came=opening + np.cumsum(came) - came,
    )


def _opening(index: Index, account: int, rows: Whole, change: Whole) -> int:
    """Reckoned back from the balance that is known to the first row at hand."""
    if account not in index.openings:
        return 0
    at_us, cents = index.openings[account]
    return max(0, cents - int(change[index.at_us[rows] < at_us].sum()))
