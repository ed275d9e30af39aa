"""What sending warnings out needs to know, read once however many come at a time."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from django.utils import timezone

from wuzha.earlywarnings.models import GradeRule
from wuzha.earlywarnings.places import PlaceIndex, place_index
from wuzha.earlywarnings.rules import rule_of
from wuzha.organisation.access import Permission, on_duty
from wuzha.organisation.models import (
    LinkKind,
    Person,
    Unit,
    UnitKind,
    UnitLink,
    valid_on,
)


@dataclass(frozen=True)
class Desk:
    """The county as it is at one moment."""

    county: Unit
    at: datetime
    places: PlaceIndex
    _units: dict[int, Unit] = field(default_factory=dict)
    _rules: dict[str, GradeRule] = field(default_factory=dict)
    _chains: dict[int, list[Unit]] = field(default_factory=dict)
    _people: dict[int, list[Person]] = field(default_factory=dict)

    @classmethod
    def now(cls) -> Self:
        at = timezone.now()
        return cls(
            county=Unit.objects.root(),
            at=at,
            places=place_index(on=timezone.localdate(at)),
        )

    def unit(self, key: int) -> Unit:
        if key not in self._units:
            self._units[key] = Unit.objects.select_related("parent").get(pk=key)
        return self._units[key]

    def rule(self, grade: str) -> GradeRule:
        if grade not in self._rules:
            self._rules[grade] = rule_of(county=self.county, grade=grade, at=self.at)
        return self._rules[grade]

    def target(self, place: Unit, grade: str) -> Unit:
        """The first kind of unit in the rule with somebody there now; at last the
        county, whoever is there."""
        for kind in self.rule(grade).targets:
            unit = self.nearest(place, kind)
            if unit and self.people(unit):
                return unit
        return self.county

    def nearest(self, place: Unit, kind: str) -> Unit | None:
        chain = self._chain(place)
        if kind == UnitKind.STATION:
            return self._station(chain)
        return next((unit for unit in chain if unit.kind == kind), None)

    def above(self, unit: Unit) -> Unit | None:
        """Who takes over: the station for what a place has, the county for a station;
        nobody is above the county."""
        if unit.pk == self.county.pk:
            return None
        if unit.kind != UnitKind.STATION:
            station = self.nearest(unit, UnitKind.STATION)
            if station and self.people(station):
                return station
        return self.county

    def people(self, unit: Unit) -> list[Person]:
        if unit.pk not in self._people:
            self._people[unit.pk] = on_duty(unit, Permission.WARNING_WORK, self.at)
        return self._people[unit.pk]

    def _chain(self, place: Unit) -> list[Unit]:
        """The place and all above it, nearest first."""
        if place.pk not in self._chains:
            keys = place.path.strip("/").split("/")
            self._chains[place.pk] = list(
                Unit.objects.filter(pk__in=keys).order_by("-path")
            )
        return self._chains[place.pk]

    def _station(self, chain: list[Unit]) -> Unit | None:
        """The one that polices the smallest place around."""
        today = timezone.localdate(self.at)
        links = (
            UnitLink.objects.filter(
                valid_on(today),
                valid_on(today, "unit__"),
                place__in=chain,
                kind=LinkKind.POLICES,
                unit__kind=UnitKind.STATION,
            )
            .select_related("unit")
            .order_by("-place__path", "pk")
        )
        link = links.first()
        return link.unit if link else None
