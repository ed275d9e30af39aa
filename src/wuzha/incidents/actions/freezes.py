"""A freeze: decided on a paper, extended before it ends, lifted when it must be."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.incidents.inputs import Approval
from wuzha.incidents.models import (
    ApprovalLevel,
    Freeze,
    FreezeRenewal,
    FreezeTerm,
    StopPaymentOrder,
)
from wuzha.incidents.notifying import tell_police
from wuzha.incidents.states import FREEZE, STOP_PAYMENT, FreezeState, StopState
from wuzha.incidents.states import ClockKind as Kind
from wuzha.incidents.timing import needs_city, time_freeze, time_unfreezing
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept


@transaction.atomic
def freeze(
    *,
    order: StopPaymentOrder,
    term: str,
    amount_cents: int,
    approval: Approval,
    starts_at: datetime | None = None,
    at: datetime | None = None,
    by: Person,
) -> Freeze:
    """On an account that is frozen already it queues, and begins when that one ends."""
    require(by, Permission.FREEZE_DECIDE, order.incident.unit)
    _refuse_low_approval(term, approval, at or timezone.now())
    order = StopPaymentOrder.objects.locked(order)
    now = at or timezone.now()
    move(order, StopState.FROZEN, STOP_PAYMENT)
    order.ended_at, order.end_reason = now, approval.paper_number
    order.save(update_fields=["state", "ended_at", "end_reason"])
    engine.stop(subject=order, kind=Kind.STOP_END, at=now)
    made = Freeze.objects.create(
        order=order,
        account_key=order.account_key,
        term=term,
        amount_cents=amount_cents,
        decided_by=by,
        decided_at=now,
        **asdict(approval),
    )
    if not Freeze.objects.in_force().filter(account_key=order.account_key).exists():
        _take_effect(made, starts_at or now)
    record(
        "freeze.decided",
        by=by,
        subject=made,
        unit=order.incident.unit,
        term=term,
        amount_cents=amount_cents,
        state=made.state,
    )
    return made


@transaction.atomic
def extend_freeze(
    *,
    freeze: Freeze,
    approval: Approval,
    at: datetime | None = None,
    by: Person,
) -> FreezeRenewal:
    """By the same term again, from the end of the one before. Whoever has an older end
    before their eyes is told: else two would extend it twice."""
    unit, seen = freeze.order.incident.unit, freeze.until
    require(by, Permission.FREEZE_DECIDE, unit)
    freeze = Freeze.objects.locked(freeze)
    now = at or timezone.now()
    _refuse_low_approval(freeze.term, approval, now)
    if freeze.state != FreezeState.IN_FORCE or freeze.until is None:
        raise Refused(
            _("%(number)s%(state)s，不能续冻。需要继续控制的，请重新办理冻结。")
            % {"number": freeze.number, "state": freeze.state_label}
        )
    begins = freeze.until
    _refuse_to_extend_twice(freeze, seen, approval)
    engine.stop(subject=freeze, kind=Kind.FREEZE_END, at=now)
    freeze.until = time_freeze(freeze, begins)
    freeze.save(update_fields=["until"])
    renewal = FreezeRenewal.objects.create(
        freeze=freeze,
        starts_at=begins,
        until=freeze.until,
        decided_by=by,
        decided_at=now,
        **asdict(approval),
    )
    record("freeze.extended", by=by, subject=freeze, unit=unit, until=freeze.until)
    return renewal


@transaction.atomic
def find_unrelated(*, freeze: Freeze, at: datetime | None = None, by: Person) -> None:
    """The account has nothing to do with the case: three days to let it go."""
    unit = freeze.order.incident.unit
    require(by, Permission.FREEZE_DECIDE, unit)
    freeze = Freeze.objects.locked(freeze)
    _refuse_ended(freeze)
    if freeze.found_unrelated_at is not None:
        raise Conflict(
            _("%(number)s已登记为查明无关，正在计时。请办理解冻。")
            % {"number": freeze.number}
        )
    freeze.found_unrelated_at = at or timezone.now()
    freeze.save(update_fields=["found_unrelated_at"])
    time_unfreezing(freeze, freeze.found_unrelated_at)
    record("freeze.found_unrelated", by=by, subject=freeze, unit=unit)
    tell_police(
        freeze, unit, kept("查明与案件无关，请解冻"), at=freeze.found_unrelated_at
    )


@transaction.atomic
def take_back_finding(
    *, freeze: Freeze, at: datetime | None = None, by: Person
) -> None:
    """It was entered by mistake: the freeze stays, its three days are called off."""
    unit = freeze.order.incident.unit
    require(by, Permission.FREEZE_DECIDE, unit)
    freeze = Freeze.objects.locked(freeze)
    _refuse_ended(freeze)
    freeze.found_unrelated_at = None
    freeze.save(update_fields=["found_unrelated_at"])
    engine.cancel(subject=freeze, kinds=[Kind.UNFREEZE], at=at or timezone.now())
    record("freeze.finding_taken_back", by=by, subject=freeze, unit=unit)


@transaction.atomic
def unfreeze(
    *, freeze: Freeze, reason: str, at: datetime | None = None, by: Person
) -> None:
    unit = freeze.order.incident.unit
    require(by, Permission.FREEZE_DECIDE, unit)
    freeze = Freeze.objects.locked(freeze)
    now = at or timezone.now()
    engine.stop(subject=freeze, kind=Kind.UNFREEZE, at=now)
    _end(freeze, FreezeState.UNFROZEN, reason.strip(), now)
    record("freeze.lifted", by=by, subject=freeze, unit=unit)


@transaction.atomic
def expire_freeze(*, freeze: Freeze, at: datetime, by: Person) -> None:
    """By the clock: not extended in time. Without effect if it ended before."""
    require(by, Permission.CLOCK_FIRE)
    freeze = Freeze.objects.locked(freeze)
    if freeze.state != FreezeState.IN_FORCE:
        return
    unit = freeze.order.incident.unit
    _end(freeze, FreezeState.EXPIRED, kept("期满未续，自动解除"), at)
    record("freeze.expired", by=by, subject=freeze, unit=unit)
    tell_police(freeze, unit, kept("冻结已到期解除"), at=at)


def _take_effect(freeze: Freeze, begins: datetime) -> None:
    move(freeze, FreezeState.IN_FORCE, FREEZE)
    freeze.starts_at = begins
    freeze.until = time_freeze(freeze, begins)
    freeze.save(update_fields=["state", "starts_at", "until"])


def _end(freeze: Freeze, state: FreezeState, reason: str, at: datetime) -> None:
    move(freeze, state, FREEZE)
    freeze.ended_at, freeze.end_reason = at, reason
    freeze.save(update_fields=["state", "ended_at", "end_reason"])
    engine.cancel(subject=freeze, at=at)
    of_account = Freeze.objects.filter(account_key=freeze.account_key)
    if of_account.in_force().exists():
        # It was one of those that wait for another.
        return
    if (following := of_account.queued().order_by("decided_at").first()) is not None:
        _take_effect(Freeze.objects.locked(following), at)


def _refuse_to_extend_twice(
    freeze: Freeze, seen: datetime | None, approval: Approval
) -> None:
    papers = freeze.renewals.filter(paper_number=approval.paper_number)
    if freeze.until != seen or papers.exists():
        raise Conflict(
            _("%(number)s刚刚有人续冻，没有重复登记。请刷新页面，核对现在的到期时间。")
            % {"number": freeze.number}
        )


def _refuse_ended(freeze: Freeze) -> None:
    if freeze.ended_at is not None:
        raise Refused(
            _("%(number)s%(state)s，没有可以解除的冻结。")
            % {"number": freeze.number, "state": freeze.state_label}
        )


def _refuse_low_approval(term: str, approval: Approval, at: datetime) -> None:
    if approval.approval_level == ApprovalLevel.COUNTY and needs_city(term, at):
        raise Refused(
            _("“%(term)s”的冻结须设区的市级以上公安机关批准，县级批准的不能登记。")
            % {"term": FreezeTerm(term).label}
        )
