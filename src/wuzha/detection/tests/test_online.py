"""Windows in process answer what the query over all transfers answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.detection.findings import Finding, findings
from wuzha.detection.known import Facts
from wuzha.detection.online import Transfer, Windows, transfers_in
from wuzha.detection.rules.online import Compiled
from wuzha.detection.rules.reader import read_rule
from wuzha.detection.rules.tree import Comparison, Feature, Kind, Name, Party
from wuzha.detection.tables import read_accounts, read_lists, read_transfers
from wuzha.detection.tests.test_features import Transfer as Row
from wuzha.detection.tests.test_features import (
    asked,
    counted_slowly,
    ledgers,
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


features = st.lists(asked(), min_size=1, max_size=4, unique=True)


@settings(max_examples=60, deadline=None)
@given(ledger=ledgers(), features=features, chance=st.randoms(use_true_random=False))
def test_any_order_of_arrival_comes_to_the_same(ledger, features, chance) -> None:  # type: ignore[no-untyped-def]
    """Late, twice, and many at one instant: as if all had come in order of time."""
    windows = Windows(compiled_for(features))
    arrivals = [Transfer(*row) for row in [*ledger, *ledger]]
    chance.shuffle(arrivals)
    told = [windows.add(one, party) for one in arrivals for party in Party]
    assert sum(told) == 2 * len(ledger)
    for one in arrivals:
        assert measured(windows, one) == counted(features, one, ledger)


@settings(max_examples=60, deadline=None)
@given(ledger=ledgers(), features=features)
def test_what_was_forgotten_still_counts(ledger, features) -> None:  # type: ignore[no-untyped-def]
    """In order of time, with nothing kept but the longest window."""
    windows = Windows(compiled_for(features), late=timedelta(0))
    for one in sorted((Transfer(*row) for row in ledger), key=lambda t: t.at_us):
        assert measured(windows, one) == counted(features, one, ledger)
        for party in Party:
            windows.add(one, party)
