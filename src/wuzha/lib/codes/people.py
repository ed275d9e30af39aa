"""Identity numbers of people (GB 11643, 18 characters).

Also of residents from Hong Kong, Macau and Taiwan (81, 82, 83) and foreigners with
permanent residence (9…), which have the same form. The place in digits 1 to 6 may
have been abolished since, so it is not looked up.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuzha.lib.codes.checked import Checked, Typed, error, tidied, unreadable
from wuzha.lib.words import N_

FORM = re.compile(r"\d{17}[\dX]")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EARLIEST_BIRTH = date(1850, 1, 1)


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, kw_only=True)
class IdentityNumber(Checked):
    """`born` and `sex` are given for a valid number only."""

    born: date | None = None
    sex: Sex | None = None


def identity_number(typed: Typed, *, on: date) -> IdentityNumber:
    """`on` is today: nobody is born after it."""
    value = tidied(typed)
    wrong = unreadable(typed, value) or _problem(value, on)
    if wrong:
        return IdentityNumber(
            value=wrong.value, problem=wrong.problem, severity=wrong.severity
        )
    sex = Sex.MALE if int(value[16]) % 2 else Sex.FEMALE
    return IdentityNumber(value=value, born=_born(value), sex=sex)


def _problem(value: str, on: date) -> Checked | None:
    if re.fullmatch(r"\d{15}", value):
        return error(value, N_("这是旧的15位身份证号，请按现用证件填写18位号码。"))
    if len(value) != len(WEIGHTS) + 1:
        return error(
            value,
            N_("身份证号应为18位，现在是{count}位。请对照证件补全或去掉多余的字符。"),
            count=len(value),
        )
    if not FORM.fullmatch(value):
        return error(value, N_("身份证号只能是17位数字加一位数字或X，请对照证件改正。"))
    born = _born(value)
    if born is None or not EARLIEST_BIRTH <= born <= on:
        return error(
            value,
            N_("身份证号第7至14位“{digits}”不是可能的出生日期，请对照证件改正。"),
            digits=value[6:14],
        )
    if _check_character(value) != value[-1]:
        return error(
            value,
            N_("身份证号校验不通过，至少有一位填错或两位颠倒，请对照证件逐位核对。"),
        )
    return None


def _born(value: str) -> date | None:
    try:
        return date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return None


def _check_character(value: str) -> str:
    total = sum(
        int(digit) * weight for digit, weight in zip(value[:17], WEIGHTS, strict=True)
    )
    return CHECK_CHARACTERS[total % 11]
