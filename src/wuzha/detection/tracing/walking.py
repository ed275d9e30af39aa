"""The walk of followed money from transfer to transfer, in order of time.

Money only moves on after the instant at which it came, so that the order of rows tells
nothing. What an account held before, and what it pays beyond all that is known to have
come, is not the victim's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, partial
from heapq import heappop, heappush
from typing import NamedTuple, Protocol

import pyarrow as pa

from wuzha.detection.moments import MICROSECOND
from wuzha.detection.tracing.exited import Exited
from wuzha.detection.tracing.index import Index
from wuzha.detection.tracing.parts import Label, Part, rest_of, summed
from wuzha.detection.tracing.pools import Haircut, Poison
from wuzha.detection.tracing.queues import (
    Queues,
    first_in_first_out,
    last_in_first_out,
)
from wuzha.detection.tracing.results import RETURNED, Trace
from wuzha.detection.tracing.statements import Statement, statement_of
from wuzha.detection.tracing.telling import Ended, Moved, Walked
from wuzha.lib.words import N_

METHODS = {
    "fifo": N_("先进先出"),
    "lifo": N_("后进先出"),
    "haircut": N_("按余额比例"),
    "poison": N_("沾染"),
}
MOST_FLOWS = 10_000


class Money(Protocol):
    """How accounts pay: what comes is put, what leaves with a transfer is taken."""

    @property
    def left(self) -> dict[tuple[int, int], int]: ...  # by account and seed
    @property
    def joined(self) -> dict[int, int]: ...  # by seed: counted, not its own

    def put(self, row: int, parts: Sequence[Part]) -> None: ...
    def take(self, row: int) -> list[Part]: ...


class Bounds(NamedTuple):
    levels: int
    window_us: int
    limit: int


def trace(
    transfers: Index | pa.Table,
    seeds: Sequence[str],
    *,
    method: str = "fifo",
    hops: int,
    window: timedelta,
    limit: int = MOST_FLOWS,
) -> Trace:
    """Follows each seed payment (a tx_id) over so many further transfers, so long."""
    index = transfers if isinstance(transfers, Index) else Index.of(transfers)
    started = frozenset(index.rows_of(seeds))
    bounds = Bounds(hops + 1, window // MICROSECOND, limit)
    walk = Walk(index, started, bounds)
    money = walk.money(method)
    walk.go(money)
    return Walked(
        index,
        method,
        started,
        walk.flows,
        walk.ends,
        left=money.left,
        joined=money.joined,
        complete=len(walk.flows) < limit,
    ).told()


@dataclass
class Walk:
    index: Index
    seeds: frozenset[int]
    bounds: Bounds
    flows: list[Moved] = field(default_factory=list)
    ends: list[Ended] = field(default_factory=list)
    ahead: list[int] = field(default_factory=list)  # a heap of rows to look at
    known: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.exited = Exited(self.index, self.visit)

    def money(self, method: str) -> Money:
        statement: Callable[[int], Statement] = cache(partial(statement_of, self.index))
        if method == "haircut":
            return Haircut(self.index, statement, self.visit)
        if method == "poison":
            return Poison(self.index, statement, self.visit, goes_on=self.goes_on)
        follow = {"fifo": first_in_first_out, "lifo": last_in_first_out}[method]
        return Queues(self.index, statement, self.visit, follow)

    def visit(self, row: int) -> None:
        if row not in self.known:
            self.known.add(row)
            heappush(self.ahead, row)

    def go(self, money: Money) -> None:
        """What comes in at an instant can go out only after it."""
        for row in self.seeds:
            self.visit(row)
        while self.ahead:
            at_us = self.index.at_us[self.ahead[0]]
            moved = []
            while self.ahead and self.index.at_us[self.ahead[0]] == at_us:
                row = heappop(self.ahead)
                moved.append((row, self._moved(row, money.take(row))))
            for row, parts in moved:
                self._arrive(row, parts, money)
            self.exited.note(row for row, parts in moved if parts)
        self.ends += self.exited.ended()

    def goes_on(self, label: Label, row: int) -> bool:
        return not self._bound(label, row)

    def _moved(self, row: int, taken: Sequence[Part]) -> list[Part]:
        """What moves with a transfer; the way of what passes a bound has ended."""
        parts = []
        for part in [*taken, *self.exited.come_back(row, taken)]:
            if bound := self._bound(part.label, row):
                self.ends.append(Ended(row, part.seed, bound, part.cents))
            else:
                parts.append(part._replace(level=part.level + 1))
        if row in self.seeds:
            own = rest_of(int(self.index.cents[row]), parts)
            parts += [Part(offset, cents, row, 1) for offset, cents in own]
        for label, cents in summed(parts).items():
            self.flows.append(Moved(row, label, cents, self._exit(label, row)))
        return parts

    def _arrive(self, row: int, parts: Sequence[Part], money: Money) -> None:
        """At the payee, or at one of the ends."""
        stays = []
        for part in parts:
            kind = self._exit(part.label, row)
            if kind == RETURNED:
                self.ends.append(Ended(row, part.seed, kind, part.cents))
            elif kind:
                self.exited.put(row, part, kind)
            else:
                stays.append(part)
        if stays:
            money.put(row, stays)

    def _bound(self, label: Label, row: int) -> str:
        if label.level >= self.bounds.levels:
            return "hops"
        came_us, at_us = self.index.at_us[label.seed], self.index.at_us[row]
        if at_us - came_us > self.bounds.window_us:
            return "window"
        return "limit" if len(self.flows) >= self.bounds.limit else ""

    def _exit(self, label: Label, row: int) -> str:
        if self.index.dst[row] == self.index.src[label.seed]:
            return RETURNED
        return self.exited.kind_of(row)
