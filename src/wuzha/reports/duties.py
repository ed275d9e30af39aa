"""Which figures fill the report of a duty, and who receives it: from the words of the
plan, as data."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.organisation.models import Unit
from wuzha.reports.figures import FIGURES
from wuzha.reports.models import Asking
from wuzha.workplans.models import Duty, ExpectedReport


@dataclass(frozen=True)
class FigureSet:
    name: str
    words: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True)
class DutyFigures:
    basis: str
    confidence: str
    kinds: tuple[str, ...]
    otherwise: tuple[str, ...]
    sets: tuple[FigureSet, ...]

    def __post_init__(self) -> None:
        named = {*self.otherwise, *(key for one in self.sets for key in one.figures)}
        if strangers := named - FIGURES.keys():
            raise ValueError(f"no such figure: {', '.join(sorted(strangers))}")


@cache
def duty_figures() -> DutyFigures:
    return load(DutyFigures, DATA / "reports" / "duties.toml")


def keys_of(duty: Duty) -> tuple[str, ...]:
    """Those that somebody has chosen; else what the words of the duty mean, in the
    order of the data."""
    chosen = Asking.objects.filter(duty=duty).values_list("figures", flat=True).first()
    if chosen:
        return tuple(key for key in chosen if key in FIGURES)
    return keys_by_words(duty)


def keys_by_words(duty: Duty) -> tuple[str, ...]:
    table = duty_figures()
    if duty.figure_key in FIGURES:
        return (duty.figure_key,)
    if duty.kind not in table.kinds:
        return ()
    meant = [one for one in table.sets if any(word in duty.text for word in one.words)]
    found = dict.fromkeys(key for one in meant for key in one.figures)
    return tuple(found) or table.otherwise


def recipient(expected: ExpectedReport, on: date) -> Unit:
    """Whom the plan names, else the level above; of one that is no more, what took
    over from it."""
    named = expected.duty.to_unit or expected.unit.parent or expected.unit
    if named == expected.unit:
        named = expected.unit.parent or expected.unit
    return next(iter(named.heirs(on=on)), named)
