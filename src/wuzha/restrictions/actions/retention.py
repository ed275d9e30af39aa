"""Nobody is kept in the register for ever: the paper stays, the person goes."""

from datetime import datetime

from django.db import transaction

from wuzha.audit.record import record
from wuzha.lib.retention import kept_since
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.restrictions.models import Restriction, RestrictionAppeal
from wuzha.restrictions.states import RESTRICTION

AT_A_TIME = 500
NOTHING = dict.fromkeys(
    ("name", "identity", "identity_key", "account", "account_key", "reason"), ""
)


@transaction.atomic
def forget_ended(*, at: datetime, by: Person) -> None:
    """One batch: the schedule comes again. That somebody appealed, and how it came
    out, stays with the entry."""
    require(by, Permission.CLOCK_FIRE, Unit.objects.root())
    old = Restriction.objects.filter(
        forgotten_at=None,
        state__in=RESTRICTION.final,
        ended_at__lt=kept_since("restriction_ended_years", at),
    )
    keys = list(old.order_by("ended_at").values_list("pk", flat=True)[:AT_A_TIME])
    if not keys:
        return
    RestrictionAppeal.objects.filter(restriction__in=keys).update(
        appellant="", reason="", answer=kept("已到期删除")
    )
    Restriction.objects.filter(pk__in=keys).update(**NOTHING, forgotten_at=at)
    record("restriction.forgotten", by=by, count=len(keys))
