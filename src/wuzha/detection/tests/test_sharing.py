"""Payees in common and money that came back: up to the instant, within the window."""

from wuzha.detection.graph import Graph
from wuzha.detection.rules.arrays import NOTHING, Ledger
from wuzha.detection.sharing import Sharing
from wuzha.detection.tests.ledgers import HOUR, MINUTE, Row, ledger

SHARED: list[Row] = [
    ("a1", 0, "a", "x", 100),
    ("a2", 1, "a", "y", 100),
    ("a3", 2, "a", "z", 100),
    ("b1", 10, "b", "x", 100),
    ("b2", 11, "b", "y", 100),
    ("c1", 12, "c", "y", 100),
    ("b3", 13, "b", "z", 100),
    ("c2", 130, "c", "x", 100),
]


def sharing(rows: list[Row]) -> Sharing:
    return Sharing(Graph(Ledger.of(ledger(*rows)), 2 * HOUR))


def test_payers_of_one_payee_share_those_whom_both_had_paid() -> None:
    told = sharing(SHARED)
    names = told.graph.ledger.tx_ids.to_pylist()
    payees, payers = (dict(zip(names, v.tolist(), strict=True)) for v in told.shared())
    assert payees == {**dict.fromkeys(names, 0), "b2": 1, "b3": 2, "c2": 1}
    assert payers == {**dict.fromkeys(names, 0), "b2": 1, "b3": 1, "c2": 1}


def test_what_one_instant_holds_is_shared() -> None:
    told = sharing([(name, 0, src, dst, 1) for name, _, src, dst, _ in SHARED])
    payees, payers = told.shared()
    assert payees.tolist() == [2, 2, 2, 2, 2, 2, 1, 1]
    assert payers.tolist() == [2, 2, 1, 2, 2, 1, 2, 2]


def test_money_that_went_back_is_told_by_its_age() -> None:
    told = sharing(
        [
            ("t1", 0, "a", "b", 1),
            ("t2", 5, "b", "a", 1),
            ("t3", 5, "a", "b", 1),
            ("t4", 9, "a", "b", 1),
            ("t5", 9, "c", "a", 1),
        ]
    )
    ago = dict(zip(told.graph.ledger.tx_ids.to_pylist(), told.returned(), strict=True))
    assert ago == {
        "t1": NOTHING,
        "t2": 0,
        "t3": 0,
        "t4": 4 * MINUTE,
        "t5": NOTHING,
    }
