"""Who may do what, where: one predicate for one object, one filter for many.

Both read the same appointments, so a button and a list cannot disagree. An appointment
covers its unit and all below it, what happened in the units that this one took over
from, and at a police station the places that it polices. A deputy holds what the
appointment holds, so that whoever is asked can also act.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.lib.refused import NotAllowed
from wuzha.organisation.models import (
    Appointment,
    Deputy,
    LinkKind,
    Person,
    Unit,
    valid_on,
)
from wuzha.organisation.presence import away, first_present, present
from wuzha.organisation.roles import (
    MACHINE_ROLES,
    POLICE_ONLY,
    ROLES,
    UNITS_OF_ROLE,
    Permission,
    Role,
    is_police,
)

__all__ = [
    "MACHINE_ROLES",
    "POLICE_ONLY",
    "ROLES",
    "UNITS_OF_ROLE",
    "Permission",
    "Role",
    "Scope",
    "deputy_of",
    "holders",
    "is_police",
    "may",
    "on_duty",
    "on_duty_everywhere",
    "people_visible_to",
    "permissions_of",
    "require",
    "scope",
    "visible_to",
    "workplaces",
]

Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Scope:
    """The part of the tree that somebody may use a permission in."""

    paths: tuple[str, ...]

    @property
    def everywhere(self) -> bool:
        """True when a root is held: one service serves one county."""
        return any(path.count("/") == 2 for path in self.paths)

    def covers(self, path: str) -> bool:
        return any(path.startswith(start) for start in self.paths)

    def filter(self, column: str) -> Q:
        within = Q(pk__in=[])
        for start in self.paths:
            within |= Q(**{f"{column}__startswith": start})
        return within


def scope(person: Person, *permissions: Permission) -> Scope:
    """Where the person holds one of the permissions today."""
    paths: set[str] = set()
    for role, reach in _held(person):
        if not ROLES.get(role, frozenset()).isdisjoint(permissions):
            paths.update(reach)
    return Scope(tuple(sorted(paths)))


# Asked by every page and every deed, by some ten times: written out, because putting it
# into words took Django far longer than the database takes to answer.
HELD = """
SELECT held.role, unit.path, unit.former_paths, place.path, place.former_paths
FROM organisation_appointment held
JOIN organisation_unit unit ON unit.id = held.unit_id
LEFT JOIN organisation_unitlink link ON link.unit_id = unit.id
    AND link.kind = %(polices)s AND link.valid_from <= %(day)s
    AND (link.valid_to IS NULL OR link.valid_to > %(day)s)
LEFT JOIN organisation_unit place ON place.id = link.place_id
WHERE held.valid_from <= %(day)s AND (held.valid_to IS NULL OR held.valid_to > %(day)s)
    AND (held.person_id = %(person)s OR held.id IN
        (SELECT appointment_id FROM organisation_deputy WHERE person_id = %(person)s))
