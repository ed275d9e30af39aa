"""A small valid rule file, to be bent by each test."""

from pathlib import Path

from wuzha.detection.rules.reader import read_rule
from wuzha.detection.rules.tree import Rule

PLAIN = """
id = "sample"
version = 1
title = "样例"
state = "in_force"
side = "mule"
basis = "测试"
confidence = "D"
dated = 2026-01-01
account = "payer"
suspect = "payer"
victims = ["seen", "payee"]
evidence = ["seen"]
when = "amount >= 1元"
measure = "amount"

[features.seen]
aggregate = "sum"
direction = "in"
window = "1h"
key = "payer"

[[bands]]
at_least = "1元"
score = 50
action = "review"
reason = "转出{amount}，{seen.window}内转入{seen}。"
"""


def written_rule(folder: Path, *changes: tuple[str, str], stem: str = "sample") -> Path:
    text = PLAIN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / f"{stem}.toml"
    path.write_text(text, "utf8")
    return path


def sample_rule(folder: Path, *changes: tuple[str, str]) -> Rule:
    return read_rule(written_rule(folder, *changes))
