"""The money's way trace_of: first in first out, to the cent, whatever the order."""

from datetime import timedelta

import pyarrow as pa
import pytest

from wuzha.detection.files import TableError
from wuzha.detection.tests.ledgers import Row, ledger
from wuzha.detection.tracing import Trace
from wuzha.detection.tracing import trace as trace_of

DAY = timedelta(days=1)
CHAIN: list[Row] = [
    ("seed", 0, "victim", "a", 1000),
    ("on1", 10, "a", "b", 600),
    ("on2", 20, "b", "c", 500),
    ("on3", 30, "c", "d", 500),
]


def follow(*rows: Row, hops: int = 5, window: timedelta = DAY) -> Trace:
    return trace_of(ledger(*rows), ["seed"], hops=hops, window=window)


def traced(trace: Trace) -> dict[str, tuple[int, int]]:
    """By transfer: the level that it reached and the yuan that are the seed's."""
    return {
        flow["tx_id"]: (flow["level"], flow["traced_cents"] // 100)
        for flow in trace.flows.to_pylist()
    }


def remaining(trace: Trace) -> dict[str, int]:
    return {
        row["account"]: row["remaining_cents"] // 100
        for row in trace.balances.to_pylist()
        if row["remaining_cents"]
    }


def ended(trace: Trace) -> dict[str, int]:
    """Yuan by the kind of end."""
    rows = trace.ends.to_pylist()
    return {
        kind: sum(row["ended_cents"] for row in rows if row["kind"] == kind) // 100
        for kind in {row["kind"] for row in rows}
    }


def test_the_money_is_followed_level_by_level() -> None:
    trace = follow(*CHAIN)
    assert trace.method == "fifo"
    assert trace.complete
    assert traced(trace) == {
        "seed": (1, 1000),
        "on1": (2, 600),
        "on2": (3, 500),
        "on3": (4, 500),
    }
    assert remaining(trace) == {"d": 500, "a": 400, "b": 100}
    assert ended(trace) == {}


def test_an_account_says_what_came_what_stays_and_when_it_last_moved() -> None:
    [first, *_] = follow(*CHAIN[:2]).balances.to_pylist()
    assert (first["account"], first["level"]) == ("b", 2)
    [_, a] = follow(*CHAIN[:2]).balances.to_pylist()
    flows = follow(*CHAIN[:2]).flows.to_pylist()
    assert (a["received_cents"], a["remaining_cents"]) == (100_000, 40_000)
    assert a["last_ts"] == flows[-1]["ts"]


def test_what_came_first_goes_first() -> None:
    trace = follow(
        ("own", 0, "employer", "a", 300),
        ("seed", 10, "victim", "a", 1000),
        ("on1", 20, "a", "b", 500),
    )
    assert traced(trace) == {"seed": (1, 1000), "on1": (2, 200)}


def test_what_an_account_pays_beyond_all_that_came_is_its_own() -> None:
    trace = follow(("seed", 0, "victim", "a", 100), ("on1", 5, "a", "b", 900))
    assert traced(trace) == {"seed": (1, 100), "on1": (2, 100)}
    assert remaining(trace) == {"b": 100}


def test_money_does_not_leave_before_or_at_the_instant_it_came() -> None:
    trace = follow(
        ("before", 0, "a", "b", 100),
        ("seed", 10, "victim", "a", 100),
        ("same", 10, "a", "c", 100),
        ("after", 11, "a", "d", 100),
    )
    assert set(traced(trace)) == {"seed", "after"}


def test_an_account_that_pays_itself_moves_nothing() -> None:
    trace = follow(
        ("seed", 0, "victim", "a", 100),
        ("self", 5, "a", "a", 100),
        ("on1", 10, "a", "b", 60),
    )
    assert traced(trace) == {"seed": (1, 100), "on1": (2, 60)}
    assert remaining(trace) == {"b": 60, "a": 40}


def test_equal_times_are_taken_in_the_order_of_their_names() -> None:
    trace = follow(
        ("seed", 0, "victim", "a", 100),
        ("on2", 5, "a", "c", 80),
        ("on1", 5, "a", "b", 80),
    )
    assert traced(trace) == {"seed": (1, 100), "on1": (2, 80), "on2": (2, 20)}


def test_hops_end_the_way_and_the_rest_is_accounted_for() -> None:
    trace = follow(*CHAIN, hops=1)
    assert traced(trace) == {"seed": (1, 1000), "on1": (2, 600)}
    assert remaining(trace) == {"a": 400, "b": 100}
    assert ended(trace) == {"hops": 500}


def test_without_hops_only_the_seed_is_told() -> None:
    assert traced(follow(*CHAIN, hops=0)) == {"seed": (1, 1000)}


def test_the_window_holds_its_last_instant() -> None:
    assert set(traced(follow(*CHAIN, window=timedelta(minutes=20)))) == {
        "seed",
        "on1",
        "on2",
    }


def test_each_seed_has_its_own_window() -> None:
    rows: list[Row] = [
        ("s1", 0, "victim", "a", 100),
        ("s2", 60, "victim", "b", 100),
        ("on1", 70, "a", "c", 100),
        ("on2", 70, "b", "c", 100),
    ]
    trace = trace_of(ledger(*rows), ["s1", "s2"], hops=3, window=timedelta(minutes=30))
    assert set(traced(trace)) == {"s1", "s2", "on2"}
    assert remaining(trace) == {"c": 100}
    assert ended(trace) == {"window": 100}


def test_a_seed_that_carries_on_another_is_not_counted_twice() -> None:
    rows: list[Row] = [
        ("s1", 0, "victim", "a", 100),
        ("s2", 10, "a", "b", 150),
        ("s3", 20, "b", "c", 150),
    ]
    trace = trace_of(ledger(*rows), ["s1", "s2", "s3"], hops=3, window=DAY)
    assert [
        (flow["seed"], flow["tx_id"], flow["traced_cents"])
        for flow in trace.flows.to_pylist()
    ] == [
        ("s1", "s1", 10_000),
        ("s1", "s2", 10_000),
        ("s2", "s2", 5_000),
        ("s1", "s3", 10_000),
        ("s2", "s3", 5_000),
    ]
    assert remaining(trace) == {"c": 150}


def test_the_limit_cuts_the_way_and_says_so() -> None:
    trace = trace_of(ledger(*CHAIN), ["seed"], hops=5, window=DAY, limit=2)
    assert set(traced(trace)) == {"seed", "on1"}
    assert not trace.complete
    assert remaining(trace) == {"a": 400, "b": 100}
    assert ended(trace) == {"limit": 500}


def test_a_seed_that_is_not_among_the_transfers_is_refused() -> None:
    with pytest.raises(TableError, match="流水中找不到 lost、other"):
        trace_of(ledger(*CHAIN), ["seed", "other", "lost"], hops=1, window=DAY)


def test_transfers_may_come_in_pieces_and_without_channel_or_note() -> None:
    table = ledger(*CHAIN).drop(["channel", "note"])
    pieces = pa.concat_tables([table.slice(2), table.slice(0, 2)])
    trace = trace_of(pieces, ["seed"], hops=5, window=DAY)
    assert traced(trace) == traced(follow(*CHAIN))


def test_a_name_that_stands_for_two_transfers_is_refused() -> None:
    with pytest.raises(TableError, match="流水号 on1 用于不止一笔流水"):
        follow(*CHAIN, ("on1", 40, "c", "d", 5))


def test_sums_beyond_all_reason_are_refused() -> None:
    rows: list[Row] = [(f"t{n}", n, "a", "b", 10**15) for n in range(50)]
    with pytest.raises(TableError, match="大得不合常理"):
        trace_of(ledger(*rows), ["t0"], hops=1, window=DAY)


def test_where_there_is_no_transfer_none_can_be_followed() -> None:
    with pytest.raises(TableError, match="流水中找不到 seed"):
        trace_of(ledger(), ["seed"], hops=1, window=DAY)
