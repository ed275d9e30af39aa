"""What accounts have in common: payees that several payers share, money that came back.

Accounts that one hand moves pay the same few others; people who know nothing of each
other seldom do. Looked at are the latest few payers of the payee and the latest few
payees of each, so that a busy account costs no more than a quiet one. A payment of the
same instant counts as before.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wuzha.detection.graph import LATEST, Arrivals, Graph, once
from wuzha.detection.rules.arrays import NOTHING, Flags, Moves, Whole
from wuzha.detection.rules.tree import Direction, Key

CHUNK = 1 << 16  # of transfers, each with up to 64 others beside it


@dataclass(frozen=True)
class Sharing:
    graph: Graph

    @cached_property
    def sent(self) -> Moves:
        everything: Flags = np.ones(len(self.graph.ledger), np.bool_)
        return Moves.of(self.graph.ledger, Direction.OUT, Key.PAYER, everything)

    @cached_property
    def by_payer(self) -> Arrivals:
        ledger = self.graph.ledger
        return Arrivals.at(ledger, self.sent, ledger.src, self.graph.window_us)

    def returned(self) -> Whole:
        """How long ago the payee had last paid the payer, in microseconds."""
        ledger, accounts = self.graph.ledger, len(self.graph.ledger.names)
        ranks = len(ledger.instants) + 1
        paid = ledger.src * accounts + ledger.dst
        pairs = once(paid)
        places = np.sort(np.searchsorted(pairs, paid) * ranks + ledger.rank)
        back = ledger.dst * accounts + ledger.src
        pair = np.minimum(np.searchsorted(pairs, back), len(pairs) - 1)
        latest = np.searchsorted(places, pair * ranks + ledger.rank + 1) - 1
        last = places[latest] - pair * ranks
        known = (pairs[pair] == back) & (last >= 0) & (last <= ledger.rank)
        ago: Whole = np.full(len(ledger), NOTHING)
        ago[known] = ledger.at_us[known] - ledger.instants[last[known]]
        return ago

    def shared(self) -> tuple[Whole, Whole]:
        """How many payees the payer has in common with other payers of this payee, and
        with how many of these."""
        ledger = self.graph.ledger
        payees, payers = np.zeros_like(ledger.src), np.zeros_like(ledger.src)
        for start in range(0, len(ledger), CHUNK):
            rows = np.arange(start, min(start + CHUNK, len(ledger)))
            row, payer, payee = self._common(rows)
            payees[rows] = self._distinct(row - start, payee, len(rows))
            payers[rows] = self._distinct(row - start, payer, len(rows))
        return payees, payers

    def _common(self, rows: Whole) -> tuple[Whole, Whole, Whole]:
        """A transfer, another payer of its payee, another payee of both."""
        ledger, accounts = self.graph.ledger, len(self.graph.ledger.names)
        row, payer = self._other_payers(rows)
        step, theirs = self._payees(row, payer)
        row, payer = row[step], payer[step]
        step, sent = self.by_payer.before(rows)
        own = np.sort(rows[step] * accounts + ledger.dst[sent])
        asked = row * accounts + theirs
        place = np.minimum(np.searchsorted(own, asked), len(own) - 1)
        both = (own[place] == asked) & (theirs != ledger.dst[row])
        return row[both], payer[both], theirs[both]

    def _other_payers(self, rows: Whole) -> tuple[Whole, Whole]:
        """By payer and time, so that what is looked up next lies close together."""
        ledger = self.graph.ledger
        step, arrival = self.graph.to_payee.before(rows)
        payer = ledger.src[arrival]
        other = payer != ledger.src[rows[step]]
        payer, step = np.divmod(once(payer[other] * len(rows) + step[other]), len(rows))
        return rows[step], payer

    def _payees(self, row: Whole, payer: Whole) -> tuple[Whole, Whole]:
        """The latest that this payer had paid by the time of this row."""
        ledger = self.graph.ledger
        rank = ledger.rank[row]
        hi = self.sent.find(payer, rank + 1)
        lo = self.sent.find(payer, ledger.begins(self.graph.window_us)[rank])
        lo = np.maximum(lo, hi - LATEST)
        step = np.repeat(np.arange(len(row)), hi - lo)
        place = np.arange(len(step)) - np.repeat(np.cumsum(hi - lo) - hi, hi - lo)
        return step, ledger.dst[self.sent.rows[place]]

    def _distinct(self, row: Whole, account: Whole, rows: int) -> Whole:
        """How many accounts each row has."""
        accounts = len(self.graph.ledger.names)
        return np.bincount(once(row * accounts + account) // accounts, minlength=rows)
