"""Objections to a notice: taken in by anyone of the police, answered in writing."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Conflict, Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.returns.models import Objection, ReturnRound
from wuzha.returns.notifying import tell_deciders
from wuzha.returns.states import RoundState


@transaction.atomic
def receive_objection(
    *,
    returning: ReturnRound,
    name: str,
    phone: str,
    text: str,
    at: datetime | None = None,
    by: Person,
) -> Objection:
    require(by, Permission.RETURN_PREPARE, returning.unit)
    returning = ReturnRound.objects.locked(returning)
    if returning.state != RoundState.ON_NOTICE:
        raise Refused(
            _("%(number)s%(state)s，不在公告期。请按信访、申诉的渠道受理。")
            % {"number": returning.number, "state": returning.state_label}
        )
    now = at or timezone.now()
    made = Objection.objects.create(
        round=returning,
        name=name.strip(),
        phone=phone,
        text=text.strip(),
        received_at=now,
        received_by=by,
    )
    record("return.objection_received", by=by, subject=returning, unit=returning.unit)
    tell_deciders(returning, kept("收到异议，请答复"), at=now)
    return made


@transaction.atomic
def answer_objection(
    *,
    objection: Objection,
    is_upheld: bool,
    answer: str,
    at: datetime | None = None,
    by: Person,
) -> None:
    returning = objection.round
    require(by, Permission.RETURN_DECIDE, returning.unit)
    ReturnRound.objects.locked(returning)
    objection.refresh_from_db()
    if objection.is_upheld is not None:
        raise Conflict(_("这条异议已经答复，没有重复保存。"))
    objection.is_upheld, objection.answer = is_upheld, answer.strip()
    objection.answered_at, objection.answered_by = at or timezone.now(), by
    objection.save(update_fields=["is_upheld", "answer", "answered_at", "answered_by"])
    record(
        "return.objection_answered",
        by=by,
        subject=returning,
        unit=returning.unit,
        is_upheld=is_upheld,
    )
