"""The code of a unit: a place has one of its own kind, others have what they have."""

from wuzha.lib.codes import division_code, grid_code
from wuzha.lib.codes.checked import Checked, error
from wuzha.lib.codes.places import Level
from wuzha.lib.words import N_
from wuzha.organisation.models import PLACES, UnitKind

NOT_SPLIT = "00"
LEVELS = {
    UnitKind.COUNTY: Level.COUNTY,
    UnitKind.TOWN: Level.TOWN,
    UnitKind.VILLAGE: Level.VILLAGE,
}


def unit_code(kind: str, typed: str) -> Checked:
    """Empty where there is none; grids that are not split are kept with 15 digits."""
    text = typed.strip()
    if not text or kind not in PLACES:
        return Checked(value=text)
    if kind != UnitKind.GRID:
        return _of_level(LEVELS[UnitKind(kind)], text)
    checked = grid_code(text)
    if checked.ok and checked.value[15:] == NOT_SPLIT:
        return Checked(value=checked.value[:15], problem=checked.problem)
    return checked


def _of_level(level: Level, text: str) -> Checked:
    checked = division_code(text)
    if checked.ok and checked.level is not level:
        return error(
            checked.value, N_("这个编码不是这一级单位的，请核对12位区划代码。")
        )
    return checked
