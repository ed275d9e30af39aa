"""Windows in process answer what the query over all transfers answers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.detection.findings import Finding, findings
from wuzha.detection.known import Facts
from wuzha.detection.online import (
    TooLate,
    Transfer,
    Windows,
    rebuild,
    transfers_in,
)
from wuzha.detection.rules import logs, past
from wuzha.detection.rules.expressions import parse
from wuzha.detection.rules.online import Compiled
from wuzha.detection.rules.reader import RuleError, read_rule
from wuzha.detection.rules.tree import (
    TRANSFER_NAMES,
    Aggregate,
    Comparison,
    Direction,
    Feature,
    Key,
    Kind,
    Name,
    Party,
)
from wuzha.detection.tables import read_accounts, read_lists, read_transfers
from wuzha.detection.tests.test_features import Transfer as Row
from wuzha.detection.tests.test_features import (
    asked,
    counted_slowly,
    ledgers,
    table_of,
)
from wuzha.detection.tests.test_golden import GOLDEN, PATHS, wanted_of

SHARDS = 3
AMOUNT = Name("amount", Kind.MONEY)


def facts_beside(transfers: Path) -> Facts:
    accounts, lists = (
        transfers.with_name(f"{name}.csv") for name in ("accounts", "lists")
    )
    return Facts(
        **({"accounts": read_accounts(accounts)} if accounts.exists() else {}),
        **({"lists": read_lists(lists)} if lists.exists() else {}),
    )


def replayed(rule: Path, transfers: Path) -> list[tuple[Transfer, Finding]]:
    """Each transfer is asked about before it is told, its accounts in their shards."""
    compiled, facts = Compiled([read_rule(rule)]), facts_beside(transfers)
    shards = [Windows(compiled, facts) for _ in range(SHARDS)]
    found = []
    table = read_transfers([transfers]).sort_by([("at_us", "ascending")])
    for one in transfers_in(table):
        payer, payee = (shards[sum(a.encode()) % SHARDS] for a in (one.src, one.dst))
        answers = payer.ask(one, Party.PAYER), payee.ask(one, Party.PAYEE)
        found += [(one, what) for what in findings(compiled, one, *answers)]
        payer.add(one, Party.PAYER)
        payee.add(one, Party.PAYEE)
    return found


@pytest.mark.parametrize("rule", PATHS, ids=lambda path: path.stem)
def test_a_rule_finds_its_golden_case_before_the_transfer(rule: Path) -> None:
    case = GOLDEN / rule.stem
    said = [
        (one.tx_id, str(what.measure), str(what.score), what.action, what.reason)
        for one, what in replayed(rule, case / "transfers.csv")
    ]
    columns = ("tx_id", "measure", "score", "action", "reason")
    wanted = [tuple(hit[name] for name in columns) for hit in wanted_of(case)]
    assert sorted(said) == sorted(wanted)
    assert replayed(rule, case / "quiet.csv") == []


def compiled_for(features: Sequence[Feature]) -> Compiled:
    named = {f"asked{n}": feature for n, feature in enumerate(features)}
    rule = read_rule(PATHS[0])
    when = Comparison(">=", AMOUNT, AMOUNT)
    return Compiled([replace(rule, features=named, when=when, measure=AMOUNT)])


def measured(windows: Windows, one: Transfer) -> dict[Feature, int | None]:
    return {
        feature: value
        for party in Party
        for feature, value in windows.measured(one, party).items()
    }


def counted(
    features: Sequence[Feature], one: Transfer, ledger: Sequence[Row]
) -> dict[Feature, int | None]:
    return {f: counted_slowly(f, Row(*one), ledger) for f in features}


@contextmanager
def busy_from(moves: int) -> Iterator[None]:
    """Accounts keep logs from so many moves on, and counts of longer stretches, and
    forget whatever they may."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(past, "FEW", 0)
        patched.setattr(past, "BUSY", moves)
        patched.setattr(logs, "SHORT", moves)
        yield


features = st.lists(asked(), min_size=1, max_size=4, unique=True)
busy = st.sampled_from([0, 2, 50])
chances = st.randoms(use_true_random=False)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(
    ledger=ledgers(),
    features=features,
    busy=busy,
    chance=st.randoms(use_true_random=False),
)
def test_any_order_of_arrival_comes_to_the_same(
    ledger: list[Row], features: list[Feature], busy: int, chance: Random
) -> None:
    """Late, twice, and many at one instant: as if all had come in order of time."""
    windows = Windows(compiled_for(features))
    arrivals = [Transfer(*row) for row in [*ledger, *ledger]]
    chance.shuffle(arrivals)
    with busy_from(busy):
        told = [windows.add(one, party) for one in arrivals for party in Party]
        assert sum(told) == 2 * len(ledger)
        for one in arrivals:
            assert measured(windows, one) == counted(features, one, ledger)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(ledger=ledgers(), features=features, busy=busy)
