import pytest

from wuzha.reading.forms import written
from wuzha.reading.forms.tables import columns
from wuzha.reading.tests.forms.plans import reading


def table(monkeypatch: pytest.MonkeyPatch, width: int = 80) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    return written(reading(), "table")


def test_the_table_says_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(table(monkeypatch, 200).split())
    assert "任务 1 项" in text and "未读出 1 句，网页杂质 2 处" in text
    for words in (
        "牵头：公安局；责任：教育局、各学校；时限：6月30日（年份未写）",
        "开始：5月8日（年份未写）；结束：6月（年份未写）",
        "类别：报送；频次：每月不少于1次；日子：13日、28日；报给：县反诈办",
        "要求：不低于 95.5%；时限：2026年6月30日",
        "反诈工作专班（设在公安局）",
        "组长：副县长",
        "任务分解表",
        "背景",
    ):
        assert words in text


@pytest.mark.parametrize("width", [60, 80, 133])
def test_no_line_is_wider_than_the_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert max(map(columns, table(monkeypatch, width).splitlines())) <= width


def test_a_chinese_character_takes_two_columns() -> None:
    assert columns("反诈 ab，e\u0301") == 4 + 3 + 2 + 1


def test_no_mark_that_closes_begins_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [line.strip() for line in table(monkeypatch, 60).splitlines()]
    assert not [line for line in lines if line.startswith(("，", "、", "。"))]
