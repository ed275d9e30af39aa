"""Bad input at the command: refused by file, row and column, or put into quarantine."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wuzha.detection.__main__ import main
from wuzha.detection.tests.rulefiles import written_rule

HEAD = "tx_id,ts,src,dst,amount"
GOOD = "{},2026-03-02 09:0{}:00,k1,k2,12.30"
BAD = {
    "列 ts：时间「soon」无法识别": "b1,soon,k1,k2,5",
    "列 ts：时间「2026-03-02 09:00:00Z」与本列其他时间不同": (
        "b1,2026-03-02 09:00:00Z,k1,k2,5"
    ),
    "列 amount：金额应是零到1万亿元之间的数": "b1,2026-03-02 09:00:00,k1,k2,-5",
    "列 amount：金额9999999999999999999999999999超出可能的范围": (
        "b1,2026-03-02 09:00:00,k1,k2,9999999999999999999999999999"
    ),
    "列 amount：金额应是零到": "b1,2026-03-02 09:00:00,k1,k2,10000000000000",
    "列 dst：为空": "b1,2026-03-02 09:00:00,k1,,5",
}


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    rules = tmp_path / "rules"
    rules.mkdir()
    written_rule(rules)
    return ["--out", str(tmp_path / "hits.parquet"), "--rules", str(rules)]


def given(folder: Path, *rows: str, name: str = "流水.csv") -> str:
    path = folder / name
    path.write_text("\n".join([HEAD, *rows]) + "\n", "utf8")
    return str(path)


def held(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as written:
        return list(csv.reader(written))[1:]


@pytest.mark.parametrize(("message", "row"), BAD.items(), ids=BAD)
def test_a_bad_row_is_refused_by_its_place_or_put_into_quarantine(
    message: str,
    row: str,
    tmp_path: Path,
    asked: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = given(tmp_path, GOOD.format("a1", 1), row, GOOD.format("a2", 2))
    assert main(["run", "--transfers", file, *asked]) == 3
    assert f"文件 流水.csv 第 2 行数据，{message}" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"流水.csv", "rules"}
    aside = tmp_path / "aside.csv"
    assert main(["run", "--transfers", file, *asked, "--quarantine", str(aside)]) == 0
    hits = pq.read_table(tmp_path / "hits.parquet")
    assert hits["tx_id"].to_pylist() == ["a1", "a2"]
    [[name, number, column, why, values]] = held(aside)
    assert (name, number) == ("流水.csv", "2")
    assert message.startswith(f"列 {column}：{why[:2]}")
    assert "tx_id=b1" in values


def test_a_name_given_twice_is_told_with_both_places(
    tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    first = given(tmp_path, GOOD.format("a1", 1), GOOD.format("a2", 2))
    bad = "x,soon,k1,k2,5"
    other = given(
        tmp_path, bad, GOOD.format("a2", 3), GOOD.format("a3", 4), name="又.csv"
    )
    aside = ["--quarantine", str(tmp_path / "aside.csv")]
    assert main(["run", "--transfers", first, other, *asked, *aside]) == 0
    hits = pq.read_table(tmp_path / "hits.parquet")
    assert hits["tx_id"].to_pylist() == ["a1", "a2", "a3"]
    twice = [
        "又.csv",
        "2",
        "tx_id",
        "流水号与文件 流水.csv 第 2 行数据相同，只用了那一行",
    ]
    assert [row[:4] for row in held(tmp_path / "aside.csv")][1] == twice
    again = given(tmp_path, GOOD.format("a2", 3), name="又.csv")
    assert main(["run", "--transfers", first, again, *asked]) == 3
    told = capsys.readouterr().err
    assert "流水号 a2 出现了 2 次" in told
    assert "文件 流水.csv 第 2 行数据、文件 又.csv 第 1 行数据" in told


def test_rows_keep_their_numbers_over_many_batches(
    tmp_path: Path, asked: list[str]
) -> None:
    count = 140_000
    amounts = [1.0] * count
    for row in (3, 131_072, 139_999):
        amounts[row] = -1.0
    table = pa.table(
        {
            "tx_id": [str(n) for n in range(count)],
            "ts": pa.array([n * 1_000_000 for n in range(count)], pa.timestamp("us")),
            "src": ["k1"] * count,
            "dst": ["k1"] * count,
            "amount": amounts,
        }
    )
    pq.write_table(table, tmp_path / "流水.parquet")
    aside = tmp_path / "aside.csv"
    file = ["--transfers", str(tmp_path / "流水.parquet")]
    assert main(["run", *file, *asked, "--quarantine", str(aside)]) == 0
    assert [row[1] for row in held(aside)] == ["4", "131073", "140000"]
    assert pq.read_table(tmp_path / "hits.parquet").num_rows == 0


def test_a_truncated_file_is_named_and_nothing_is_written(
    tmp_path: Path, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "流水.parquet"
    pq.write_table(pa.table({"tx_id": ["a"]}), path)
    path.write_bytes(path.read_bytes()[:-9])
    aside = ["--quarantine", str(tmp_path / "aside.csv")]
    assert main(["run", "--transfers", str(path), *asked, *aside]) == 3
    assert "文件 流水.parquet 已损坏" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"流水.parquet", "rules"}
