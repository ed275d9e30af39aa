"""Hits: stable, ordered, bounded, and never half written."""

from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.detection.engines import EngineError
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.files import TableError
from wuzha.detection.hits import HITS
from wuzha.detection.moments import from_microseconds
from wuzha.detection.monitoring import RULES, Inputs, find_hits, run
from wuzha.detection.rules.batch import evidence_limit
from wuzha.detection.rules.reader import RuleError, read_rules
from wuzha.detection.tests.ledgers import START, Row, ledger
from wuzha.detection.tests.rulefiles import sample_rule, written_rule

LATER = from_microseconds(START) + timedelta(days=9)
PASSED_ON: list[Row] = [
    ("t1", 0, "zhang", "k1", 3000),
    ("t2", 20, "li", "k1", 2000),
    ("t3", 40, "k1", "k2", 4800),
    ("t4", 50, "k2", "k3", 4700),
    ("t5", 50, "k2", "k4", 2600),
    ("t6", 55, "k1", "k5", 2500),
]
CASE = Path(__file__).parent / "golden" / "fast_in_fast_out" / "transfers.csv"


def hits_on(table: pa.Table) -> list[dict[str, object]]:
    hits = find_hits(read_rules(RULES), {"transfers": table}, LATER, DuckDB(threads=1))
    assert hits.schema == HITS
    return hits.to_pylist()


@pytest.mark.slow
@settings(max_examples=3, deadline=None)
@given(st.permutations(PASSED_ON))
def test_the_order_of_rows_does_not_matter(rows: list[Row]) -> None:
    assert hits_on(ledger(*rows)) == hits_on(ledger(*PASSED_ON))


def test_a_hit_keeps_its_name_over_runs_and_changes_it_with_the_version(
    tmp_path: Path,
) -> None:
    first, second, changed = (
        find_hits(
            [sample_rule(tmp_path, ("version = 1", f"version = {version}"))],
            {"transfers": ledger(*PASSED_ON)},
            LATER,
            DuckDB(),
        )["hit_id"].to_pylist()
        for version in (1, 1, 2)
    )
    assert first == second
    assert len(set(first)) == len(PASSED_ON)
    assert not set(first) & set(changed)


def test_a_hit_tells_its_values_and_whom_it_concerns() -> None:
    [hit] = [hit for hit in hits_on(ledger(*PASSED_ON)) if hit["tx_id"] == "t3"]
    assert hit["rule"] == "fast_in_fast_out"
    assert (hit["account"], hit["suspect_account"]) == ("k1", "k1")
    assert hit["victim_accounts"] == ["zhang", "li"]
    assert hit["tx_ids"] == ["t1", "t2", "t3"]
    assert hit["ts"] == from_microseconds(START) + timedelta(minutes=40)
    assert hit["values"] == [
        {"name": "amount", "label": "本笔金额", "value": 480000, "shown": "¥4,800.00"},
        {
            "name": "received",
            "label": "付款账户近1小时转入合计（只计金额 ≥ ¥500.00的）",
            "value": 500000,
            "shown": "¥5,000.00",
        },
        {
            "name": "paid_today",
            "label": "付款账户近24小时转出笔数",
            "value": 0,
            "shown": "0",
        },
    ]


