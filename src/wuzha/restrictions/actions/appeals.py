"""An appeal stops nothing; it has a clock and an answer with reasons, and if it is
right the entry is lifted at once."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import ClockStep
from wuzha.clocks.states import StepKind
from wuzha.lib.clocks import span_text
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.restrictions.actions.restrictions import lift_restriction
from wuzha.restrictions.models import Restriction, RestrictionAppeal
from wuzha.restrictions.states import APPEAL, RESTRICTION, AppealState, ClockKind
from wuzha.restrictions.timing import tell_police, time_appeal

ANSWERED = ["state", "answer", "answered_at", "answered_by"]


@transaction.atomic
def receive_appeal(
    *,
    restriction: Restriction,
    appellant: str,
    reason: str,
    papers: str = "",
    made_on: date,
    by: Person,
) -> RestrictionAppeal:
    county = Unit.objects.root()
    require(by, Permission.RESTRICTION_EDIT, county)
    row = Restriction.objects.locked(restriction)
    if row.state in RESTRICTION.final:
        raise Refused(_("它已经解除，没有可以申诉的惩戒。"))
    if row.appeals.filter(state=AppealState.OPEN).exists():
        raise Conflict(_("对它的申诉正在核查，请在那一件里补充理由和材料。"))
    appeal = RestrictionAppeal.objects.create(
        restriction=row,
        appellant=appellant.strip(),
        reason=reason.strip(),
        papers=papers.strip(),
        made_on=made_on,
        entered_by=by,
        entered_at=timezone.now(),
    )
    time_appeal(appeal)
    told = kept("收到申诉，请核查答复")
    tell_police(row, told, about=appeal, at=appeal.entered_at)
    record("restriction.appeal_received", by=by, subject=appeal, unit=county)
    return appeal


@transaction.atomic
def uphold_restriction(*, appeal: RestrictionAppeal, answer: str, by: Person) -> None:
    county = Unit.objects.root()
    require(by, Permission.RESTRICTION_EDIT, county)
    row = _answer(appeal, AppealState.UPHELD, answer, by)
    record("restriction.appeal_upheld", by=by, subject=row, unit=county)


@transaction.atomic
def grant_appeal(*, appeal: RestrictionAppeal, answer: str, by: Person) -> None:
    """The check cleared the person: lifted in the same moment."""
    county = Unit.objects.root()
    require(by, Permission.RESTRICTION_EDIT, county)
    row = _answer(appeal, AppealState.GRANTED, answer, by)
    reason = kept("申诉成立（%(appeal)s）", appeal=row)
    lift_restriction(restriction=row.restriction, reason=reason, by=by)
    record("restriction.appeal_granted", by=by, subject=row, unit=county)


@transaction.atomic
def answer_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    require(by, Permission.CLOCK_FIRE)
    appeals = RestrictionAppeal.objects.select_related("restriction")
    appeal = appeals.get(pk=step.clock.subject_id)
    told = kept("答复申诉已超时")
    if step.what == StepKind.PRE_ALARM:
        left = span_text(step.clock.due_at - step.at)
        told = kept("答复申诉，%(left)s", left=left)
    tell_police(appeal.restriction, told, about=appeal, at=at)
    record(
        "restriction.alarm",
        by=by,
        subject=appeal,
        unit=step.clock.unit,
        what=step.what,
    )


def _answer(
    appeal: RestrictionAppeal, state: AppealState, answer: str, by: Person
) -> RestrictionAppeal:
    rows = RestrictionAppeal.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("restriction").get(pk=appeal.pk)
    if not answer.strip():
        raise Refused(_("请写明答复的理由，当事人要据此知道结果。"))
    move(row, state, APPEAL)
    row.answer, row.answered_by = answer.strip(), by
    row.answered_at = timezone.now()
    row.save(update_fields=ANSWERED)
    engine.stop(subject=row, kind=ClockKind.APPEAL, at=row.answered_at)
    settle(subject=row)
    return row
