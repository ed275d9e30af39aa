"""What sending warnings out needs to know, read once however many come at a time."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Self

from django.db.models import QuerySet
from django.utils import timezone

from wuzha.earlywarnings.models import GradeRule
from wuzha.earlywarnings.places import PlaceIndex, place_index
from wuzha.earlywarnings.rules import rule_of
from wuzha.organisation.access import Permission, on_duty, on_duty_everywhere
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
    # The station of each policed place, and that all of the above is read already.
    _stations: dict[int, Unit] = field(default_factory=dict)
    is_whole: bool = False

    @classmethod
    def now(cls) -> Self:
        at = timezone.now()
        return cls(
            county=Unit.objects.root(),
            at=at,
            places=place_index(on=timezone.localdate(at)),
        )

    @classmethod
    def for_many(cls) -> Self:
        """Everything read at once, for batches."""
        desk = cls.now()
        today = timezone.localdate(desk.at)
        units = Unit.objects.valid(on=today).select_related("parent")
        policed = desk._policing(today).filter(place__valid_to=None)
        return replace(
            desk,
            _units=units.in_bulk(),
            _people=on_duty_everywhere(Permission.WARNING_WORK, desk.at),
            _stations={link.place_id: link.unit for link in policed.order_by("-pk")},
            is_whole=True,
        )

    @cached_property
    def dispatchers(self) -> list[Person]:
        return on_duty(self.county, Permission.WARNING_DISPATCH, self.at)

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
        if unit.pk not in self._people and not self.is_whole:
            self._people[unit.pk] = on_duty(unit, Permission.WARNING_WORK, self.at)
        return self._people.get(unit.pk, [])

    def _chain(self, place: Unit) -> list[Unit]:
        """The place and all above it, nearest first."""
        if place.pk not in self._chains:
            keys = [int(key) for key in place.path.strip("/").split("/")]
            missing = [key for key in keys if key not in self._units]
            if missing:
                found = Unit.objects.select_related("parent").in_bulk(missing)
                self._units.update(found)
            self._chains[place.pk] = [self._units[key] for key in reversed(keys)]
        return self._chains[place.pk]

    def _station(self, chain: list[Unit]) -> Unit | None:
        """The one that polices the smallest place around."""
        if self.is_whole:
            stations = (self._stations.get(place.pk) for place in chain)
            return next(filter(None, stations), None)
        policing = self._policing(timezone.localdate(self.at))
        link = policing.filter(place__in=chain).order_by("-place__path", "pk").first()
        return link.unit if link else None

    def _policing(self, today: date) -> QuerySet[UnitLink]:
        return UnitLink.objects.filter(
            valid_on(today),
            valid_on(today, "unit__"),
            kind=LinkKind.POLICES,
            unit__kind=UnitKind.STATION,
        ).select_related("unit")
