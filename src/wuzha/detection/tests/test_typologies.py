"""Typologies: rules together at one account, each counted once, each band once."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from wuzha.detection.hits import HITS
from wuzha.detection.moments import from_microseconds
from wuzha.detection.monitoring import RULES, TYPOLOGIES
from wuzha.detection.rules.batch import evidence_limit
from wuzha.detection.rules.reader import RuleError, read_rules
from wuzha.detection.tests.ledgers import HOUR, START
from wuzha.detection.together import typology_hits
from wuzha.detection.typologies import Typology, read_typologies

PLAIN = """
id = "together"
version = 3
title = "合在一起"
state = "trial"
side = "mule"
basis = "测试"
confidence = "D"
dated = 2026-01-01
window = "24h"
needed = 2
rules = ["fast_in_fast_out", "gathering"]

[[bands]]
at_least = 80
action = "review"
reason = "{window}内{rules}共{count}类，合计{score}分。"

[[bands]]
at_least = 130
action = "warn"
reason = "合计{score}分，请核实。"
"""


def typology(folder: Path, old: str = "", new: str = "") -> Typology:
    (folder / "together.toml").write_text(PLAIN.replace(old, new), "utf8")
    [read] = read_typologies(folder, read_rules(RULES))
    return read


def hit(hours: float, rule: str, score: int, account: str = "k1") -> dict[str, Any]:
    tx_id = f"t{hours}{rule}"
    return {
        "hit_id": tx_id,
        "rule": rule,
        "title": rule.upper(),
        "account": account,
        "suspect_account": account,
        "victim_accounts": [f"v{hours}"],
        "tx_id": tx_id,
        "ts": from_microseconds(START + int(hours * HOUR)),
        "score": score,
        "tx_ids": [tx_id],
    }


def fired(typology: Typology, *hits: dict[str, Any]) -> list[tuple[str, int, str]]:
    table = pa.Table.from_pylist(list(hits), schema=HITS)
    rows = typology_hits([typology], table).to_pylist()
    assert all(row["rule"] == "together" for row in rows)
    return [(row["tx_id"], row["measure"], row["reason"]) for row in rows]


def test_scores_of_different_rules_add_up_and_each_band_speaks_once(
    tmp_path: Path,
) -> None:
    hits = [
        hit(0, "fast_in_fast_out", 40),
        hit(1, "fast_in_fast_out", 60),
        hit(2, "gathering", 50),
        hit(3, "gathering", 50),
        hit(4, "gathering", 75),
    ]
    wanted = [
        ("t2gathering", 110, "24小时内FAST_IN_FAST_OUT、GATHERING共2类，合计110分。"),
        ("t4gathering", 135, "合计135分，请核实。"),
    ]
    assert fired(typology(tmp_path), *hits) == wanted
    assert fired(typology(tmp_path), *reversed(hits)) == wanted


def test_one_rule_alone_another_account_or_another_day_is_no_typology(
    tmp_path: Path,
) -> None:
    read = typology(tmp_path)
    assert not fired(read, hit(0, "gathering", 90), hit(1, "gathering", 90))
    first = hit(0, "gathering", 90)
    assert not fired(read, first, hit(1, "fast_in_fast_out", 90, "k2"))
    assert not fired(read, first, hit(24.5, "fast_in_fast_out", 90))
    assert fired(read, first, hit(24, "fast_in_fast_out", 90))


def test_a_typology_gathers_victims_and_transfers_of_its_hits(tmp_path: Path) -> None:
    hits = [hit(0, "gathering", 50), hit(1, "fast_in_fast_out", 60)]
    table = pa.Table.from_pylist(hits, schema=HITS)
    [row] = typology_hits([typology(tmp_path)], table).to_pylist()
    assert row["victim_accounts"] == ["v0", "v1"]
    assert row["tx_ids"] == ["t0gathering", "t1fast_in_fast_out"]
    assert (row["rule_version"], row["rule_state"]) == (3, "trial")


def test_of_very_many_hits_the_latest_go_with_a_typology(tmp_path: Path) -> None:
    most = evidence_limit(START)
    hits = [hit(n / 100, "gathering", 50) for n in range(most + 20)]
    hits.append(hit(1, "fast_in_fast_out", 60))
    table = pa.Table.from_pylist(hits, schema=HITS)
    [row] = typology_hits([typology(tmp_path)], table).to_pylist()
    assert row["victim_accounts"] == [f"v{n / 100}" for n in range(21, most + 20)] + [
        "v1"
    ]


def test_without_the_rule_that_must_have_fired_it_is_another_matter(
    tmp_path: Path,
) -> None:
    must = 'must = ["fast_in_fast_out"]'
    read = typology(tmp_path, "needed = 2", f"needed = 2\n{must}")
    both = [hit(0, "gathering", 90), hit(1, "fast_in_fast_out", 90)]
    assert fired(read, *both)
    three = typology(
        tmp_path,
        'needed = 2\nrules = ["fast_in_fast_out", "gathering"]',
        f'needed = 2\n{must}\nrules = ["fast_in_fast_out", "gathering", "scatter_out"]',
    )
    assert not fired(three, hit(0, "gathering", 90), hit(1, "scatter_out", 90))


def test_a_typology_at_rest_does_not_fire(tmp_path: Path) -> None:
    read = typology(tmp_path, '"trial"', '"retired"')
    assert not fired(read, hit(0, "gathering", 90), hit(1, "fast_in_fast_out", 90))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"gathering"', '"nothing"', "没有规则「nothing」"),
        ('"gathering"', '"burst_to_new_payees"', "不是同一侧"),
        ("needed = 2", 'needed = 2\nmust = ["scatter_out"]', "must：应为 rules 中的"),
        ("needed = 2", "needed = 3", "needed：应在 2 与 2 之间"),
        ("{score}", "{amount}", "没有可填入「amount」的量"),
        ('"together"', '"other"', "应与文件名相同"),
    ],
)
def test_a_wrong_typology_names_file_and_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(RuleError, match=message):
        typology(tmp_path, old, new)


def test_the_typologies_that_come_with_wuzha_can_be_reached() -> None:
    rules = read_rules(RULES)
    best = {rule.id: max(band.score for band in rule.bands) for rule in rules}
    typologies = read_typologies(TYPOLOGIES, rules)
    assert len(typologies) >= 10
    for read in typologies:
        highest = max(band.at_least for band in read.bands)
        assert sum(best[rule] for rule in read.rules) >= highest, read.id
