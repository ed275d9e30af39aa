"""The door: which dissuasions somebody gets to see, and which to work on."""

from django.db.models import QuerySet

from wuzha.earlywarnings.models import Dissuasion
from wuzha.organisation.access import Permission, visible_to
from wuzha.organisation.models import Person


def seen_by(person: Person) -> QuerySet[Dissuasion]:
    """Worked on by a unit of theirs, or of somebody who lives in their part."""
    rows = Dissuasion.objects.all()
    by_unit = visible_to(person, Permission.WARNING_VIEW, rows)
    return by_unit | visible_to(person, Permission.WARNING_VIEW, rows, "place__path")


def workable_by(person: Person) -> QuerySet[Dissuasion]:
    """With a unit of theirs now; ends with the work."""
    rows = Dissuasion.objects.at_work()
    return visible_to(person, Permission.WARNING_WORK, rows)
