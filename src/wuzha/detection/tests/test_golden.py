"""Every rule that comes with Wuzha has its case: what it finds and what it leaves."""

import csv
from pathlib import Path

import pytest

from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.moments import from_microseconds
from wuzha.detection.monitoring import RULES, find_hits
from wuzha.detection.rules.reader import read_rule
from wuzha.detection.tables import read_accounts, read_lists, read_transfers

GOLDEN = Path(__file__).parent / "golden"
PATHS = sorted(RULES.glob("*.toml"))
Hits = list[dict[str, str]]


def hits_of(rule: Path, transfers: Path) -> Hits:
    table = read_transfers([transfers])
    as_of = from_microseconds(max(table["at_us"].to_pylist()) + 1)
    known = {
        name: read(transfers.with_name(f"{name}.csv"))
        for name, read in (("accounts", read_accounts), ("lists", read_lists))
        if transfers.with_name(f"{name}.csv").exists()
    }
    tables = {"transfers": table, **known}
    hits = find_hits([read_rule(rule)], tables, as_of, DuckDB(threads=1))
    return [
        {
            "tx_id": hit["tx_id"],
            "account": hit["account"],
            "suspect": hit["suspect_account"],
            "victims": " ".join(hit["victim_accounts"]),
            "measure": str(hit["measure"]),
            "score": str(hit["score"]),
            "action": hit["action"],
            "tx_ids": " ".join(hit["tx_ids"]),
            "reason": hit["reason"],
        }
        for hit in hits.to_pylist()
    ]


def wanted_of(case: Path) -> Hits:
    with (case / "hits.csv").open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("rule", PATHS, ids=lambda path: path.stem)
def test_a_rule_finds_its_golden_case(rule: Path) -> None:
    case = GOLDEN / rule.stem
    wanted = wanted_of(case)
    assert wanted, "a golden case has at least one hit"
    assert hits_of(rule, case / "transfers.csv") == wanted


@pytest.mark.parametrize("rule", PATHS, ids=lambda path: path.stem)
def test_a_rule_leaves_its_quiet_case_alone(rule: Path) -> None:
    assert hits_of(rule, GOLDEN / rule.stem / "quiet.csv") == []


@pytest.mark.parametrize("rule", PATHS, ids=lambda path: path.stem)
def test_every_band_of_a_rule_speaks_in_its_golden_case(rule: Path) -> None:
    spoken = {int(hit["score"]) for hit in wanted_of(GOLDEN / rule.stem)}
    assert spoken == {band.score for band in read_rule(rule).bands}


def test_no_golden_case_has_lost_its_rule() -> None:
    assert {case.name for case in GOLDEN.iterdir()} == {path.stem for path in PATHS}
