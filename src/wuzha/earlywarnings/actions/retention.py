"""What was kept for its purpose is made nameless when its time is over."""

from datetime import datetime

from django.db import transaction

from wuzha.audit.record import record
from wuzha.earlywarnings.models import (
    ContactAttempt,
    Dissuasion,
    EarlyWarning,
    Handover,
    Meeting,
    MeetingPhoto,
    Revisit,
)
from wuzha.lib.retention import kept_since
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit

BATCH = 500
PERSON = ("name", "phone", "identity", "address")
KEYS = ("phone_key", "identity_key")


@transaction.atomic
def deidentify_old(*, at: datetime, by: Person) -> None:
    """Without loss and without an incident; statistics stay. One batch: the schedule
    comes again."""
    require(by, Permission.CLOCK_FIRE, Unit.objects.root())
    old = Dissuasion.objects.filter(
        deidentified_at=None,
        ended_at__lt=kept_since("warning_without_loss_years", at),
        defrauded_at=None,
        incident=None,
    )
    keys = list(old.order_by("ended_at").values_list("pk", flat=True)[:BATCH])
    if not keys:
        return
    nothing = dict.fromkeys((*PERSON, *KEYS), "")
    EarlyWarning.objects.filter(dissuasion__in=keys).update(**nothing, clue="")
    ContactAttempt.objects.filter(dissuasion__in=keys).update(note="")
    Handover.objects.filter(dissuasion__in=keys).update(reason="")
    Revisit.objects.filter(dissuasion__in=keys).update(note="")
    MeetingPhoto.objects.filter(meeting__dissuasion__in=keys).delete()
    Meeting.objects.filter(dissuasion__in=keys).update(
        spot="", story="", payments="", witness=""
    )
    Dissuasion.objects.filter(pk__in=keys).update(
        **nothing, name_key="", opinion="", occupation="", deidentified_at=at
    )
    record("dissuasion.deidentified", by=by, count=len(keys))
