"""Questions about units and people that pages and reports ask."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from wuzha.organisation.models import (
    PLACES,
    Appointment,
    Person,
    Unit,
    UnitKind,
    valid_on,
)

# Among these, a neighbour of the same kind may stand in for one.
NEIGHBOURLY = PLACES | {UnitKind.STATION}


def children_of(unit: Unit, *, on: date) -> QuerySet[Unit]:
    """With `has_children`, so that a tree knows what can be opened."""
    below = Unit.objects.valid(on=on).filter(parent=OuterRef("pk"))
    children = Unit.objects.valid(on=on).filter(parent=unit)
    return children.annotate(has_children=Exists(below)).order_by("kind", "code", "pk")


def ancestors_of(units: Iterable[Unit]) -> dict[int, Unit]:
    """All units above any of these, by key, in one query."""
    keys = {key for unit in units for key in unit.ancestor_ids}
    return Unit.objects.in_bulk(keys)


def full_name(unit: Unit, above: dict[int, Unit]) -> str:
    """ "河口镇 柳湾村 第一网格": without the county, which everybody knows."""
    names = [above[key].name for key in unit.ancestor_ids[1:] if key in above]
    return " ".join([*names, unit.name])


def units_of_time(*, within: Unit, on: date) -> QuerySet[Unit]:
    """The tree as it stood on a day: for a figure of that day. What a unit had taken
    over before is in the rows of its predecessors, which this finds under their own
    places in the tree of their time."""
    return Unit.objects.valid(on=on).within(within).order_by("path")


def count_by_kind(*, within: Unit, on: date) -> dict[str, int]:
    units = Unit.objects.valid(on=on).within(within).exclude(pk=within.pk)
    return dict(units.values_list("kind").annotate(Count("pk")).order_by("kind"))


def may_stand_in(appointment: Appointment) -> QuerySet[Person]:
    """Those at the same unit; for places and stations also those at the unit above and
    at its neighbours."""
    unit, today = appointment.unit, timezone.localdate()
    units = [unit.pk]
    if unit.kind in NEIGHBOURLY and unit.parent_id:
        beside = Unit.objects.valid(on=today).filter(
            parent_id=unit.parent_id, kind=unit.kind
        )
        units += [unit.parent_id, *beside.values_list("pk", flat=True)]
    held = Appointment.objects.filter(valid_on(today), unit_id__in=units).exclude(
        person_id=appointment.person_id
    )
    people = Person.objects.filter(is_active=True, is_machine=False)
    return people.filter(pk__in=held.values("person")).order_by("name", "username")