"""


def _held(person: Person) -> Iterator[tuple[str, list[str]]]:
    """The roles of the person's appointments today and of those that they are deputy
    of, each with the paths below which it is held."""
    if not person.is_active:
        return
    day, polices = timezone.localdate(), LinkKind.POLICES.value
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"person": person.pk, "day": day, "polices": polices})
        found = cursor.fetchall()
    for role, unit, former, place, former_of_place in found:
        reach = [unit, *json.loads(former)]
        if place is not None:
            reach += [place, *json.loads(former_of_place)]
        yield role, reach


def may(person: Person, permission: Permission, unit: Unit | None = None) -> bool:
    """Without a unit: anywhere at all (used to show a menu entry)."""
    held = scope(person, permission)
    return bool(held.paths) if unit is None else held.covers(unit.path)


def require(person: Person, permission: Permission, unit: Unit | None = None) -> None:
    """Raise NotAllowed with a sentence for the person at the screen."""
    if not may(person, permission, unit):
        where = unit.name if unit else _("本单位")
        raise NotAllowed(
            _("您在“%(where)s”没有这项权限，操作未执行。需要时请联系管理员调整任职。")
            % {"where": where}
        )


def visible_to(
    person: Person, permission: Permission, rows: Rows, path: str = "unit__path"
) -> Rows:
    """The door: a view gets rows from here or not at all."""
    held = scope(person, permission)
    return rows if held.everywhere else rows.filter(held.filter(path))


def workplaces(person: Person) -> list[Unit]:
    """Where somebody works or will: who changes their account needs the right at every
    one of them, and for somebody without any in the whole county."""
    held = person.appointments.filter(
        Q(valid_to=None) | Q(valid_to__gt=timezone.localdate())
    )
    units = [appointment.unit for appointment in held.select_related("unit")]
    return list(dict.fromkeys(units)) or [Unit.objects.root()]


def people_visible_to(person: Person) -> QuerySet[Person]:
    """The door to people: those who work, or worked, where one may see people; to
    whoever sees the whole county also those without any appointment."""
    held = scope(person, Permission.PEOPLE_VIEW)
    if held.everywhere:
        return Person.objects.all()
    seen = Appointment.objects.filter(held.filter("unit__path"))
    return Person.objects.filter(pk__in=seen.values("person"))


def permissions_of(person: Person) -> frozenset[Permission]:
    """Everything the person may do somewhere: for the menu."""
    held = (ROLES.get(role, frozenset()) for role, _reach in _held(person))
    return frozenset().union(*held)


def on_duty(unit: Unit, permission: Permission, at: datetime) -> list[Person]:
    """Who at this very unit takes what is due now: holders who are there, and for each
    who is on leave the first deputy who is there. In order of appointment. Of a unit
    that is no more, those at the units that took over from it.

    Who holds an item that was given to somebody by name is another question: when an
    appointment ends, the areas above hand over what is still open, by a scheduled
    action of theirs that looks for holders who are not on duty any more."""
    roles = [role for role, granted in ROLES.items() if permission in granted]
    return _there(unit, roles, at)


def holders(unit: Unit, role: str, at: datetime) -> list[Person]:
    """As `on_duty`, of one role."""
    return _there(unit, [role], at)


def _there(unit: Unit, roles: list[str], at: datetime) -> list[Person]:
    day = timezone.localdate(at)
    held = (
        Appointment.objects.filter(
            valid_on(day),
            unit__in=unit.heirs(on=day),
            role__in=roles,
            person__is_active=True,
        )
        .select_related("person")
        .prefetch_related("deputies__person")
        .order_by("pk")
    )
    gone, found = away(at), dict[int, Person]()
    for appointment in held:
        there = first_present(appointment, gone)
        if there is not None:
            found.setdefault(there.pk, there)
    return list(found.values())


def on_duty_everywhere(permission: Permission, at: datetime) -> dict[int, list[Person]]:
    """As `on_duty`, for every unit in force at once, by its key: for whoever sends out
    thousands of items. A unit where nobody is there is left out."""
    day = timezone.localdate(at)
    roles = [role for role, granted in ROLES.items() if permission in granted]
    held = (
        Appointment.objects.filter(
            valid_on(day),
            valid_on(day, "unit__"),
            role__in=roles,
            person__is_active=True,
        )
        .select_related("person")
        # Joined: fetched apart, thousands of people are more than SQLite takes at once.
        .prefetch_related(Prefetch("deputies", Deputy.objects.select_related("person")))
        .order_by("pk")
    )
    gone = away(at)
    found: dict[int, dict[int, Person]] = {}
    for appointment in held:
        there = first_present(appointment, gone)
        if there is not None:
            found.setdefault(appointment.unit_id, {}).setdefault(there.pk, there)
    return {unit: list(people.values()) for unit, people in found.items()}


def deputy_of(person: Person, unit: Unit, at: datetime) -> Person | None:
    """The first deputy of the person at the unit who is there."""
    own = Appointment.objects.filter(
        valid_on(timezone.localdate(at)), person=person, unit=unit
    ).prefetch_related("deputies__person")
    gone = away(at)
    for appointment in own.order_by("pk"):
        deputies = [deputy.person for deputy in appointment.deputies.all()]
        for deputy in present(deputies, gone):
            return deputy
    return None
