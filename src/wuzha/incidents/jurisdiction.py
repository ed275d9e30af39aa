"""Which station a place belongs to, and which places an institution serves."""

from datetime import date

from django.db.models import QuerySet

from wuzha.organisation.access import Scope
from wuzha.organisation.models import (
    PLACES,
    LinkKind,
    Unit,
    UnitKind,
    UnitLink,
    valid_on,
)

HANDLERS = (UnitKind.STATION, UnitKind.COUNTY)
HOMES = (UnitKind.TOWN, UnitKind.VILLAGE)


def handling_unit(near: Unit, on: date) -> Unit:
    """The station that polices the place, or the places that an institution serves;
    where there is none, the county."""
    if near.kind in HANDLERS:
        return near
    for place in [near] if near.kind in PLACES else _served(near, on):
        if station := _station(place, on):
            return station
    return Unit.objects.get(path=f"/{near.path.split('/')[1]}/")


def handlers(held: Scope, on: date) -> QuerySet[Unit]:
    """Units that can be given an incident, within a scope."""
    found = Unit.objects.valid(on=on).filter(held.filter("path"), kind__in=HANDLERS)
    return found.order_by("path")


def homes(held: Scope, on: date) -> QuerySet[Unit]:
    """Towns and villages within a scope, in the order of the tree."""
    found = Unit.objects.valid(on=on).filter(held.filter("path"), kind__in=HOMES)
    return found.order_by("path")


def _served(institution: Unit, on: date) -> list[Unit]:
    links = institution.links.filter(valid_on(on), kind=LinkKind.SERVES)
    return [link.place for link in links.select_related("place")]


def _station(place: Unit, on: date) -> Unit | None:
    """The one that polices the smallest place around."""
    around = [int(key) for key in place.path.strip("/").split("/")]
    links = UnitLink.objects.filter(
        valid_on(on),
        valid_on(on, "unit__"),
        place__in=around,
        kind=LinkKind.POLICES,
        unit__kind=UnitKind.STATION,
    ).select_related("unit")
    link = links.order_by("-place__path", "pk").first()
    return link.unit if link else None
