"""Codes of firms and public bodies: social credit code (GB 32100), organisation code.

No prefix is required: village committees and other bodies have prefixes of their own.
"""

import re

from wuzha.lib.codes.checked import Checked, Typed, error, tidied, unreadable
from wuzha.lib.words import N_

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_LENGTH = 18
ORGANISATION_FORM = re.compile(r"[0-9A-Z]{8}[0-9X]")
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def social_credit_code(typed: Typed) -> Checked:
    """统一社会信用代码, 18 characters without I, O, S, V and Z."""
    value = tidied(typed)
    if wrong := unreadable(typed, value):
        return wrong
    if len(value) != CREDIT_LENGTH:
        return error(
            value,
            N_("统一社会信用代码应为18位，现在是{count}位，请对照营业执照改正。"),
            count=len(value),
        )
    strange = sorted(set(value) - set(CREDIT_ALPHABET))
    if strange:
        return error(
            value,
            N_("统一社会信用代码里不会有“{strange}”，请对照营业执照改正。"),
            strange=tuple(strange),
        )
    if _credit_check(value) != value[-1]:
        return error(value, N_("统一社会信用代码校验不通过，请对照营业执照逐位核对。"))
    return Checked(value=value)


def organisation_code(typed: Typed) -> Checked:
    """组织机构代码 (GB 11714), 8 characters and a check character."""
    value = tidied(typed)
    if wrong := unreadable(typed, value):
        return wrong
    if not ORGANISATION_FORM.fullmatch(value):
        return error(value, N_("组织机构代码应为8位加1位校验码，请对照代码证改正。"))
    if _organisation_check(value) != value[-1]:
        return error(value, N_("组织机构代码校验不通过，请对照代码证逐位核对。"))
    return Checked(value=value)


def _credit_check(value: str) -> str:
    total = sum(
        CREDIT_ALPHABET.index(character) * pow(3, place, 31)
        for place, character in enumerate(value[:-1])
    )
    return CREDIT_ALPHABET[-total % 31]


def _organisation_check(value: str) -> str:
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(value[:-1], ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X"[-total % 11]
