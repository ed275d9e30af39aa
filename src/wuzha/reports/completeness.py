"""Who has reported what was asked, in time: of any part of the tree and any stretch of
time, with the parts below it side by side."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit
from wuzha.workplans.figures import Completeness, reports_within
from wuzha.workplans.models import ExpectedReport
from wuzha.workplans.states import ReportState

MISSING = "missing"


@dataclass(frozen=True)
class Part:
    """A unit with all below it; `itself` is the upper unit alone."""

    unit: Unit
    counted: Completeness
    itself: bool = False


def rows_of(unit: Unit, period: Period) -> QuerySet[ExpectedReport]:
    """For the periods that end in the stretch of time."""
    return reports_within(unit, period.first, period.last)


def of_state(
    rows: QuerySet[ExpectedReport], state: str, now: datetime
) -> QuerySet[ExpectedReport]:
    """Waiting past its time is missing; any other word that is no state is all."""
    if state == MISSING:
        return rows.filter(state=ReportState.WAITING, due_at__lt=now)
    return rows.filter(state=state) if state in ReportState else rows


def parts_of(unit: Unit, period: Period, now: datetime) -> list[Part]:
    """Two queries however many there are; a part of which nothing was asked is left
    out. Most are reported: what is not is counted apart, by an index that holds nothing
    else."""
    below = list(Unit.objects.within(unit).values_list("pk", "path"))
    children = {part.path: part for part in unit.children.all()}
    heads = dict(_heads(below, unit, children))
    states: dict[int, Counter[str]] = {}
    rows = rows_of(unit, period).order_by()
    for key, n in rows.values_list("unit").annotate(n=Count("*")):
        head = heads.get(key, unit.pk)
        states.setdefault(head, Counter())[ReportState.REPORTED] += n
    for key, state, n, missing in _not_reported(rows, now):
        counted = states[heads.get(key, unit.pk)]
        counted[ReportState.REPORTED] -= n
        counted.update({state: n, MISSING: missing})
    units = {part.pk: part for part in children.values()} | {unit.pk: unit}
    found = [
        Part(units[key], _completeness(counted), itself=key == unit.pk)
        for key, counted in states.items()
    ]
    found.sort(key=lambda part: (not part.itself, part.unit.path))
    return found


def total(parts: Iterable[Part]) -> Completeness:
    counted = [part.counted for part in parts]
    return Completeness(
        expected=sum(one.expected for one in counted),
        reported=sum(one.reported for one in counted),
        zero=sum(one.zero for one in counted),
        late=sum(one.late for one in counted),
        missing=sum(one.missing for one in counted),
    )


def _not_reported(rows: QuerySet[ExpectedReport], now: datetime) -> QuerySet[Any, Any]:
    """By unit and state, with how many of them are missing."""
    late = Q(state=ReportState.WAITING, due_at__lt=now)
    found = rows.exclude(state=ReportState.REPORTED).values_list("unit", "state")
    return found.annotate(n=Count("*"), late=Count("last", filter=late))


def _heads(
    below: Iterable[tuple[int, str]], unit: Unit, children: dict[str, Unit]
) -> Iterator[tuple[int, int]]:
    """Each unit by the child of the upper unit that it lies in."""
    depth = unit.path.count("/") + 1
    for key, path in below:
        start = "/".join(path.split("/")[:depth]) + "/"
        yield key, children[start].pk if start in children else unit.pk


def _completeness(counted: Counter[str]) -> Completeness:
    missing = counted.pop(MISSING, 0)
    return Completeness.of(counted, missing)
