"""Rules put to transfers on one machine: the engine reads, joins and judges, arrays
measure the windows. What fires, and every integer in it, is what `hits_query` answers.

A rule is taken apart into what it demands: what the row alone forbids is never
measured, and what one side's past forbids is never judged. Accounts are taken a share
at a time, each with all its moves, so that memory holds the windows of one share.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial, reduce
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuzha.detection.engines import Source
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.hits import (
    Evidence,
    Firing,
    evidence_by_firing,
    firings,
    in_order,
)
from wuzha.detection.rules.arrays import (
    NOTHING,
    Asked,
    Features,
    Flags,
    Payments,
    Seen,
    Whole,
)
from wuzha.detection.rules.batch import (
    EVIDENCE_LIMIT,
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

IN_A_PIECE = 500_000  # transfers that the engine joins and judges at once
IN_A_SHARE = 1_000_000  # transfers whose windows are in memory at once
SORTED = """
SELECT tx_id, at_us, src, dst, amount_cents, channel FROM transfers
WHERE at_us < {until_us} AND src <> dst ORDER BY at_us, tx_id"""

SIGHT_NAME = attrgetter("rule", "feature")
Known = Mapping[str, Source]
"""The tables of accounts and lists."""


def by_arrays(
    rules: Sequence[Rule],
    tables: Mapping[str, Source],
    since_us: int,
    until_us: int,
    engine: DuckDB,
    tell: Callable[[float], None] = lambda share: None,
) -> tuple[list[Firing], Evidence]:
    """What fired, and what the fired transfers saw."""
    with TemporaryDirectory(prefix="sorted-", dir=engine.spill) as folder:
        file = File(Path(folder) / "payments.parquet")
        sort = SORTED.format(until_us=until_us)
        engine.put(sort, {"transfers": tables["transfers"]}, file.path)
        if not pq.read_metadata(file.path).num_rows:
            return [], {}
        known = {name: tables[name] for name in ("accounts", "lists")}
        first = int(np.searchsorted(file.payments.at_us, since_us))
        search = Search(rules, file, first, known, engine)
        search.measure(tell)
        found = search.found()
        return found, search.evidence(found)


class File:
    """All payments in order of time: a payment is its place among them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def payments(self) -> Payments:
        columns, sides = ["at_us", "src", "dst", "amount_cents"], ["src", "dst"]
        table = pq.read_table(self.path, columns=columns, read_dictionary=sides)
        table = table.unify_dictionaries().combine_chunks()
        src, dst = (table[side].chunk(0) for side in sides)
        names = pc.unique(pa.concat_arrays([src.dictionary, dst.dictionary]))
        return Payments(
            at_us=table["at_us"].to_numpy(),
            src=_codes(src, names),
            dst=_codes(dst, names),
            cents=table["amount_cents"].to_numpy(),
            names=names,
        )

    def pieces(self) -> Iterator[pa.Table]:
        start = 0
        for batch in pq.ParquetFile(self.path).iter_batches(IN_A_PIECE):
            stop = start + batch.num_rows
            new_payee = pa.array(self.payments.new_payee[start:stop])
            yield (
                pa.Table.from_batches([batch])
                .append_column("place", pa.array(np.arange(start, stop)))
                .append_column("new_payee", new_payee)
            )
            start = stop

    def at(self, places: Whole, *columns: str) -> pa.Table:
        """The payments at these places, once each and in order."""
        found, wanted = [], np.unique(places)
        for piece in self.pieces():
            first = piece["place"][0].as_py()
            lo, hi = np.searchsorted(wanted, [first, first + len(piece)])
            rows = piece.select(columns) if columns else piece
            found.append(rows.take(pa.array(wanted[lo:hi] - first)))
        return pa.concat_tables(found)


def _codes(side: pa.DictionaryArray, names: pa.Array) -> Whole:
    places = pc.index_in(side.dictionary, names).to_numpy()
    codes: Whole = places[side.indices.to_numpy()]
    return codes


