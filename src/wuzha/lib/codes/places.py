"""Codes of places: 12-digit statistics codes of divisions, and codes of grids.

A division code is province 2, city 2, county 2, town 3, village 3; zeros below its
own level. Digits 7 to 9 and 10 to 12 tell the kind. A grid code is the village code
and 3 digits, with 2 more for a micro-grid, where 00 means that it is not split.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from wuzha.lib.codes.checked import Checked, Typed, error, tidied, unreadable, warning
from wuzha.lib.words import N_


class Level(StrEnum):
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


GROUPS = {
    Level.PROVINCE: slice(0, 2),
    Level.CITY: slice(2, 4),
    Level.COUNTY: slice(4, 6),
    Level.TOWN: slice(6, 9),
    Level.VILLAGE: slice(9, 12),
}
WIDTHS = {level: group.stop for level, group in GROUPS.items()}
TOWN_KINDS = (
    (range(1, 100), N_("街道")),
    (range(100, 200), N_("镇")),
    (range(200, 400), N_("乡")),
    (range(400, 600), N_("园区、农场、企业等")),
)
VILLAGE_KINDS = (
    (range(1, 200), N_("居民委员会")),
    (range(200, 400), N_("村民委员会")),
    (range(400, 498), N_("类似居委会")),
    (range(498, 500), N_("虚拟区域")),
    (range(500, 600), N_("类似村委会")),
)


@dataclass(frozen=True, kw_only=True)
class DivisionCode(Checked):
    """A valid code has a `level` and a `parent`; towns and villages have a `kind`."""

    level: Level | None = None
    kind: str = ""
    parent: str = ""


@dataclass(frozen=True, kw_only=True)
class GridCode(Checked):
    """`village` is the 12-digit code of the division that the grid lies in."""

    village: str = ""


def division_code(typed: Typed) -> DivisionCode:
    """A code of 2, 4, 6, 9 or 12 digits; the value is filled up to 12."""
    short = tidied(typed)
    if wrong := unreadable(typed, short):
        return _failed(wrong)
    if not short.isdecimal() or len(short) not in WIDTHS.values() or short[0] == "0":
        return _failed(
            error(short, N_("区划代码应为12位数字（或其前2、4、6、9位），请核对。"))
        )
    value = short.ljust(12, "0")
    filled = [level for level, group in GROUPS.items() if int(value[group])]
    if _has_gap(filled):
        return _failed(error(value, N_("区划代码中间缺了一级，请核对。")))
    kind = _kind(value, filled[-1])
    found = Checked(value=value)
    if kind is None:
        found = warning(value, N_("区划代码的类别段不在国家统计编码范围内，请核对。"))
    return DivisionCode(
        value=value,
        problem=found.problem,
        severity=found.severity,
        level=filled[-1],
        kind=kind or "",
        parent=_cut(value, filled[-2]) if len(filled) > 1 else "",
    )


def grid_code(typed: Typed) -> GridCode:
    """15 digits, or 17 with the micro-grid; the value always has 17."""
    short = tidied(typed)
    if wrong := unreadable(typed, short):
        return GridCode(value=short, problem=wrong.problem, severity=wrong.severity)
    value = short.ljust(17, "0") if len(short) == 15 else short
    if not re.fullmatch(r"\d{17}", value) or not division_code(value[:12]).ok:
        wrong = error(
            value,
            N_("网格编码应为12位村（社区）代码加3位网格号（可再加2位），请核对。"),
        )
    elif value[9:12] == "000" or value[12:15] == "000":
        wrong = error(
            value, N_("网格必须属于某个村（社区），网格号从001开始，请核对。")
        )
    if wrong:
        return GridCode(value=value, problem=wrong.problem, severity=wrong.severity)
    return GridCode(value=value, village=value[:12])


def _failed(wrong: Checked) -> DivisionCode:
    return DivisionCode(
        value=wrong.value, problem=wrong.problem, severity=wrong.severity
    )


def _has_gap(filled: list[Level]) -> bool:
    """A level is missing; only the county may be (cities that have towns only)."""
    above = list(GROUPS)[: list(GROUPS).index(filled[-1])]
    return any(level not in filled for level in above if level is not Level.COUNTY)


def _kind(value: str, level: Level) -> str | None:
    """None if the digits stand for no known kind, "" for levels that have no kinds."""
    if level not in (Level.TOWN, Level.VILLAGE):
        return ""
    kinds = TOWN_KINDS if level is Level.TOWN else VILLAGE_KINDS
    number = int(value[GROUPS[level]])
    return next((name for numbers, name in kinds if number in numbers), None)


def _cut(value: str, level: Level) -> str:
    return value[: WIDTHS[level]].ljust(12, "0")
