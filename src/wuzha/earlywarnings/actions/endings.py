"""The review closes it, sends it back for more, opens it again; or it ends otherwise:
invalid, a duplicate, handed to another county."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.earlywarnings.actions.dispatching import _note_sending
from wuzha.earlywarnings.actions.revisits import _cancel_revisits
from wuzha.earlywarnings.actions.row import _alone, _doers, _keep, _notify
from wuzha.earlywarnings.actions.sending import (
    SENT_FIELDS,
    _after_sending,
    _end_clocks,
    _send_to,
    _start,
    _start_clocks,
)
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.rules import rule_of
from wuzha.earlywarnings.states import DISSUASION, State, Why
from wuzha.lib.refused import Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept

ENDED_FIELDS = ("state", "ended_at", "opinion")


@transaction.atomic
def close(
    *,
    dissuasion: Dissuasion,
    waive_revisits: bool = False,
    seen: int | None = None,
    at: datetime | None = None,
    by: Person,
) -> None:
    """Reviewed and right. From now on its workers see nothing of it."""
    _alone(dissuasion, seen=seen)
    require(by, Permission.WARNING_REVIEW, dissuasion.unit)
    now = at or timezone.now()
    ahead = dissuasion.revisits.waiting().count()
    if ahead and not waive_revisits:
        raise Refused(
            _(
                "还有 %(count)d 次回访没有做，暂不能办结。"
                "等回访做完；确实不需要的，请选“不再回访，直接办结”。"
            )
            % {"count": ahead}
        )
    _cancel_revisits(dissuasion, now)
    move(dissuasion, State.CLOSED, DISSUASION)
    dissuasion.ended_at = now
    _end_clocks(dissuasion, now)
    _keep(dissuasion, *ENDED_FIELDS)
    record(
        "dissuasion.closed",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        result=dissuasion.outcome,
        revisits_waived=ahead,
    )


@transaction.atomic
def return_feedback(
    *,
    dissuasion: Dissuasion,
    reason: str,
    seen: int | None = None,
    at: datetime | None = None,
    by: Person,
) -> None:
    """Something is missing: the doer completes it under a new limit."""
    _alone(dissuasion, seen=seen)
    require(by, Permission.WARNING_REVIEW, dissuasion.unit)
    _require_reason(reason)
    now = at or timezone.now()
    move(dissuasion, State.MET if dissuasion.met_at else State.CONTACTED, DISSUASION)
    dissuasion.fed_back_at, dissuasion.outcome = None, ""
    _keep(dissuasion, "state", "fed_back_at", "outcome")
    rule = rule_of(county=Unit.objects.root(), grade=dissuasion.grade, at=now)
    engine.start_many([_start(dissuasion, "feed_back", rule, now)])
    _note_sending(dissuasion, Why.REVIEWED, reason, now, by)
    _notify(dissuasion, _doers(dissuasion, now), kept("复核退回，请补充后再反馈"))
    record("dissuasion.returned", by=by, subject=dissuasion, unit=dissuasion.unit)


@transaction.atomic
def reopen(
    *, dissuasion: Dissuasion, reason: str, at: datetime | None = None, by: Person
) -> None:
    """To the unit that had it, or to the county if that unit is no more."""
    _alone(dissuasion)
    require(by, Permission.WARNING_REVIEW, dissuasion.unit)
    _require_reason(reason)
    if dissuasion.deidentified_at:
        raise Refused(_("已过保存期限，个人信息已经删除，不能重新办理。"))
    now, county = at or timezone.now(), Unit.objects.root()
    rule = rule_of(county=county, grade=dissuasion.grade, at=now)
    unit = county if dissuasion.unit.valid_to else dissuasion.unit
    _send_to(dissuasion, unit, rule, now)
    dissuasion.ended_at, dissuasion.fed_back_at = None, None
    dissuasion.outcome = ""
    _keep(dissuasion, *SENT_FIELDS, "ended_at", "fed_back_at", "outcome")
    _start_clocks(dissuasion, rule, now, None)
    _after_sending(dissuasion, why=Why.REOPENED, reason=reason, at=now, by=by)
    record("dissuasion.reopened", by=by, subject=dissuasion, unit=dissuasion.unit)


@transaction.atomic
def mark_invalid(
    *, dissuasion: Dissuasion, reason: str, at: datetime | None = None, by: Person
) -> None:
    """Wrong person, no fraud, an empty number, a test."""
    _alone(dissuasion)
    require(by, Permission.WARNING_REVIEW, dissuasion.unit)
    _end(dissuasion, State.INVALID, reason, at or timezone.now())
    record("dissuasion.invalid", by=by, subject=dissuasion, unit=dissuasion.unit)


@transaction.atomic
def mark_duplicate(
    *,
    dissuasion: Dissuasion,
    of: Dissuasion,
    reason: str,
    at: datetime | None = None,
    by: Person,
) -> None:
    """Its warnings go over to the other, which is the same person."""
    _alone(dissuasion)
    require(by, Permission.WARNING_REVIEW, dissuasion.unit)
    if of.pk == dissuasion.pk or of.state == State.DUPLICATE:
        raise Refused(_("请选择同一个人的另一条、还在办理或已办结的预警。"))
    now = at or timezone.now()
    dissuasion.duplicate_of = of
    _end(dissuasion, State.DUPLICATE, reason, now, "duplicate_of")
    EarlyWarning.objects.filter(dissuasion=dissuasion).update(dissuasion=of)
    record(
        "dissuasion.duplicate",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        of=of.number,
    )


@transaction.atomic
def transfer(
    *,
    dissuasion: Dissuasion,
    to: str,
    reason: str,
    at: datetime | None = None,
    by: Person,
) -> None:
    """The person is in another county now, whose centre has taken it over."""
    _alone(dissuasion)
    require(by, Permission.WARNING_REVIEW, dissuasion.unit)
    if not to.strip():
        raise Refused(_("请写明转给哪个县区的反诈中心、由谁接收。"))
    told = kept("转往：%(to)s。%(reason)s", to=to.strip(), reason=reason)
    _end(dissuasion, State.TRANSFERRED, told, at or timezone.now())
    record("dissuasion.transferred", by=by, subject=dissuasion, unit=dissuasion.unit)


def _end(
    dissuasion: Dissuasion, state: State, reason: str, at: datetime, *fields: str
) -> None:
    _require_reason(reason)
    move(dissuasion, state, DISSUASION)
    dissuasion.ended_at, dissuasion.opinion = at, reason.strip()
    _cancel_revisits(dissuasion, at)
    _end_clocks(dissuasion, at)
    _keep(dissuasion, *ENDED_FIELDS, *fields)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("请写明原因，以后查得到是为什么。"))
