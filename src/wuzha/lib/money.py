"""Money is whole cents (分). Here it is read from what people write, and shown."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from wuzha.lib.words import N_, Sentence

CENTS_IN_YUAN = 100
CENTS_IN_WAN = 1_000_000
CENT = Decimal("0.01")
MOST_YUAN = 10**13
FLOAT_NOISE = Decimal("0.00001")
FORM = re.compile(
    r"(?P<minus>-?)(?:RMB|CNY|¥|人民币)?"
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,12})?)"
    r"(?P<unit>万|亿)?(?:元整|元|圆)?"
)
UNITS = {None: 1, "万": 10_000, "亿": 100_000_000}

Typed = str | int | float | Decimal
"""An amount in yuan as it arrives: typed, or as a spreadsheet cell gives it."""


class NotMoney(ValueError):
    """`sentence` says in Chinese what is wrong with the amount and how to mend it."""

    def __init__(self, template: str, /, **facts: object) -> None:
        self.sentence = Sentence(template, **facts)
        super().__init__(self.sentence)


def cents(typed: Typed) -> int:
    """Yuan to cents, exactly: 12345.67, "¥12,345.67", "1.2万元". Not below zero.

    A float comes from a spreadsheet and may carry the noise of binary fractions;
    anything else with a part of a cent is refused, never rounded.
    """
    yuan = _from_float(typed) if isinstance(typed, float) else _yuan(typed)
    if yuan < 0:
        raise NotMoney(N_("金额不能是负数（{typed}），请核对。"), typed=typed)
    if yuan > MOST_YUAN:
        raise NotMoney(N_("金额{typed}超出可能的范围，请核对单位和位数。"), typed=typed)
    if yuan != yuan.quantize(CENT):
        raise NotMoney(N_("金额{typed}多于两位小数，请写到分为止。"), typed=typed)
    return int(yuan * CENTS_IN_YUAN)


def yuan_text(amount: int) -> str:
    """1234567 → ¥12,345.67"""
    whole, rest = divmod(abs(amount), CENTS_IN_YUAN)
    return f"{'-' if amount < 0 else ''}¥{whole:,}.{rest:02}"


def wan_text(amount: int) -> Sentence:
    """Ten thousands of yuan with one decimal, half up: 1234567 → 1.2万元"""
    wan = Decimal(amount) / CENTS_IN_WAN
    rounded = wan.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Sentence(N_("{wan}万元"), wan=f"{rounded:,}")


def plain_text(amount: int) -> str:
    """For a spreadsheet cell or a field of another system: 1234567 → 12345.67"""
    return yuan_text(amount).replace("¥", "").replace(",", "")


def _yuan(typed: str | int | Decimal) -> Decimal:
    if isinstance(typed, bool):
        raise NotMoney(N_("“{typed}”不是金额。"), typed=typed)
    if isinstance(typed, int | Decimal):
        return _finite(Decimal(typed))
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).replace("￥", "¥")
    if not text:
        raise NotMoney(N_("没有填写金额。"))
    found = FORM.fullmatch(text.upper())
    if not found:
        raise NotMoney(
            N_("“{typed}”不是金额。请写成 12345.67、12,345.67 或 1.2万元。"),
            typed=typed,
        )
    number = Decimal(found["minus"] + found["number"].replace(",", ""))
    return number * UNITS[found["unit"]]


def _from_float(typed: float) -> Decimal:
    exact = _finite(Decimal(typed))
    if abs(exact) > MOST_YUAN:
        return exact
    rounded = exact.quantize(CENT, ROUND_HALF_UP)
    return rounded if abs(exact - rounded) < FLOAT_NOISE else exact


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise NotMoney(N_("“{typed}”不是金额。"), typed=number)
    return number
