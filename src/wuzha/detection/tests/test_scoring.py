"""The learned score: trained by time, one score a transfer, reasons with each hit."""

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from wuzha.detection import monitoring
from wuzha.detection.__main__ import main
from wuzha.detection.hits import rows_of
from wuzha.detection.monitoring import How, Inputs, run
from wuzha.detection.scoring import opened
from wuzha.detection.tests.ledgers import written
from wuzha.detection.training import (
    at_budgets,
    average_precision,
    best_threshold,
)


@pytest.fixture
def one_rule(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    name = "fast_in_fast_out.toml"
    text = (monitoring.RULES / name).read_text("utf8")
    (folder / name).write_text(text, "utf8")
    return folder


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("learnt")
    transfers, model = written(folder / "transfers.parquet", 1), folder / "score.model"
    asked = ["--transfers", str(transfers), "--labels", "is_illicit"]
    assert main(["train", *asked, "--out", str(model)]) == 0
    return transfers, model


@pytest.mark.slow
def test_a_model_scores_every_transfer_of_another_file(
    learnt: tuple[Path, Path], tmp_path: Path, one_rule: Path
) -> None:
    other, scores = written(tmp_path / "other.parquet", 2), tmp_path / "scores.parquet"
    out = tmp_path / "hits.parquet"
    how = How(model=learnt[1], scores=scores)
    search = run(Inputs([other], one_rule), out, how)
    told = {row["tx_id"]: row["score"] for row in pq.read_table(scores).to_pylist()}
    assert len(told) == search.span.transfers == pq.read_table(scores).num_rows
    assert all(0 <= score <= 1 for score in told.values())
    assert told["own"] == 0
    values = np.array(list(told.values()), np.float32)
    labels = np.array([tx_id.startswith("c") for tx_id in told])
    assert average_precision(values, labels) > 0.9
    hits = [h for h in rows_of(search.hits) if h["rule"] == "learned_score"]
    assert hits
    for hit in hits:
        assert hit["reason"].startswith("学习评分")
        assert 0 < len(hit["values"]) <= 3
        assert told[hit["tx_id"]] >= opened(learnt[1]).card.threshold
    assert {path.name for path in tmp_path.iterdir()} == {
        "other.parquet",
        "scores.parquet",
        "hits.parquet",
    }


@pytest.mark.slow
def test_a_model_is_evaluated_on_time_it_has_not_seen(
    learnt: tuple[Path, Path], one_rule: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    transfers, model = map(str, learnt)
    asked = ["--transfers", transfers, "--model", model, "--rules", str(one_rule)]
    assert main(["evaluate", *asked]) == 0
    told = capsys.readouterr().out
    assert "average precision" in told
    assert "1.0%" in told
    assert "fast_in_fast_out" in told


@pytest.mark.slow
def test_a_run_cut_off_goes_on_where_it_stopped(
    learnt: tuple[Path, Path],
    tmp_path: Path,
    one_rule: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    transfers, model = learnt
    whole, again = tmp_path / "whole.parquet", tmp_path / "again.parquet"
    how = How(model=model)
    run(Inputs([transfers], one_rule), whole, how)

    def cut_off(*given: object) -> None:
        raise KeyboardInterrupt

    def not_again(*given: object) -> None:
        raise AssertionError("what was finished is not done again")

    with monkeypatch.context() as patched:
        patched.setattr(monitoring, "_learned", cut_off)
        with pytest.raises(KeyboardInterrupt):
            run(Inputs([transfers], one_rule), again, how)
    assert not again.exists()
    monkeypatch.setattr(monitoring, "gather", not_again)
    monkeypatch.setattr(monitoring, "hits_in_turn", not_again)
    run(Inputs([transfers], one_rule), again, how)
    assert pq.read_table(again).equals(pq.read_table(whole))
    assert {path.name for path in tmp_path.iterdir()} == {whole.name, again.name}


@pytest.mark.slow
@pytest.mark.parametrize("bent", ["digest", "format", "body"])
def test_a_model_that_was_changed_is_refused(
    bent: str,
    learnt: tuple[Path, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = json.loads(learnt[1].read_text("utf8"))
    changed = tmp_path / "changed.model"
    changed.write_text(json.dumps({**whole, bent: whole[bent] + " "}), "utf8")
    asked = ["--transfers", str(learnt[0]), "--out", str(tmp_path / "hits.parquet")]
    assert main(["run", *asked, "--model", str(changed)]) == 3
    assert "changed.model 不是本版本可用的模型" in capsys.readouterr().err


def test_scores_without_a_model_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--transfers", "x.csv", "--out", str(tmp_path / "h"), "--scores", "s"]
    assert main(["run", *asked]) == 3
    assert "请用 --model 给出模型" in capsys.readouterr().err


@pytest.mark.slow
def test_transfers_without_labels_train_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "t.parquet", 3)
    pq.write_table(pq.read_table(path).drop_columns(["is_illicit"]), path)
    out = tmp_path / "model"
    assert main(["train", "--transfers", str(path), "--out", str(out)]) == 3
    assert "没有 is_illicit 标记" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.slow
def test_two_rule_sets_are_compared_on_the_same_transfers(
    learnt: tuple[Path, Path],
    one_rule: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = tmp_path / "fast_in_fast_out.toml"
    text = (monitoring.RULES / other.name).read_text("utf8")
    other.write_text(text.replace("amount >= 1000元", "amount >= 2999元"), "utf8")
    asked = ["--transfers", str(learnt[0]), "--other", str(tmp_path)]
    asked += ["--rules", str(one_rule)]
    assert main(["compare", *asked]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    [line] = [line for line in lines if line[0] == "fast_in_fast_out"]
    both, new, lost = map(int, line[1:4])
    assert both > 0
    assert lost > 0
    assert new == 0


def test_precision_is_averaged_over_what_is_found() -> None:
    scores = np.array([0.9, 0.8, 0.8, 0.1], np.float32)
    labels = np.array([True, True, False, False])
    assert average_precision(scores, labels) == pytest.approx(0.5 + 0.5 * 2 / 3)
    assert best_threshold(scores, labels) == pytest.approx(0.8)
    [least, *_] = at_budgets(scores, labels)
    assert (least.alerts, least.precision, least.recall) == (1, 1.0, 0.5)
