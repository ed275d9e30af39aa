from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib.codes import Severity, Sex, identity_number

TODAY = date(2026, 11, 22)
VALID = "11010519491231002X"


def test_a_valid_number_tells_birth_date_and_sex() -> None:
    found = identity_number(VALID, on=TODAY)
    assert found.ok and found.problem is None
    assert (found.value, found.born, found.sex) == (
        VALID,
        date(1949, 12, 31),
        Sex.FEMALE,
    )


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "１１０１０５１９４９１２３１００２Ｘ",
        "\u202a11010519491231002X\u202c",
        "'11010519491231002X",
        "110105-19491231-002X",
    ],
)
def test_the_same_number_in_other_clothes_is_the_same(typed: str) -> None:
    assert identity_number(typed, on=TODAY).value == VALID
    assert identity_number(typed, on=TODAY).ok


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("110105194912310021", "校验不通过"),
        ("110105194913310029", "不是可能的出生日期"),
        ("110105184912310029", "不是可能的出生日期"),
        ("110105203012310029", "不是可能的出生日期"),
        ("11010519491231002", "现在是17位"),
        ("110105491231002", "旧的15位"),
        ("1101051949123100AX", "17位数字加一位"),
        ("", "没有填写"),
        ("   ", "没有填写"),
        ("1.10105E+17", "位数已经丢失"),
        (1.10105194912310e17, "位数已经丢失"),
    ],
)
def test_a_wrong_number_says_how_to_mend_it(typed: str | float, says: str) -> None:
    found = identity_number(typed, on=TODAY)
    assert found.severity is Severity.ERROR and not found.ok
    assert found.problem is not None and says in found.problem
    assert (found.born, found.sex) == (None, None)


@pytest.mark.parametrize(
    "head",
    [
        "81000019900101001",
        "82000019900101001",
        "83000019900101001",
        "91110019900101001",
        "13310219900101001",
    ],
)
def test_residence_permits_and_abolished_places_are_accepted(head: str) -> None:
    assert any(identity_number(head + c, on=TODAY).ok for c in "0123456789X")


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(place: int, shift: int) -> None:
    changed = str((int(VALID[place]) + shift) % 10)
    assert not identity_number(
        VALID[:place] + changed + VALID[place + 1 :], on=TODAY
    ).ok


@given(st.one_of(st.text(max_size=24), st.floats(), st.integers()))
def test_nothing_typed_ever_raises(typed: str | int | float) -> None:
    assert identity_number(typed, on=TODAY).value is not None