class Marks:
    """Which conditions hold at each payment, a bit for each."""

    def __init__(self, conditions: Iterable[Expression], count: int) -> None:
        self.number = {one: n for n, one in enumerate(dict.fromkeys(conditions))}
        self.bits = np.zeros((count, -(-len(self.number) // 8)), np.uint8)

    def set(self, places: Whole, held: Sequence[Flags]) -> None:
        self.bits[places] = np.packbits(np.column_stack(held), axis=1)

    def held(self, condition: Expression | None) -> Flags:
        """None demands nothing."""
        if condition is None:
            return np.ones(len(self.bits), np.bool_)
        byte, bit = divmod(self.number[condition], 8)
        return (self.bits[:, byte] >> (7 - bit) & 1).astype(np.bool_)


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


class Sight(NamedTuple):
    """What transfers saw in the window of a feature of a rule."""

    rule: str
    feature: str
    seen: Seen

    def of(self, fired: Sequence[int]) -> "Sight":
        """What those of them that fired saw."""
        kept = np.isin(self.seen.by, np.array(fired, np.int64))
        return self._replace(seen=Seen(*(column[kept] for column in self.seen)))


class Search:
    """`first`: the place from which on transfers may fire."""

    def __init__(
        self,
        rules: Sequence[Rule],
        file: File,
        first: int,
        known: Known,
        engine: DuckDB,
    ) -> None:
        self.rules, self.file, self.first = rules, file, first
        self.known, self.engine = known, engine
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
        payments = self.file.payments
        shares = 1 + len(payments) // IN_A_SHARE
        for share in range(shares):
            mine = {
                Key.PAYER: payments.src % shares == share,
                Key.PAYEE: payments.dst % shares == share,
            }
            rows = np.flatnonzero(mine[Key.PAYER] | mine[Key.PAYEE])
            holding = {one: self.marks.held(one)[rows] for one in self.filters}
            features = Features(payments.part(rows), holding=holding)
            by_rows = sorted(self.halves, key=attrgetter("alike"))
            for _, alike in groupby(by_rows, attrgetter("alike")):
                halves = list(alike)
                wanted = mine[halves[0].side] & self.marks.held(halves[0].row)
                wanted[: self.first] = False
                asked = features.at_rows(np.flatnonzero(wanted[rows]))
                for half in halves if len(asked.rows) else ():
                    self._measure(half, asked, rows)
            tell((share + 1) / shares)

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
                seen = looking.seen(feature, EVIDENCE_LIMIT)
                placed = seen._replace(by=rows[seen.by], rows=rows[seen.rows])
                self.sights.append(Sight(half.rule.id, name, placed))

    def _open(self, half: Half, asked: Asked, values: Mapping[str, Whole]) -> Whole:
        """Which of the transfers asked."""
        every = np.arange(len(asked.rows))
        if half.demand is None:
            return every
        amounts = asked.ledger.cents[asked.rows]
        table = featured(pa.table({"row": every, "amount_cents": amounts}), values)
        query = open_query(half.rule, half.demand)
        return np.sort(_numbers(self.engine.run(query, {"open": table})["row"]))

    def found(self) -> list[Firing]:
        left = {rule.id: self._left(rule) for rule in self.rules}
        facts = {name for rule in self.rules for name in rule.facts}
        every = np.unique(np.concatenate([one.places for one in left.values()]))
        placed = {**self.known, "placed": self.file.at(every)}
        rows = self.engine.run(placed_query(facts), placed).sort_by("place")
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
        found = [whole(self.left[rule.id, side]) for side in sides]
        places = reduce(np.intersect1d, [one.places for one in found])
        values = {
            name: measured[np.searchsorted(one.places, places)]
            for one in found
            for name, measured in one.values.items()
        }
        return Left(places, values)

    def evidence(self, found: Sequence[Firing]) -> Evidence:
        """As `evidence_query` tells it."""
        fired: dict[str, list[int]] = defaultdict(list)
        for firing in found:
            fired[firing.rule.id].append(firing.transfer["place"])
        sights = [one.of(fired[one.rule]) for one in self.sights]
        sights = sorted((one for one in sights if len(one.seen.by)), key=SIGHT_NAME)
        if not sights:
            return {}
        which = np.repeat(np.arange(len(sights)), [len(one.seen.by) for one in sights])
        by, rows, other = (
            np.concatenate(column)
            for column in zip(*(one.seen for one in sights), strict=True)
        )
        order = np.lexsort((which, rows))
        which, by, rows, other = (each[order] for each in (which, by, rows, other))
        wanted = np.unique(np.concatenate([by, rows]))
        ids = self.file.at(wanted, "tx_id")["tx_id"].combine_chunks()
        named = {
            "rule": pa.array([one.rule for one in sights]).take(pa.array(which)),
            "feature": pa.array([one.feature for one in sights]).take(pa.array(which)),
            "fired_tx": ids.take(pa.array(np.searchsorted(wanted, by))),
            "tx_id": ids.take(pa.array(np.searchsorted(wanted, rows))),
            "other": self.file.payments.names.take(pa.array(other)),
        }
        return evidence_by_firing(pa.table(named))


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
