import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib.codes import Severity, bank_account, bank_line_number, luhn_holds


def test_luhn_knows_a_card_from_a_typing_error() -> None:
    assert luhn_holds("4111111111111111")
    assert not luhn_holds("4111111111111112")


@given(st.text("0123456789", min_size=15, max_size=18))
def test_exactly_one_check_digit_fits(head: str) -> None:
    assert sum(luhn_holds(head + digit) for digit in "0123456789") == 1


@pytest.mark.parametrize("typed", ["4111 1111 1111 1111", "0123456789", "1" * 12])
def test_a_card_or_an_account_of_another_kind_passes(typed: str) -> None:
    assert bank_account(typed).severity is None


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("4111111111111112", "卡号校验不通过"),
        ("6222020200012340000", "可能是表格丢了末几位"),
        ("12345", "有5位"),
        ("Li-Ming@example.com", "数字以外的字符"),
    ],
)
def test_a_strange_account_warns_and_is_kept(typed: str, says: str) -> None:
    found = bank_account(typed)
    assert found.ok and found.severity is Severity.WARNING
    assert found.problem is not None and says in found.problem
    assert found.value == typed


@pytest.mark.parametrize("typed", ["", "6.22202E+18", 6.222020200012345e18])
def test_an_account_that_nobody_could_match_is_an_error(typed: str | float) -> None:
    assert not bank_account(typed).ok


def test_a_number_that_a_spreadsheet_could_hold_is_read() -> None:
    assert bank_account(123456789012.0).value == "123456789012"
    assert bank_account("123456789012.0").value == "123456789012"


def test_a_bank_line_number_has_twelve_digits() -> None:
    assert bank_line_number("105 1000 0001 7").ok
    assert not bank_line_number("10510000001").ok
    assert not bank_line_number("").ok


@given(st.one_of(st.text(max_size=24), st.floats(), st.integers()))
def test_nothing_typed_ever_raises(typed: str | int | float) -> None:
    assert bank_account(typed).value is not None
