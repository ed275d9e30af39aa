"""A condition in rows says the same as its line."""

from dataclasses import replace

import pytest

from wuzha.detection.monitoring import RULES
from wuzha.detection.rules.changes import changes, parts
from wuzha.detection.rules.conditions import Joined, Row, row_line, rows_of
from wuzha.detection.rules.expressions import parse
from wuzha.detection.rules.reader import read_rules
from wuzha.detection.rules.tree import TRANSFER_NAMES, Kind, Rule

SHIPPED = read_rules(RULES)


def kinds(rule: Rule) -> dict[str, Kind]:
    features = {name: feature.kind for name, feature in rule.features.items()}
    return {**TRANSFER_NAMES, **features}


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.id)
def test_the_rows_of_a_shipped_rule_are_its_condition(rule: Rule) -> None:
    found = rows_of(rule.when)
    if found is None:
        return
    joined, rows = found
    line = f" {joined} ".join(row_line(row, kinds(rule)) for row in rows)
    assert parse(line, kinds(rule)) == rule.when


def test_most_shipped_rules_fit_into_rows() -> None:
    assert {rule.id for rule in SHIPPED if rows_of(rule.when) is None} == {
        "cash_after_credit",
        "class3_balance",
        "first_large_payee",
    }


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (Row("amount", ">=", value="5000"), "amount >= 5000元"),
        (Row("amount", ">=", value="80％", times="amount"), "amount >= 80% * amount"),
        (Row("time_of_day", "<", value="5小时"), "time_of_day < 5h"),
        (Row("channel", "=", value="qr"), 'channel = "qr"'),
        (Row("payer_class", "=", value="2"), "payer_class = 2"),
        (Row("new_payee", "is_not"), "not new_payee"),
    ],
)
def test_a_row_is_written_as_people_type_it(row: Row, line: str) -> None:
    assert row_line(row, TRANSFER_NAMES) == line


def test_rows_are_all_or_any_and_never_both() -> None:
    mixed = parse("new_payee and whole_hundreds or payee_allowed", TRANSFER_NAMES)
    assert rows_of(mixed) is None
    either = parse("new_payee or whole_hundreds", TRANSFER_NAMES)
    assert rows_of(either) == (
        Joined.ANY,
        [Row("new_payee", "is"), Row("whole_hundreds", "is")],
    )


def test_changes_name_what_differs_and_nothing_else() -> None:
    before = next(rule for rule in SHIPPED if rule.id == "fast_in_fast_out")
    assert changes(before, replace(before, version=2)) == []
    after = replace(
        before,
        title="快进快出（严）",
        features={"received": before.features["received"]},
        when=parse("received >= 1000元", kinds(before)),
        evidence=(),
    )
    found = {change.label: change for change in changes(before, after)}
    assert list(found) == ["名称", "条件", "附上的流水", "统计量"]
    assert found["名称"].before == "快进快出"
    assert (found["统计量"].after, found["附上的流水"].after) == ("", "无")
    assert all(part.text for rule in SHIPPED for part in parts(rule))
