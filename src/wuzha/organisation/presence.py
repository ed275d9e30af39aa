"""Who of those appointed is there, and not on leave."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from wuzha.organisation.models import Appointment, Leave, Person


def first_present(appointment: Appointment, at: datetime) -> Person | None:
    deputies = [deputy.person for deputy in appointment.deputies.all()]
    return next(iter(present([appointment.person, *deputies], at)), None)


def present(people: Iterable[Person], at: datetime) -> list[Person]:
    candidates = [person for person in people if person.is_active]
    leaves = on_leave(at).filter(person__in=candidates)
    away = set(leaves.values_list("person_id", flat=True))
    return [person for person in candidates if person.pk not in away]


def on_leave(at: datetime) -> QuerySet[Leave]:
    return Leave.objects.filter(starts_at__lte=at, ends_at__gt=at, cancelled_at=None)