def test_what_was_forgotten_still_counts(
    ledger: list[Row], features: list[Feature], busy: int
) -> None:
    """In order of time, with nothing kept but the longest window."""
    windows = Windows(compiled_for(features), late=timedelta(0))
    with busy_from(busy):
        for one in sorted((Transfer(*row) for row in ledger), key=lambda t: t.at_us):
            assert measured(windows, one) == counted(features, one, ledger)
            for party in Party:
                windows.add(one, party)


EVER = [
    Feature(aggregate, direction, None, Key.PAYER, None)
    for aggregate in Aggregate
    for direction in Direction
]


@pytest.mark.parametrize("busy", [0, 50])
def test_everything_before_outlives_what_is_forgotten(busy: int) -> None:
    windows = Windows(compiled_for(EVER))
    parties = [("a", "b"), ("c", "a"), ("a", "c"), ("a", "b"), ("d", "a")]
    rows = [Row(f"t{n}", n, *pair, 100 + n, "") for n, pair in enumerate(parties)]
    with busy_from(busy):
        for row in rows:
            windows.add(Transfer(*row), Party.PAYER if row.src == "a" else Party.PAYEE)
            windows.forget(row.at_us - 1)
        now = Transfer("now", 9, "a", "e", 100, None)
        windows.forget(4)
        assert windows.measured(now, Party.PAYER) == counted(EVER, now, rows)


def test_a_long_stretch_of_counterparties_moves_onward() -> None:
    within_three = Feature(Aggregate.DISTINCT, Direction.OUT, 3, Key.PAYER, None)
    windows = Windows(compiled_for([within_three]))
    rows = [Row(f"t{n}", n, "a", payee, 100, "") for n, payee in enumerate("bcbbdeb")]
    with busy_from(0):
        for row in rows:
            assert measured(windows, Transfer(*row)) == counted(
                [within_three], Transfer(*row), rows
            )
            windows.add(Transfer(*row), Party.PAYER)


def test_halves_that_each_may_fire_are_judged_together() -> None:
    """Neither account alone rules the rule out; both do."""
    compiled = compiled_for([COUNT])
    either = 'payer_status = "closed" or payee_status = "closed"'
    when = parse(either, TRANSFER_NAMES)
    compiled = Compiled([replace(compiled.rules[0], when=when)])
    windows, one = Windows(compiled), Transfer("t1", 10, "a", "b", 10**8, None)
    halves = windows.ask(one, Party.PAYER), windows.ask(one, Party.PAYEE)
    assert all(halves)
    assert findings(compiled, one, *halves) == []


def told(windows: Windows, *rows: tuple[str, int]) -> list[bool]:
    """Transfers of a to b, by name and time."""
    return [
        windows.add(Transfer(tx_id, at_us, "a", "b", 100, None), Party.PAYER)
        for tx_id, at_us in rows
    ]


COUNT = Feature(Aggregate.COUNT, Direction.OUT, 5, Key.PAYER, None)


def test_what_is_too_late_is_said_and_changes_nothing() -> None:
    """With windows of 5 and transfers at most 2 late, 7 back are kept."""
    windows = Windows(compiled_for([COUNT]), late=timedelta(microseconds=2))
    assert told(windows, ("t1", 10), ("t2", 20), ("t2", 20)) == [True, True, False]
    windows.forget(15)
    assert told(windows, ("t3", 11)) == [True]
    with pytest.raises(TooLate, match="t4"):
        told(windows, ("t4", 10))
    late, now = (Transfer("t5", at_us, "a", "b", 100, None) for at_us in (15, 21))
    with pytest.raises(TooLate, match="t5"):
        windows.ask(late, Party.PAYER)
    assert windows.measured(now, Party.PAYER) == {COUNT: 1}


def test_a_transfer_to_the_own_account_is_left_out() -> None:
    windows = Windows(compiled_for([COUNT]))
    own = Transfer("t1", 10, "a", "a", 100, None)
    assert not windows.add(own, Party.PAYER)
    assert windows.ask(own, Party.PAYER) == {}
    assert len(windows) == 0


def test_a_shard_is_rebuilt_from_its_own_accounts_alone() -> None:
    windows = Windows(compiled_for([COUNT]))
    rows = [Row(f"t{n}", n, "ab"[n % 2], "c", 100, "") for n in range(6)]
    assert rebuild(windows, table_of(rows).to_batches(), lambda name: name == "a") == 3
    assert len(windows) == 1


def test_rules_may_look_at_transfers_in_so_many_ways_and_no_more() -> None:
    amounts = [parse(f"amount >= {n}元", TRANSFER_NAMES) for n in range(63)]
    with pytest.raises(RuleError, match="63 种"):
        compiled_for([replace(COUNT, filter=only) for only in amounts])
