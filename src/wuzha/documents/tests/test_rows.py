"""What is wrong is said row by row, and nothing is lost on the way."""

import io

import openpyxl
import pytest
import xlsxwriter

from wuzha.documents.tests import files
from wuzha.documents.tests.files import HEAD, WANG, read, refusal, sentence


def test_all_problems_of_all_rows_are_collected() -> None:
    head = [*HEAD, "涉案金额", "预警时间"]
    table = read(
        files.xlsx(
            [head, ["", "12345", "很多", "昨天"], WANG, ["李", "", -5, "2026-13-01"]]
        )
    )
    assert [(p.row, p.column) for p in table.problems] == [
        *[(2, "姓名"), (2, "联系电话"), (2, "涉案金额"), (2, "预警时间")],
        *[(4, "联系电话"), (4, "涉案金额"), (4, "预警时间")],
    ]
    assert [row.ok for row in table.rows] == [False, True, False]


def test_a_problem_says_row_column_and_remedy() -> None:
    assert sentence(["涉案金额"], "很多") == (
        "第 2 行“涉案金额”：“很多”不是金额。请写成 12345.67、12,345.67 或 1.2万元。"
    )


def test_empty_rows_repeated_headers_and_the_sample_are_skipped() -> None:
    rows = [HEAD, ["张示例", "13800000000"], WANG, ["", " "], [None], HEAD, WANG]
    table = read(files.xlsx(rows))
    assert [row.number for row in table.rows] == [3, 7]
    assert [str(notice) for notice in table.notices] == [
        "第 2 行是模板里的示例，已跳过。",
        "第 6 行重复了表头，已跳过。",
    ]


def test_a_note_merged_across_the_foot_is_no_row() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, WANG, ["填报单位（盖章）："]):
        sheet.append(row)
    sheet.merge_cells("A3:B3")
    table = read(files.saved(book))
    assert [row.number for row in table.rows] == [2]
    assert "第 3 行是合并单元格的说明文字" in table.notices[0]


def test_merged_cells_among_the_data_are_an_error_in_each_row_but_the_first() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([*HEAD, "涉案金额"], [*WANG, 900], ["李", "13812345679"], ["周", "坏"]):
        sheet.append(row)
    sheet.merge_cells("C2:C4")
    table = read(files.saved(book))
    assert table.rows[0].ok
    assert table.rows[0].values["amount_cents"] == 90_000
    merged = [p for p in table.problems if "取消合并" in p.sentence]
    assert [(p.row, p.column) for p in merged] == [(3, "涉案金额"), (4, "涉案金额")]


def test_the_result_of_a_formula_is_read_and_an_error_value_is_an_error() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, [*HEAD, "涉案金额", "次数"])
        sheet.write_row(1, 0, WANG)
        sheet.write_formula(1, 2, "=100+23", None, 123)
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    row = read(file.getvalue()).rows[0]
    assert row.values["amount_cents"] == 12_300
    assert [str(p) for p in row.problems] == [
        "第 2 行“次数”：单元格是错误值#DIV/0!。请改正公式，或直接填写结果。"
    ]


def test_a_row_that_holds_nothing_but_an_error_value_is_not_lost() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, WANG)
        sheet.write_formula(2, 0, "=NA()", None, "#N/A")
    assert {p.row for p in read(file.getvalue()).problems} == {3}


def test_a_formula_that_was_never_computed_says_to_open_and_save() -> None:
    assert "打开并保存一次" in sentence(["涉案金额"], "=SUM(A1:A2)")


def test_too_many_rows_are_refused_as_a_whole() -> None:
    content = files.xlsx([HEAD, WANG, WANG, WANG])
    assert len(read(content, most_rows=3).rows) == 3
    assert "超过 2 行（到第 4 行为止）" in refusal(content, most_rows=2)


def test_a_header_without_rows_is_refused() -> None:
    assert "没有数据行" in refusal(files.xlsx([HEAD, ["", ""]]))


def test_a_cell_far_off_the_table_is_refused_before_it_is_laid_out() -> None:
    far = files.patched(
        files.xlsx([HEAD, WANG]),
        files.SHEET,
        lambda xml: xml.replace(
            b"</sheetData>",
            b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>',
        ),
    )
    assert "一直延伸到第 1048576 行、第 16384 列" in refusal(far)


def test_a_workbook_that_counts_from_1904_is_refused() -> None:
    old = files.patched(
        files.xlsx([HEAD, WANG]),
        "xl/workbook.xml",
        lambda xml: xml.replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>'),
    )
    assert "1904" in refusal(old)


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        (b'r="A1"', b'r="ZZZZZZZZ99999999999"'),
        (b"</sheetData>", b""),
        (b'r="2"', b'r="two"'),
        (b"<worksheet", b'<?xml version="1.0" encoding="UFF-8"?><worksheet'),
        (b"<v>13812345678</v>", b"<v>many</v>"),
    ],
)
def test_a_sheet_that_is_put_together_wrongly_is_refused(
    found: bytes, instead: bytes
) -> None:
    sound = files.xlsx([HEAD, ["王", 13812345678]])
    broken = files.patched(sound, files.SHEET, lambda xml: xml.replace(found, instead))
    assert broken != files.patched(sound, files.SHEET, bytes)
    assert "已损坏" in refusal(broken)
