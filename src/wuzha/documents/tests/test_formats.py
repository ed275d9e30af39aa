"""Text files, old workbooks and open documents."""

import io
import struct
import subprocess
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from wuzha.documents.columns import Column, Columns
from wuzha.documents.dates import SHANGHAI
from wuzha.documents.tests import files
from wuzha.documents.tests.files import HEAD, WANG, read, refusal


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_text_files_in_their_encodings_and_delimiters(
    encoding: str, delimiter: str
) -> None:
    rows = [
        ["某县预警名单"],
        HEAD,
        ["张𠮷" if "gb" not in encoding else "朱镕", WANG[1]],
    ]
    text = files.csv_text(rows, delimiter)
    row = read(text.encode(encoding), "名单.csv").rows[0]
    assert (row.number, row.values["phone"]) == (3, WANG[1])
    assert row.values["name"] == rows[2][0]


def test_a_text_file_in_big5_is_read_as_such() -> None:
    columns = Columns([Column(name="name", title="姓名", required=True)])
    text = "姓名,地址,備註\r\n陳小明,臺北市信義區松高路,電話詐騙預警名單\r\n"
    table = read(text.encode("big5"), "名單.csv", expected=columns)
    assert table.rows[0].values["name"] == "陳小明"


def test_rare_characters_do_not_turn_gb18030_into_big5() -> None:
    text = files.csv_text([HEAD, ["喆镕堃頔", WANG[1]], ["王䶮", WANG[1]]])
    names = [r.values["name"] for r in read(text.encode("gb18030"), "名单.csv").rows]
    assert names == ["喆镕堃頔", "王䶮"]


def test_a_line_break_in_quotes_does_not_shift_the_numbers() -> None:
    text = '姓名,联系电话\r\n"王\r\n小明",13812345678\r\n李,坏\r\n'
    assert read(text.encode(), "名单.csv").problems[0].row == 3


def test_quotes_that_do_not_close_are_refused_with_their_line() -> None:
    text = '姓名,联系电话\r\n王,13812345678\r\n"李,13812345678\r\n周,13812345678\r\n'
    assert "引号不成对" in refusal(text.encode(), "名单.csv")


def test_a_text_cut_within_a_character_names_the_line() -> None:
    content = files.csv_text([HEAD, WANG, WANG, ["王", WANG[1]]]).encode()
    sentence = refusal(content[: content.rindex("王".encode()) + 1], "名单.csv")
    assert "第 4 行附近有无法识别的字符" in sentence


def test_an_old_workbook_is_read_with_its_errors() -> None:
    division_by_zero = files.record(0x0205, bytes([2, 0, 1, 0, 0, 0, 0x07, 1]))
    table = read(
        files.xls(
            [
                files.xls_text(0, 0, "姓名"),
                files.xls_text(0, 1, "联系电话"),
                files.xls_text(1, 0, "王小明"),
                files.xls_number(1, 1, 13812345678),
                files.xls_text(2, 0, "李"),
                division_by_zero,
            ]
        ),
        "名单.xls",
    )
    assert table.rows[0].values == {"name": "王小明", "phone": "13812345678"}
    assert [str(p) for p in table.problems] == [
        "第 3 行“联系电话”：单元格是错误值#DIV/0!。请改正公式，或直接填写结果。"
    ]


def test_an_old_workbook_tells_of_hidden_rows_merged_cells_and_formulas() -> None:
    hidden = files.record(0x0208, struct.pack("<6HI", 2, 0, 2, 255, 0, 0, 0x20))
    merged = files.record(0x00E5, struct.pack("<5H", 1, 1, 2, 0, 0))
    failed = struct.pack("<3H8sHIH", 2, 1, 0, b"\2\0\x2a\0\0\0\xff\xff", 0, 0, 0)
    table = read(
        files.xls(
            [
                hidden,
                files.xls_text(0, 0, "姓名"),
                files.xls_text(0, 1, "联系电话"),
                files.xls_text(1, 0, "王小明"),
                files.xls_number(1, 1, 13812345678),
                files.record(0x0006, failed),
                merged,
            ]
        ),
        "名单.xls",
    )
    assert [(p.row, p.column) for p in table.problems] == [(3, "姓名"), (3, "联系电话")]
    assert "取消合并" in table.problems[0].sentence
    assert "#N/A" in table.problems[1].sentence
    assert "第 3 行是隐藏行" in table.notices[0]


