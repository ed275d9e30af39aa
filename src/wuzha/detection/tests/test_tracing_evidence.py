"""`trace` and `verify-trace`: files in, flows or evidence out, and what was changed."""

import json
from pathlib import Path

import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from wuzha.detection.__main__ import main

TRANSFERS = """tx_id,ts,src,dst,amount,channel
s1,2026-03-02 10:00:00,victim,a,1000.00,app
t2,2026-03-02 10:05:00,x,a,500.00,app
t3,2026-03-02 10:10:00,a,b,900.01,app
t4,2026-03-02 10:20:00,b,c,300.00,atm
"""


@pytest.fixture
def transfers(tmp_path: Path) -> Path:
    path = tmp_path / "bank.csv"
    path.write_text(TRANSFERS, "utf8")
    return path


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    path = tmp_path / "seeds.txt"
    path.write_text("s1\n", "utf8")
    return path


def traced(transfers: Path, seeds: Path, out: str, *more: str) -> Path:
    path = transfers.parent / out
    files = ["--transfers", str(transfers), "--seeds", str(seeds), "--out", str(path)]
    assert main(["trace", *files, *more]) == 0
    return path


def verified(evidence: Path, *transfers: Path) -> int:
    files = [str(path) for path in transfers]
    return main(["verify-trace", str(evidence), "--transfers", *files])


def test_flows_are_written_with_their_method(transfers: Path, seeds: Path) -> None:
    out = traced(transfers, seeds, "flows.parquet", "--method", "haircut")
    [_, _, cash] = flows = pq.read_table(out).to_pylist()
    assert [flow["traced_cents"] for flow in flows] == [100_000, 60_001, 20_000]
    assert {flow["method"] for flow in flows} == {"haircut"}
    assert (cash["level"], cash["exit"]) == (3, "cash")


