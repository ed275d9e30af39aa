"""A text is judged and kept; in time its text is forgotten."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.screening.asking import ask
from wuzha.screening.keeping import mentions_of, verdict_of
from wuzha.screening.models import Mention, Verdict
from wuzha.screening.states import Source

FORGOTTEN_AT_A_TIME = 500


@transaction.atomic
def screen_text(
    *, text: str, unit: Unit, source: str = Source.STAFF, by: Person
) -> Verdict:
    require(by, Permission.SCREENING_ASK, unit)
    answered = ask(text)
    verdict = verdict_of(
        answered,
        text=text,
        unit=unit,
        source=source,
        keep_days="screening_text_days",
        asked_by=by,
    )
    verdict.save(force_insert=True)
    Mention.objects.bulk_create(mentions_of(verdict, answered))
    record(
        "screening.asked",
        by=by,
        subject=verdict,
        unit=unit,
        verdict=verdict.verdict,
        model=verdict.model_version,
    )
    return verdict


@transaction.atomic
def forget_texts(*, at: datetime, by: Person) -> None:
    """The texts whose time is over, with what was found in them."""
    require(by, Permission.CLOCK_FIRE)
    due = Verdict.objects.due_to_forget(timezone.localdate(at))
    keys = list(due.values_list("pk", flat=True)[:FORGOTTEN_AT_A_TIME])
    Mention.objects.filter(verdict__in=keys).delete()
    # What is sealed and empty is empty.
    Verdict.objects.filter(pk__in=keys).update(text="", excerpt="", forgotten_at=at)
    record("screening.texts_forgotten", by=by, at=at, texts=len(keys))
