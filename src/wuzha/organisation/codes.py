"""The code of a unit: a place has one of its own kind, others have what they have."""

from wuzha.lib.codes import division_code, grid_code
from wuzha.lib.codes.checked import Checked
from wuzha.organisation.models import PLACES, UnitKind

NOT_SPLIT = "00"


def unit_code(kind: str, typed: str) -> Checked:
    """Empty where there is none; grids that are not split are kept with 15 digits."""
    text = typed.strip()
    if not text or kind not in PLACES:
        return Checked(value=text)
    if kind != UnitKind.GRID:
        return division_code(text)
    checked = grid_code(text)
    if checked.ok and checked.value[15:] == NOT_SPLIT:
        return Checked(value=checked.value[:15], problem=checked.problem)
    return checked
