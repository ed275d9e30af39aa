"""Files that are not what they seem: each is refused with what it is and what to do."""

import struct
import zlib
from collections.abc import Callable

import pytest

from wuzha.lib.archives import MEGABYTE
from wuzha.lib.compound import packed as compound
from wuzha.lib.refused import Refused
from wuzha.reading.intake import files, read_source
from wuzha.reading.tests.intake import papers
from wuzha.reading.tests.intake.papers import docx, p, packed, parts

PLAN = p("各村每月报送一次。")
ENTITY = '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def refused(content: bytes, name: str = "方案.docx") -> str:
    with pytest.raises(Refused) as told:
        read_source(content, name)
    return str(told.value)


def with_part(name: str, content: str | bytes) -> bytes:
    members: dict[str, str | bytes] = dict(parts(PLAN))
    members[name] = content
    return packed(members)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_external_entity_is_refused(encoding: str) -> None:
    main = parts("<w:p><w:r><w:t>&e;</w:t></w:r></w:p>")["word/document.xml"]
    hostile = main.replace('<?xml version="1.0"?>', ENTITY)
    content = with_part("word/document.xml", hostile.encode(encoding))
    assert "DOCTYPE" in refused(content)


def test_an_entity_in_any_part_is_refused() -> None:
    assert "DOCTYPE" in refused(with_part("docProps/core.xml", ENTITY + "<a/>"))


def test_a_bomb_of_words_is_refused() -> None:
    bomb = with_part("word/document.xml", b"<w>" + b" " * (10 * MEGABYTE))
    assert "膨胀" in refused(bomb) or "解压后超过" in refused(bomb)


def test_a_bomb_beside_the_words_is_refused() -> None:
    assert "膨胀" in refused(with_part("word/media/a.png", bytes(10 * MEGABYTE)))


def test_a_claimed_size_is_refused() -> None:
    content = bytearray(with_part("word/media/a.png", b"\x89PNG"))
    entry = content.rindex(b"word/media/a.png") - 46
    struct.pack_into("<I", content, entry + 24, 100 * MEGABYTE)
    assert "解压后超过" in refused(bytes(content))


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LIMITS", files.Limits(size=MEGABYTE))
    assert "超过 1 MB 的上限" in refused(bytes(MEGABYTE + 1))


@pytest.mark.parametrize(
    "content",
    [
        with_part("word/vbaProject.bin", b"\0"),
        with_part(
            "[Content_Types].xml",
            papers.TYPES.replace(
                "vnd.openxmlformats-officedocument.wordprocessingml.document",
                "vnd.ms-word.document.macroEnabled",
            ),
        ),
    ],
)
def test_a_document_with_macros_is_refused(content: bytes) -> None:
    assert "带有宏程序" in refused(content)


def test_a_document_with_an_embedded_sheet_is_read() -> None:
    content = with_part("word/embeddings/a.xlsx", packed({"xl/workbook.xml": "<a/>"}))
    assert read_source(content, "方案.docx").text == "各村每月报送一次。\n"


@pytest.mark.parametrize("left", [0.3, 0.7, 0.95])
def test_a_truncated_document_is_refused(left: float) -> None:
    content = docx(PLAN)
    assert "已损坏或没有传完" in refused(content[: int(len(content) * left)])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda members: members.pop("word/document.xml"), "没有文字"),
        (lambda members: members.pop("_rels/.rels"), "已损坏"),
        (lambda members: members.update({"word/document.xml": "<w:p>"}), "已损坏"),
        (lambda members: members.update({"word/document.xml": "文"}), "已损坏"),
        (
            lambda members: members.update(
                {"word/document.xml": "<a>" * 50_000 + "</a>" * 50_000}
            ),
            "已损坏",
        ),
    ],
)
def test_a_spoilt_document_is_refused(
    spoil: Callable[[dict[str, str]], object], said: str
) -> None:
    members = parts(PLAN)
    spoil(members)
    assert said in refused(packed(members))


@pytest.mark.parametrize(
    ("streams", "name", "said"),
    [
        ({"EncryptedPackage": b"x"}, "方案.docx", "设置了打开密码"),
        ({"WordDocument": b"x"}, "方案.doc", "旧版 Word 文档（.doc）"),
        ({"WordDocument": b"x"}, "方案.docx", "旧版 Word 文档（.doc）"),
        ({"WordDocument": b"x"}, "方案.wps", "WPS 文字文档（.wps）"),
        ({"Workbook": b"x"}, "方案.doc", "Excel 97-2003 表格"),
        ({"Strange": b"x"}, "方案.doc", "无法识别的 Office 文件"),
    ],
)
def test_old_office_files_are_named(
    streams: dict[str, bytes], name: str, said: str
) -> None:
    assert said in refused(compound(streams), name)


def test_a_broken_old_file_is_refused() -> None:
    assert "已损坏" in refused(compound({"WordDocument": b"x"})[:600])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\0\3\0\0\0", "可执行程序"),
        (b"\x7fELF\2\1\1\0", "可执行程序"),
        (b"#!/bin/sh\necho\n", "脚本程序"),
        (b"\x89PNG\r\n\x1a\n\0\0", "图片"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "图片"),
        (b"Rar!\x1a\7\1\0", "压缩包"),
        (b"{\\rtf1\\ansi}", "RTF 文档"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>", "网页"),
        (b"<html><body>", "网页"),
        (b'<?xml version="1.0"?><w:wordDocument/>', "XML 文件"),
        (packed({"OFD.xml": "<a/>"}), "OFD 版式文件"),
        (packed({"xl/workbook.xml": "<a/>"}), "Excel 表格"),
        (packed({"content.xml": "<a/>"}), "ODF 文档"),
        (packed({"方案.docx": docx(PLAN)}), "压缩包"),
        (zlib.compress(bytes(range(256)) * 40), "无法识别的二进制文件"),
        (bytes(range(256)) * 4, "无法识别的二进制文件"),
    ],
)
def test_a_renamed_file_is_named_for_what_it_is(content: bytes, said: str) -> None:
    told = refused(content)
    assert said in told
    assert "请" in told and "方案.docx" in told


def test_the_name_does_not_matter() -> None:
    assert read_source(docx(PLAN), "方案.txt").media == "docx"
