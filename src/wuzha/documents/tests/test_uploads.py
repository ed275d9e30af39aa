"""A file is what its structure says; what is unsafe is refused before it is read."""

import io
import struct
import zipfile
import zlib

import pytest

from wuzha.documents.tests import files
from wuzha.documents.uploads import PAPERS, FileKind, checked
from wuzha.lib.archives import Limits
from wuzha.lib.compound import packed
from wuzha.lib.refused import Refused

SOUND = files.xlsx([files.TITLES, ["王小明", "13812345678", "", 12, "2026-11-22"]])


def refusal(content: bytes, name: str = "名单.xlsx", **options: object) -> str:
    with pytest.raises(Refused) as refused:
        checked(io.BytesIO(content), name=name, **options)  # type: ignore[arg-type]
    return refused.value.sentence


def test_the_kind_is_decided_by_structure_and_not_by_name() -> None:
    assert files.upload(SOUND, "名单.csv").kind is FileKind.XLSX
    assert files.upload("姓名,电话\n".encode("gbk"), "名单.xlsx").kind is FileKind.CSV
    assert files.upload(files.xls([]), "名单.txt").kind is FileKind.XLS
    assert files.upload(files.ods(""), "名单.xlsx").kind is FileKind.ODS


def test_the_same_file_has_the_same_fingerprint_whatever_its_name() -> None:
    assert files.upload(SOUND, "甲").sha256 == files.upload(SOUND, "乙").sha256


def test_a_file_over_the_size_limit_is_refused_without_reading_the_rest() -> None:
    class Endless(io.RawIOBase):
        asked = 0

        def read(self, size: int = -1) -> bytes:
            self.asked = size
            return b"a" * size

    endless = Endless()
    with pytest.raises(Refused, match="超过 1 MB 的上限"):
        checked(endless, name="大.csv", limits=Limits(size=1024 * 1024))  # type: ignore[arg-type]
    assert endless.asked == 1024 * 1024 + 1


def test_an_empty_file_is_refused() -> None:
    assert "是空的" in refusal(b"")


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (b"MZ\x90\x00" + bytes(200), "可执行程序"),
        (b"\x7fELF" + bytes(200), "可执行程序"),
        (b"#!/bin/sh\necho", "脚本程序"),
        (b"%PDF-1.7\n", "PDF 文件"),
        (b"\x89PNG\r\n\x1a\n", "图片"),
        (b"Rar!\x1a\x07", "压缩包"),
        (bytes(range(256)), "无法识别的二进制文件"),
        (files.zipped({"readme.txt": b"hello"}), "压缩包"),
        (packed({"WordDocument": b"x"}), "旧版 Word 文档"),
        (packed({"Something": b"x"}), "无法识别的 Office 文件"),
    ],
)
def test_a_renamed_file_of_another_kind_is_named(content: bytes, label: str) -> None:
    sentence = refusal(content)
    assert label in sentence
    assert "不是表格" in sentence


def test_a_web_page_that_calls_itself_a_spreadsheet_is_named() -> None:
    page = "<html><table><tr><td>姓名</td></tr></table></html>".encode("gbk")
    assert "其实是网页" in refusal(page, "导出.xls")


def test_a_binary_workbook_is_named() -> None:
    types = b'<Types><Override ContentType="application/vnd.ms-excel.sheet.binary"/>'
    assert "xlsb" in refusal(files.zipped({"[Content_Types].xml": types}))


def test_a_workbook_with_macros_is_refused_also_under_another_name() -> None:
    with_macros = files.members(SOUND) | {"xl/vbaProject.bin": b"\xd0\xcf"}
    assert "宏" in refusal(files.zipped(with_macros))
    declared = files.patched(
        SOUND,
        "[Content_Types].xml",
        lambda types: types.replace(b"openxmlformats-officedocument", b"macroEnabled"),
    )
    assert "宏" in refusal(declared)
    assert "宏" in refusal(packed({"Workbook": b"", "_VBA_PROJECT": b""}), "表.xls")


def test_an_encrypted_workbook_says_how_to_take_the_password_off() -> None:
    sealed = packed({"EncryptionInfo": b"x", "EncryptedPackage": b"x"})
    assert "取消密码" in refusal(sealed)
    ods = files.members(files.ods("")) | {
        "META-INF/manifest.xml": b"<encryption-data/>"
    }
    assert "取消密码" in refusal(files.zipped(ods))


