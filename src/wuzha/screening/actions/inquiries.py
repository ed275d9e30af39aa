"""Another system asks; nothing of what it sent is kept."""

from collections.abc import Sequence

from django.db import transaction

from wuzha.audit.record import record
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.screening.asking import Answered, ask_many


@transaction.atomic
def answer_system(*, texts: Sequence[str], by: Person) -> list[Answered]:
    """In the order of the texts."""
    county = Unit.objects.root()
    require(by, Permission.SCREENING_ASK, county)
    answered = ask_many(list(texts))
    record("screening.system_asked", by=by, unit=county, texts=len(texts))
    return answered
