"""`wuzha screen` at its own door: files in, lines out."""

import csv
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from wuzha.detection.texts.__main__ import main
from wuzha.detection.texts.findings import KIND_NAMES
from wuzha.detection.texts.lexicon import weights
from wuzha.detection.texts.model import save, shipped

SCAM = "您涉嫌洗钱，请把钱转到安全账户，不要告诉家人"
ROWS = [{"id": "a", "text": SCAM}, {"id": "b", "text": "今天天气真好"}]


def written(path: Path) -> Path:
    if path.suffix == ".jsonl":
        path.write_text("\n".join(json.dumps(row) for row in ROWS), "utf8")
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf8", newline="") as file:
            writer = csv.DictWriter(file, ["id", "text"])
            writer.writeheader()
            writer.writerows(ROWS)
    else:
        pq.write_table(pa.Table.from_pylist(ROWS), path)
    return path


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_a_file_gives_one_object_a_line(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / f"texts.{ending}")
    assert main([str(path), "--text-field", "text", "--format", "jsonl"]) == 0
    one, two = map(json.loads, capsys.readouterr().out.splitlines())
    assert list(one) == ["id", "verdict", "score", "class", "reasons"]
    assert (one["id"], one["verdict"], one["class"]) == ("a", "scam", "F07")
    assert (two["id"], two["verdict"], two["reasons"]) == ("b", "none", [])


def test_a_text_is_answered_with_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["text", SCAM]) == 0
    said = capsys.readouterr().out
    assert "安全账户" in said and "96110" in said and "冒充公检法" in said


def test_everything_that_can_be_found_has_a_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert set(KIND_NAMES) == {one.id for one in weights().findings}
    assert main(["text", "10086说点 https://bit.ly/3xyz"]) == 0
    said = capsys.readouterr().out
    assert "官方号码" in said and "短链接：https://bit.ly/3xyz" in said


def test_half_characters_and_bytes_of_no_encoding_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.jsonl"
    half = json.dumps({"text": "\ud800转到安全账户\udfff"}).encode()
    path.write_bytes(half + b"\n" + b'{"text": "\xff\xfe\x81"}\n\n{"text": null}\n')
    assert main([str(path)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["verdict"] for one in answers] == ["scam", "none", "none"]
    assert [one["id"] for one in answers] == ["1", "2", "3"]


def test_what_a_text_holds_does_not_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("\x1b]0;title\x07,b\n1,2\n", "utf8")
    assert main(["text", "转到\x9b31m安全账户 http://a.top/\x1b[2J"]) == 0
    assert main(["text", "--format", "json", "转到安全\x9b31m账户"]) == 0
    assert main([str(path)]) == 3
    said = "".join(capsys.readouterr())
    assert not {"\x1b", "\x9b", "\x07"} & set(said) and "\\u001b" in said


@pytest.mark.parametrize("ending", ["jsonl", "csv"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "mixed"])
def test_a_file_is_read_in_the_encoding_of_its_lines(
    ending: str, encoding: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [f"{n},{SCAM}" for n in "ab"]
    if ending == "jsonl":
        rows = [json.dumps({"id": n, "text": SCAM}, ensure_ascii=False) for n in "ab"]
    lines = [*(["id,text"] if ending == "csv" else []), *rows]
    path = tmp_path / f"texts.{ending}"
    if encoding == "mixed":
        *first, last = (f"{line}\n" for line in lines)
        cut_short = b"\n" if ending == "jsonl" else "c,转到安全账户里".encode()[:-1]
        path.write_bytes("".join(first).encode() + last.encode("gbk") + cut_short)
    else:
        path.write_text("\r\n".join(lines), encoding)
    assert main([str(path)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {one["verdict"] for one in answers} == {"scam"}
    assert [one["id"] for one in answers][:2] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.txt", "x", "应是"),
        ("a.jsonl", "not json", "第1行"),
        ("a.jsonl", '{"words": "x"}', "只有：words。请用 --text-field"),
        ("a.jsonl", "", "一条也没有"),
        ("a.csv", "id,text\n", "一条也没有"),
        ("a.csv", "id,text\n1,x\n2,那边说,转到安全账户", "第3行的格子比表头多"),
        ("a.csv", 'id,text\n1,"x', "补齐双引号"),
        ("a.parquet", "x", "损坏"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(
    name: str,
    content: str,
    problem: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / name).write_text(content, "utf8")
    assert main([str(tmp_path / name)]) == 3
    assert problem in capsys.readouterr().err


def test_a_missing_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "none.jsonl")]) == 4
    assert "none.jsonl" in capsys.readouterr().err


def test_local_labels_bend_the_verdict_and_leave_other_texts_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels, model = tmp_path / "labels.jsonl", tmp_path / "county.npz"
    kinds = {1: "东湖养生会员抽号，今晚八点截止{}", 0: "西山茶厂新茶上市，欢迎品尝{}"}
    taught = [
        {"text": text.format(n), "fraud": fraud}
        for fraud, text in kinds.items()
        for n in "甲乙丙丁戊己庚辛壬癸"
    ]
    labels.write_text("\n".join(json.dumps(row) for row in taught), "utf8")
    assert main(["train", "--labels", str(labels), "--out", str(model)]) == 0
    capsys.readouterr()
    for fraud, text in kinds.items():
        main(["text", text.format("子"), "--model", str(model), "--format", "json"])
        answer = json.loads(capsys.readouterr().out)
        assert (answer["score"] >= 0.5) == bool(fraud)
        assert "local-20" in answer["versions"][1]
    for text, verdict in ((SCAM, "scam"), ("今天天气真好", "none")):
        main(["text", text, "--model", str(model), "--format", "json"])
        assert json.loads(capsys.readouterr().out)["verdict"] == verdict


def test_labels_of_one_kind_teach_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text(json.dumps({"text": "x", "fraud": 1}), "utf8")
    asked = ["train", "--labels", str(labels), "--out", str(tmp_path / "m.npz")]
    assert main(asked) == 3
    assert "也有正常内容" in capsys.readouterr().err


def test_a_file_that_is_no_model_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong, cut, array = (tmp_path / name for name in ("m.npz", "cut.npz", "a.npy"))
    wrong.write_bytes(b"not a model")
    save(shipped(), cut)
    cut.write_bytes(cut.read_bytes()[:1000])
    np.save(array, np.zeros(3))
    for file in (wrong, cut, array):
        assert main(["text", "x", "--model", str(file)]) == 3
        told = capsys.readouterr().err
        assert file.name in told and "wuzha screen train" in told
