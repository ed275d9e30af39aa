"""A rule file is read whole, or refused with its name, the key and what is wrong."""

from pathlib import Path

import pytest

from wuzha.detection.monitoring import RULES
from wuzha.detection.rules.reader import RuleError, read_rule, read_rules
from wuzha.detection.tests.rulefiles import sample_rule, written_rule

Change = tuple[str, str]
WRONG: dict[str, tuple[Change, str]] = {
    "a missing key": (('title = "样例"\n', ""), "键 title：缺少此键，应为文字"),
    "an unknown key": (('title = "样例"', 'titel = "样例"'), "键 titel：不认识此键"),
    "an empty text": (('title = "样例"', 'title = " "'), "键 title：不能为空"),
    "a text for a number": (("version = 1", 'version = "1"'), "键 version：应为整数"),
    "a number too small": (("version = 1", "version = 0"), "version：应在 1 与 9999"),
    "a flag for a number": (("version = 1", "version = true"), "version：应在 1 与"),
    "no day": (("dated = 2026-01-01", "dated = 2026"), "键 dated：应为日期"),
    "an unknown state": (('"in_force"', '"on"'), "state：应为以下之一：draft、trial、"),
    "a list of numbers": (('["seen"]', "[1]"), "键 evidence：列表中只能是文字"),
    "unseen evidence": (
        ('evidence = ["seen"]', 'evidence = ["seen", "sum"]'),
        "没有特征「sum」",
    ),
    "victims nowhere": (('["seen", "payee"]', '["bank"]'), "键 victims：应为 payer、"),
    "a condition that is none": (
        ('when = "amount >= 1元"', 'when = "amount"'),
        "键 when：应为条件",
    ),
    "a measure that is a condition": (
        ('measure = "amount"', 'measure = "new_payee"'),
        "键 measure：应为金额、整数或时长",
    ),
    "a measure with a fraction": (
        ('measure = "amount"', 'measure = "amount * 50%"'),
        "键 measure：应为金额、整数或时长，不带小数",
    ),
    "an unknown window": (('"1h"', '"1w"'), "键 features.seen.window：「1w」的单位"),
    "a window that is no time": (('"1h"', '"1元"'), "features.seen.window：应为时长"),
    "an empty window": (('"1h"', '"0h"'), "features.seen.window：应为时长"),
    "a window of two": (('"1h"', '"1h 2h"'), "应是一个带单位的数"),
    "distinct over a pair": (
        (
            '"sum"\ndirection = "in"\nwindow = "1h"\nkey = "payer"',
            '"distinct"\ndirection = "out"\nwindow = "1h"\nkey = "pair"',
        ),
        "键 features.seen.key：distinct 只能按 payer 或 payee 计算",
    ),
    "a pair seen backwards": (
        ('key = "payer"', 'key = "pair"'),
        "键 features.seen.direction：按 pair 只看",
    ),
    "a filter that is none": (
        ('key = "payer"', 'key = "payer"\nfilter = "amount"'),
        "键 features.seen.filter：应为条件",
    ),
    "a filter over features": (
        ('key = "payer"', 'key = "payer"\nfilter = "seen > 1元"'),
        "没有名为「seen」的量，可用的有：amount、channel、new_payee",
    ),
    "a feature that hides a column": (
        ("[features.seen]", "[features.amount]"),
        "键 features.amount：名称应为",
    ),
    "features that are no table": (
        ("[features.seen]", "[[features]]"),
        "键 features：应为表",
    ),
    "bands that are no tables": (("[[bands]]", "[bands]"), "键 bands：应为若干个表"),
    "a band of another kind": (
        ('at_least = "1元"', 'at_least = "1"'),
        "键 bands[1].at_least：应与 measure 是同一种量",
    ),
    "a score over 100": (
        ("score = 50", "score = 101"),
        "bands[1].score：应在 1 与 100",
    ),
    "a reason without value": (
        ("{seen}", "{unseen}"),
        "键 bands[1].reason：没有可填入「unseen」的量",
    ),
    "an attribute in a reason": (
        ("{amount}", "{amount.__class__}"),
        "没有可填入「amount.__class__」的量",
    ),
    "two bands at one edge": (
        (
            "[[bands]]",
            '[[bands]]\nat_least = "1.00元"\nscore = 1\n'
            'action = "warn"\nreason = "一"\n[[bands]]',
        ),
        "键 bands：至少一档，且各档 at_least 不得相同",
    ),
    "another name than its file": (('id = "sample"', 'id = "other"'), "与文件名相同"),
    "no TOML": (("version = 1", "version ="), "不是有效的 TOML"),
}


@pytest.mark.parametrize(("change", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_rule_names_file_and_key(
    tmp_path: Path, change: Change, message: str
) -> None:
    with pytest.raises(RuleError) as refused:
        sample_rule(tmp_path, change)
    assert str(refused.value).startswith("规则文件 sample.toml")
    assert message in str(refused.value)


def test_the_plain_rule_is_read(tmp_path: Path) -> None:
    rule = sample_rule(tmp_path)
    assert (rule.id, rule.version, rule.title) == ("sample", 1, "样例")
    assert [band.score for band in rule.bands] == [50]
    assert rule.runs


def test_a_folder_without_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="没有规则文件"):
        read_rules(tmp_path)


def test_a_rule_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = written_rule(tmp_path)
    path.write_bytes(path.read_text("utf8").encode("gbk"))
    with pytest.raises(RuleError, match=r"sample\.toml 不是有效的 TOML"):
        read_rule(path)


def test_the_rules_that_come_with_wuzha_state_their_basis_and_doubt() -> None:
    rules = read_rules(RULES)
    assert sum(rule.runs for rule in rules) >= 30
    for rule in rules:
        assert rule.confidence in {"A", "B", "C", "D"}
