import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib.codes import Level, Severity, division_code, grid_code


@pytest.mark.parametrize(
    ("typed", "level", "kind", "parent"),
    [
        ("52", Level.PROVINCE, "", ""),
        ("520300000000", Level.CITY, "", "520000000000"),
        ("520302", Level.COUNTY, "", "520300000000"),
        ("520302001", Level.TOWN, "街道", "520302000000"),
        ("520302101000", Level.TOWN, "镇", "520302000000"),
        ("520302202000", Level.TOWN, "乡", "520302000000"),
        ("520302400000", Level.TOWN, "园区、农场、企业等", "520302000000"),
        ("520302001003", Level.VILLAGE, "居民委员会", "520302001000"),
        ("520302101201", Level.VILLAGE, "村民委员会", "520302101000"),
        ("520302101498", Level.VILLAGE, "虚拟区域", "520302101000"),
        ("441900003000", Level.TOWN, "街道", "441900000000"),
        ("110101001001", Level.VILLAGE, "居民委员会", "110101001000"),
    ],
)
def test_a_division_code_tells_level_kind_and_parent(
    typed: str, level: Level, kind: str, parent: str
) -> None:
    found = division_code(typed)
    assert found.ok and found.problem is None
    assert (found.level, found.kind, found.parent) == (level, kind, parent)
    assert found.value == typed.ljust(12, "0")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("5203020", "12位数字"),
        ("05030200", "12位数字"),
        ("000000000000", "12位数字"),
        ("520302000201", "缺了一级"),
        ("520002001000", "缺了一级"),
        ("5.20302E+11", "位数已经丢失"),
        ("", "没有填写"),
    ],
)
def test_a_wrong_division_code_says_what_is_wrong(typed: str, says: str) -> None:
    found = division_code(typed)
    assert not found.ok and found.level is None
    assert found.problem is not None and says in found.problem


@pytest.mark.parametrize("typed", ["520302700000", "520302101999"])
def test_a_kind_outside_the_national_ranges_only_warns(typed: str) -> None:
    assert division_code(typed).severity is Severity.WARNING
    assert division_code(typed).level is not None


def test_a_code_read_as_a_number_by_a_spreadsheet_is_still_whole() -> None:
    assert division_code(520302101201.0).value == "520302101201"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("520302101201001", "52030210120100100"),
        ("520302101201 001 02", "52030210120100102"),
    ],
)
def test_a_grid_code_belongs_to_a_village(typed: str, value: str) -> None:
    found = grid_code(typed)
    assert (found.value, found.village, found.ok) == (value, "520302101201", True)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("5203021012010", "12位村"),
        ("520302000201001", "12位村"),
        ("520302101000001", "必须属于某个村"),
        ("520302101201000", "从001开始"),
        ("5.20302E+14", "位数已经丢失"),
        ("", "没有填写"),
    ],
)
def test_a_wrong_grid_code_says_what_is_wrong(typed: str, says: str) -> None:
    found = grid_code(typed)
    assert not found.ok
    assert found.problem is not None and says in found.problem


@given(st.one_of(st.text(max_size=24), st.floats(), st.integers()))
def test_nothing_typed_ever_raises(typed: str | int | float) -> None:
    assert division_code(typed).value is not None
    assert grid_code(typed).value is not None


@given(st.text("0123456789", min_size=12, max_size=12))
def test_the_parent_of_a_valid_code_is_valid(typed: str) -> None:
    found = division_code(typed)
    if found.ok and found.parent:
        assert division_code(found.parent).level is not None
