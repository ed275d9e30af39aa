"""To the cent, by every method, on ledgers of few accounts and many equal instants."""

from collections import defaultdict
from datetime import timedelta
from random import Random

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from wuzha.detection.tests.ledgers import Row, ledger
from wuzha.detection.tests.reach import reached
from wuzha.detection.tracing import METHODS, Index, Trace, trace

LEDGERS = 25
CHANNELS = ("app", "app", "app", "atm", "pos", "refund")


def made(chance: Random) -> list[Row]:
    """Some pay more than ever came to them, some pay back, some pay in a ring."""
    minutes, rows = 0, []
    for n in range(chance.randint(1, 30)):
        minutes += chance.choice((0, 0, 1, 3))
        src, dst = chance.sample(("victim", "a", "b", "c", "d", "e"), 2)
        rows.append((f"t{n:02}", minutes, src, dst, chance.randint(1, 50)))
    return rows


def followed(rows: list[Row], method: str, chance: Random) -> Trace:
    ids = sorted(row[0] for row in rows)
    channels = {tx_id: chance.choice(CHANNELS) for tx_id in ids}
    return trace(
        ledger(*rows, channels=channels),
        chance.sample(ids, min(len(rows), 3)),
        method=method,
        hops=chance.randint(0, 6),
        window=timedelta(minutes=chance.randint(0, 40)),
        limit=chance.choice((4, 10_000)),
    )


def total(table: pa.Table, column: str) -> int:
    cents: int = pc.sum(table[column]).as_py() or 0
    return cents


@pytest.mark.parametrize("method", METHODS)
def test_money_that_came_is_money_that_lies_somewhere_or_has_ended(method: str) -> None:
    for number in range(LEDGERS):
        chance = Random(number)
        found = followed(made(chance), method, chance)
        for seed in found.sums.to_pylist():
            came = seed["started_cents"] + seed["joined_cents"]
            assert came == seed["remaining_cents"] + seed["ended_cents"]
            assert min(seed["remaining_cents"], seed["ended_cents"]) >= 0
            assert method == "poison" or not seed["joined_cents"]
        for column in ("remaining_cents", "ended_cents"):
            table = found.ends if column == "ended_cents" else found.balances
            assert total(table, column) == total(found.sums, column)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_passes_on_more_than_it_has(method: str) -> None:
    for number in range(LEDGERS):
        chance = Random(number)
        found = followed(made(chance), method, chance)
        held: dict[str, int] = defaultdict(int)
        moved: dict[str, int] = defaultdict(int)
        for flow in found.flows.to_pylist():
            moved[flow["tx_id"]] += flow["traced_cents"]
            assert 0 < moved[flow["tx_id"]] <= flow["amount_cents"]
            if flow["level"] > 1 and method != "poison":
                held[flow["src"]] -= flow["traced_cents"]
                assert held[flow["src"]] >= 0
            held[flow["dst"]] += flow["traced_cents"]


@pytest.mark.parametrize("method", METHODS)
def test_the_order_of_rows_does_not_matter(method: str) -> None:
    for number in range(LEDGERS):
        rows = made(Random(number))
        mixed = Random(number).sample(rows, len(rows))
        told, again = (
            followed(order, method, Random(number)) for order in (rows, mixed)
        )
        assert told == again


def test_poison_reaches_what_a_recursive_query_reaches() -> None:
    """And the other methods nothing besides; a payment at a time."""
    with duckdb.connect() as connection:
        for number in range(6):
            chance = Random(number)
            transfers = ledger(*made(chance))
            connection.register("transfers", transfers)
            index, seeds = Index.of(transfers), transfers["tx_id"].to_pylist()
            hops, window = (
                chance.randint(1, 5),
                timedelta(minutes=chance.randint(5, 40)),
            )
            expected = set(reached(connection, seeds, hops=hops, window=window))
            for method in METHODS:
                traces = [
                    trace(index, [seed], method=method, hops=hops, window=window)
                    for seed in seeds
                ]
                edges = {
                    (flow["seed"], flow["tx_id"])
                    for found in traces
                    for flow in found.flows.to_pylist()
                }
                assert edges == expected if method == "poison" else edges <= expected
