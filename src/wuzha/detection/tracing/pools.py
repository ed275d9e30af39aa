"""Haircut and poison: money loses its place and mixes with all that the account holds.

Under haircut each payment carries the followed money in the proportion that it has of
the balance. Under poison an account once reached pays with followed money first, and
what it pays beyond that counts as followed too: it has joined the nearest.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from wuzha.detection.rules.arrays import Flags
from wuzha.detection.tracing.index import Index
from wuzha.detection.tracing.parts import Label, Part, in_shares
from wuzha.detection.tracing.statements import Statement

FIRST_LOOK = 16  # transfers at a time
JUST_BELOW_ONE = 1 - 1e-9

Pool = dict[Label, int]
Shares = Iterator[tuple[Label, int]]


@dataclass
class Haircut:
    index: Index
    statement: Callable[[int], Statement]
    visit: Callable[[int], None]
    pools: dict[int, Pool] = field(default_factory=lambda: defaultdict(dict))
    joined: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def put(self, row: int, parts: Sequence[Part]) -> None:
        account = int(self.index.dst[row])
        pool = self.pools[account]
        for part in parts:
            pool[part.label] = pool.get(part.label, 0) + part.cents
        statement = self.statement(account)
        at_us = int(self.index.at_us[row])
        self._next(pool, statement, statement.out_after(at_us, self.index))

    def take(self, row: int) -> list[Part]:
        account = int(self.index.src[row])
        if not (pool := self.pools[account]):
            return []
        statement = self.statement(account)
        place = int(np.searchsorted(statement.outs, row))
        parts, offset = [], 0
        for label, cents in self._shares(pool, row, int(statement.held_at_out[place])):
            parts.append(Part(offset, cents, label.seed, label.level))
            offset += cents
        if pool:
            self._next(pool, statement, place + 1)
        return parts

    @property
    def left(self) -> dict[tuple[int, int], int]:
        left: dict[tuple[int, int], int] = defaultdict(int)
        for account, pool in self.pools.items():
            for label, cents in pool.items():
                left[account, label.seed] += cents
        return left

    def _next(self, pool: Pool, statement: Statement, place: int) -> None:
        """The next transfer that carries any of it: of a busy account few do."""
        look = FIRST_LOOK
        while place < len(statement.outs):
            carry = np.flatnonzero(self._carry(pool, statement, place, place + look))
            if len(carry):
                return self.visit(int(statement.outs[place + carry[0]]))
            place, look = place + look, look * 2
        return None

    def _carry(self, pool: Pool, statement: Statement, since: int, until: int) -> Flags:
        """Less than half a cent altogether is rounded to nothing. Compared in floats,
        which may name a transfer too many and never one too few."""
        cents = self.index.cents[statement.outs[since:until]]
        held = statement.held_at_out[since:until] * JUST_BELOW_ONE
        carry: Flags = 2.0 * sum(pool.values()) * cents >= held
        return carry

    def _shares(self, pool: Pool, row: int, held: int) -> Shares:
        labels, cents = sorted(pool), int(self.index.cents[row])
        shares = [pool[label] for label in labels]
        if cents < held:
            shares = in_shares([*shares, held - sum(shares)], cents)[:-1]
        for label, share in zip(labels, shares, strict=True):
            pool[label] -= share
            if share:
                yield label, share
        _forget_spent(pool)


@dataclass
class Poison(Haircut):
    goes_on: Callable[[Label, int], bool] = field(kw_only=True)

    def _carry(self, pool: Pool, statement: Statement, since: int, until: int) -> Flags:
        return np.ones(len(statement.outs[since:until]), np.bool_)

    def _shares(self, pool: Pool, row: int, held: int) -> Shares:
        """Of each seed at the nearest level at which it came here."""
        labels, rest = sorted(pool), int(self.index.cents[row])
        nearest = {label.seed: label for label in reversed(labels)}
        leaves: Pool = defaultdict(int)
        for label in labels:
            share = min(pool[label], rest)
            pool[label] -= share
            leaves[nearest[label.seed]] += share
            rest -= share
        tainting = next((label for label in labels if self.goes_on(label, row)), None)
        if tainting:
            leaves[tainting] += rest
            self.joined[tainting.seed] += rest
        else:
            _forget_spent(pool)
        return ((label, share) for label, share in leaves.items() if share)


def _forget_spent(pool: Pool) -> None:
    for label in [label for label, cents in pool.items() if not cents]:
        del pool[label]
