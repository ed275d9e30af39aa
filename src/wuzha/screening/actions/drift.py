"""A look over what came in this week, against the weeks before."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.detection.texts.newwords import new_words
from wuzha.detection.texts.scripts import script_of
from wuzha.detection.texts.verdicts import OTHER_CLASS
from wuzha.lib import params
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.screening.models import DriftLook, Verdict

MOST_SCRIPTS = 20
# Nothing found, or a scam of a kind that is not listed.
UNEXPLAINED = ("", OTHER_CLASS)


@transaction.atomic
def look_for_drift(*, at: datetime, by: Person) -> None:
    """The week of the night before: on a Monday the whole week that has ended."""
    require(by, Permission.CLOCK_FIRE)
    yesterday = timezone.localdate(at) - timedelta(days=1)
    monday = yesterday - timedelta(days=yesterday.weekday())
    begins = timezone.make_aware(datetime.combine(monday, time.min))
    weeks = params.value("screening.drift_weeks", on=yesterday).whole
    least = params.value("screening.new_word_texts", on=yesterday).whole
    rows = Verdict.objects.handed_in().with_text()
    this_week = list(rows.asked_between(begins, at).order_by("pk"))
    before = rows.asked_between(begins - timedelta(weeks=weeks), begins)
    old_texts = [one.text for one in before.iterator(chunk_size=1000)]
    words = new_words([one.text for one in this_week], old_texts, least)
    look, _new = DriftLook.objects.update_or_create(
        week=monday,
        defaults={
            "looked_at": at,
            "texts": len(this_week),
            "texts_before": len(old_texts),
            "new_words": [one._asdict() for one in words],
            "new_scripts": _scripts(this_week, least),
        },
    )
    record("screening.drift_looked", by=by, subject=look, week=monday)


def _scripts(verdicts: list[Verdict], least: int) -> list[dict[str, int]]:
    """Texts of one script that no class explains, the most frequent first."""
    open_ones = [one for one in verdicts if one.fraud_class in UNEXPLAINED]
    sizes: dict[int, int] = {}
    for first in script_of([one.text for one in open_ones]):
        sizes[int(first)] = sizes.get(int(first), 0) + 1
    found = [
        {"verdict": open_ones[first].pk, "texts": size}
        for first, size in sizes.items()
        if size >= least
    ]
    return sorted(found, key=lambda one: -one["texts"])[:MOST_SCRIPTS]
