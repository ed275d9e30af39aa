"""Arrays on one machine fire where the query fires, with the same values and sights."""

import random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuzha.detection import filed, measuring
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.hits import HITS
from wuzha.detection.measuring import by_arrays
from wuzha.detection.monitoring import NOTHING_KNOWN, RULES, by_query
from wuzha.detection.rules.reader import read_rules
from wuzha.detection.rules.tree import Rule
from wuzha.detection.tables import (
    ACCOUNTS,
    LISTS,
    TRANSFERS,
    schema_of,
    with_holdings,
)
from wuzha.detection.tests.ledgers import HOUR, START
from wuzha.detection.tests.rulefiles import written_rule

FOREVER = START + 10**13
BOTH_SIDES = (
    'key = "payer"\n\n[[bands]]',
    'key = "payer"\n[features.met]\naggregate = "distinct"\ndirection = "any"\n'
    'window = "all"\nkey = "payee"\nfilter = "{filter}"\n[[bands]]',
)
CONDITIONS = (
    "seen >= 3元 and met >= 1",
    "new_payee and not payee_allowed and amount > 2元 and (met = 0 or seen = 0元)",
    "payer_class = 2 and amount + seen > 4元",
    "not (payer_class = 2) and met * 1元 < amount",
    "payee_involved or met >= 2",
)
FILTERS = (
    "new_payee",
    "payer_involved",
    "amount > 2元 and not (payee_class = 2)",
    "not payee_allowed",
    "whole_hundreds or not new_payee",
)
RANDOM_ROWS = st.lists(
    st.tuples(
        st.integers(0, 5), st.permutations("abcd"), st.sampled_from([100, 300, 900])
    ),
    max_size=14,
)


def transfers(rows: list[tuple[int, list[str], int]]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "tx_id": f"t{n}",
                "at_us": START + half_hours * HOUR // 2,
                "src": accounts[0],
                "dst": accounts[1] if n % 5 else accounts[0],
                "amount_cents": cents,
                "channel": "app",
            }
            for n, (half_hours, accounts, cents) in enumerate(rows)
        ],
        schema_of(TRANSFERS),
    )


def known() -> dict[str, pa.Table]:
    accounts = [{"account": "a", "class": 2}, {"account": "b", "class": 3}]
    lists = [
        {"list": name, "account": account, "since_us": START + HOUR, "source": "x"}
        for name, account in (("involved", "c"), ("allowed", "d"))
    ]
    return {
        "accounts": with_holdings(pa.Table.from_pylist(accounts, schema_of(ACCOUNTS))),
        "lists": pa.Table.from_pylist(lists, schema_of(LISTS)),
    }


def both_ways(
    rules: list[Rule], tables: dict[str, pa.Table], since_us: int = 0
) -> tuple[pa.Table, pa.Table]:
    """With so little at once that every transfer has several shares and pieces."""
    engine = DuckDB(threads=1)
    asked = (rules, {**NOTHING_KNOWN, **tables}, since_us, FOREVER, engine)
    arrays, query = by_arrays(*asked), by_query(*asked)
    return tuple(pa.concat_tables([HITS.empty_table(), *of]) for of in (arrays, query))


@pytest.fixture
def little_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "IN_A_SHARE", 4)
    monkeypatch.setattr(filed, "IN_A_PIECE", 5)
    monkeypatch.setattr(measuring, "AT_ONCE", 3)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> list[Rule]:
    """What one side's past says, the other's, both, the row and the lists."""
    folder, (old, new) = tmp_path_factory.mktemp("rules"), BOTH_SIDES
    for n, (when, text) in enumerate(zip(CONDITIONS, FILTERS, strict=True)):
        written_rule(
            folder,
            ('id = "sample"', f'id = "sample{n}"'),
            (old, new.replace("{filter}", text)),
            ('when = "amount >= 1元"', f'when = "{when}"'),
            ('evidence = ["seen"]', 'evidence = ["seen", "met"]'),
            stem=f"sample{n}",
        )
    return read_rules(folder)


@pytest.mark.slow
@pytest.mark.usefixtures("little_at_once")
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=RANDOM_ROWS, since=st.integers(0, 3))
def test_arrays_and_query_agree_on_any_ledger(
    rules: list[Rule], rows: list[tuple[int, list[str], int]], since: int
) -> None:
    tables = {"transfers": transfers(rows), **known()}
    arrays, query = both_ways(rules, tables, START + since * HOUR)
    assert arrays.to_pylist() == query.to_pylist()


@pytest.mark.slow
def test_arrays_and_query_agree_on_the_rules_that_come_with_wuzha(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(measuring, "IN_A_SHARE", 200)
    chance = random.Random(11)
    rows = [
        {
            "tx_id": f"t{n:04}",
            "at_us": START + chance.randrange(9000) * 200_000_000,
            "src": chance.choice("abcdefghijkl"),
            "dst": chance.choice("abcdefghijkl"),
            "amount_cents": chance.choice([5, 20_000, 100_001, 900_000, 4_900_000]),
            "channel": chance.choice(["", "atm", "qr", "loan"]),
        }
        for n in range(600)
    ]
    tables = {"transfers": pa.Table.from_pylist(rows, schema_of(TRANSFERS)), **known()}
    arrays, query = both_ways(read_rules(RULES), tables)
    assert arrays.to_pylist() == query.to_pylist()
    assert len(set(arrays["rule"].to_pylist())) > 10
