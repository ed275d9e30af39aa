"""Which figures fill the report of a duty, and who receives it: from the words of the
plan, as data."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.organisation.models import Unit
from wuzha.reports.figures import FIGURES
from wuzha.reports.models import Asking, Report
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
    by_levels: tuple[str, ...]
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


def goes_by_levels(duty: Duty) -> bool:
    """As somebody has chosen; else as the words of the duty say."""
    chosen = Asking.objects.filter(duty=duty).values_list("by_levels", flat=True)
    said = chosen.first()
    if said is None:
        return any(word in duty.text for word in duty_figures().by_levels)
    return said


def route(expected: ExpectedReport, on: date) -> list[Unit]:
    """Before whom it comes, one after another; the last accepts it."""
    end = recipient(expected, on)
    if not goes_by_levels(expected.duty):
        return [end]
    levels: list[Unit] = []
    level = expected.unit.parent
    while level is not None and not end.path.startswith(level.path):
        levels.append(level)
        level = level.parent
    return [*levels, end]


def following(report: Report, on: date) -> Unit | None:
    """Who gets it after the unit that has it; None when that one accepts it."""
    units = route(report.expected, on)
    here = next((n for n, unit in enumerate(units) if unit == report.to_unit), -1)
    return units[here + 1] if 0 <= here < len(units) - 1 else None


def recipient(expected: ExpectedReport, on: date) -> Unit:
    """Whom the plan names, else the level above; of one that is no more, what took
    over from it."""
    named = expected.duty.to_unit or expected.unit.parent or expected.unit
    if named == expected.unit:
        named = expected.unit.parent or expected.unit
    return next(iter(named.heirs(on=on)), named)