def test_an_old_workbook_that_counts_from_1904_is_refused() -> None:
    since = files.record(0x0022, struct.pack("<H", 1))
    assert "1904" in refusal(files.xls([], before=since), "名单.xls")


def test_an_old_workbook_that_names_one_sheet_twice_is_refused() -> None:
    sheet = files.record(0x0085, struct.pack("<IBB", 0, 0, 0) + b"\1\0A")
    assert "已损坏" in refusal(files.xls([], before=sheet * 2), "名单.xls")


@pytest.mark.slow
@pytest.mark.word
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_what_another_program_saved_is_read_the_same(tmp_path: Path, kind: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*HEAD, "涉案金额", "预警时间", "次数", "是否见面"])
    moment = datetime.fromisoformat("2026-11-22 14:05")
    for number in range(40):
        sheet.append([f"王{number}", 13812345678, 12.5, moment, "=1+2", True])
    sheet.append(["李", "13812345678", "=1/0", "", "", ""])
    sheet.row_dimensions[5].hidden = True
    sheet.merge_cells("A3:A4")
    source = tmp_path / "table.xlsx"
    source.write_bytes(files.saved(book))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", kind, source.name]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=100)
    table = read((tmp_path / f"table.{kind}").read_bytes(), f"名单.{kind}")
    assert len(table.rows) == 41
    assert table.rows[5].values["at"] == moment.replace(tzinfo=SHANGHAI)
    assert table.rows[5].values["amount_cents"] == 1250
    assert table.rows[5].values["times"] == 3
    assert table.rows[5].values["met"] is True
    assert [(p.row, p.column) for p in table.problems] == [
        (4, "姓名"),
        (42, "涉案金额"),
    ]
    assert "第 5 行是隐藏行" in table.notices[0]


def test_an_old_workbook_with_a_password_is_refused() -> None:
    locked = files.xls([], before=files.record(0x002F, bytes(54)))
    assert "密码" in refusal(locked, "名单.xls")


def test_an_old_workbook_cut_off_is_refused() -> None:
    assert "已损坏" in refusal(
        files.xls([files.xls_text(0, 0, "姓名")])[:2500], "名单.xls"
    )


def test_an_open_document_is_read_with_its_hidden_rows() -> None:
    rows = (
        files.ods_row(*HEAD)
        + files.ods_row(*WANG)
        + files.ods_row("李", "13812345679", visibility="filter")
        + '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    table = read(files.ods(rows), "名单.ods")
    assert [row.values["name"] for row in table.rows] == ["王小明", "李"]
    assert "第 3 行是隐藏行" in table.notices[0]


@pytest.mark.parametrize(
    "announced",
    [
        files.record(0x0200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 256, 0)),
        files.record(0x0200, struct.pack("<IIHHH", 5, 0, 3, 0, 0)),
        files.record(0x0200, struct.pack("<IIHHH", 0, 9, 0, 2**16 - 1, 0)),
    ],
)
def test_an_old_workbook_that_announces_too_much_is_refused(announced: bytes) -> None:
    """The reader sets the memory aside at once; the process would end there."""
    cells = [announced, files.xls_text(0, 0, "姓名")]
    assert "已损坏" in refusal(files.xls(cells), "名单.xls")


def test_an_old_workbook_that_announces_too_many_strings_is_refused() -> None:
    strings = files.record(0x00FC, struct.pack("<II", 2**31 - 1, 2**31 - 1))
    assert "已损坏" in refusal(files.xls([], before=strings), "名单.xls")


@pytest.mark.slow
def test_a_long_string_in_very_many_cells_is_refused() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("名单")
        for number in range(20_000):
            sheet.write_string(number, 0, "长" * 30_000)
    assert "文字太多" in refusal(file.getvalue())
    row = files.ods_row("长" * 30_000, number_rows_repeated="20000")
    assert "文字太多" in refusal(files.ods(row), "名单.ods")


def test_an_open_document_that_repeats_a_row_a_million_times_is_refused() -> None:
    row = files.ods_row(*["姓名"] * 9, number_rows_repeated="1000000")
    assert "一直延伸到第 1000000 行" in refusal(files.ods(row), "名单.ods")


@pytest.mark.slow
def test_ten_thousand_rows_are_read_in_seconds() -> None:
    head = [*HEAD, "身份证号", "涉案金额", "预警时间", "预警等级"]
    row = [*WANG, "33010619900101123X", 12.5, "2026-11-22 14:05", "高危"]
    table = read(files.xlsx([head, *[row] * 10_000]))
    assert len(table.rows) == 10_000
    assert not table.problems
