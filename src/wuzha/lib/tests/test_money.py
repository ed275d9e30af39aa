from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib.money import NotMoney, cents, plain_text, wan_text, yuan_text

AMOUNTS = st.integers(0, 10**13)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12345.67", 1_234_567),
        ("¥12,345.67", 1_234_567),
        ("￥ 12，345.67 元", 1_234_567),
        ("人民币12345元整", 1_234_500),
        ("1.2万元", 1_200_000),
        ("1.23456万", 1_234_560),
        ("3亿", 30_000_000_000),
        ("0", 0),
        ("0.1", 10),
        (12345, 1_234_500),
        (Decimal("0.01"), 1),
        (12345.67, 1_234_567),
        (0.1 + 0.2, 30),
    ],
)
def test_an_amount_is_read_exactly(typed: str | float | Decimal, amount: int) -> None:
    assert cents(typed) == amount


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "没有填写"),
        ("大约一万", "不是金额"),
        ("1,2345", "不是金额"),
        ("1.2.3", "不是金额"),
        ("12345.678", "多于两位小数"),
        ("0.0000001万", "多于两位小数"),
        (0.005, "多于两位小数"),
        ("-5", "不能是负数"),
        (-5.0, "不能是负数"),
        (float("nan"), "不是金额"),
        (Decimal("inf"), "不是金额"),
        (1e300, "超出可能的范围"),
        ("99999999999999999999999999999999", "超出可能的范围"),
        (True, "不是金额"),
    ],
)
def test_what_is_no_amount_says_how_to_write_it(
    typed: str | float | Decimal, says: str
) -> None:
    with pytest.raises(NotMoney, match=says) as wrong:
        cents(typed)
    assert wrong.value.sentence.template


@given(AMOUNTS)
def test_what_is_shown_reads_back_to_the_same_cents(amount: int) -> None:
    assert cents(yuan_text(amount)) == amount
    assert cents(plain_text(amount)) == amount
    assert cents(Decimal(plain_text(amount))) == amount


@given(AMOUNTS)
def test_a_spreadsheet_float_keeps_every_cent(amount: int) -> None:
    assert cents(amount / 100) == amount


@pytest.mark.parametrize(
    ("amount", "shown", "on_boards"),
    [
        (1_234_567, "¥12,345.67", "1.2万元"),
        (0, "¥0.00", "0.0万元"),
        (5, "¥0.05", "0.0万元"),
        (50_000_000_000, "¥500,000,000.00", "50,000.0万元"),
        (1_250_000, "¥12,500.00", "1.3万元"),
        (-1_234_567, "-¥12,345.67", "-1.2万元"),
    ],
)
def test_money_is_shown_in_yuan_and_on_boards_in_ten_thousands(
    amount: int, shown: str, on_boards: str
) -> None:
    assert yuan_text(amount) == shown
    assert wan_text(amount) == on_boards
