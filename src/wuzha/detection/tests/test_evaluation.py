"""Precision and recall are counted against the labels, by transfer and by account."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.evaluation import Score, evaluate, truth
from wuzha.detection.files import TableError
from wuzha.detection.moments import from_microseconds
from wuzha.detection.monitoring import find_hits
from wuzha.detection.rules.tree import Rule
from wuzha.detection.tests.ledgers import START, Row, ledger
from wuzha.detection.tests.rulefiles import sample_rule

SINCE = from_microseconds(START)
UNTIL = SINCE + timedelta(days=2)
ROWS: list[Row] = [
    ("t1", 0, "a", "b", 10),
    ("t2", 10, "a", "c", 900),
    ("t3", 20, "a", "d", 900),
    ("t4", 30, "e", "f", 900),
    ("t5", 24 * 60, "a", "g", 900),
    ("t6", 72 * 60, "z", "y", 900),
]


@pytest.fixture
def rule(tmp_path: Path) -> Rule:
    return sample_rule(tmp_path, ("amount >= 1元", "amount >= 500元"))


def scores(
    rule: Rule, illicit: list[str], accounts: pa.Table | None = None
) -> list[Score]:
    table = ledger(*ROWS, illicit=illicit)
    hits = find_hits([rule], {"transfers": table}, UNTIL, DuckDB())
    known = truth(table, SINCE, UNTIL, DuckDB(), accounts)
    return evaluate(hits, [rule], known)


def test_a_rule_is_scored_at_both_levels_and_with_all_others(rule: Rule) -> None:
    by_transfer, by_account, *together = scores(rule, ["t1", "t2", "t6"])
    assert by_transfer == Score("sample", "transfer", 4, 2.0, 1, 0.25, 0.5)
    assert by_account == Score("sample", "account", 2, 1.5, 1, 0.5, 1 / 3)
    assert [score.rule for score in together] == ["*", "*"]
    assert together[0].precision == 0.25


def test_a_table_of_accounts_decides_about_accounts(rule: Rule) -> None:
    accounts = pa.table({"account": ["a", "e", "b"], "is_mule": [True, True, False]})
    _, by_account, *_ = scores(rule, ["t2"], accounts)
    assert (by_account.precision, by_account.recall) == (1.0, 1.0)


def test_nothing_alerted_has_no_precision_and_nothing_wrong_no_recall(
    tmp_path: Path,
) -> None:
    never = sample_rule(tmp_path, ("amount >= 1元", "amount >= 9999元"))
    assert scores(never, ["t1"])[0].precision is None
    assert scores(never, ["t1"])[0].recall == 0.0
    assert scores(never, ["t6"])[0].recall is None


def test_transfers_without_labels_are_refused() -> None:
    table = ledger(*ROWS).drop_columns(["is_illicit"])
    table = table.append_column("is_illicit", pa.nulls(len(ROWS), pa.bool_()))
    with pytest.raises(TableError, match="没有 is_illicit 标记"):
        truth(table, SINCE, UNTIL, DuckDB())