def test_only_the_latest_of_many_transfers_go_with_a_hit(tmp_path: Path) -> None:
    many: list[Row] = [(f"in{n:03}", n // 2, f"p{n}", "k1", 10) for n in range(110)]
    rule = sample_rule(tmp_path, ("amount >= 1元", "amount >= 500元"))
    hits = find_hits(
        [rule],
        {"transfers": ledger(*many, ("out", 55, "k1", "k2", 900))},
        LATER,
        DuckDB(),
    )
    [hit] = hits.to_pylist()
    assert hit["tx_ids"] == [f"in{n:03}" for n in range(60, 110)] + ["out"]
    assert len(hit["victim_accounts"]) == evidence_limit(START) + 1


def test_all_that_a_payer_ever_sent_a_payee_can_go_with_a_hit(tmp_path: Path) -> None:
    rule = sample_rule(
        tmp_path,
        (
            'direction = "in"\nwindow = "1h"\nkey = "payer"',
            'direction = "out"\nwindow = "all"\nkey = "pair"',
        ),
        ("{seen.window}内转入", "以往共付"),
        ("amount >= 1元", "amount >= 500元"),
    )
    rows: list[Row] = [
        ("t1", 0, "zhang", "k1", 10),
        ("t2", 5, "zhang", "k2", 20),
        ("t3", 9000, "zhang", "k1", 900),
    ]
    hits = find_hits([rule], {"transfers": ledger(*rows)}, LATER, DuckDB())
    [hit] = hits.to_pylist()
    assert hit["tx_ids"] == ["t1", "t3"]
    assert hit["reason"] == "转出¥900.00，以往共付¥10.00。"


def test_a_rule_without_evidence_names_only_the_transfer_itself(
    tmp_path: Path,
) -> None:
    rule = sample_rule(tmp_path, ('["seen", "payee"]', '["payee"]'), ('["seen"]', "[]"))
    table = ledger(*PASSED_ON[:1])
    [hit] = find_hits([rule], {"transfers": table}, LATER, DuckDB()).to_pylist()
    assert (hit["tx_ids"], hit["victim_accounts"]) == (["t1"], ["k1"])


def test_a_period_raises_hits_in_it_and_remembers_what_went_before() -> None:
    table = {"transfers": ledger(*PASSED_ON)}
    whole = find_hits(read_rules(RULES), table, LATER, DuckDB()).to_pylist()
    since = from_microseconds(START) + timedelta(minutes=50)
    until = since + timedelta(minutes=5)
    part = find_hits(read_rules(RULES), table, until, DuckDB(), since=since)
    assert part.to_pylist() == [hit for hit in whole if since <= hit["ts"] < until]
    assert {hit["tx_id"] for hit in part.to_pylist()} == {"t4", "t5"}


def test_an_account_that_pays_itself_neither_counts_nor_fires() -> None:
    own: list[Row] = [("s1", 0, "k1", "k1", 9000), ("s2", 30, "k2", "k2", 9000)]
    assert hits_on(ledger(*PASSED_ON, *own)) == hits_on(ledger(*PASSED_ON))


def test_a_run_writes_what_the_tables_give(tmp_path: Path) -> None:
    out, told = tmp_path / "hits.parquet", []
    search = run(
        Inputs([CASE]), out, progress=lambda doing, share: told.append((doing, share))
    )
    assert search.hits == out
    assert {"a3", "a5"} <= set(pq.read_table(out)["tx_id"].to_pylist())
    assert search.span.transfers == 5
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-1] == ("完成", 1.0)
    assert list(tmp_path.iterdir()) == [out]


def test_a_run_that_fails_leaves_the_earlier_hits_alone(tmp_path: Path) -> None:
    out = tmp_path / "hits.parquet"
    out.write_text("earlier")
    with pytest.raises(TableError):
        run(Inputs([tmp_path / "nothing.csv"]), out)
    assert out.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [out]


def test_a_run_into_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"文件夹 .* 不存在"):
        run(Inputs([CASE]), tmp_path / "nowhere" / "hits.parquet")


def test_a_run_uses_the_rules_in_trial_and_in_force(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    for state in ("draft", "trial", "in_force", "retired"):
        written_rule(
            rules, ('"in_force"', f'"{state}"'), ('"sample"', f'"{state}"'), stem=state
        )
    search = run(Inputs([CASE], rules), tmp_path / "hits.parquet")
    assert set(pq.read_table(search.hits)["rule_state"].to_pylist()) == {
        "trial",
        "in_force",
    }
    assert [rule.id for rule in search.rules] == ["in_force", "trial"]


def test_a_run_without_any_rule_to_use_is_refused(tmp_path: Path) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    written_rule(rules, ('"in_force"', '"draft"'))
    with pytest.raises(RuleError, match="没有试运行或已启用的规则"):
        run(Inputs([CASE], rules), tmp_path / "hits.parquet")


def test_an_engine_short_of_memory_says_so(tmp_path: Path) -> None:
    query = "SELECT LIST(range) FROM range(10_000_000)"
    with pytest.raises(EngineError, match="20MB 内存不够用"):
        DuckDB(memory="20MB").run(query, {})


def test_an_engine_that_cannot_answer_says_why() -> None:
    with pytest.raises(EngineError, match="计算引擎报错"):
        DuckDB().run("SELECT nothing", {})
