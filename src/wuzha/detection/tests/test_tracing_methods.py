"""What each method says of mixed money, and how a way ends."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from wuzha.detection.tables import ACCOUNTS, LISTS, OPENINGS, schema_of
from wuzha.detection.tests.ledgers import MINUTE, START, Row, ledger
from wuzha.detection.tracing import METHODS, Index, Trace, trace
from wuzha.detection.tracing.exits import exits

DAY = timedelta(days=1)
MIXED: list[Row] = [
    ("own", 0, "employer", "a", 300),
    ("seed", 10, "victim", "a", 100),
    ("on1", 20, "a", "b", 100),
    ("on2", 30, "a", "c", 200),
]


def follow(rows: list[Row], method: str = "fifo", hops: int = 5, **known: Any) -> Trace:
    index = Index.of(written(rows), **known)
    return trace(index, ["seed"], method=method, hops=hops, window=DAY)


def written(rows: list[Row]) -> pa.Table:
    """A ledger whose ids tell channel and note as well: t1:atm, t2:app/手续费."""
    told = {row[0]: row[0].partition(":")[2].partition("/") for row in rows}
    return ledger(
        *rows,
        channels={tx_id: channel for tx_id, (channel, _, _) in told.items()},
        notes={tx_id: note for tx_id, (_, _, note) in told.items()},
    )


def cents(found: Trace) -> dict[str, int]:
    return {f["tx_id"]: f["traced_cents"] for f in found.flows.to_pylist()}


def left(found: Trace) -> dict[str, int]:
    rows = found.balances.to_pylist()
    return {r["account"]: r["remaining_cents"] for r in rows if r["remaining_cents"]}


def ended(found: Trace) -> dict[tuple[str, str], int]:
    return {(e["kind"], e["tx_id"]): e["ended_cents"] for e in found.ends.to_pylist()}


@pytest.mark.parametrize(
    ("method", "on1", "on2"),
    [("fifo", 0, 0), ("lifo", 10_000, 0), ("haircut", 2_500, 5_000)],
)
def test_methods_differ_on_whose_money_leaves(method: str, on1: int, on2: int) -> None:
    found = follow(MIXED, method)
    told = {"seed": 10_000, "on1": on1, "on2": on2}
    assert cents(found) == {name: value for name, value in told.items() if value}
    assert sum(left(found).values()) == 10_000
    for table in (found.flows, found.balances, found.sums):
        assert set(table["method"].to_pylist()) == {method}


def test_poison_taints_all_that_leaves_and_says_what_joined() -> None:
    found = follow(MIXED, "poison")
    assert cents(found) == {"seed": 10_000, "on1": 10_000, "on2": 20_000}
    [sums] = found.sums.to_pylist()
    assert (sums["started_cents"], sums["joined_cents"]) == (10_000, 20_000)
    assert left(found) == {"b": 10_000, "c": 20_000}


def test_lifo_pays_with_what_came_last_and_uncovers_what_came_before() -> None:
    found = follow(
        [
            ("seed", 0, "victim", "a", 100),
            ("own", 10, "employer", "a", 50),
            ("on1", 20, "a", "b", 70),
            ("on2", 30, "a", "c", 90),
        ],
        "lifo",
    )
    assert cents(found) == {"seed": 10_000, "on1": 2_000, "on2": 8_000}


def test_haircut_gives_odd_cents_to_the_largest_fraction() -> None:
    rows: list[Row] = [
        ("s1", 0, "v", "a", 1),
        ("s2", 1, "w", "a", 1),
        ("s3", 2, "x", "a", 1),
    ]
    table = ledger(*rows, ("on", 9, "a", "b", 1))
    found = trace(table, ["s1", "s2", "s3"], method="haircut", hops=1, window=DAY)
    on = [f["traced_cents"] for f in found.flows.to_pylist() if f["tx_id"] == "on"]
    assert on == [34, 33, 33]


@pytest.mark.parametrize(
    ("method", "on"), [("fifo", 4_000), ("lifo", 9_000), ("haircut", 7_714)]
)
def test_a_balance_that_is_known_counts_as_money_that_was_there(
    method: str, on: int
) -> None:
    """What it held at minute 5 is reckoned back: the 20 yuan of minute 2 are in it."""
    seen = {"account": "a", "at_us": START + 5 * MINUTE, "balance_cents": 5_000}
    rows: list[Row] = [
        ("before", 2, "x", "a", 20),
        ("seed", 10, "victim", "a", 300),
        ("on", 20, "a", "b", 90),
    ]
    known = pa.Table.from_pylist([seen], schema_of(OPENINGS))
    assert cents(follow(rows, method, openings=known))["on"] == on


@pytest.mark.parametrize(
    ("tx_id", "kind"),
    [
        ("on:atm", "cash"),
        ("on:ATM 取款", "cash"),
        ("on:/手续费", "fee"),
        ("on:/ＵＳＤＴ", "virtual"),
        ("on:pos", "merchant"),
        ("on:app/退款", "refund"),
    ],
)
def test_a_way_ends_where_the_table_says(tx_id: str, kind: str) -> None:
    rows: list[Row] = [
        ("seed", 0, "victim", "a", 100),
        (tx_id, 10, "a", "b", 60),
        ("then", 20, "b", "c", 60),
    ]
    found = follow(rows)
    assert ended(found) == {(kind, tx_id): 6_000}
    assert left(found) == {"a": 4_000}
    assert found.flows["exit"].to_pylist() == [None, kind]


def test_an_entry_counts_from_its_first_to_its_last_day() -> None:
    """2 March 2026 in Beijing begins at START less eleven hours."""
    day = date(2026, 3, 2)
    entry = replace(exits()[0], valid_from=day, valid_to=day)
    hours = [-12, -11, 0, 12, 13]
    at_us = np.array([START + hour * 60 * MINUTE for hour in hours])
    assert entry.in_force(at_us).tolist() == [False, True, True, True, False]


def test_words_that_only_resemble_the_table_end_nothing() -> None:
    paid: Row = ("on:app/代付手续费", 1, "a", "b", 1)
    rows: list[Row] = [("seed", 0, "victim", "a", 1), paid]
    assert left(follow(rows)) == {"b": 100}


def test_a_merchant_ends_a_way_unless_it_is_listed_as_involved() -> None:
    rows: list[Row] = [("seed", 0, "victim", "a", 9), ("on", 1, "a", "shop", 9)]
    shop = pa.Table.from_pylist(
        [{"account": "shop", "kind": "merchant"}], schema_of(ACCOUNTS)
    )
    assert ended(follow(rows, accounts=shop)) == {("merchant", "on"): 900}
    listed = {"list": "involved", "account": "shop", "since_us": START}
    lists = pa.Table.from_pylist([listed], schema_of(LISTS))
    assert left(follow(rows, accounts=shop, lists=lists)) == {"shop": 900}


def test_a_list_counts_in_its_time() -> None:
    rows: list[Row] = [("seed", 0, "victim", "a", 9), ("on", 5, "a", "exchange", 9)]
    for since, until, ends in ((0, None, True), (6, None, False), (0, 5, False)):
        entry = {
            "list": "virtual",
            "account": "exchange",
            "since_us": START + since * MINUTE,
            "until_us": until and START + until * MINUTE,
        }
        lists = pa.Table.from_pylist([entry], schema_of(LISTS))
        assert bool(ended(follow(rows, lists=lists))) is ends


@pytest.mark.parametrize("method", METHODS)
def test_what_comes_back_to_the_victim_has_ended_there(method: str) -> None:
    rows: list[Row] = [
        ("seed", 0, "victim", "a", 100),
        ("rebate", 10, "a", "victim", 10),
        ("again", 20, "victim", "a", 500),
    ]
    found = follow(rows, method)
    assert ended(found) == {("returned", "rebate"): 1_000}
    assert left(found) == {"a": 9_000}


@pytest.mark.parametrize("method", METHODS)
def test_a_refund_of_a_shop_is_that_money_again(method: str) -> None:
    rows: list[Row] = [
        ("seed", 0, "victim", "a", 100),
        ("buy:pos", 10, "a", "shop", 100),
        ("back:refund", 20, "shop", "a", 70),
        ("other:refund", 25, "shop", "z", 30),
        ("on", 30, "a", "b", 70),
    ]
    found = follow(rows, method)
    assert cents(found) == dict.fromkeys(["seed", "buy:pos"], 10_000) | dict.fromkeys(
        ["back:refund", "on"], 7_000
    )
    assert ended(found) == {("merchant", "buy:pos"): 3_000}
    assert left(found) == {"b": 7_000}


def test_a_refund_between_followed_accounts_goes_on() -> None:
    rows: list[Row] = [
        ("seed", 0, "victim", "a", 100),
        ("on", 10, "a", "b", 100),
        ("back:/退款", 20, "b", "a", 40),
        ("out:/退款", 30, "b", "c", 60),
    ]
    found = follow(rows)
    assert left(found) == {"a": 4_000}
    assert ended(found) == {("refund", "out:/退款"): 6_000}


def test_a_refund_of_the_instant_of_its_payment_is_none() -> None:
    rows: list[Row] = [
        ("seed", 0, "victim", "a", 100),
        ("own", 0, "victim", "b", 100),
        ("on", 10, "a", "b", 40),
        ("refund:refund", 10, "b", "a", 30),
    ]
    found = trace(written(rows), ["seed", "own"], hops=5, window=DAY)
    assert ended(found) == {("refund", "refund:refund"): 3_000}


def test_what_left_after_the_window_or_beyond_the_hops_lies_nowhere() -> None:
    rows: list[Row] = [
        ("seed", 0, "victim", "a", 100),
        ("on", 10, "a", "b", 40),
        ("far", 20, "b", "c", 30),
        ("late", 24 * 60 + 1, "a", "d", 50),
    ]
    found = follow(rows, hops=1)
    assert ended(found) == {("hops", "far"): 3_000, ("window", "late"): 5_000}
    assert left(found) == {"a": 1_000, "b": 1_000}
