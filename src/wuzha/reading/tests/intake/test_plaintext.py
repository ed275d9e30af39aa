"""Plain text in whatever encoding; offsets are those of `Path.read_text`."""

import codecs
from pathlib import Path

import pytest

from wuzha.lib.refused import Refused
from wuzha.reading.intake import read_source
from wuzha.reading.tests.intake import papers

PLAN = (
    "清溪县防范电信网络诈骗工作方案\n"
    "一、工作目标\n"
    "全县发案数同比下降10%，群众知晓率达到95%以上。\n"
    "\n"
    "二、任务分工\n"
    "　　（一）各乡镇要于3月底前完成入户宣传，每月25日前向县反诈中心报送进展情况。\n"
)
TRADITIONAL = (
    "防範電信詐騙應急預案\n"
    "一、組織領導\n"
    "　　成立領導小組，負責統一指揮；發現險情應當立即報告，不得遲報、漏報。\n"
)
SHORT = "各村每月报送一次。\n"


def read(content: bytes, folder: Path) -> tuple[str, str]:
    """The text and its encoding, after comparing it with what Python reads."""
    (folder / "方案.txt").write_bytes(content)
    source = read_source(folder / "方案.txt")
    papers.sound(source)
    assert source.media == "text"
    assert source.text == (folder / "方案.txt").read_text(
        source.encoding, errors="replace"
    )
    return source.text, source.encoding


@pytest.mark.parametrize("text", [PLAN, TRADITIONAL, SHORT])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode(text: str, encoding: str, tmp_path: Path) -> None:
    assert read(text.encode(encoding), tmp_path) == (text, encoding)


@pytest.mark.parametrize("text", [PLAN, TRADITIONAL, SHORT])
def test_gb18030(text: str, tmp_path: Path) -> None:
    assert read(text.encode("gb18030"), tmp_path) == (text, "gb18030")


def test_big5(tmp_path: Path) -> None:
    assert read(TRADITIONAL.encode("big5"), tmp_path) == (TRADITIONAL, "cp950")


def test_big5_of_hong_kong(tmp_path: Path) -> None:
    text = TRADITIONAL + "各區嘅同事啲資料\n"
    assert read(text.encode("big5hkscs"), tmp_path) == (text, "big5hkscs")


def test_a_byte_order_mark_keeps_its_place_and_is_no_word(tmp_path: Path) -> None:
    text, encoding = read(codecs.BOM_UTF8 + PLAN.encode(), tmp_path)
    assert (text, encoding) == ("\ufeff" + PLAN, "utf-8")
    source = read_source(tmp_path / "方案.txt")
    assert source.text_of(source.blocks[0]) == PLAN.splitlines()[0]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_broken_bytes_are_replaced(encoding: str, tmp_path: Path) -> None:
    content = PLAN.encode(encoding)
    cut = content.index("二、".encode(encoding)) + 1
    broken = content[:cut] + b"\xff\xff" + content[cut + 1 :]
    text, found = read(broken, tmp_path)
    assert found == encoding
    assert text.startswith(PLAN[:20]) and text.endswith(PLAN[-40:])
    assert "\ufffd" in text


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_every_newline_is_one_character(newline: str, tmp_path: Path) -> None:
    content = PLAN.replace("\n", newline).encode()
    assert read(content, tmp_path)[0] == PLAN


def test_each_line_that_says_something_is_a_block() -> None:
    source = read_source(PLAN.encode(), "方案.txt")
    said = [line.strip() for line in PLAN.splitlines() if line.strip()]
    assert [text for _, text in source.texts()] == said


def test_plain_ascii_is_text_too(tmp_path: Path) -> None:
    assert read(b"MZ is how this plan begins.\n", tmp_path)[1] == "utf-8"


@pytest.mark.parametrize(
    "content", [b"", b"\n \t\n", codecs.BOM_UTF8, "\u3000\n".encode()]
)
def test_a_file_without_words_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="没有文字"):
        read_source(content, "空.txt")


def test_an_endless_text_is_refused() -> None:
    with pytest.raises(Refused, match="超过 1000000 字"):
        read_source(("各村报送。" * 200_001).encode(), "长.txt")
