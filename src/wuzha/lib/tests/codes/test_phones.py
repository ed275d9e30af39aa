import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib.codes import Severity, mobile, phone
from wuzha.lib.codes.phones import known_segments


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "+86 138-0013-8000",
        "008613800138000",
        "8613800138000",
        "１３８００１３８０００",
        13800138000,
        13800138000.0,
        "13800138000.0",
    ],
)
def test_a_mobile_number_is_kept_in_one_form(typed: str | int | float) -> None:
    assert mobile(typed).value == "13800138000"
    assert mobile(typed).severity is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("12800138000", "以13至19开头"),
        ("1380013800", "现在是10位"),
        ("1.38E+10", "位数已经丢失"),
        ("1.38001E10", "位数已经丢失"),
        ("", "没有填写"),
    ],
)
def test_what_is_no_mobile_number_says_why(typed: str, says: str) -> None:
    found = mobile(typed)
    assert not found.ok
    assert found.problem is not None and says in found.problem


@pytest.mark.parametrize(
    ("typed", "says"), [("16112345678", "未见放号"), ("17012345678", "虚拟运营商")]
)
def test_unusual_prefixes_only_warn(typed: str, says: str) -> None:
    for found in (mobile(typed), phone(typed)):
        assert found.severity is Severity.WARNING and found.ok
        assert found.problem is not None and says in found.problem


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("96110", "96110"),
        ("110", "110"),
        ("0851-2812 3456", "085128123456"),
        ("(0851)28123456", "085128123456"),
        ("+86 851 28123456", "085128123456"),
        ("+86 138 0013 8000", "13800138000"),
        ("*67#", "*67#"),
    ],
)
def test_any_number_that_rings_is_kept_as_it_was_shown(typed: str, value: str) -> None:
    assert phone(typed).value == value
    assert phone(typed).severity is None


@pytest.mark.parametrize("typed", ["+44 20 7946 0000", "00855123456789", "+110"])
def test_numbers_from_abroad_are_kept_with_a_warning(typed: str) -> None:
    assert phone(typed).severity is Severity.WARNING


@pytest.mark.parametrize("typed", ["没有显示", "12", "", "9.611E+4"])
def test_what_cannot_ring_is_an_error(typed: str) -> None:
    assert not phone(typed).ok


def test_the_table_of_prefixes_is_dated_and_says_how_sure_it_is() -> None:
    for segment in known_segments().segments:
        assert all(p.isdecimal() and len(p) == 3 for p in segment.prefixes)
        assert segment.confidence in "ABCD" and segment.basis
    assert (
        known_segments()
        .prefixes("not_issued")
        .isdisjoint(known_segments().prefixes("virtual_operator"))
    )


@given(st.one_of(st.text(max_size=24), st.floats(), st.integers()))
def test_nothing_typed_ever_raises(typed: str | int | float) -> None:
    assert phone(typed).value is not None
    assert mobile(typed).value is not None
