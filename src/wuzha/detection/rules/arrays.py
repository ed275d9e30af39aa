"""The compiler for the learned score: features as arrays, from running sums.

The moves of one direction stand sorted by account and time, so that a window is a
stretch between two places and a sum over it a difference of two running sums. The
integers are those of the query in `batch.py`; with `through` a window also holds the
transfers of its own instant, which a score given after the day may see.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from wuzha.detection.rules.tree import (
    Aggregate,
    Comparison,
    Direction,
    Expression,
    Feature,
    Junction,
    Key,
    Literal,
    Name,
    Negation,
)

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NOTHING = np.iinfo(np.int64).min
"""Stands where there was nothing to measure."""
LATEST_US = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Ledger:
    """All payments in order of time, accounts as whole numbers."""

    tx_ids: pa.Array
    at_us: Whole
    src: Whole
    dst: Whole
    cents: Whole
    channel: pa.Array
    names: pa.Array  # of the accounts

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
        channel = table["channel"].combine_chunks().fill_null("")
        return cls(
            tx_ids=table["tx_id"].combine_chunks(),
            at_us=table["at_us"].to_numpy().astype(np.int64),
            src=src[moved],
            dst=dst[moved],
            cents=table["amount_cents"].to_numpy().astype(np.int64),
            channel=channel,
            names=codes.dictionary,
        )

    def __len__(self) -> int:
        return len(self.at_us)

    @cached_property
    def instants(self) -> Whole:
        return np.unique(self.at_us)

    @cached_property
    def rank(self) -> Whole:
        """The place of each transfer's instant among all instants."""
        rank: Whole = np.searchsorted(self.instants, self.at_us)
        return rank

    @cached_property
    def pair(self) -> Whole:
        _, codes = np.unique(self.src * len(self.names) + self.dst, return_inverse=True)
        pairs: Whole = codes.astype(np.int64)
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
        if window_us is None:
            return np.zeros(len(self.instants), np.int64)
        return np.searchsorted(self.instants, self.instants - window_us)


@dataclass(frozen=True)
class Moves:
    """The moves that count, sorted by account and time."""

    ledger: Ledger
    rows: Whole  # of the ledger
    account: Whole
    other: Whole

    @classmethod
    def of(
        cls, ledger: Ledger, direction: Direction, key: Key, counted: Flags
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


class Features:
    """The moves of one ledger, sorted once for all who ask."""

    def __init__(self, ledger: Ledger, *, through: bool = False) -> None:
        self.ledger, self.through = ledger, through
        self._moves: dict[object, Moves] = {}

    def share(self, other: "Features") -> None:
        """One index serves both."""
        self._moves = other._moves

    def at(self, start: int = 0, stop: int | None = None) -> "Asked":
        return Asked(self, np.arange(start, len(self.ledger) if stop is None else stop))

    def moves(self, feature: Feature) -> Moves:
        name = (feature.direction, feature.key is Key.PAIR, feature.filter)
        if name not in self._moves:
            counted = (
                np.ones(len(self.ledger), np.bool_)
                if feature.filter is None
                else holds(feature.filter, self.ledger)
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
        rank = self.ledger.rank[rows]
        self._orders = {
            Key.PAYER: np.lexsort((rank, self.ledger.src[rows])),
            Key.PAYEE: np.lexsort((rank, self.ledger.dst[rows])),
        }

    def measured(self, feature: Feature) -> Whole:
        """In the order of the transfers asked; NOTHING where nothing was seen."""
        order = self._orders[Key.PAYEE if feature.key is Key.PAYEE else Key.PAYER]
        answer = np.empty(len(self.rows), np.int64)
        answer[order] = MEASURES[feature.aggregate](self._stretch(feature, order))
        return answer

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


def holds(condition: Expression, ledger: Ledger) -> Flags:
    """At which transfers a condition over the transfer itself holds."""
    match condition:
        case Junction(joining, left, right):
            a, b = holds(left, ledger), holds(right, ledger)
            return a & b if joining == "and" else a | b
        case Negation(inner):
            return ~holds(inner, ledger)
        case Comparison(sign, left, right):
            flags: Flags = COMPARED[sign](_side(left, ledger), _side(right, ledger))
            return flags
        case Name("new_payee"):
            return ledger.new_payee
    raise TypeError(condition)


def _side(expression: Expression, ledger: Ledger) -> Any:
    """Amounts and channels, as filters of features say them."""
    match expression:
        case Name("amount"):
            return ledger.cents
        case Name("channel"):
            return np.asarray(ledger.channel.to_pylist(), np.str_)
        case Literal(Fraction() as number) if number.denominator == 1:
            return int(number)
        case Literal(str() as text):
            return text
    raise TypeError(expression)


COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
