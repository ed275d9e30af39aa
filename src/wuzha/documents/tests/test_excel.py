"""Tables are read as people make them, and what is wrong is said row by row."""

import io
import struct
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import xlsxwriter

from wuzha.documents import excel
from wuzha.documents.columns import Column, Columns, Kind
from wuzha.documents.tests import files
from wuzha.documents.tests.files import PEOPLE, read
from wuzha.lib.refused import Refused

SHANGHAI = ZoneInfo("Asia/Shanghai")
HEAD = ["姓名", "联系电话"]
WANG = ["王小明", "13812345678"]


def refusal(content: bytes, name: str = "名单.xlsx", **options: object) -> str:
    with pytest.raises(Refused) as refused:
        read(content, name, **options)
    return refused.value.sentence


def one(titles: list[str], *cells: object) -> excel.TableRow:
    """The one row of a table that begins with a sound name and phone."""
    rows = read(files.xlsx([[*HEAD, *titles], [*WANG, *cells]])).rows
    assert len(rows) == 1
    return rows[0]


def sentence(titles: list[str], *cells: object) -> str:
    problems = one(titles, *cells).problems
    assert len(problems) == 1
    return str(problems[0])


# -- finding the table ----------------------------------------------------------


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
    assert "“统计”、“说明”" in sentence


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


# -- rows -----------------------------------------------------------------------


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


# -- kinds of cells ---------------------------------------------------------------


def test_a_phone_typed_as_a_number_is_read_whole() -> None:
    rows = read(files.xlsx([HEAD, ["王", 13812345678], ["李", 13812345678.0]])).rows
    assert [row.values["phone"] for row in rows] == ["13812345678"] * 2


@pytest.mark.parametrize(
    "typed", ["1.38123E+10", "1.38e10", 330106199001011234, 6.2e18]
)
def test_lost_digits_are_an_error_that_says_how_to_keep_them(typed: object) -> None:
    problem = sentence(["身份证号"], typed)
    assert "已经丢失" in problem
    assert "设为“文本”格式" in problem


def test_a_long_number_kept_as_text_is_read_whole() -> None:
    row = one(["身份证号"], "6222 0200 0000 0000 000")
    assert row.values["identity"] == "6222020000000000000"


def test_a_number_of_a_text_file_that_ends_in_zeros_was_rounded_before() -> None:
    text = files.csv_text([[*HEAD, "身份证号"], [*WANG, "330106199001011000"]])
    problem = read(text.encode(), "名单.csv").problems[0]
    assert "丢了末几位" in problem.sentence


@pytest.mark.parametrize(
    "typed",
    ["'13812345678", "\t13812345678", "\u202d13812345678\u202c"],
)
def test_what_keeps_a_phone_from_being_a_number_is_taken_off(typed: str) -> None:
    table = read(files.xlsx([HEAD, ["王", typed]]))
    assert table.rows[0].values["phone"] == "13812345678"


def test_what_keeps_a_number_a_text_in_text_files_is_taken_off() -> None:
    text = '姓名,联系电话\r\n王,"=""13812345678"""\r\n李,\t13812345678\r\n'
    rows = read(text.encode(), "名单.csv").rows
    assert [row.values["phone"] for row in rows] == ["13812345678"] * 2


def test_a_doubtful_phone_is_kept_with_a_warning() -> None:
    row = read(files.xlsx([HEAD, ["王", "17012345678"]])).rows[0]
    assert row.ok
    assert row.values["phone"] == "17012345678"
    assert row.problems[0].is_warning


@pytest.mark.parametrize(
    "typed",
    [
        datetime.fromisoformat("2026-11-22 14:05"),
        46348.586805556,
        "46348.586805556",
        "2026年11月22日 14:05",
        "2026年11月22日14时05分",
        "2026年11月22日14时5分00秒",
        "2026年11月22日（星期日）下午2点05分",
        "2026/11/22 14:05:00",
        "2026/11/22  2:05 PM",
        "2026.11.22 14:05",
        "２０２６－１１－２２　１４：０５",
        "20261122140500",
        20261122140500,
        "202611221405",
        "20261122 14:05:00",
        "2026-11-22T14:05:00.000",
        "2026-11-22T06:05:00Z",
    ],
)
def test_a_time_is_read_in_every_form_in_use(typed: object) -> None:
    expected = datetime(2026, 11, 22, 14, 5, tzinfo=SHANGHAI)
    found = one(["预警时间"], typed).values["at"]
    assert found == expected
    assert isinstance(found, datetime)
    assert found.utcoffset() == expected.utcoffset()


