"""The sheet and the header of a table are found as people make them."""

import openpyxl
import pytest

from wuzha.documents import excel
from wuzha.documents.columns import Column, Columns, Kind
from wuzha.documents.tests import files
from wuzha.documents.tests.files import HEAD, PEOPLE, WANG, read, refusal


def test_the_header_is_found_below_titles_and_empty_rows() -> None:
    table = read(
        files.xlsx([["某县预警名单"], [], ["填表日期", "2026-11-22"], HEAD, WANG])
    )
    assert table.header == 4
    assert table.rows[0].number == 5
    assert table.rows[0].values["name"] == "王小明"


def test_a_title_is_known_by_synonyms_width_spaces_remarks_and_stars() -> None:
    head = ["＊姓 名", "手机号码（必填）", "涉案金额(元)", "下发\n时间"]
    table = read(files.xlsx([head, [*WANG, 5, "2026-11-22"]]))
    assert set(table.titles) == {"name", "phone", "amount_cents", "at"}


def test_the_own_title_wins_over_a_synonym_and_the_other_is_told() -> None:
    table = read(
        files.xlsx([["姓名", "手机号", "联系电话"], ["王", "无", "13812345678"]])
    )
    assert table.rows[0].values["phone"] == "13812345678"
    assert table.unused == ("手机号",)


def test_a_saved_mapping_goes_before_what_the_titles_say() -> None:
    content = files.xlsx([["当事人", "联系电话", "电话2"], ["王", "坏", "13812345678"]])
    table = read(content, mapped={"name": "当事人", "phone": "电话 2"})
    assert table.rows[0].ok
    assert table.titles["phone"] == "电话2"


def test_a_mapped_title_that_is_gone_is_missing() -> None:
    content = files.xlsx([HEAD, WANG])
    assert "缺少“联系电话”" in refusal(content, mapped={"phone": "移动电话"})


def test_one_title_twice_is_refused() -> None:
    content = files.xlsx([["姓名", "联系电话", "联系电话"], [*WANG, "13900000000"]])
    assert "“联系电话”出现了不止一次" in refusal(content)


def test_a_wrong_sheet_names_what_is_missing_and_the_sheets() -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "统计"
    first.append(["姓名", "合计"])
    book.create_sheet("说明").append(["请勿修改"])
    sentence = refusal(files.saved(book))
    assert "缺少“联系电话”" in sentence
    assert "现有“姓名”、“合计”" in sentence
    assert "文件里还有“说明”" in sentence
    del book["说明"]
    assert "文件里还有" not in refusal(files.saved(book))


def test_no_header_at_all_names_the_titles_that_should_be_there() -> None:
    assert "表头应当有“姓名”、“联系电话”" in refusal(files.xlsx([["甲"], ["乙"]]))


def test_the_right_sheet_is_found_among_others() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("名单").append(HEAD)
    book["名单"].append(WANG)
    assert read(files.saved(book)).sheet == "名单"


def test_two_sheets_that_fit_must_be_chosen_from() -> None:
    book = openpyxl.Workbook()
    for name in ("一月", "二月"):
        book.create_sheet(name).append(HEAD)
        book[name].append([name, WANG[1]])
    content = files.saved(book)
    assert "“一月”、“二月”" in refusal(content)
    assert read(content, sheet="二月").rows[0].values["name"] == "二月"
    assert "没有工作表“三月”" in refusal(content, sheet="三月")


def test_hidden_sheets_and_rows_are_told() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, WANG, ["李晓红", "13812345679"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    old = book.create_sheet("旧名单")
    old.append(HEAD)
    old.sheet_state = "hidden"
    table = read(files.saved(book))
    assert len(table.rows) == 2
    assert [str(notice)[:16] for notice in table.notices] == [
        "隐藏的工作表没有读取：旧名单。",
        "第 3 行是隐藏行（共 1 行）",
    ]


def test_a_header_of_two_rows_with_merged_cells_is_read() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["预警名单"])
    sheet.append(["姓名", "联系方式", "", "涉案金额"])
    sheet.append(["", "联系电话", "微信", ""])
    sheet.append(["王小明", "13812345678", "wx", 12.5])
    for merged in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(merged)
    table = read(files.saved(book))
    assert table.header == 3
    assert [(r.number, r.values["amount_cents"]) for r in table.rows] == [(4, 1250)]


def test_titles_merged_over_two_rows_end_where_the_merge_ends() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, ["", ""], WANG):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:B2")
    assert [row.number for row in read(files.saved(book)).rows] == [3]


def test_a_sheet_that_begins_in_the_middle_keeps_its_numbers() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for place, value in (
        ("C5", "姓名"),
        ("D5", "联系电话"),
        ("C6", "王"),
        ("D6", "坏"),
    ):
        sheet[place] = value
    problem = read(files.saved(book)).problems[0]
    assert (problem.row, problem.column) == (6, "联系电话")


def test_the_outline_offers_all_titles_to_match_by_hand() -> None:
    content = files.xlsx([["名单"], ["当事人", "手机号", "备注"], ["王", "1", ""]])
    outline = excel.outline(files.upload(content), expected=PEOPLE)
    assert outline[0].titles == ("当事人", "手机号", "备注")
    assert (outline[0].header, outline[0].found) == (2, {"phone": "手机号"})


def test_a_table_declares_no_title_twice() -> None:
    with pytest.raises(ValueError, match="a and b both"):
        Columns([Column(name="a", title="电话"), Column(name="b", title="＊电 话")])
    with pytest.raises(ValueError, match="choices"):
        Column(name="a", title="等级", kind=Kind.CHOICE)
