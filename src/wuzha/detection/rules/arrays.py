"""The compiler for one machine: features as arrays, from running sums.

The moves of one direction stand sorted by account and time, so that a window is a
stretch between two places and a sum over it a difference of two running sums. The
integers are those of the query in `batch.py`; with `through` a window also holds the
transfers of its own instant, which a score given after the day may see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wuzha.detection.rules.tree import Aggregate, Direction, Expression, Feature, Key

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NOTHING = np.iinfo(np.int64).min
"""Stands where there was nothing to measure."""
LATEST_US = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Payments:
    """In order of time; accounts are places among their names."""

    at_us: Whole
    src: Whole
    dst: Whole
    cents: Whole
    names: pa.Array

    def part(self, rows: Whole) -> "Payments":
        """Of all payments accounts may be told in 32 bits, of a part never."""
        return Payments(
            at_us=self.at_us[rows],
            src=self.src[rows].astype(np.int64),
            dst=self.dst[rows].astype(np.int64),
            cents=self.cents[rows],
            names=self.names,
        )

    def __len__(self) -> int:
        return len(self.at_us)

    @cached_property
    def instants(self) -> Whole:
        instants: Whole = self.at_us[np.diff(self.at_us, prepend=-LATEST_US) != 0]
        return instants

    @cached_property
    def rank(self) -> Whole:
        """The place of each transfer's instant among all instants."""
        return np.cumsum(np.diff(self.at_us, prepend=self.at_us[:1]) != 0)

    @cached_property
    def pair(self) -> Whole:
        both = self.src.astype(np.int64) * len(self.names) + self.dst
        pairs: Whole = np.unique(both, return_inverse=True)[1].astype(np.int64)
        return pairs

    @cached_property
    def first_of_pair(self) -> Whole:
        pairs = int(self.pair.max(initial=0)) + 1
        first: Whole = np.full(pairs, LATEST_US)
        np.minimum.at(first, self.pair, self.at_us)
        return first

    @cached_property
    def new_payee(self) -> Flags:
        first: Flags = self.first_of_pair[self.pair] == self.at_us
        return first

    def begins(self, window_us: int | None) -> Whole:
        """For each instant, the rank at which a window that ends there begins."""
        if window_us not in self._begins:
            self._begins[window_us] = (
                np.zeros(len(self.instants), np.int64)
                if window_us is None
                else np.searchsorted(self.instants, self.instants - window_us)
            )
        return self._begins[window_us]

    @cached_property
    def _begins(self) -> dict[int | None, Whole]:
        return {}


@dataclass(frozen=True)
class Ledger(Payments):
    """With the names of the transfers."""

    tx_ids: pa.Array

    @classmethod
    def of(cls, transfers: pa.Table) -> "Ledger":
        """A transfer to the own account moves nothing and is left out."""
        table = transfers.sort_by([("at_us", "ascending"), ("tx_id", "ascending")])
        both = pa.chunked_array(table["src"].chunks + table["dst"].chunks)
        codes = both.combine_chunks().dictionary_encode()
        numbers = codes.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        src, dst = numbers[: len(table)], numbers[len(table) :]
        moved = src != dst
        table = table.filter(pa.array(moved))
        return cls(
            at_us=table["at_us"].to_numpy().astype(np.int64),
            src=src[moved],
            dst=dst[moved],
            cents=table["amount_cents"].to_numpy().astype(np.int64),
            names=codes.dictionary,
            tx_ids=table["tx_id"].combine_chunks(),
        )


