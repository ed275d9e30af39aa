"""What the paths around a transfer look like: short, time-ordered, bounded.

Of each transfer the latest few arrivals at its payer before it are looked at, of those
again the latest few arrivals at *their* payers, and so on: a busy account costs no more
than a quiet one. An arrival of the same instant counts as before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from wuzha.detection.rules.arrays import Flags, Ledger, Moves, Whole
from wuzha.detection.rules.tree import Direction, Key

LATEST = 8
LONGEST = 5
CHUNK = 1 << 17  # times accounts squared must stay within 63 bits
ALIKE_PERCENT = 15  # amounts that may be the same money, less a cut
FAR = 99


@dataclass(frozen=True)
class Arrivals:
    """The latest arrivals at one side of each transfer, within a window."""

    ledger: Ledger
    moves: Moves
    lo: Whole
    hi: Whole

    @classmethod
    def at(
        cls, ledger: Ledger, moves: Moves, side: Whole, window_us: int
    ) -> "Arrivals":
        order = np.lexsort((ledger.rank, side))
        lo, hi = np.empty(len(ledger), np.int64), np.empty(len(ledger), np.int64)
        account, rank = side[order], ledger.rank[order]
        hi[order] = moves.find(account, rank + 1)
        lo[order] = moves.find(account, ledger.begins(window_us)[rank])
        return cls(ledger, moves, np.maximum(lo, hi - LATEST), hi)

    def each(self) -> Iterator[tuple[Whole, Whole]]:
        """Pairs (transfer, arrival) as rows of the ledger, the latest first."""
        for back in range(1, LATEST + 1):
            asked = np.flatnonzero(self.hi - back >= self.lo)
            if not len(asked):
                return
            yield asked, self.moves.rows[self.hi[asked] - back]

    def before(self, rows: Whole) -> tuple[Whole, Whole]:
        """All arrivals of these transfers: which of the rows asked, and the arrival."""
        lo, count = self.lo[rows], (self.hi - self.lo)[rows]
        asked = np.repeat(np.arange(len(rows)), count)
        step = np.arange(len(asked)) - np.repeat(np.cumsum(count) - count, count)
        return asked, self.moves.rows[lo[asked] + step]


@dataclass(frozen=True)
class Graph:
    ledger: Ledger
    window_us: int

    @cached_property
    def moves(self) -> Moves:
        return Moves.of(
            self.ledger, Direction.IN, Key.PAYEE, np.ones(len(self.ledger), np.bool_)
        )

    @cached_property
    def to_payer(self) -> Arrivals:
        return Arrivals.at(self.ledger, self.moves, self.ledger.src, self.window_us)

    @cached_property
    def to_payee(self) -> Arrivals:
        return Arrivals.at(self.ledger, self.moves, self.ledger.dst, self.window_us)

    def depth(self, *, alike: bool) -> Whole:
        """The longest chain of transfers that ends with this one, up to six."""
        depth = np.ones(len(self.ledger), np.int64)
        for _ in range(LONGEST):
            longer = depth.copy()
            for asked, arrival in self.to_payer.each():
                on = self._alike(asked, arrival) if alike else slice(None)
                step, last = asked[on], arrival[on]
                longer[step] = np.maximum(longer[step], depth[last] + 1)
            depth = np.minimum(longer, LONGEST + 1)
        return depth

    def hops(self, seeds: Flags) -> Whole:
        hops = np.where(seeds, 0, FAR)
        for _ in range(LONGEST):
            nearer = hops.copy()
            for asked, arrival in self.to_payer.each():
                nearer[asked] = np.minimum(nearer[asked], hops[arrival] + 1)
            hops = nearer
        return hops

    def passed_on(self) -> Whole:
        """Per mille by which the arrival nearest in amount differs from this one."""
        cents, off = self.ledger.cents, np.full(len(self.ledger), 1000)
        for asked, arrival in self.to_payer.each():
            far = np.abs(cents[arrival] - cents[asked]) * 1000
            off[asked] = np.minimum(off[asked], far // np.maximum(cents[asked], 1))
        return off

    def largest(self, values: Whole, arrivals: Arrivals) -> Whole:
        """The largest value among the arrivals looked at."""
        answer = np.zeros(len(self.ledger), values.dtype)
        for asked, arrival in arrivals.each():
            answer[asked] = np.maximum(answer[asked], values[arrival])
        return answer

    def cycle(self) -> Whole:
        """How many transfers the shortest cycle has that this one closes, 0 if none."""
        src, dst = self.ledger.src, self.ledger.dst
        found = np.zeros(len(self.ledger), np.int64)
        for rows in self._chunks():
            asked, now = rows, rows
            for length in range(2, LONGEST + 1):
                step, now = self.to_payer.before(now)
                asked = asked[step]
                found[asked[(src[now] == dst[asked]) & (found[asked] == 0)]] = length
                open_ = found[asked] == 0
                paths = once(asked[open_] * len(self.ledger) + now[open_])
                asked, now = np.divmod(paths, len(self.ledger))
        return found

    def gathered(self) -> Whole:
        """Through how many accounts money of one account comes to the payee at once."""
        src, accounts = self.ledger.src, len(self.ledger.names)
        width = np.zeros(len(self.ledger), np.int64)
        for rows in self._chunks():
            step, middle = self.to_payee.before(rows)
            far, arrival = self.to_payer.before(middle)
            origin = step[far] * accounts + src[arrival]
            origins = once(origin * accounts + src[middle[far]]) // accounts
            first = np.flatnonzero(np.diff(origins, prepend=-1))
            through = np.diff(first, append=len(origins))
            np.maximum.at(width, rows[origins[first] // accounts], through)
        return width

    def _chunks(self) -> Iterator[Whole]:
        for start in range(0, len(self.ledger), CHUNK):
            yield np.arange(start, min(start + CHUNK, len(self.ledger)))

    def _alike(self, asked: Whole, arrival: Whole) -> Flags:
        cents = self.ledger.cents
        off = np.abs(cents[arrival] - cents[asked])
        near: Flags = off * 100 <= cents[arrival] * ALIKE_PERCENT
        return near


def once(values: Whole) -> Whole:
    """Each value once, in order; the hash table of `numpy.unique` is slower."""
    ordered = np.sort(values)
    first: Whole = ordered[np.diff(ordered, prepend=-1) != 0]
    return first
