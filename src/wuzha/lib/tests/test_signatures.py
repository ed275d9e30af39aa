"""What a file is by its first bytes and its parts."""

import pytest

from wuzha.lib import signatures


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (b"\x89PNG\r\n", "图片"),
        (b"#!/bin/sh", "脚本程序"),
        (b"MZ\x90\0\3", "可执行程序"),
        (b"MZ,name\n", ""),
        ("各村".encode(), ""),
    ],
)
def test_two_letters_make_no_program_of_a_text(content: bytes, label: str) -> None:
    assert signatures.unopenable(content) == label


def test_macros_are_seen_by_type_and_by_part() -> None:
    assert signatures.has_macros({"[Content_Types].xml": b"sheet.macroEnabled.main"})
    assert signatures.has_macros({"word/vbaProject.bin": b""})
    assert not signatures.has_macros({"word/document.xml": b""})


def test_the_streams_tell_who_wrote_a_compound_file() -> None:
    assert signatures.ole_kind({"Root", "Book"}) == "Excel 97-2003 表格"
    assert not signatures.ole_kind({"Root"})
