"""Bank accounts and bank line numbers.

Passbooks, company and virtual accounts fail Luhn or have other lengths, and payment
accounts are mail addresses or phones: an account is warned about, never blocked. Only
an empty cell and one whose digits are lost are errors, for no bank could match them.
"""

import re

from wuzha.lib.codes.checked import (
    SPREADSHEET_DIGITS,
    Checked,
    Typed,
    error,
    folded,
    tidied,
    unreadable,
    warning,
)
from wuzha.lib.words import N_

CARD_LENGTHS = range(16, 20)
ACCOUNT_LENGTHS = range(8, 33)


def bank_account(typed: Typed) -> Checked:
    value = tidied(typed)
    if wrong := unreadable(typed, value):
        return wrong
    if not value.isdecimal():
        return warning(
            folded(typed),
            N_("账号里有数字以外的字符。如果不是支付账户，请对照转账凭证核对。"),
        )
    if len(value) not in ACCOUNT_LENGTHS:
        return warning(
            value,
            N_("账号有{count}位，不像常见的银行账号，请对照转账凭证核对。"),
            count=len(value),
        )
    if len(value) in CARD_LENGTHS and not luhn_holds(value):
        return warning(value, _luhn_problem(value))
    return Checked(value=value)


def bank_line_number(typed: Typed) -> Checked:
    """联行号, 12 digits."""
    value = tidied(typed)
    if wrong := unreadable(typed, value):
        return wrong
    if not re.fullmatch(r"\d{12}", value):
        return error(value, N_("银行联行号应为12位数字，请向开户银行核对。"))
    return Checked(value=value)


def luhn_holds(digits: str) -> bool:
    """The check digit of bank cards (ISO/IEC 7812)."""
    doubled = (
        int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))
    )
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _luhn_problem(value: str) -> str:
    if set(value[SPREADSHEET_DIGITS:]) == {"0"}:
        return N_("账号末尾都是0，可能是表格丢了末几位，请对照转账凭证核对。")
    return N_("卡号校验不通过。如果是银行卡，请逐位核对；存折和对公账户可以忽略。")
