"""A text is judged and kept; in time its text is forgotten."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.documents.models import ImportRun
from wuzha.lib.refused import Refused
from wuzha.lib.words import N_
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.screening.asking import ask_many
from wuzha.screening.keeping import mentions_of, verdict_of
from wuzha.screening.models import Label, Mention, Verdict
from wuzha.screening.states import Labelling, Source

FORGOTTEN_AT_A_TIME = 500


@transaction.atomic
def screen_text(
    *, text: str, unit: Unit, source: str = Source.STAFF, by: Person
) -> Verdict:
    require(by, Permission.SCREENING_ASK, unit)
    (verdict,) = _kept([text], unit=unit, source=source, by=by)
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
def screen_texts(*, texts: Sequence[str], unit: Unit, by: Person) -> list[Verdict]:
    """Rows of a file, judged together; in their order."""
    require(by, Permission.SCREENING_ASK, unit)
    verdicts = _kept(texts, unit=unit, source=Source.FILE, by=by)
    record("screening.file_asked", by=by, unit=unit, texts=len(verdicts))
    return verdicts


@transaction.atomic
def take_back_text(*, verdict: Verdict, by: Person) -> None:
    """As if it had never been handed in; not once a colleague has judged it."""
    require(by, Permission.SCREENING_ASK, verdict.unit)
    if Verdict.objects.locked(verdict).state != Labelling.OPEN:
        raise Refused(N_("这段内容已有人标注，没有撤销。"))
    record("screening.taken_back", by=by, subject=verdict, unit=verdict.unit)
    verdict.delete()


@transaction.atomic
def export_results(*, run: ImportRun, by: Person) -> None:
    """Masked; what is taken away is recorded."""
    require(by, Permission.SCREENING_ASK)
    record("screening.exported", by=by, subject=run, rows=run.total)


def _kept(
    texts: Sequence[str], *, unit: Unit, source: str, by: Person
) -> list[Verdict]:
    answers = ask_many(list(texts))
    verdicts = [
        verdict_of(
            answered,
            text=text,
            unit=unit,
            source=source,
            keep_days="screening_text_days",
            asked_by=by,
        )
        for text, answered in zip(texts, answers, strict=True)
    ]
    Verdict.objects.bulk_create(verdicts)
    pairs = zip(verdicts, answers, strict=True)
    Mention.objects.bulk_create(one for pair in pairs for one in mentions_of(*pair))
    return verdicts


@transaction.atomic
def forget_texts(*, at: datetime, by: Person) -> None:
    """The texts whose time is over, with what was found in them and what colleagues
    wrote beside them."""
    require(by, Permission.CLOCK_FIRE)
    due = Verdict.objects.due_to_forget(timezone.localdate(at))
    keys = list(due.values_list("pk", flat=True)[:FORGOTTEN_AT_A_TIME])
    Mention.objects.filter(verdict__in=keys).delete()
    Label.objects.filter(verdict__in=keys).update(note="")
    # What is sealed and empty is empty.
    Verdict.objects.filter(pk__in=keys).update(text="", excerpt="", forgotten_at=at)
    record("screening.texts_forgotten", by=by, at=at, texts=len(keys))
