"""Replies of banks: one transfer under two ids counts once, and the trace grows."""

from datetime import timedelta
from itertools import permutations

import pyarrow as pa

from wuzha.detection.moments import from_microseconds
from wuzha.detection.tests.ledgers import START, Row, ledger
from wuzha.detection.tracing import Index, trace
from wuzha.detection.tracing.joining import Joined, joined
from wuzha.detection.tracing.stops import stops, unasked

SPAN = timedelta(minutes=2)
DAY = timedelta(days=1)
PAYER_BANK: list[Row] = [("p1", 0, "victim", "a", 100), ("p2", 9, "victim", "z", 5)]
PAYEE_BANK: list[Row] = [("q1", 1, "victim", "a", 100), ("q2", 5, "a", "b", 60)]


def both(*tables: list[Row], span: timedelta = SPAN) -> Joined:
    named = {f"bank {n}": ledger(*rows) for n, rows in enumerate(tables)}
    return joined(named, span)


def ids(table: pa.Table) -> list[str]:
    return sorted(table["tx_id"].to_pylist())


def test_what_both_banks_report_counts_once_and_answers_to_both_ids() -> None:
    found = both(PAYER_BANK, PAYEE_BANK)
    assert ids(found.transfers) == ["p1", "p2", "q2"]
    assert found.same.to_pylist() == [{"table": "bank 1", "tx_id": "q1", "kept": "p1"}]
    assert found.kept(["q1", "q2"]) == ["p1", "q2"]


def test_other_money_other_accounts_or_another_time_is_another_transfer() -> None:
    first: list[Row] = [("p1", 0, "victim", "a", 100)]
    for other in (
        ("q1", 3, "victim", "a", 100),
        ("q1", 0, "victim", "a", 101),
        ("q1", 0, "victim", "b", 100),
        ("q1", 0, "a", "victim", 100),
    ):
        assert len(both(first, [other]).transfers) == 2


def test_two_alike_in_one_table_are_two_and_find_two() -> None:
    twice: list[Row] = [("p1", 0, "v", "a", 9), ("p2", 1, "v", "a", 9)]
    theirs: list[Row] = [("q1", 0, "v", "a", 9), ("q2", 1, "v", "a", 9)]
    assert ids(both(twice).transfers) == ["p1", "p2"]
    assert ids(both(twice, theirs).transfers) == ["p1", "p2"]
    assert len(both(twice, theirs[:1]).transfers) == 2


def test_an_id_that_both_know_goes_before_a_nearer_time() -> None:
    found = both(
        [("x", 0, "v", "a", 9), ("y", 1, "v", "a", 9)], [("x", 1, "v", "a", 9)]
    )
    assert found.same["kept"].to_pylist() == ["x"]


def test_the_order_of_the_banks_does_not_matter() -> None:
    third: list[Row] = [("r1", 1, "victim", "a", 100), ("r2", 6, "a", "b", 60)]
    named = {"p": ledger(*PAYER_BANK), "q": ledger(*PAYEE_BANK), "r": ledger(*third)}
    answers = [joined(dict(order), SPAN) for order in permutations(named.items())]
    assert all(answer == answers[0] for answer in answers)
    assert ids(answers[0].transfers) == ["p1", "p2", "q2"]


def test_with_a_reply_the_trace_grows() -> None:
    before = Index.of(ledger(*PAYER_BANK))
    after = Index.of(both(PAYER_BANK, PAYEE_BANK).transfers)
    short = trace(before, ["p1"], hops=3, window=DAY)
    assert unasked(short, before) == ["a"]
    assert unasked(short, before, answered={"a"}) == []
    grown = trace(after, ["p1"], hops=3, window=DAY)
    assert unasked(grown, after) == ["b"]


def test_stops_name_the_largest_first_with_the_bank_to_call() -> None:
    found = trace(both(PAYER_BANK, PAYEE_BANK).transfers, ["p1"], hops=3, window=DAY)
    as_of = from_microseconds(START) + timedelta(minutes=25)
    [b, a] = stops(found, {"b": "县农商行"}, as_of)
    assert (b.account, b.bank, b.level, b.remaining_cents) == ("b", "县农商行", 2, 6000)
    assert (a.account, a.bank, a.remaining_cents, a.method) == ("a", "", 4000, "fifo")
    assert b.idle == timedelta(minutes=20)
