"""What asking costs those who are asked: forms, fields and minutes a week."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from wuzha.lib import params
from wuzha.organisation.models import Unit, UnitKind
from wuzha.reports.models import AskedField, Asking
from wuzha.workplans.kinds import Per
from wuzha.workplans.models import Duty

WEEKS_IN_YEAR = 52
TIMES_A_YEAR = {
    Per.DAY: 365,
    Per.WEEK: 52,
    Per.TEN_DAYS: 36,
    Per.TWO_WEEKS: 26,
    Per.HALF_MONTH: 24,
    Per.MONTH: 12,
    Per.TWO_MONTHS: 6,
    Per.QUARTER: 4,
    Per.TERM: 2,
    Per.HALF_YEAR: 2,
    Per.YEAR: 1,
}


@dataclass(frozen=True)
class Burden:
    """A week's; fractions come of what is asked less often."""

    forms: float = 0
    fields: float = 0
    minutes: float = 0

    def __add__(self, other: "Burden") -> "Burden":
        return Burden(
            self.forms + other.forms,
            self.fields + other.fields,
            self.minutes + other.minutes,
        )

    def over(self, count: int) -> "Burden":
        return Burden(self.forms / count, self.fields / count, self.minutes / count)

    @classmethod
    def of(cls, asking: Asking, fields: Iterable[AskedField], on: date) -> "Burden":
        """A report that is derived costs a look at it, too."""
        fields = list(fields)
        a_week = TIMES_A_YEAR[Per(asking.per)] * asking.times / WEEKS_IN_YEAR
        look = params.value("reports.confirm_minutes", on=on).whole
        once = sum(field.minutes for field in fields)
        once += look if asking.duty_id else 0
        return cls(a_week, a_week * len(fields), a_week * once)


@dataclass(frozen=True)
class OfKind:
    """The units of a kind: how many, what one bears on average, who bears most."""

    kind: UnitKind
    units: int
    average: Burden
    most: Burden
    most_unit: Unit
    limit: int | None

    @property
    def is_over(self) -> bool:
        return self.limit is not None and self.most.minutes > self.limit


@dataclass(frozen=True)
class OfAsking:
    asking: Asking
    burden: Burden


def askings_of(unit: Unit, on: date) -> list[OfAsking]:
    """What is asked of a unit, the heaviest first."""
    rows = _rows(on)
    duties = set(
        Duty.units.through._default_manager.filter(unit=unit).values_list(
            "duty", flat=True
        )
    )
    found = [
        OfAsking(asking, Burden.of(asking, asking.fields.all(), on))
        for asking in rows
        if (asking.duty_id in duties if asking.duty_id else _means(asking, unit))
    ]
    return sorted(found, key=lambda one: -one.burden.minutes)


def by_kind(on: date) -> list[OfKind]:
    """Of every unit in force; a query for each table, however many units."""
    units = list(Unit.objects.valid(on=on))
    borne: dict[int, Burden] = defaultdict(Burden)
    asked_by_duty: dict[int, list[int]] = defaultdict(list)
    through = Duty.units.through._default_manager.filter(duty__valid_to=None)
    for duty, unit in through.values_list("duty", "unit"):
        asked_by_duty[duty].append(unit)
    for asking in _rows(on):
        burden = Burden.of(asking, asking.fields.all(), on)
        if asking.duty_id:
            asked = asked_by_duty[asking.duty_id]
        else:
            asked = [unit.pk for unit in units if _means(asking, unit)]
        for key in asked:
            borne[key] += burden
    return [_of_kind(kind, units, borne, on) for kind in _kinds(units)]


def limit_of(kind: str, on: date) -> int | None:
    """Minutes a week that asking is to stay below, where somebody has said so."""
    if kind != UnitKind.GRID:
        return None
    return params.value("reports.grid_minutes_a_week", on=on).whole


def _of_kind(
    kind: UnitKind, units: Iterable[Unit], borne: dict[int, Burden], on: date
) -> OfKind:
    of_kind = [unit for unit in units if unit.kind == kind]
    most = max(of_kind, key=lambda unit: borne[unit.pk].minutes)
    total = sum((borne[unit.pk] for unit in of_kind), Burden())
    return OfKind(
        kind=kind,
        units=len(of_kind),
        average=total.over(len(of_kind)),
        most=borne[most.pk],
        most_unit=most,
        limit=limit_of(kind, on),
    )


def _kinds(units: Iterable[Unit]) -> list[UnitKind]:
    there = {unit.kind for unit in units}
    return [kind for kind in UnitKind if kind in there]


def _means(asking: Asking, unit: Unit) -> bool:
    return unit.kind in asking.kinds and unit.path.startswith(asking.within.path)


def _rows(on: date) -> Iterable[Asking]:
    standing = Prefetch("fields", AskedField.objects.standing())
    rows = Asking.objects.in_force(on).select_related("within", "owner_unit", "owner")
    return rows.prefetch_related(standing)
