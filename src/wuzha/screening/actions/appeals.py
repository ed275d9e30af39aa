"""A mark is appealed against by somebody, and lifted or upheld by a person."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.lib import params
from wuzha.lib.states import move
from wuzha.notices.outbox import settle, tell
from wuzha.organisation.access import Permission, on_duty, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.screening.actions.listings import list_value
from wuzha.screening.models import Appeal
from wuzha.screening.models.listings import Side
from wuzha.screening.receipts import key_of, new_code
from wuzha.screening.states import APPEAL, AppealState

DECIDED = ["state", "answer", "decided_at", "decided_by", "listing"]


@transaction.atomic
def make_appeal(*, kind: str, value: str, reason: str, by: None = None) -> str:
    """The code by which the outcome can be asked; shown once."""
    county, code = Unit.objects.root(), new_code()
    appeal = Appeal.objects.create(
        code_key=key_of(code),
        kind=kind,
        value=value,
        reason=reason,
        made_at=timezone.now(),
    )
    tell(
        people=on_duty(county, Permission.SCREENING_LISTS, appeal.made_at),
        item=kept("误标申诉 %(number)s：请复核", number=appeal),
        url=appeal.get_absolute_url(),
        subject=appeal,
        urgent=False,
    )
    record("screening.appeal_made", by=by, subject=appeal, unit=county, kind=kind)
    return code


@transaction.atomic
def lift_mark(*, appeal: Appeal, answer: str, by: Person) -> None:
    """It was marked wrongly: from today it counts for nothing."""
    county = Unit.objects.root()
    require(by, Permission.SCREENING_LISTS, county)
    appeal = _open(appeal)
    appeal.listing = list_value(
        kind=appeal.kind, value=appeal.value, side=Side.ALLOW, source=answer, by=by
    )
    _decide(appeal, AppealState.LIFTED, answer, by)
    record("screening.appeal_lifted", by=by, subject=appeal, unit=county)


@transaction.atomic
def uphold_mark(*, appeal: Appeal, answer: str, by: Person) -> None:
    county = Unit.objects.root()
    require(by, Permission.SCREENING_LISTS, county)
    _decide(_open(appeal), AppealState.UPHELD, answer, by)
    record("screening.appeal_upheld", by=by, subject=appeal, unit=county)


@transaction.atomic
def forget_appeals(*, at: datetime, by: Person) -> None:
    """What was said in appeals decided long ago; that there was one, and its answer,
    stays."""
    require(by, Permission.CLOCK_FIRE)
    today = timezone.localdate(at)
    days = params.value("retention.screening_appeal_days", on=today).whole
    old = Appeal.objects.exclude(value="").filter(decided_at__lt=at - timedelta(days))
    if count := old.update(value="", reason=""):
        record("screening.appeals_forgotten", by=by, appeals=count)


def _open(appeal: Appeal) -> Appeal:
    return Appeal.objects.select_for_update().get(pk=appeal.pk)


def _decide(appeal: Appeal, state: str, answer: str, by: Person) -> None:
    move(appeal, state, APPEAL)
    appeal.answer, appeal.decided_by = answer, by
    appeal.decided_at = timezone.now()
    appeal.save(update_fields=DECIDED)
    settle(subject=appeal)
