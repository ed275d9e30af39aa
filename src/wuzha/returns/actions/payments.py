"""The bank tells back: paid to a victim, or why it could not."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.notices import outbox
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.returns.models import Claim, ReturnRound
from wuzha.returns.notifying import tell_deciders
from wuzha.returns.states import ROUND, ClockKind, RoundState


@transaction.atomic
def confirm_payment(
    *, claim: Claim, handler: str, at: datetime | None = None, by: Person
) -> None:
    """With the last victim's money the round is done."""
    returning = ReturnRound.objects.locked(claim.round)
    require(by, _permission_to_answer(returning), _answering_unit(returning))
    claim = _still_to_pay(claim)
    now = at or timezone.now()
    claim.paid_at, claim.told_by, claim.handler = now, by, handler.strip()
    claim.failure = ""
    claim.save(update_fields=["paid_at", "told_by", "handler", "failure"])
    if not returning.claims.payable().exists():
        _end(returning, now)
    record(
        "return.paid",
        by=by,
        subject=returning,
        unit=returning.unit,
        incident=claim.incident.number,
        amount_cents=claim.share_cents,
    )


@transaction.atomic
def report_failure(
    *, claim: Claim, reason: str, at: datetime | None = None, by: Person
) -> None:
    """The account cannot receive: the police name another of the same victim."""
    returning = ReturnRound.objects.locked(claim.round)
    require(by, _permission_to_answer(returning), _answering_unit(returning))
    claim = _still_to_pay(claim)
    claim.failure = reason.strip()
    claim.save(update_fields=["failure"])
    record(
        "return.failed",
        by=by,
        subject=returning,
        unit=returning.unit,
        incident=claim.incident.number,
    )
    told = kept("银行不能入账，请另行指定受害人的账户")
    tell_deciders(returning, told, at=at or timezone.now())


def _end(returning: ReturnRound, at: datetime) -> None:
    move(returning, RoundState.RETURNED, ROUND)
    returning.ended_at = at
    returning.save(update_fields=["state", "ended_at"])
    engine.stop(subject=returning, kind=ClockKind.PAYMENT, at=at)
    outbox.settle(subject=returning)
    tell_deciders(returning, kept("银行已全部返还"), at=at)


def _still_to_pay(claim: Claim) -> Claim:
    claim = Claim.objects.locked(claim)
    if claim.paid_at is not None:
        raise Conflict(_("这名受害人的钱已登记返还，没有重复保存。"))
    if claim.round.state != RoundState.DECIDED or not claim.share_cents:
        raise Refused(_("这份申请没有待返还的金额，请刷新页面查看最新情况。"))
    return claim


def _answering_unit(returning: ReturnRound) -> Unit:
    return returning.freeze.order.answering_unit


def _permission_to_answer(returning: ReturnRound) -> Permission:
    """The bank; for one without a seat here, the police who heard it."""
    has_seat = returning.freeze.order.bank_unit
    return Permission.STOP_EXECUTE if has_seat else Permission.RETURN_DECIDE