def test_a_summary_says_where_money_lies_and_how_the_rest_ended(
    transfers: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    traced(transfers, seeds, "flows.parquet", "--hops", "2", "--hours", "1")
    told = capsys.readouterr().out
    assert "先进先出：起点 ¥1,000.00" in told
    assert "仍在账户 ¥700.00，已到终点 ¥300.00" in told
    assert "取现" in told
    [line] = [line for line in told.splitlines() if line.startswith("  b ")]
    assert line.split() == ["b", "2", "¥600.01", "2026-03-02", "10:20:00"]


def test_evidence_holds_for_the_same_rows_in_any_order_and_format(
    transfers: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = traced(transfers, seeds, "evidence.json")
    assert verified(out, transfers) == 0
    rows = pacsv.read_csv(transfers).sort_by([("tx_id", "descending")])
    again = transfers.with_name("again.parquet")
    pq.write_table(rows, again)
    assert verified(out, again) == 0
    assert json.loads(out.read_text("utf8"))["digest"] in capsys.readouterr().out


def test_the_same_question_gives_the_same_bytes(transfers: Path, seeds: Path) -> None:
    one = traced(transfers, seeds, "one.json")
    other = traced(transfers, seeds, "other.json")
    assert one.read_bytes() == other.read_bytes()


def test_evidence_that_was_changed_says_where(
    transfers: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = traced(transfers, seeds, "evidence.json")
    document = json.loads(out.read_text("utf8"))
    document["found"]["flows"][1]["traced_cents"] = 5
    out.write_text(json.dumps(document), "utf8")
    capsys.readouterr()
    assert verified(out, transfers) == 1
    told = capsys.readouterr().out
    assert "found.flows.2.traced_cents：证据写的是 5，重算得到 90001" in told
    assert "摘要与内容不符" in told
    assert "证据不成立：2 处不符" in told


def test_other_transfers_are_named_and_what_they_change(
    transfers: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = traced(transfers, seeds, "evidence.json")
    other = transfers.with_name("other.csv")
    other.write_text(TRANSFERS.replace("300.00", "299.00"), "utf8")
    capsys.readouterr()
    assert verified(out, other) == 1
    told = capsys.readouterr().out
    assert "所依据的 bank.csv（4 行）不在所给文件中" in told
    assert "所给的 other.csv（4 行）与证据所依据的不符" in told
    assert "证据写的是 30000，重算得到 29900" in told


@pytest.mark.parametrize(
    "text", ["{}", "[]", "not json", '{"schema": "wuzha.trace/1"}']
)
def test_what_is_no_evidence_is_refused(
    text: str, transfers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = transfers.with_name("strange.json")
    strange.write_text(text, "utf8")
    assert verified(strange, transfers) == 3
    assert "strange.json 不是 wuzha.trace/1 格式的追踪证据" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        (
            "seeds.txt",
            "s1\nlost\n",
            "seeds.txt 第 2 行数据，列 tx_id：流水中没有这一笔",
        ),
        ("seeds.csv", "tx_id,note\nlost,x\n", "seeds.csv 第 1 行数据，列 tx_id"),
        ("seeds.csv", "payment\ns1\n", "seeds.csv 缺少列 tx_id"),
        ("seeds.txt", "\n", "seeds.txt 里没有一个流水号"),
    ],
)
def test_seeds_that_cannot_be_followed_are_named(
    name: str,
    text: str,
    why: str,
    transfers: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    seeds = transfers.with_name(name)
    seeds.write_text(text, "utf8")
    out = transfers.with_name("out.json")
    files = ["--transfers", str(transfers), "--seeds", str(seeds), "--out", str(out)]
    assert main(["trace", *files]) == 3
    assert why in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("out", "why"),
    [("flows.xlsx", "应以 .parquet"), ("nowhere/flows.parquet", "nowhere 不存在")],
)
def test_what_cannot_be_written_is_said_before_the_work(
    out: str,
    why: str,
    transfers: Path,
    seeds: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files = ["--transfers", str(transfers), "--seeds", str(seeds), "--out", out]
    assert main(["trace", *files]) == 3
    assert why in capsys.readouterr().err


def test_files_that_are_not_there_are_named(
    transfers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = transfers.with_name("lost")
    assert verified(lost, transfers) == 3
    assert "lost 打不开" in capsys.readouterr().err
    files = ["--transfers", str(transfers), "--seeds", str(lost), "--out", "f.json"]
    assert main(["trace", *files]) == 3
    assert "lost 打不开" in capsys.readouterr().err


@pytest.mark.parametrize("change", [("fifo", "guess"), ('"limit"', '"bound"')])
def test_evidence_that_asks_what_nobody_can_answer_is_refused(
    change: tuple[str, str], transfers: Path, seeds: Path
) -> None:
    out = traced(transfers, seeds, "evidence.json")
    out.write_text(out.read_text("utf8").replace(*change), "utf8")
    assert verified(out, transfers) == 3


def test_files_of_one_name_and_files_without_a_transfer_are_refused(
    transfers: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence = traced(transfers, seeds, "evidence.json")
    assert verified(evidence, transfers, transfers) == 3
    assert "同名" in capsys.readouterr().err
    empty = transfers.with_name("empty.csv")
    empty.write_text("tx_id,ts,src,dst,amount\n", "utf8")
    assert verified(evidence, empty) == 3
    assert "没有一笔流水" in capsys.readouterr().err


def test_a_transfer_that_stands_twice_in_a_file_is_named(
    transfers: Path, seeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence = traced(transfers, seeds, "evidence.json")
    transfers.write_text(TRANSFERS + TRANSFERS.splitlines()[1] + "\n", "utf8")
    assert verified(evidence, transfers) == 3
    told = capsys.readouterr().err
    assert "bank.csv 第 5 行数据，列 tx_id：流水号 s1 前面已有" in told


def test_more_hops_than_anybody_can_mean_is_a_wrong_call(transfers: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["trace", "--transfers", str(transfers), "--hops", "-1"])
    assert ended.value.code == 2


def test_balances_lists_and_accounts_are_part_of_the_evidence(
    transfers: Path, seeds: Path
) -> None:
    openings = transfers.with_name("openings.csv")
    openings.write_text("account,ts,balance\na,2026-03-02 09:00:00,50\n", "utf8")
    known = ["--openings", str(openings)]
    out = traced(transfers, seeds, "evidence.json", *known)
    document = json.loads(out.read_text("utf8"))
    assert [one["table"] for one in document["inputs"]] == ["openings", "transfers"]
    on = document["found"]["flows"][1]
    assert (on["tx_id"], on["traced_cents"]) == ("t3", 85_001)
    assert verified(out, transfers) == 1
    assert main(["verify-trace", str(out), "--transfers", str(transfers), *known]) == 0
