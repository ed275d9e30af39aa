"""Phone numbers: mobiles in strict form, and whatever else rings, as it was shown."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from wuzha.lib.codes.checked import (
    Checked,
    Typed,
    error,
    tidied,
    unreadable,
    warning,
)
from wuzha.lib.datafiles import DATA, load
from wuzha.lib.words import N_

COUNTRY = re.compile(r"^(\+|00)?86(?=1[3-9]\d{9}$)")
LANDLINE_COUNTRY = re.compile(r"^(\+|00)86(?=\d)")
MOBILE = re.compile(r"1[3-9]\d{9}")
CALLABLE = re.compile(r"\+?[\d*#]{3,24}")


@dataclass(frozen=True)
class Segment:
    """Prefixes of one kind (not_issued, virtual_operator), as known on a day."""

    kind: str
    prefixes: tuple[str, ...]
    basis: str
    as_of: date
    confidence: str


@dataclass(frozen=True)
class Segments:
    segments: tuple[Segment, ...]

    def prefixes(self, kind: str) -> frozenset[str]:
        return frozenset(p for s in self.segments if s.kind == kind for p in s.prefixes)


def mobile(typed: Typed) -> Checked:
    """A mainland mobile number, without country code: 11 digits."""
    value = COUNTRY.sub("", tidied(typed))
    if wrong := unreadable(typed, value):
        return wrong
    if not MOBILE.fullmatch(value):
        return error(
            value,
            N_("手机号应为11位、以13至19开头，现在是{count}位“{value}”，请核对。"),
            count=len(value),
            value=value,
        )
    return _with_prefix_looked_at(value)


def phone(typed: Typed) -> Checked:
    """Any number that called or was called: 96110, 110, +44…, 00…, landlines, mobiles.

    Kept as it was shown; only what cannot be a number at all is an error.
    """
    shown = COUNTRY.sub("", re.sub(r"[()]", "", tidied(typed)))
    value = LANDLINE_COUNTRY.sub("0", shown)
    if wrong := unreadable(typed, value):
        return wrong
    if not CALLABLE.fullmatch(value):
        return error(
            value,
            N_("“{value}”不是电话号码。请只填来电显示的号码，其他情况写在备注里。"),
            value=value,
        )
    return _with_prefix_looked_at(value) if MOBILE.fullmatch(value) else _other(value)


@cache
def known_segments() -> Segments:
    return load(Segments, DATA / "codes" / "mobile_prefixes.toml")


def _with_prefix_looked_at(value: str) -> Checked:
    if value[:3] in known_segments().prefixes("not_issued"):
        return warning(
            value, N_("{prefix}号段未见放号，请再核对一遍号码。"), prefix=value[:3]
        )
    if value[:3] in known_segments().prefixes("virtual_operator"):
        return warning(
            value, N_("{prefix}是虚拟运营商号段，请留意。"), prefix=value[:3]
        )
    return Checked(value=value)


def _other(value: str) -> Checked:
    if value.startswith(("+", "00")):
        return warning(value, N_("这是境外来电号码，请留意。"))
    return Checked(value=value)
