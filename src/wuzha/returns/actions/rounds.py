"""A round: opened on a frozen account, announced where it must be, decided."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.incidents.inputs import Approval
from wuzha.incidents.models import ApprovalLevel, Freeze
from wuzha.incidents.states import FreezeState
from wuzha.lib.money import yuan_text
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, may, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.returns.models import Claim, ReturnRound, left_cents
from wuzha.returns.notifying import tell_bank
from wuzha.returns.shares import Way
from wuzha.returns.states import ROUND, ClockKind, RoundState
from wuzha.returns.timing import (
    needs_city,
    rule_in_force,
    time_notice,
    time_payment,
)


@transaction.atomic
def open_round(
    *, freeze: Freeze, available_cents: int, at: datetime | None = None, by: Person
) -> ReturnRound:
    unit = freeze.order.incident.unit
    require(by, Permission.RETURN_PREPARE, unit)
    freeze = Freeze.objects.locked(freeze)
    _refuse_unless_frozen(freeze)
    if freeze.return_rounds.filter(state__in=ROUND.open).exists():
        raise Conflict(
            _("%(number)s正在办理返还，请在那一次里受理申请。")
            % {"number": freeze.number}
        )
    left = left_cents(freeze)
    if not 0 < available_cents <= left:
        raise Refused(
            _("还冻结着%(left)s，可返还金额须大于0、不超过它，请向银行核对。")
            % {"left": yuan_text(left)}
        )
    made = ReturnRound.objects.create(
        freeze=freeze,
        unit=unit,
        available_cents=available_cents,
        opened_by=by,
        opened_at=at or timezone.now(),
    )
    record(
        "return.opened",
        by=by,
        subject=made,
        unit=unit,
        available_cents=available_cents,
    )
    return made


@transaction.atomic
def choose_way(
    *,
    returning: ReturnRound,
    way: str,
    reason: str,
    at: datetime | None = None,
    by: Person,
) -> None:
    """With the rule of proportion of the day: it is printed on the report."""
    require(by, Permission.RETURN_PREPARE, returning.unit)
    returning = ReturnRound.objects.locked(returning)
    returning.refuse_unless_collecting()
    returning.way, returning.way_reason = way, reason.strip()
    returning.rule = rule_in_force(at or timezone.now())
    returning.save(update_fields=["way", "way_reason", "rule"])
    record(
        "return.way_chosen",
        by=by,
        subject=returning,
        unit=returning.unit,
        return_way=way,
        rule=returning.rule,
    )


@transaction.atomic
def publish_notice(
    *, returning: ReturnRound, place: str, at: datetime | None = None, by: Person
) -> None:
    """Of the shares, for 30 days: nothing is decided before they have passed."""
    require(by, Permission.RETURN_DECIDE, returning.unit)
    returning = ReturnRound.objects.locked(returning)
    if returning.way != Way.PRO_RATA:
        raise Refused(_("只有按比例返还的才公告。能够区分的，请直接作出决定。"))
    _refuse_unless_frozen(returning.freeze)
    claims = _shared_out(returning)
    now = at or timezone.now()
    move(returning, RoundState.ON_NOTICE, ROUND)
    Claim.objects.bulk_update(claims, ["share_cents"])
    returning.notice_place, returning.notice_by = place.strip(), by
    returning.notice_at = now
    returning.notice_until = time_notice(returning, now)
    returning.save(
        update_fields=[
            *("state", "notice_place", "notice_by", "notice_at", "notice_until")
        ]
    )
    record(
        "return.notice_published",
        by=by,
        subject=returning,
        unit=returning.unit,
        until=returning.notice_until,
    )


@transaction.atomic
def take_back_notice(
    *, returning: ReturnRound, reason: str, at: datetime | None = None, by: Person
) -> None:
    """What was announced is wrong: it is mended and announced anew, for 30 days."""
    require(by, Permission.RETURN_DECIDE, returning.unit)
    returning = ReturnRound.objects.locked(returning)
    move(returning, RoundState.COLLECTING, ROUND)
    returning.notice_taken_back = reason.strip()
    returning.notice_at = returning.notice_until = None
    returning.save(
        update_fields=["state", "notice_taken_back", "notice_at", "notice_until"]
    )
    returning.claims.update(share_cents=None)
    engine.cancel(subject=returning, kinds=[ClockKind.NOTICE], at=at or timezone.now())
    record("return.notice_taken_back", by=by, subject=returning, unit=returning.unit)


@transaction.atomic
def decide_return(
    *,
    returning: ReturnRound,
    approval: Approval,
    at: datetime | None = None,
    by: Person,
) -> None:
    """On the signed paper. The bank is told, and has three working days."""
    require(by, Permission.RETURN_DECIDE, returning.unit)
    returning = ReturnRound.objects.locked(returning)
    now = at or timezone.now()
    _refuse_unless_frozen(returning.freeze)
    _refuse_low_approval(approval, now)
    if returning.way == Way.PRO_RATA:
        _refuse_before_the_notice_has_ended(returning, now)
    claims = _shared_out(returning)
    move(returning, RoundState.DECIDED, ROUND)
    for name, value in asdict(approval).items():
        setattr(returning, name, value)
    returning.decided_by, returning.decided_at = by, now
    returning.save(
        update_fields=["state", *asdict(approval), "decided_by", "decided_at"]
    )
    _number_papers(claims, approval.paper_number)
    if returning.notice_until:
        ended = returning.notice_until
        engine.stop(subject=returning, kind=ClockKind.NOTICE, at=ended)
    time_payment(returning, now)
    record(
        "return.decided",
        by=by,
        subject=returning,
        unit=returning.unit,
        return_way=returning.way,
        amount_cents=sum(claim.share_cents or 0 for claim in claims),
        count=len(claims),
    )
    tell_bank(returning, kept("已决定返还，请核对文书并返还资金"), at=now)


@transaction.atomic
def withdraw_round(
    *, returning: ReturnRound, reason: str, at: datetime | None = None, by: Person
) -> None:
    """Opened by mistake, or nobody applies any more; the money stays frozen."""
    require(by, Permission.RETURN_PREPARE, returning.unit)
    returning = ReturnRound.objects.locked(returning)
    move(returning, RoundState.WITHDRAWN, ROUND)
    returning.ended_at, returning.end_reason = at or timezone.now(), reason.strip()
    returning.save(update_fields=["state", "ended_at", "end_reason"])
    record("return.withdrawn", by=by, subject=returning, unit=returning.unit)


@transaction.atomic
def read_return(*, returning: ReturnRound, paper: str, by: Person) -> None:
    """A paper shows names, numbers and accounts in full: taking one is kept."""
    unit = returning.unit
    if may(by, Permission.RETURN_PREPARE, unit):
        require(by, Permission.RETURN_PREPARE, unit)
    else:
        unit = returning.freeze.order.answering_unit
        require(by, Permission.STOP_EXECUTE, unit)
    record(
        "return.read",
        by=by,
        subject=returning,
        unit=unit,
        outcome=Outcome.READ,
        paper=paper,
    )


def _shared_out(returning: ReturnRound) -> list[Claim]:
    claims = returning.standing
    if wrong := returning.problem(claims):
        raise Refused(wrong)
    for claim, share in zip(claims, returning.shares(claims), strict=True):
        claim.share_cents = share
    return claims


def _number_papers(claims: list[Claim], number: str) -> None:
    """Each victim's decision has its own number below the one of the round."""
    paid = [claim for claim in claims if claim.share_cents]
    for place, claim in enumerate(paid, start=1):
        claim.paper_number = (
            kept("%(number)s之%(place)d", number=number, place=place)
            if len(paid) > 1
            else number
        )
    Claim.objects.bulk_update(claims, ["share_cents", "paper_number"])


def _refuse_unless_frozen(freeze: Freeze) -> None:
    if freeze.state != FreezeState.IN_FORCE:
        raise Refused(
            _("%(number)s%(state)s，账户里的钱现在不受控制，不能办理返还。")
            % {"number": freeze.number, "state": freeze.state_label}
        )


def _refuse_low_approval(approval: Approval, at: datetime) -> None:
    if approval.approval_level == ApprovalLevel.COUNTY and needs_city(at):
        raise Refused(_("返还决定须设区的市级以上公安机关签发，县级批准的不能登记。"))


def _refuse_before_the_notice_has_ended(returning: ReturnRound, at: datetime) -> None:
    until = returning.notice_until
    if until is None or at < until:
        raise Refused(
            _("按比例返还的，公告期满才能决定。公告还没有发布或者还没有期满。")
        )
    objections = returning.objections.filter(received_at__gte=returning.notice_at)
    if objections.filter(is_upheld=None).exists():
        raise Refused(_("还有异议没有答复，请先答复再决定。"))
    if objections.filter(is_upheld=True).exists():
        raise Refused(_("有异议成立，请撤回公告，更正后重新公告。"))
