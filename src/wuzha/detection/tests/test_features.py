"""Features mean what the tree says: a slow, plain count agrees on every integer."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.rules.arrays import NOTHING, Features, Ledger
from wuzha.detection.rules.batch import features_query
from wuzha.detection.rules.expressions import parse
from wuzha.detection.rules.tree import (
    TRANSFER_NAMES,
    Aggregate,
    Direction,
    Feature,
    Key,
)
from wuzha.detection.tables import TRANSFERS, schema_of

FILTERS = [None, "amount >= 3元", "new_payee", 'channel = "atm"', "not new_payee"]


class Transfer(NamedTuple):
    tx_id: str
    at_us: int
    src: str
    dst: str
    amount_cents: int
    channel: str


@st.composite
def ledgers(draw: st.DrawFn) -> list[Transfer]:
    """Few accounts and few instants, so that windows, pairs and instants collide."""
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(0, 12),
                st.permutations("abcd"),
                st.integers(1, 6),
                st.sampled_from(["atm", "app"]),
            ),
            min_size=1,
            max_size=14,
        )
    )
    return [
        Transfer(f"t{n}", at_us, pair[0], pair[1], yuan * 100, channel)
        for n, (at_us, pair, yuan, channel) in enumerate(rows)
    ]


@st.composite
def asked(draw: st.DrawFn) -> Feature:
    key = draw(st.sampled_from(Key))
    text = draw(st.sampled_from(FILTERS))
    return Feature(
        aggregate=draw(
            st.sampled_from(
                [
                    a
                    for a in Aggregate
                    if a is not Aggregate.DISTINCT or key is not Key.PAIR
                ]
            )
        ),
        direction=Direction.OUT
        if key is Key.PAIR
        else draw(st.sampled_from(Direction)),
        window_us=draw(st.sampled_from([None, 1, 3, 5])),
        key=key,
        filter=parse(text, TRANSFER_NAMES) if text else None,
    )


def is_new_payee(one: Transfer, ledger: Sequence[Transfer]) -> bool:
    return not any(
        (t.src, t.dst) == (one.src, one.dst) and t.at_us < one.at_us for t in ledger
    )


def passes(feature: Feature, one: Transfer, ledger: Sequence[Transfer]) -> bool:
    tests = {
        None: True,
        "amount >= 3元": one.amount_cents >= 300,
        "new_payee": is_new_payee(one, ledger),
        'channel = "atm"': one.channel == "atm",
        "not new_payee": not is_new_payee(one, ledger),
    }
    return next(
        holds
        for text, holds in tests.items()
        if feature.filter == (parse(text, TRANSFER_NAMES) if text else None)
    )


def seen_by(
    feature: Feature, now: Transfer, ledger: Sequence[Transfer]
) -> list[Transfer]:
    start = 0 if feature.window_us is None else now.at_us - feature.window_us
    account = now.dst if feature.key is Key.PAYEE else now.src
    sides = {
        Direction.IN: lambda t: t.dst == account,
        Direction.OUT: lambda t: t.src == account,
        Direction.ANY: lambda t: account in {t.src, t.dst},
    }
    return [
        t
        for t in ledger
        if start <= t.at_us < now.at_us
        and sides[feature.direction](t)
        and (feature.key is not Key.PAIR or t.dst == now.dst)
        and passes(feature, t, ledger)
    ]


def counted_slowly(
    feature: Feature, now: Transfer, ledger: Sequence[Transfer]
) -> int | None:
    seen = seen_by(feature, now, ledger)
    account = now.dst if feature.key is Key.PAYEE else now.src
    match feature.aggregate:
        case Aggregate.COUNT:
            return len(seen)
        case Aggregate.SUM:
            return sum(t.amount_cents for t in seen)
        case Aggregate.MAX:
            return max((t.amount_cents for t in seen), default=0)
        case Aggregate.DISTINCT:
            return len({t.dst if t.src == account else t.src for t in seen})
        case Aggregate.IDLE:
            return now.at_us - max(t.at_us for t in seen) if seen else None
        case Aggregate.AGE:
            return now.at_us - min(t.at_us for t in seen) if seen else None


def table_of(ledger: Sequence[Transfer]) -> pa.Table:
    return pa.Table.from_pylist([t._asdict() for t in ledger], schema_of(TRANSFERS))


def measured(
    ledger: Sequence[Transfer], features: Sequence[Feature]
) -> dict[str, list[int]]:
    query = features_query(features, 0, 1000)
    rows = DuckDB(threads=1).run(query, {"transfers": table_of(ledger)}).to_pylist()
    return {row["tx_id"]: [row[f"f{n}"] for n in range(len(features))] for row in rows}


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(ledger=ledgers(), features=st.lists(asked(), min_size=1, max_size=4))
def test_the_query_agrees_with_a_plain_count(
    ledger: list[Transfer], features: list[Feature]
) -> None:
    assert measured(ledger, features) == {
        now.tx_id: [counted_slowly(feature, now, ledger) for feature in features]
        for now in ledger
    }


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(ledger=ledgers(), features=st.lists(asked(), min_size=1, max_size=4))
def test_the_arrays_agree_with_a_plain_count(
    ledger: list[Transfer], features: list[Feature]
) -> None:
    read = Ledger.of(table_of(ledger))
    plain = {now.tx_id: now for now in ledger}
    holding = {
        f.filter: np.array(
            [passes(f, plain[i], ledger) for i in read.tx_ids.to_pylist()]
        )
        for f in features
        if f.filter
    }
    answers = Features(read, holding=holding).at()
    columns = [answers.measured(feature).tolist() for feature in features]
    for row, tx_id in enumerate(read.tx_ids.to_pylist()):
        for column, feature in zip(columns, features, strict=True):
            counted = counted_slowly(feature, plain[tx_id], ledger)
            assert column[row] == (NOTHING if counted is None else counted)


def test_a_window_holds_its_first_instant_and_not_its_last() -> None:
    within_three = Feature(Aggregate.COUNT, Direction.OUT, 3, Key.PAYER, None)
    ledger = [
        Transfer("t0", 1, "a", "b", 100, ""),
        Transfer("t1", 2, "a", "c", 100, ""),
        Transfer("t2", 5, "a", "d", 100, ""),
        Transfer("t3", 5, "a", "e", 100, ""),
    ]
    assert measured(ledger, [within_three]) == {
        "t0": [0],
        "t1": [1],
        "t2": [1],
        "t3": [1],
    }
