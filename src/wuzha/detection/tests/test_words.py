"""Rules and values as the person on duty reads them."""

from pathlib import Path

import pytest

from wuzha.detection.rules.expressions import MICROSECONDS, parse_literal
from wuzha.detection.rules.tree import Kind
from wuzha.detection.rules.words import duration_text, rule_text, shown
from wuzha.detection.tests.rulefiles import sample_rule


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("0.5s", "不到1秒"),
        ("90s", "1分钟30秒"),
        ("1h", "1小时"),
        ("24h", "24小时"),
        ("26h", "26小时"),
        ("7d", "7天"),
        ("185d", "185天"),
        ("1h", "1小时"),
    ],
)
def test_a_duration_is_said_in_its_largest_units(written: str, text: str) -> None:
    assert duration_text(int(parse_literal(written).value)) == text


def test_a_duration_leaves_out_what_is_small() -> None:
    assert duration_text(2 * MICROSECONDS["d"] + 5 * MICROSECONDS["s"]) == "2天"


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (123456, Kind.MONEY, "¥1,234.56"),
        (3, Kind.NUMBER, "3"),
        (None, Kind.DURATION, "无记录"),
        (True, Kind.FLAG, "是"),
        (False, Kind.FLAG, "否"),
        ("atm", Kind.TEXT, "atm"),
    ],
)
def test_a_value_is_shown_by_its_kind(
    value: int | str | None, kind: Kind, text: str
) -> None:
    assert shown(value, kind) == text


def test_a_rule_can_be_read_without_its_file(tmp_path: Path) -> None:
    rule = sample_rule(
        tmp_path,
        (
            'when = "amount >= 1元"',
            "when = 'not new_payee and (amount >= 80% * seen or channel = \"atm\")'",
        ),
        ('measure = "amount"', 'measure = "seen - (amount - amount) + amount * 2"'),
        ('key = "payer"', 'key = "payer"\nfilter = "amount > 5元 and new_payee"'),
    )
    seen = "付款账户近1小时转入合计"
    full = f"{seen}（只计金额 > ¥5.00 且 首次付给该收款人的）"
    assert rule_text(rule).splitlines() == [
        "样例（sample，第1版，已启用，依据：测试）",
        f"　当 并非（首次向该收款人付款） 且 （本笔金额 ≥ 80% × {full}"
        " 或 渠道 = 「atm」）",
        f"　（{full} - （本笔金额 - 本笔金额）） + （本笔金额 × 2） ≥ ¥1.00：50分，"
        f"转出〔本笔金额〕，1小时内转入〔{seen}〕。",
    ]


def test_what_lies_without_bound_is_said_to_be_past(tmp_path: Path) -> None:
    rule = sample_rule(
        tmp_path,
        ('aggregate = "sum"', 'aggregate = "idle"'),
        ('window = "1h"', 'window = "all"'),
        ("{seen.window}内转入", "上次在"),
        ('when = "amount >= 1元"', 'when = "seen > 2d"'),
    )
    assert "当 距付款账户以往最近一笔转入 > 2天" in rule_text(rule)
