import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib import masking


@pytest.mark.parametrize(
    ("text", "masked"), [("张三丰", "张**"), ("欧阳修", "欧**"), ("李", "*"), ("", "")]
)
def test_a_name_shows_its_first_character(text: str, masked: str) -> None:
    assert masking.name(text) == masked


def test_an_identity_number_hides_the_birth_date() -> None:
    number = "11010519491231002X"
    assert masking.identity_number(number) == "110105********002X"
    assert masking.identity_number_strictly(number) == "1****************X"
    assert masking.identity_number("12345") == "*****"
    assert masking.identity_number_strictly("12345") == "*****"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13800138000", "138****8000"),
        ("085128123456", "****3456"),
        ("+442079460000", "****0000"),
        ("5551234", "****34"),
        ("96110", "96110"),
        ("110", "110"),
        ("", ""),
    ],
)
def test_a_phone_shows_enough_to_recognise_it(text: str, masked: str) -> None:
    assert masking.phone(text) == masked


def test_an_account_shows_its_end_and_to_banks_also_its_bank() -> None:
    assert masking.bank_account("6222021234567890123") == "****0123"
    assert masking.bank_account_for_bank("6222021234567890123") == "622202****0123"
    assert masking.bank_account("123456") == "****56"
    assert masking.bank_account("1234") == "****"
    assert masking.bank_account_for_bank("12345678") == "****5678"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("清水镇柳溪村3组21号", "清水镇柳溪村****"),
        ("城关街道东风社区幸福小区2栋301", "城关街道东风社区****"),
        ("幸福花园2栋301", "幸福花园****"),
        ("清水镇老街12号", "清水镇****"),
        ("清水镇柳溪村", "清水镇柳溪村"),
        ("人民路12号", "****"),
        ("", ""),
    ],
)
def test_an_address_ends_at_the_village_or_estate(text: str, masked: str) -> None:
    assert masking.address(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打13800138000联系", "打****8000联系"),
        ("卡6222 0212 3456 7890 123，", "卡****0123，"),
        ("证11010519491231002X。", "证****002X。"),
        ("写信给li.ming@example.com", "写信给****"),
        ("2026-11-20 16:30转出1200000.00元", "2026-11-20 16:30转出1200000.00元"),
        ("损失1234567元", "损失1234567元"),
        ("拨打96110或110", "拨打96110或110"),
    ],
)
def test_a_story_loses_its_numbers_and_keeps_dates_and_amounts(
    text: str, masked: str
) -> None:
    assert masking.numbers_in(text) == masked


@given(st.text(max_size=30))
def test_masking_never_raises_and_never_shows_a_longer_tail(text: str) -> None:
    for mask in (masking.name, masking.phone, masking.bank_account, masking.address):
        assert isinstance(mask(text), str)
    if len(text) > 8:
        assert text not in masking.bank_account(text)
