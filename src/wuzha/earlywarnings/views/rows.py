"""The door: which dissuasions somebody gets to see, and which to work on."""

from collections.abc import Sequence

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from wuzha.clocks.models import Clock, next_due
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import State
from wuzha.lib.scripts import Script
from wuzha.organisation.access import Permission, scope, visible_to
from wuzha.organisation.models import Person, valid_on


def seen_by(person: Person) -> QuerySet[Dissuasion]:
    """Worked on by a unit of theirs, or of somebody who lives in their part."""
    rows = Dissuasion.objects.select_related("unit", "place", "person")
    held = scope(person, Permission.WARNING_VIEW)
    if held.everywhere:
        return rows
    return rows.filter(held.filter("unit__path") | held.filter("place__path"))


def to_review(person: Person) -> QuerySet[Dissuasion]:
    """What the person may review; to whoever reviews nothing, what others have to."""
    rows = seen_by(person).filter(ended_at=None, state=State.FED_BACK)
    held = scope(person, Permission.WARNING_REVIEW)
    if held.everywhere or not held.paths:
        return rows
    return rows.filter(held.filter("unit__path"))


def workable_by(person: Person) -> QuerySet[Dissuasion]:
    """With a unit of theirs now; ends with the work."""
    rows = Dissuasion.objects.at_work().select_related("unit", "place", "person")
    return visible_to(person, Permission.WARNING_WORK, rows)


def own_work(person: Person) -> QuerySet[Dissuasion]:
    """What the person has signed for, and what waits at the very units that the person
    is appointed to."""
    held = person.appointments.filter(valid_on(timezone.localdate()))
    here = Q(unit__in=held.values("unit"), person=None)
    return workable_by(person).filter(here | Q(person=person))


def by_clock(rows: QuerySet[Dissuasion]) -> QuerySet[Dissuasion]:
    """What runs out first stands first."""
    return rows.annotate(next_due=next_due(Dissuasion)).order_by(
        F("next_due").asc(nulls_last=True), "received_at"
    )


def attach_clocks(cases: Sequence[Dissuasion]) -> None:
    """`case.clock` is the open clock that runs out first, or None; in one query."""
    clocks = Clock.objects.open().of_many(Dissuasion, [case.pk for case in cases])
    first: dict[int, Clock] = {}
    for clock in clocks.order_by("-due_at"):
        first[clock.subject_id] = clock
    for case in cases:
        case.clock = first.get(case.pk)  # type: ignore[attr-defined]


def opening(script: Script, person: Person) -> str:
    """As this very person says it."""
    held = person.appointments.filter(valid_on(timezone.localdate()))
    first = held.select_related("unit").order_by("pk").first()
    return script.opening_by(unit=first.unit.name if first else "", by=person.name)
