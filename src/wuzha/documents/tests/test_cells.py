"""Cells are read by the kind of their column, in every form in use."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from wuzha.documents.tests import files
from wuzha.documents.tests.files import HEAD, WANG, one, read, sentence

SHANGHAI = ZoneInfo("Asia/Shanghai")


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
