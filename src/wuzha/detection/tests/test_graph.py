"""Paths around a transfer: time-ordered, within the window, and bounded."""

from wuzha.detection.graph import FAR, Graph
from wuzha.detection.rules.arrays import Ledger, Whole
from wuzha.detection.tests.ledgers import HOUR, Row, ledger

CHAIN: list[Row] = [
    ("t1", 0, "a", "b", 1000),
    ("t2", 10, "b", "c", 950),
    ("t3", 20, "c", "d", 400),
    ("t4", 30, "d", "a", 390),
    ("t5", 300, "a", "e", 390),
]
GATHERED: list[Row] = [
    ("s1", 0, "a", "m1", 300),
    ("s2", 1, "a", "m2", 300),
    ("s3", 2, "a", "m3", 300),
    ("g1", 10, "m1", "z", 290),
    ("g2", 11, "m2", "z", 290),
    ("g3", 12, "m3", "z", 290),
]


def graph(rows: list[Row]) -> Graph:
    return Graph(Ledger.of(ledger(*rows)), 2 * HOUR)


def by_name(of: Graph, values: Whole) -> dict[str, int]:
    return dict(zip(of.ledger.tx_ids.to_pylist(), values.tolist(), strict=True))


def test_a_chain_is_as_long_as_the_transfers_before_it_in_time() -> None:
    told = graph(CHAIN)
    depth = by_name(told, told.depth(alike=False))
    assert depth == {"t1": 1, "t2": 2, "t3": 3, "t4": 4, "t5": 1}
    alike = by_name(told, told.depth(alike=True))
    assert alike == {"t1": 1, "t2": 2, "t3": 1, "t4": 2, "t5": 1}


def test_a_transfer_that_comes_back_closes_a_cycle() -> None:
    told = graph(CHAIN)
    cycle = by_name(told, told.cycle())
    assert cycle == {"t1": 0, "t2": 0, "t3": 0, "t4": 4, "t5": 0}


def test_money_passed_on_differs_little_from_what_came() -> None:
    told = graph(CHAIN)
    off = by_name(told, told.passed_on())
    assert off == {"t1": 1000, "t2": 52, "t3": 1000, "t4": 25, "t5": 1000}


def test_money_of_one_account_gathers_through_several() -> None:
    told = graph(GATHERED)
    width = by_name(told, told.gathered())
    assert [width[name] for name in ("s3", "g1", "g2", "g3")] == [0, 1, 2, 3]


def test_hops_are_counted_from_known_transfers() -> None:
    told = graph(CHAIN)
    seeds = told.ledger.at_us == told.ledger.at_us[0]
    hops = by_name(told, told.hops(seeds))
    assert hops == {"t1": 0, "t2": 1, "t3": 2, "t4": 3, "t5": FAR}


def test_the_largest_is_taken_of_what_arrived() -> None:
    told = graph(GATHERED)
    largest = told.largest(told.ledger.cents, told.to_payer)
    assert by_name(told, largest)["g1"] == 30_000
    assert by_name(told, largest)["s1"] == 0