@pytest.mark.parametrize(
    "typed", [date(1990, 1, 2), "1990年1月2日", "1990-1-2", "19900102", 19900102, 32875]
)
def test_a_day_is_read_in_every_form_in_use(typed: object) -> None:
    assert one(["出生日期"], typed).values["born"] == date(1990, 1, 2)


@pytest.mark.parametrize(
    "typed", ["11/22/2026", "26-11-22", "昨天", "2026-02-30", "2026-11-22 25:00", 12]
)
def test_a_day_that_could_be_another_is_not_guessed(typed: object) -> None:
    assert one(["预警时间"], typed).problems


def test_a_time_without_a_day_asks_for_the_day() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC).time()
    assert "没有日期" in sentence(["预警时间"], noon)


def test_a_year_that_cannot_be_is_an_error() -> None:
    assert "年份 1026" in sentence(["预警时间"], "1026-11-22")


@pytest.mark.parametrize(
    ("typed", "cents"),
    [(12.5, 1250), ("￥1,234.50", 123450), ("1.2万元", 1_200_000), (0.1 + 0.2, 30)],
)
def test_money_becomes_cents(typed: object, cents: int) -> None:
    assert one(["涉案金额"], typed).values["amount_cents"] == cents


@pytest.mark.parametrize(
    ("typed", "value"),
    [("高 危", "high"), ("critical", "critical"), ("红色", "critical")],
)
def test_a_choice_is_known_by_label_value_and_further_words(
    typed: str, value: str
) -> None:
    assert one(["预警等级"], typed).values["grade"] == value


def test_another_choice_names_those_there_are() -> None:
    assert "请改为：特急、高危、中危" in sentence(["预警等级"], "超高")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("是", True), ("√", True), (True, True), (1, True), ("否", False), ("N", False)],
)
def test_yes_and_no_in_their_forms(typed: object, value: bool) -> None:
    assert one(["是否见面"], typed).values["met"] is value


def test_neither_yes_nor_no_is_an_error() -> None:
    assert "“是”或“否”" in sentence(["是否见面"], "也许")


@pytest.mark.parametrize(("typed", "value"), [(3, 3), ("１，２００", 1200), ("3.0", 3)])
def test_whole_numbers_in_their_forms(typed: object, value: int) -> None:
    assert one(["次数"], typed).values["times"] == value


@pytest.mark.parametrize("typed", [3.5, "三", "1,20", 1e300])
def test_other_numbers_are_an_error(typed: object) -> None:
    assert "不是整数" in sentence(["次数"], typed)


@pytest.mark.parametrize("typed", ["", "-", "无", "/"])
def test_a_dash_where_nothing_is_required_is_nothing(typed: str) -> None:
    row = one(["身份证号", "涉案金额", "预警时间"], typed, typed, typed)
    assert row.ok
    assert (
        row.values["identity"] is row.values["amount_cents"] is row.values["at"] is None
    )


def test_a_text_that_is_too_long_is_an_error() -> None:
    problem = read(files.xlsx([HEAD, ["王" * 21, WANG[1]]])).problems[0]
    assert problem.sentence == "最多 20 个字，现有 21 个，请缩短。"


def test_a_number_or_a_day_in_a_text_column_is_read_as_shown() -> None:
    moment = datetime.fromisoformat("2026-01-02 03:04")
    rows = [HEAD, [5, WANG[1]], [2.5, WANG[1]], [moment, WANG[1]]]
    names = [row.values["name"] for row in read(files.xlsx(rows)).rows]
    assert names == ["5", "2.5", "2026-01-02 03:04"]


# -- other formats ----------------------------------------------------------------


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


def test_a_table_declares_no_title_twice() -> None:
    with pytest.raises(ValueError, match="a and b both"):
        Columns([Column(name="a", title="电话"), Column(name="b", title="＊电 话")])
    with pytest.raises(ValueError, match="choices"):
        Column(name="a", title="等级", kind=Kind.CHOICE)