@dataclass(frozen=True)
class Moves:
    """The moves that count, sorted by account and time."""

    ledger: Payments
    rows: Whole  # of the ledger
    account: Whole
    other: Whole

    @classmethod
    def of(
        cls, ledger: Payments, direction: Direction, key: Key, counted: Flags
    ) -> "Moves":
        rows = np.flatnonzero(counted)
        src, dst = ledger.src[rows], ledger.dst[rows]
        if key is Key.PAIR:
            account, other = ledger.pair[rows], dst
        else:
            account, other = (dst, src) if direction is Direction.IN else (src, dst)
        if direction is Direction.ANY:
            rows = np.concatenate([rows, rows])
            account = np.concatenate([src, dst])
            other = np.concatenate([dst, src])
        place = account * (len(ledger.instants) + 1) + ledger.rank[rows]
        order = np.argsort(place, kind="stable")
        return cls(ledger, rows[order], account[order], other[order])

    @cached_property
    def place(self) -> Whole:
        return (
            self.account * (len(self.ledger.instants) + 1) + self.ledger.rank[self.rows]
        )

    @cached_property
    def cents(self) -> Whole:
        return self.ledger.cents[self.rows]

    @cached_property
    def at_us(self) -> Whole:
        return self.ledger.at_us[self.rows]

    @cached_property
    def sums(self) -> Whole:
        return running(self.cents)

    def met(self, window_us: int | None) -> tuple[Whole, Whole]:
        """Running counts of the counterparties that came, and of those that ran out."""
        if window_us not in self._met:
            before, after = self.neighbours
            apart = LATEST_US if window_us is None else window_us
            came = (before == NOTHING) | (self.at_us - before > apart)
            gone = (after == LATEST_US) | (after - self.at_us > apart)
            self._met[window_us] = running(came, np.int32), running(gone, np.int32)
        return self._met[window_us]

    @cached_property
    def _met(self) -> dict[int | None, tuple[Whole, Whole]]:
        return {}

    def find(self, account: Whole, rank: Whole) -> Whole:
        """How many moves stand before this account and instant."""
        return np.searchsorted(
            self.place, account * (len(self.ledger.instants) + 1) + rank
        )

    @cached_property
    def neighbours(self) -> tuple[Whole, Whole]:
        """When the same two last met before each move, and when they meet next."""
        order = np.lexsort((np.arange(len(self.rows)), self.other, self.account))
        account, other, at = self.account[order], self.other[order], self.at_us[order]
        same = (account[1:] == account[:-1]) & (other[1:] == other[:-1])
        before = np.full(len(order), NOTHING)
        after = np.full(len(order), LATEST_US)
        before[order[1:][same]] = at[:-1][same]
        after[order[:-1][same]] = at[1:][same]
        return before, after


@dataclass(frozen=True)
class Stretch:
    """For each asked transfer: its window as places among the moves, [lo, hi)."""

    moves: Moves
    first: Whole  # where the account's own moves begin
    lo: Whole
    hi: Whole
    now_us: Whole
    window_us: int | None


class Seen(NamedTuple):
    """Which transfer saw which: `by[i]` those from `lo[i]` to before `hi[i]` of `rows`.

    Windows overlap: what many saw stands here once.
    """

    by: Whole  # in order
    lo: Whole
    hi: Whole
    rows: Whole

    @classmethod
    def packed(cls, by: Whole, lo: Whole, hi: Whole, rows: Whole) -> "Seen":
        """Without the rows that nobody saw."""
        most = len(rows) + 1
        steps = np.bincount(lo, minlength=most) - np.bincount(hi, minlength=most)
        looked = np.cumsum(steps[:-1]) > 0
        place = running(looked, np.int32)
        return cls(by, place[lo], place[hi], rows[looked])

    def of(self, transfers: Whole) -> "Seen":
        """What these saw of it."""
        kept = np.isin(self.by, transfers)
        return Seen.packed(self.by[kept], self.lo[kept], self.hi[kept], self.rows)

    def pairs(self, transfers: Whole) -> tuple[Whole, Whole]:
        """Each of these transfers, in order, with each that it saw."""
        kept = np.flatnonzero(np.isin(self.by, transfers))
        lo, count = self.lo[kept], (self.hi - self.lo)[kept]
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return np.repeat(self.by[kept], count), self.rows[np.repeat(lo, count) + step]


class Features:
    """The moves of one ledger, sorted once for all who ask.

    `holding` says at which transfers each filter holds.
    """

    def __init__(
        self,
        ledger: Payments,
        *,
        through: bool = False,
        holding: Mapping[Expression, Flags] | None = None,
    ) -> None:
        self.ledger, self.through, self.holding = ledger, through, holding or {}
        self._moves: dict[object, Moves] = {}

    def share(self, other: "Features") -> None:
        """One index serves both."""
        self._moves = other._moves

    def at(self, start: int = 0, stop: int | None = None) -> "Asked":
        last = len(self.ledger) if stop is None else stop
        return self.at_rows(np.arange(start, last))

    def at_rows(self, rows: Whole) -> "Asked":
        return Asked(self, rows)

    def moves(self, feature: Feature) -> Moves:
        name = (feature.direction, feature.key is Key.PAIR, feature.filter)
        if name not in self._moves:
            counted = (
                np.ones(len(self.ledger), np.bool_)
                if feature.filter is None
                else self.holding[feature.filter]
            )
            self._moves[name] = Moves.of(
                self.ledger, feature.direction, feature.key, counted
            )
        return self._moves[name]


