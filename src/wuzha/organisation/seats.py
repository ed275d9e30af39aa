"""Who sits at a desk: what they may do at which units, and for whom else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Q, QuerySet
from django.utils import timezone

from wuzha.organisation.access import ROLES, Permission, deputy_of
from wuzha.organisation.models import (
    Appointment,
    Deputy,
    Leave,
    Person,
    Unit,
    valid_on,
)


@dataclass(frozen=True)
class Seat:
    """Work comes to the very unit where somebody is appointed, not to all below it."""

    person: Person
    at: datetime
    held: tuple[Appointment, ...]
    # The person, and those away for whom they stand in.
    people: frozenset[int]
    # Units that are no more, whose work is with those that took over from them.
    former: tuple[Unit, ...]

    @classmethod
    def of(cls, person: Person, at: datetime) -> Self:
        today = timezone.localdate(at)
        own = Appointment.objects.filter(valid_on(today), person=person)
        held = list(own.select_related("unit").order_by("pk"))
        away = [
            deputy.appointment
            for deputy in _asked(person, at)
            if deputy_of(deputy.appointment.person, deputy.appointment.unit, at)
            == person
        ]
        seats = (*held, *away)
        return cls(
            person=person,
            at=at,
            held=seats,
            people=frozenset({person.pk, *(one.person_id for one in away)}),
            former=_former([one.unit for one in seats]),
        )

    def units(self, *permissions: Permission) -> list[Unit]:
        """Where they hold one of the permissions."""
        found = {
            held.unit_id: held.unit
            for held in self.held
            if not ROLES.get(held.role, frozenset()).isdisjoint(permissions)
        }
        paths = {path for unit in found.values() for path in unit.former_paths}
        return [*found.values(), *(one for one in self.former if one.path in paths)]

    def may(self, *permissions: Permission) -> bool:
        return bool(self.units(*permissions))

    def below(self, column: str, *permissions: Permission) -> Q:
        """Units of theirs and all below these."""
        within = Q(pk__in=[])
        for unit in self.units(*permissions):
            within |= Q(**{f"{column}__startswith": unit.path})
        return within

    def to_do(self) -> Q:
        """Clocks that nobody who is there has taken, and their own."""
        away = Leave.objects.filter(
            starts_at__lte=self.at, ends_at__gt=self.at, cancelled_at=None
        )
        return (
            Q(person=None)
            | Q(person__in=self.people)
            | Q(person__is_active=False)
            | Q(person__in=away.values("person"))
        )


def _asked(person: Person, at: datetime) -> QuerySet[Deputy]:
    """Appointments of people who are away and have named the person as a deputy."""
    leave = "appointment__person__leaves__"
    return Deputy.objects.filter(
        valid_on(timezone.localdate(at), "appointment__"),
        person=person,
        **{
            f"{leave}starts_at__lte": at,
            f"{leave}ends_at__gt": at,
            f"{leave}cancelled_at": None,
        },
    ).select_related("appointment__person", "appointment__unit")


def _former(units: Iterable[Unit]) -> tuple[Unit, ...]:
    paths = {path for unit in units for path in unit.former_paths}
    return tuple(Unit.objects.filter(path__in=paths)) if paths else ()
