"""`python -m wuzha.detection`: files in, files and a table out, exit codes."""

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from wuzha.detection.__main__ import main
from wuzha.detection.tests.rulefiles import written_rule

GOLDEN = Path(__file__).parent / "golden"
CASE = GOLDEN / "fast_in_fast_out" / "transfers.csv"
WITHOUT_DJANGO = """
import sys
sys.modules["django"] = None
from wuzha.detection.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    head, *rows = CASE.read_text("utf8").splitlines()
    path = tmp_path / "labelled.csv"
    lines = [f"{head},is_illicit", *(f"{row},{int('a3' in row)}" for row in rows)]
    path.write_text("\n".join(lines), "utf8")
    return path


def test_run_writes_hits_and_says_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "hits.parquet"
    assert main(["run", "--transfers", str(CASE), "--out", str(out)]) == 0
    hits = pq.read_table(out)
    told = capsys.readouterr()
    assert f"共读取 5 笔流水，命中 {hits.num_rows} 次" in told.out
    assert "fast_in_fast_out" in told.out
    assert not told.err


def test_run_keeps_to_its_period(tmp_path: Path) -> None:
    out = tmp_path / "hits.parquet"
    period = ["--from", "2026-03-02T10:00:00", "--to", "2026-03-02T02:05:00+00:00"]
    rules = ["--rules", str(written_rule(tmp_path).parent)]
    assert (
        main(["run", "--transfers", str(CASE), "--out", str(out), *period, *rules]) == 0
    )
    assert pq.read_table(out)["tx_id"].to_pylist() == ["a4"]


def test_evaluate_prints_a_line_for_each_rule_and_level(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("account,is_mule\nk1,1\n", "utf8")
    asked = ["evaluate", "--transfers", str(labelled), "--accounts", str(accounts)]
    assert main(asked) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    [by_transfer, by_account] = [
        line for line in lines if line[0] == "fast_in_fast_out"
    ]
    assert by_transfer[-3:] == ["1", "0.333", "1.000"]
    assert by_account[-3:] == ["1", "1.000", "1.000"]
    assert ["dormant_wakes", "transfer", "0", "0.0", "0", "-", "0.000"] in lines


def test_explain_says_every_rule_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain"]) == 0
    told = capsys.readouterr().out
    assert "快进快出（fast_in_fast_out，第1版，已启用" in told
    assert "Ⅲ类户余额上限¥2,000.00，依据：银发〔2018〕16号（可信度B）" in told
    assert "过渡账户（transit_account，" in told
    assert "同一账户" in told


def test_a_wrong_file_ends_with_three_and_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = str(tmp_path / "lost.csv")
    assert main(["evaluate", "--transfers", lost]) == 3
    assert "lost.csv 打不开" in capsys.readouterr().err


def test_files_without_one_transfer_end_with_three(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("tx_id,ts,src,dst,amount\n", "utf8")
    out = str(tmp_path / "hits.parquet")
    assert main(["run", "--transfers", str(empty), "--out", out]) == 3
    assert "没有一笔流水" in capsys.readouterr().err


def test_too_little_memory_ends_with_four(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--transfers", str(CASE), "--out", str(tmp_path / "hits.parquet")]
    assert main(["run", *asked, "--memory", "1KB"]) == 4
    assert "内存" in capsys.readouterr().err


def test_a_disk_that_gives_up_ends_with_four(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wuzha.detection.__main__.read_book", full)
    assert main(["explain"]) == 4
    assert "读写文件失败" in capsys.readouterr().err


def test_a_wrong_call_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["run", "--transfers", str(CASE)])
    assert ended.value.code == 2
    assert "--out" in capsys.readouterr().err


def test_an_interruption_ends_with_130(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("wuzha.detection.__main__.read_book", interrupted)
    assert main(["explain"]) == 130


@pytest.mark.slow
def test_detection_runs_where_django_is_not_installed(tmp_path: Path) -> None:
    out = tmp_path / "hits.parquet"
    asked = ["run", "--transfers", str(CASE), "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, *asked],
        check=False,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(Path(__file__).parents[3]), "PYTHONUTF8": "1"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert out.exists()
