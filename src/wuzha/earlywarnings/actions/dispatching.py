"""Sending by hand, sending back, and going up when a limit has run out."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.earlywarnings.actions.row import _alone, _keep
from wuzha.earlywarnings.actions.sending import (
    SENT_FIELDS,
    _after_sending,
    _begin_triage,
    _hand_over_clocks,
    _send_to,
)
from wuzha.earlywarnings.models import Dissuasion, Handover
from wuzha.earlywarnings.rules import rule_of
from wuzha.earlywarnings.states import DISSUASION, OPEN, ClockKind, State, Why
from wuzha.lib.refused import Refused
from wuzha.lib.states import move
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, on_duty, require
from wuzha.organisation.models import PLACES, Person, Unit


@transaction.atomic
def dispatch(
    *,
    dissuasion: Dissuasion,
    unit: Unit,
    reason: str,
    seen: int | None = None,
    at: datetime | None = None,
    by: Person,
) -> None:
    """Out of triage, or away from a unit that has it. Where the person lives is learned
    from it when nobody knew."""
    _alone(dissuasion, seen=seen)
    require(by, Permission.WARNING_DISPATCH, dissuasion.unit)
    require(by, Permission.WARNING_DISPATCH, unit)
    _refuse_to_nobody(dissuasion, unit, reason)
    now = at or timezone.now()
    county = Unit.objects.root()
    before = dissuasion.state
    settle(subject=dissuasion)
    engine.stop(subject=dissuasion, kind=ClockKind.TRIAGE, at=now)
    if dissuasion.place_id == county.pk and unit.kind in PLACES:
        dissuasion.place = unit
    rule = rule_of(county=county, grade=dissuasion.grade, at=now)
    _send_to(dissuasion, unit, rule, now)
    _keep(dissuasion, *SENT_FIELDS, "place")
    _hand_over_clocks(dissuasion, rule, now, restart=rule.restarts)
    _after_sending(dissuasion, why=Why.HAND, reason=reason, at=now, by=by)
    record("dissuasion.dispatched", by=by, subject=dissuasion, unit=unit, before=before)


@transaction.atomic
def send_back(
    *,
    dissuasion: Dissuasion,
    reason: str,
    seen: int | None = None,
    at: datetime | None = None,
    by: Person,
) -> None:
    """Not ours: the county decides again. The limits run on."""
    _alone(dissuasion, seen=seen)
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    if not reason.strip():
        raise Refused(_("请写明退回的原因，例如本人不住在这里、现在住在哪里。"))
    now = at or timezone.now()
    county, before = Unit.objects.root(), dissuasion.unit
    move(dissuasion, State.TRIAGE, DISSUASION)
    dissuasion.unit, dissuasion.person = county, None
    _keep(dissuasion, "state", "unit", "person")
    settle(subject=dissuasion)
    rule = rule_of(county=county, grade=dissuasion.grade, at=now)
    engine.cancel(subject=dissuasion, kinds=[ClockKind.SIGN], at=now)
    _hand_over_clocks(dissuasion, rule, now, restart=False)
    _note_sending(dissuasion, Why.RETURNED, reason, now, by)
    _begin_triage(dissuasion, rule, now)
    record("dissuasion.sent_back", by=by, subject=dissuasion, unit=before)


def _refuse_to_nobody(dissuasion: Dissuasion, unit: Unit, reason: str) -> None:
    if dissuasion.state not in OPEN:
        raise Refused(
            _("%(number)s 已经是“%(state)s”，不能再分派。需要继续办理时请先重新打开。")
            % {"number": dissuasion, "state": dissuasion.state_label}
        )
    if unit.valid_to and unit.valid_to <= timezone.localdate():
        raise Refused(
            _("“%(unit)s”已经撤并，不能承办。请选择现在的单位。") % {"unit": unit}
        )
    if unit.pk == dissuasion.unit_id and dissuasion.state != State.TRIAGE:
        raise Refused(
            _("%(number)s 已经在“%(unit)s”，不用再分派。")
            % {"number": dissuasion, "unit": unit}
        )
    if not reason.strip():
        raise Refused(_("请写明分派的原因，以后查得到是为什么。"))
    if not on_duty(unit, Permission.WARNING_WORK, timezone.now()):
        raise Refused(
            _(
                "“%(unit)s”现在没有可以承办预警的人员在岗，分派过去没有人接。"
                "请换一个单位，或先安排人员。"
            )
            % {"unit": unit}
        )


def _note_sending(
    dissuasion: Dissuasion, why: Why, reason: str, at: datetime, by: Person
) -> None:
    Handover.objects.create(
        dissuasion=dissuasion,
        unit=dissuasion.unit,
        why=why,
        reason=reason,
        at=at,
        by=by,
    )
