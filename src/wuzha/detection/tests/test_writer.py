"""A rule written down is read back as the same rule."""

import pytest

from wuzha.detection.monitoring import RULES
from wuzha.detection.rules.expressions import parse
from wuzha.detection.rules.reader import read_rules, read_text
from wuzha.detection.rules.tree import TRANSFER_NAMES, Rule
from wuzha.detection.rules.writer import expression_line, rule_file


@pytest.mark.parametrize("rule", read_rules(RULES), ids=lambda rule: rule.id)
def test_every_shipped_rule_is_read_back_as_it_was(rule: Rule) -> None:
    assert read_text(rule_file(rule), rule.id) == rule


@pytest.mark.parametrize(
    "line",
    [
        "amount - (amount - 1元) >= 0.01元",
        "not (new_payee and whole_hundreds) or not payee_allowed",
        "(new_payee or whole_hundreds) and amount >= 33.3333% * amount",
        "time_of_day < 90s and payer_open_for >= 1.5s and payee_quiet_for > 0s",
        "amount >= 2 * (amount + amount) and payer_class = 2",
        'channel = "qr" and (payer_kind != "merchant" and new_payee)',
        "new_payee and (whole_hundreds and (payee_allowed or payer_allowed))",
    ],
)
def test_a_line_keeps_its_brackets_and_its_units(line: str) -> None:
    tree = parse(line, TRANSFER_NAMES)
    assert parse(expression_line(tree), TRANSFER_NAMES) == tree