def test_an_archive_with_a_password_is_refused() -> None:
    locked = bytearray(SOUND)
    place = locked.find(b"PK\x01\x02")
    while place >= 0:
        locked[place + 8] |= 1
        place = locked.find(b"PK\x01\x02", place + 1)
    assert "密码" in refusal(bytes(locked))


def test_a_zip_bomb_is_refused_before_it_fills_the_memory() -> None:
    bomb = files.members(SOUND) | {files.SHEET: bytes(40 * 1024 * 1024)}
    content = files.zipped(bomb)
    assert len(content) < 100_000
    assert "膨胀超过 200 倍" in refusal(content)


def test_many_parts_that_are_large_together_are_refused() -> None:
    parts = {f"xl/media/{n}.bin": bytes(2 * 1024 * 1024) for n in range(4)}
    sentence = refusal(
        files.zipped(files.members(SOUND) | parts),
        limits=Limits(unpacked=6 * 1024 * 1024),
    )
    assert "解压后超过 6 MB" in sentence


def test_too_many_parts_are_refused() -> None:
    parts = {f"{n}.xml": b"" for n in range(50)}
    sentence = refusal(files.zipped(parts), limits=Limits(members=49))
    assert "多达 50 个" in sentence


def test_an_archive_in_the_archive_and_a_program_in_it_are_refused() -> None:
    for inner in (SOUND, b"MZ\x90\x00"):
        parts = files.members(SOUND) | {"xl/embeddings/1.bin": inner}
        assert "嵌有" in refusal(files.zipped(parts))


def test_xml_with_entities_is_refused() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    assert "DOCTYPE" in refusal(files.patched(SOUND, files.SHEET, lambda _: laughs))


def test_two_parts_of_one_name_and_paths_outside_are_refused() -> None:
    for name in ("../../etc/passwd", "/etc/passwd", "xl\\..\\..\\a"):
        parts = files.members(SOUND) | {name: b"x"}
        assert "重复或越界" in refusal(files.zipped(parts))
    file = io.BytesIO(SOUND)
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(file, "a") as archive,
    ):
        archive.writestr(files.SHEET, b"<worksheet/>")
    assert "重复或越界" in refusal(file.getvalue())


def test_a_directory_that_lies_about_a_size_reaches_no_other_reader() -> None:
    """The part says 10 bytes and unpacks to 30 MB; the checksum is that of the first
    10, so that a reader who trusts the directory finds nothing wrong."""
    content = bytearray(files.zipped({"[Content_Types].xml": bytes(30 * 1024 * 1024)}))
    for mark, crc_at, size_at in ((b"PK\x03\x04", 14, 22), (b"PK\x01\x02", 16, 24)):
        place = content.find(mark)
        struct.pack_into("<I", content, place + crc_at, zlib.crc32(bytes(10)))
        struct.pack_into("<I", content, place + size_at, 10)
    assert "压缩包" in refusal(bytes(content))
    file = io.BytesIO(files.zipped(files.members(SOUND)))
    clean = files.upload(file.getvalue()).content
    with zipfile.ZipFile(io.BytesIO(clean)) as archive:
        assert all(i.compress_size == i.file_size for i in archive.infolist())


@pytest.mark.parametrize("length", [5, 40, 400, len(SOUND) // 2, len(SOUND) - 30])
def test_a_truncated_workbook_is_refused(length: int) -> None:
    assert refusal(SOUND[:length])


@pytest.mark.parametrize("length", [520, 5000, 9000, 12000])
def test_a_truncated_old_workbook_is_refused(length: int) -> None:
    assert "已损坏" in refusal(files.xls([])[:length], "表.xls")


def test_a_spreadsheet_is_no_paper_and_a_paper_no_spreadsheet() -> None:
    types = b"<Types>wordprocessingml.document.main+xml</Types>"
    paper = files.zipped({"[Content_Types].xml": types})
    assert "实际是“Word 文档”，不是表格" in refusal(paper)
    assert "不是Word 文档" in refusal(SOUND, kinds=PAPERS)
    assert "请上传 .docx" in refusal(b"MZ" + bytes(9), kinds=PAPERS)
    assert checked(io.BytesIO(paper), name="a", kinds=PAPERS).kind is FileKind.DOCX
