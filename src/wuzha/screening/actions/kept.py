"""A stranger's text is kept at their word, and deleted at their word."""

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.organisation.models import Unit
from wuzha.screening.keeping import verdict_of
from wuzha.screening.models import KeptText, Label, Verdict
from wuzha.screening.public import without_persons
from wuzha.screening.receipts import key_of, new_code
from wuzha.screening.states import Source


@transaction.atomic
def keep_text(*, text: str, by: None = None) -> str:
    """The code by which it can be looked at and deleted; shown once."""
    county = Unit.objects.root()
    masked, answered = without_persons(text)
    verdict = verdict_of(
        answered,
        text=masked,
        unit=county,
        source=Source.PUBLIC,
        keep_days="screening_public_days",
        asked_by=by,
    )
    verdict.save(force_insert=True)
    code = new_code()
    KeptText.objects.create(verdict=verdict, code_key=key_of(code))
    record("screening.kept", by=by, subject=verdict, unit=county)
    return code


@transaction.atomic
def delete_kept(*, kept: KeptText, by: None = None) -> None:
    """The words go; that there was a text, and what was said of it, stays."""
    verdict = kept.verdict
    Label.objects.filter(verdict=verdict).update(note="")
    Verdict.objects.filter(pk=verdict.pk).update(
        text="", excerpt="", forgotten_at=timezone.now()
    )
    kept.delete()
    record("screening.kept_deleted", by=by, subject=verdict, unit=verdict.unit)
