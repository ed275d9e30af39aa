"""Who of those appointed is there, and not on leave."""

from collections.abc import Container, Iterable
from datetime import datetime

from wuzha.organisation.models import Appointment, Leave, Person


def away(at: datetime) -> set[int]:
    """The keys of all who are on leave."""
    leaves = Leave.objects.filter(starts_at__lte=at, ends_at__gt=at, cancelled_at=None)
    return set(leaves.values_list("person_id", flat=True))


def first_present(appointment: Appointment, gone: Container[int]) -> Person | None:
    deputies = (deputy.person for deputy in appointment.deputies.all())
    return next(iter(present([appointment.person, *deputies], gone)), None)


def present(people: Iterable[Person], gone: Container[int]) -> list[Person]:
    return [one for one in people if one.is_active and one.pk not in gone]
