"""What is written can be opened by people, read back, and holds no formula."""

import io
import resource
from collections.abc import Iterator
from datetime import UTC, date, datetime

import openpyxl
import pytest

from wuzha.documents.columns import Column, Columns, Kind
from wuzha.documents.sheets import Record, write_csv, write_sheet, write_template
from wuzha.documents.tests import files
from wuzha.documents.tests.files import PEOPLE, read

RECORD: Record = {
    "name": "王小明",
    "phone": "13812345678",
    "identity": "33010619900101123X",
    "amount_cents": 123_456,
    "at": datetime(2026, 11, 22, 6, 5, tzinfo=UTC),
    "born": date(1990, 1, 2),
    "grade": "high",
    "met": True,
    "times": 3,
}
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    " =1",
    "=cmd|'/c calc'!A1",
]


def workbook(*records: Record) -> bytes:
    with write_sheet(
        PEOPLE, records, title="预警名单", note="统计到 11 月 22 日"
    ) as file:
        return file.read()


def test_what_was_written_reads_back_as_it_was() -> None:
    table = read(workbook(RECORD, RECORD))
    assert not table.problems
    assert (table.sheet, table.header) == ("预警名单", 3)
    assert [row.values for row in table.rows] == [RECORD, RECORD]


def test_cells_have_the_type_that_people_expect() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(RECORD)))["预警名单"]
    phone, identity, amount, at = (sheet.cell(4, column) for column in (2, 3, 4, 5))
    assert (phone.data_type, phone.number_format) == ("s", "@")
    assert identity.value == "33010619900101123X"
    assert (amount.value, amount.number_format) == (1234.56, "#,##0.00")
    assert at.value == datetime.fromisoformat("2026-11-22 14:05")
    assert sheet.cell(4, 7).value == "高危"
    assert sheet.freeze_panes == "A4"
    assert {merged.coord for merged in sheet.merged_cells.ranges} == {"A1:I1", "A2:I2"}


def test_a_text_that_begins_like_a_formula_stays_a_text() -> None:
    content = workbook(*({**RECORD, "name": text} for text in DANGEROUS))
    sheet = openpyxl.load_workbook(io.BytesIO(content))["预警名单"]
    for row, text in enumerate(DANGEROUS, start=4):
        cell = sheet.cell(row, 1)
        assert cell.data_type == "s"
        assert cell.quotePrefix
        # A carriage return stands as _x000D_ in a workbook.
        assert str(cell.value).removeprefix("_x000D_").strip() == text.strip()


def test_a_csv_escapes_formulas_and_excel_takes_the_escape_off_again() -> None:
    records = [{**RECORD, "name": text} for text in DANGEROUS]
    content = b"".join(write_csv(PEOPLE, records))
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert (
        lines[0]
        == "姓名,联系电话,身份证号,涉案金额,预警时间,出生日期,预警等级,是否见面,次数"
    )
    assert lines[1].startswith(
        "'=1+1,13812345678,33010619900101123X,1234.56,2026-11-22 14:05:00"
    )
    assert "'=cmd|" in lines[-1]
    names = [row.values["name"] for row in read(content, "名单.csv").rows]
    assert names[:4] == DANGEROUS[:4]


def test_a_csv_comes_in_pieces() -> None:
    assert len(list(write_csv(PEOPLE, [RECORD] * 1_200))) == 3


def test_what_a_cell_cannot_hold_is_cut_or_written_as_text() -> None:
    odd = {"name": "长" * 40_000, "born": date(1890, 5, 6), "times": 10**18}
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(odd)))["预警名单"]
    assert len(sheet.cell(4, 1).value) == 32_767
    assert sheet.cell(4, 6).value == "1890-05-06"
    assert sheet.cell(4, 9).value == str(10**18)


def test_a_title_with_any_characters_names_a_sheet() -> None:
    with write_sheet(PEOPLE, [], title="2026/11: 预警[全县]?*" + "长" * 40) as file:
        assert openpyxl.load_workbook(file).sheetnames == [
            "2026 11  预警 全县" + "   " + "长" * 14
        ]


def test_a_template_has_its_sample_read_over_and_its_texts_kept() -> None:
    content = write_template(PEOPLE, title="预警导入模板", note="红色为必填")
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["预警导入模板"]
    assert [sheet.cell(3, c).value for c in (1, 2, 3)] == [
        "＊姓名",
        "＊联系电话",
        "身份证号",
    ]
    assert sheet.cell(4, 1).value == "张示例"
    assert sheet.column_dimensions["B"].number_format == "@"
    sheet["A5"], sheet["B5"], sheet["G5"] = "王小明", "13812345678", "高危"
    table = read(files.saved(book))
    assert [row.number for row in table.rows] == [5]
    assert "示例" in table.notices[0]


def test_a_template_offers_choices_also_when_there_are_many() -> None:
    many = {str(n): f"某某某某某某街道第{n}社区" for n in range(60)}
    columns = Columns(
        [
            Column(
                name="name",
                title="姓名",
                required=True,
                hint="按身份证",
            ),
            Column(name="place", title="社区", kind=Kind.CHOICE, choices=many),
            Column(name="met", title="是否见面", kind=Kind.BOOLEAN),
        ]
    )
    content = write_template(columns, title="模板")
    book = openpyxl.load_workbook(io.BytesIO(content))
    rules = {
        str(rule.sqref).split(":")[0]: rule
        for rule in book["模板"].data_validations.dataValidation
    }
    assert rules["A3"].prompt == "按身份证"
    assert rules["B3"].formula1 == "'选项2'!$A$1:$A$60"
    assert rules["C3"].formula1 == '"是,否"'
    assert book["选项2"].sheet_state == "veryHidden"
    book["模板"]["A3"] = "王小明"
    assert not read(files.saved(book), expected=columns).notices


@pytest.mark.slow
def test_many_rows_stay_out_of_the_memory() -> None:
    def records() -> Iterator[Record]:
        for number in range(30_000):
            yield {**RECORD, "times": number}

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with write_sheet(PEOPLE, records(), title="全部") as file:
        assert file.seek(0, io.SEEK_END) > 300_000
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20_000, "kilobytes"


def test_what_is_wrapped_has_room() -> None:
    columns = Columns([Column(name="a", title="问题", width=20), *PEOPLE])
    long = {"a": "各成员单位制定实施细则，召开动员会，报送情况。"}
    with write_sheet(columns, [long, {"a": "无"}], title="整改清单") as file:
        sheet = openpyxl.load_workbook(file).worksheets[0]
    assert (sheet.row_dimensions[3].height, sheet.row_dimensions[4].height) == (
        45,
        None,
    )
    narrow = Columns([Column(name="a", title="问题", width=20)])
    with write_sheet(narrow, [], title="关于专项行动进展情况的报告") as file:
        assert openpyxl.load_workbook(file).worksheets[0].row_dimensions[1].height == 60