class Asked:
    """Measures features at some transfers; looks every place up once."""

    def __init__(self, features: Features, rows: Whole) -> None:
        self.features, self.ledger, self.rows = features, features.ledger, rows
        self._places: dict[object, Whole] = {}
        self._orders: dict[Key, Whole] = {}

    def measured(self, feature: Feature) -> Whole:
        """In the order of the transfers asked; NOTHING where nothing was seen."""
        order = self._order(feature.side)
        answer = np.empty(len(self.rows), np.int64)
        answer[order] = MEASURES[feature.aggregate](self._stretch(feature, order))
        return answer

    def seen(self, feature: Feature, most: int) -> "Seen":
        """The latest transfers in each window, in order of time."""
        order = self._order(feature.side)
        of = self._stretch(feature, order)
        lo = np.maximum(of.lo, of.hi - most)
        by = self.rows[order]
        first = np.argsort(by)
        return Seen.packed(by[first], lo[first], of.hi[first], of.moves.rows)

    def _order(self, side: Key) -> Whole:
        """By account and time, so that what is looked up lies close together."""
        if side not in self._orders:
            account = self.ledger.dst if side is Key.PAYEE else self.ledger.src
            accounts, ranks = account[self.rows], self.ledger.rank[self.rows]
            self._orders[side] = np.lexsort((ranks, accounts))
        return self._orders[side]

    def _stretch(self, feature: Feature, order: Whole) -> Stretch:
        ledger, key, window = self.ledger, feature.key, feature.window_us
        rows = self.rows[order]
        account = {
            Key.PAYER: lambda: ledger.src,
            Key.PAYEE: lambda: ledger.dst,
            Key.PAIR: lambda: ledger.pair,
        }[key]()[rows]
        moves, rank = self.features.moves(feature), ledger.rank[rows]
        named = (feature.direction, key, feature.filter)
        through = rank + self.features.through
        return Stretch(
            moves=moves,
            first=self._once((*named, None), lambda: moves.find(account, 0 * rank)),
            lo=self._once(
                (*named, window),
                lambda: moves.find(account, ledger.begins(window)[rank]),
            ),
            hi=self._once((*named, "hi"), lambda: moves.find(account, through)),
            now_us=ledger.at_us[rows],
            window_us=window,
        )

    def _once(self, name: object, made: Callable[[], Whole]) -> Whole:
        if name not in self._places:
            self._places[name] = made()
        return self._places[name]


def running(values: npt.NDArray[Any], kind: type = np.int64) -> Whole:
    return np.concatenate([np.zeros(1, kind), np.cumsum(values, dtype=kind)])


def _count(of: Stretch) -> Whole:
    return of.hi - of.lo


def _sum(of: Stretch) -> Whole:
    return of.moves.sums[of.hi] - of.moves.sums[of.lo]


def _max(of: Stretch) -> Whole:
    """By doubling: at each step the maxima of stretches twice as long."""
    length, answer = of.hi - of.lo, np.zeros(len(of.hi), np.int64)
    steps = np.frexp(np.maximum(length, 1).astype(np.float64))[1] - 1
    tops = of.moves.cents
    for step in range(int(steps.max(initial=0)) + 1):
        here = (steps == step) & (length > 0)
        answer[here] = np.maximum(tops[of.lo[here]], tops[of.hi[here] - (1 << step)])
        tops = np.maximum(tops[: -(1 << step)], tops[1 << step :])
    return answer


def _distinct(of: Stretch) -> Whole:
    came, gone = of.moves.met(of.window_us)
    inside = came[of.hi] - came[of.first]
    return inside - (gone[of.lo] - gone[of.first])


def _idle(of: Stretch) -> Whole:
    return _since(of, of.hi - 1)


def _age(of: Stretch) -> Whole:
    return _since(of, of.lo)


def _since(of: Stretch, place: Whole) -> Whole:
    seen = of.hi > of.lo
    answer = np.full(len(seen), NOTHING)
    answer[seen] = of.now_us[seen] - of.moves.at_us[place[seen]]
    return answer


MEASURES: dict[Aggregate, Callable[[Stretch], Whole]] = {
    Aggregate.COUNT: _count,
    Aggregate.SUM: _sum,
    Aggregate.MAX: _max,
    Aggregate.DISTINCT: _distinct,
    Aggregate.IDLE: _idle,
    Aggregate.AGE: _age,
}
