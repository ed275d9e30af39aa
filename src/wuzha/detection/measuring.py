"""Rules put to transfers on one machine: the engine reads, joins and judges, arrays
measure the windows. What fires, and every integer in it, is what `hits_query` answers.

A rule is taken apart into what it demands: what the row alone forbids is never
measured, and what one side's past forbids is never judged. Accounts are taken a share
at a time, each with all its moves, so that memory holds the windows of one share.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial, reduce
from itertools import groupby, pairwise
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from wuzha.detection.engines import Source
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.filed import File, Marks
from wuzha.detection.hits import AT_ONCE, Firing, firings, hits_table, in_order
from wuzha.detection.rules.arrays import (
    NOTHING,
    Asked,
    Features,
    Payments,
    Whole,
)
from wuzha.detection.rules.batch import (
    evidence_limit,
    features_of,
    judging_query,
    marks_query,
    open_query,
    placed_query,
)
from wuzha.detection.rules.tree import (
    TRANSFER_NAMES,
    Expression,
    Feature,
    Junction,
    Key,
    Rule,
    names_in,
)
from wuzha.detection.sights import Sight, Sights

IN_A_SHARE = 500_000  # transfers whose windows a thread has in memory at once
Known = Mapping[str, Source]
"""The tables of accounts and lists."""


def by_arrays(
    rules: Sequence[Rule],
    tables: Mapping[str, Source],
    since_us: int,
    until_us: int,
    engine: DuckDB,
    tell: Callable[[float], None] = lambda share: None,
) -> Iterator[pa.Table]:
    """The hits in order of time, a few at once."""
    with TemporaryDirectory(prefix="sorted-", dir=engine.spill) as folder:
        file = File.of(tables["transfers"], until_us, Path(folder), engine)
        if not len(file):
            return
        known = {name: tables[name] for name in ("accounts", "lists")}
        first = int(np.searchsorted(file.payments.at_us, since_us))
        most = evidence_limit(until_us)
        search = Search(rules, file, first, known, engine, most)
        search.measure(tell)
        yield from search.hits()


class Half(NamedTuple):
    """What a rule asks of the past of one side."""

    rule: Rule
    side: Key
    row: Expression | None  # what the row must say before anything is measured
    demand: Expression | None  # of this side's features and the amount
    features: Mapping[str, Feature]  # by the column of the query

    @property
    def alike(self) -> tuple[str, str]:
        """Halves that ask at the same transfers."""
        return self.side, repr(self.row)


class Left(NamedTuple):
    """Transfers that a half leaves open, with what it measured at them."""

    places: Whole
    values: Mapping[str, Whole]

    def between(self, start: int, stop: int) -> "Left":
        lo, hi = np.searchsorted(self.places, [start, stop])
        values = {name: measured[lo:hi] for name, measured in self.values.items()}
        return Left(self.places[lo:hi], values)


class Search:
    """`first`: the place from which on transfers may fire; `most`: how many that one
    saw in a window go with its hit."""

    def __init__(
        self,
        rules: Sequence[Rule],
        file: File,
        first: int,
        known: Known,
        engine: DuckDB,
        most: int,
    ) -> None:
        self.rules, self.file, self.first = rules, file, first
        self.known, self.engine, self.most = known, engine, most
        self.rows = {rule.id: demanded(rule, TRANSFER_NAMES) for rule in rules}
        self.halves = [half for rule in rules for half in self._halves(rule)]
        self.filters = {f.filter for f in features_of(rules) if f.filter}
        self.left: dict[tuple[str, Key], list[Left]] = defaultdict(list)
        self.sights: list[Sight] = []

    def _halves(self, rule: Rule) -> Iterator[Half]:
        for side in (Key.PAYER, Key.PAYEE):
            names = [name for name, f in rule.features.items() if f.side is side]
            if names:
                numbered = enumerate(features_of([rule]))
                yield Half(
                    rule=rule,
                    side=side,
                    row=self.rows[rule.id],
                    demand=demanded(rule, {"amount", *names}, of=names),
                    features={f"f{n}": f for n, f in numbered if f.side is side},
                )

    @cached_property
    def marks(self) -> Marks:
        rows = [row for row in self.rows.values() if row]
        marks = Marks([*rows, *self.filters], len(self.file.payments))
        if marks.number:
            query = marks_query(list(marks.number))
            for piece in self.file.pieces():
                answer = self.engine.run(query, {**self.known, "placed": piece})
                held = [_numbers(answer[f"c{n}"]) for n in range(len(marks.number))]
                marks.set(_numbers(answer["place"]), held)
        return marks

    def measure(self, tell: Callable[[float], None]) -> None:
        """As many shares at once as the engine has threads."""
        shares = 1 + len(self.file) // IN_A_SHARE
        by_rows = sorted(self.halves, key=attrgetter("alike"))
        alike = [list(of) for _, of in groupby(by_rows, attrgetter("alike"))]
        one = partial(self._share, self.file.payments, self.marks, alike, shares)
        with ThreadPoolExecutor(self.engine.threads) as threads:
            for done, _ in enumerate(threads.map(one, range(shares)), 1):
                tell(done / shares)

    def _share(
        self,
        payments: Payments,
        marks: Marks,
        alike: Sequence[Sequence[Half]],
        shares: int,
        share: int,
    ) -> None:
        mine = {
            Key.PAYER: payments.src % shares == share,
            Key.PAYEE: payments.dst % shares == share,
        }
        rows = np.flatnonzero(mine[Key.PAYER] | mine[Key.PAYEE])
        holding = {one: marks.held(one)[rows] for one in self.filters}
        features = Features(payments.part(rows), holding=holding)
        for halves in alike:
            wanted = mine[halves[0].side] & marks.held(halves[0].row)
            wanted[: self.first] = False
            asked = features.at_rows(np.flatnonzero(wanted[rows]))
            for half in halves if len(asked.rows) else ():
                self._measure(half, asked, rows)

    def _measure(self, half: Half, asked: Asked, rows: Whole) -> None:
        values = {name: asked.measured(one) for name, one in half.features.items()}
        still = self._open(half, asked, values)
        places = rows[asked.rows[still]]
        left = {name: measured[still] for name, measured in values.items()}
        self.left[half.rule.id, half.side].append(Left(places, left))
        looking = asked.features.at_rows(asked.rows[still])
        for name in half.rule.evidence:
            feature = half.rule.features[name]
            if feature.side is half.side:
                seen = looking.seen(feature, self.most)
                placed = seen._replace(by=rows[seen.by], rows=rows[seen.rows])
                self.sights.append(Sight(half.rule.id, name, half.side, placed))

    def _open(self, half: Half, asked: Asked, values: Mapping[str, Whole]) -> Whole:
        """Which of the transfers asked."""
        every = np.arange(len(asked.rows))
        if half.demand is None:
            return every
        amounts = asked.ledger.cents[asked.rows]
        table = featured(pa.table({"row": every, "amount_cents": amounts}), values)
        query = open_query(half.rule, half.demand)
        return np.sort(_numbers(self.engine.run(query, {"open": table})["row"]))

    def hits(self) -> Iterator[pa.Table]:
        """In order of time, a few at once."""
        left = {rule.id: self._left(rule) for rule in self.rules}
        every = np.sort(np.concatenate([one.places for one in left.values()]))
        sights = Sights(self.file, self._sights(left))
        for piece in self.file.pieces():
            first = piece["place"][0].as_py()
            lo, hi = np.searchsorted(every, [first, first + len(piece)])
            cuts = [*np.unique(every[lo:hi:AT_ONCE]), first + len(piece)]
            for start, stop in pairwise(cuts):
                lo, hi = np.searchsorted(every, [start, stop])
                rows = piece.take(pa.array(np.unique(every[lo:hi]) - first))
                here = {rule: one.between(start, stop) for rule, one in left.items()}
                found = self._found(rows, here)
                yield hits_table(found, sights.evidence(found))

    def _sights(self, left: Mapping[str, Left]) -> Iterator[Sight]:
        while self.sights:
            sight = self.sights.pop()
            yield sight.of(left[sight.rule].places)

    def _found(self, placed: pa.Table, left: Mapping[str, Left]) -> list[Firing]:
        facts = {name for rule in self.rules for name in rule.facts}
        tables = {**self.known, "placed": placed}
        rows = self.engine.run(placed_query(facts), tables).sort_by("place")
        every = _numbers(rows["place"])
        fired: list[Firing] = []
        for rule in self.rules:
            places, values = left[rule.id]
            if len(places):
                taken = rows.take(pa.array(np.searchsorted(every, places)))
                events = {"events": featured(taken, values)}
                judged = self.engine.run(judging_query([rule]), events)
                fired += firings([rule], judged)
        return in_order(fired)

    def _left(self, rule: Rule) -> Left:
        """What all its halves leave open; where it has none, what the row does."""
        sides = [half.side for half in self.halves if half.rule.id == rule.id]
        if not sides:
            held = np.flatnonzero(self.marks.held(self.rows[rule.id]))
            return Left(held[held >= self.first], {})
        found = [whole(self.left.pop((rule.id, side), ())) for side in sides]
        places = reduce(np.intersect1d, [one.places for one in found])
        values = {
            name: measured[np.searchsorted(one.places, places)]
            for one in found
            for name, measured in one.values.items()
        }
        return Left(places, values)


def demanded(
    rule: Rule, names: Iterable[str], of: Iterable[str] | None = None
) -> Expression | None:
    """What the rule demands of these names alone, at least one of them among `of`."""
    known, some = frozenset(names), frozenset(names if of is None else of)
    parts = [
        one
        for one in rule.demands
        for said in [names_in(one)]
        if said <= known and said & some
    ]
    return reduce(partial(Junction, "and"), parts) if parts else None


def featured(rows: pa.Table, values: Mapping[str, Whole]) -> pa.Table:
    """With the features as columns; nothing measured is null."""
    for name, measured in values.items():
        column = pa.array(measured, mask=measured == NOTHING)
        rows = rows.append_column(name, column)
    return rows


def whole(parts: Sequence[Left]) -> Left:
    """The parts of all shares together, in order."""
    if not parts:
        return Left(np.empty(0, np.int64), {})
    places = np.concatenate([part.places for part in parts])
    order = np.argsort(places)
    values = {
        name: np.concatenate([part.values[name] for part in parts])[order]
        for name in parts[0].values
    }
    return Left(places[order], values)


def _numbers(column: pa.ChunkedArray) -> Any:
    return column.to_numpy()
