"""`wuzha plans extract` as a person or a script meets it."""

import io
import json
import sys
from pathlib import Path

import pytest

from wuzha.reading.__main__ import main
from wuzha.reading.tests.intake import papers

Captured = pytest.CaptureFixture[str]
WORDS = "清溪县反诈工作方案\n一、宣传\n各村每月25日前报送一次进展情况。\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "方案.txt"
    path.write_text(WORDS, "utf8")
    return path


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "图.docx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    return path


def test_one_file_is_one_object(plan: Path, capsys: Captured) -> None:
    assert main(["extract", str(plan)]) == 0
    told = capsys.readouterr()
    made = json.loads(told.out)
    assert told.err == "" and told.out.count("\n") == 1
    assert made["title"] == "清溪县反诈工作方案"
    assert (made["duties"][0]["per"], made["duties"][0]["monthday"]) == ("month", [25])


def test_several_files_are_one_object_a_line(plan: Path, capsys: Captured) -> None:
    assert main(["extract", str(plan), str(plan)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["方案.txt"] * 2


def test_a_refused_file_does_not_stop_the_others(
    plan: Path, picture: Path, capsys: Captured
) -> None:
    assert main(["extract", str(picture), str(plan)]) == 1
    told = capsys.readouterr()
    assert "实际是“图片”" in told.err
    assert json.loads(told.out)["file"] == "方案.txt"


def test_the_text_is_printed_as_offsets_count_it(
    tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "方案.docx"
    path.write_bytes(papers.docx(papers.p("一、宣传") + papers.p("各村报送。")))
    assert main(["extract", "--format", "text", str(path)]) == 0
    assert capsys.readouterr().out == "一、宣传\n各村报送。\n"


@pytest.mark.parametrize("form", ["json", "table", "html", "text"])
def test_every_form_can_be_written_to_a_file(
    form: str, plan: Path, tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "出"
    assert main(["extract", str(plan), "--format", form, "--out", str(out)]) == 0
    assert "清溪县反诈工作方案" in out.read_text("utf8")
    assert capsys.readouterr().out == ""


def test_several_files_are_written_to_a_folder(plan: Path, tmp_path: Path) -> None:
    into = tmp_path / "结果" / "甲"
    call = ["extract", str(plan), str(plan), "--format", "html", "--out", str(into)]
    assert main(call) == 0
    assert sorted(path.name for path in into.iterdir()) == ["方案-2.html", "方案.html"]


def test_standard_input_is_a_file_too(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.TextIOWrapper(io.BytesIO(WORDS.encode("gb18030")))
    monkeypatch.setattr(sys, "stdin", given)
    assert main(["extract", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["encoding"] == "gb18030"


def test_a_file_that_is_not_there_is_a_sentence(
    tmp_path: Path, capsys: Captured
) -> None:
    assert main(["extract", str(tmp_path / "无.txt")]) == 2
    assert "文件不能使用" in capsys.readouterr().err


@pytest.mark.parametrize(
    "call",
    [
        [],
        ["extract"],
        ["extract", "a.txt", "--format", "pdf"],
        ["extract", "a.txt", "b.txt", "--format", "html"],
    ],
)
def test_a_wrong_call_is_told_how_to_call(call: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        main(call)
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert "命令写法不对" in told.err and "--help" in told.err


def test_help_says_what_comes_out(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["extract", "--help"])
    text = capsys.readouterr().out
    assert ended.value.code == 0
    for words in ("json", "table", "html", "text", "退出码", "例子", "--people"):
        assert words in text
