"""A stop-payment order on the side of those who ask for it: drafted by anyone
entitled, issued by the police alone, renewed once, lifted, or run out."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.incidents.inputs import AccountIn
from wuzha.incidents.models import Incident, Payment, StopPaymentOrder
from wuzha.incidents.notifying import tell_bank, tell_police
from wuzha.incidents.requesting import retime_requests, why_not_stop
from wuzha.incidents.states import (
    STOP_PAYMENT,
    UNDER_WAY,
    ClockKind,
    IncidentState,
    StopState,
)
from wuzha.incidents.timing import time_execution
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, may, require
from wuzha.organisation.models import Person, Unit, UnitKind
from wuzha.organisation.words import kept
from wuzha.ui.words import listed

KEYS = ("account_key", "from_account_key")


@transaction.atomic
def draft_stop_payment(
    *,
    incident: Incident,
    payment: Payment,
    bank_unit: Unit | None = None,
    at_counter: bool = False,
    reason: str = "",
    at: datetime | None = None,
    by: Person,
) -> StopPaymentOrder:
    """For the account that the payment went to; the victim's other payments into it
    are asked for together."""
    require(by, Permission.STOP_DRAFT, incident.unit)
    incident = Incident.objects.locked(incident)
    order = _draft(incident, _account_of(payment), at or timezone.now(), by)
    order.bank_unit = bank_unit or order.bank_unit
    order.at_counter, order.reason = at_counter, reason.strip()
    order.save(update_fields=["bank_unit", "at_counter", "reason"])
    record("stop_payment.drafted", by=by, subject=order, unit=incident.unit)
    if not may(by, Permission.STOP_ISSUE, incident.unit):
        tell_police(order, incident.unit, kept("请核对并签发"), at=order.drafted_at)
    return order


@transaction.atomic
def draft_stops_for_accounts(
    *,
    incident: Incident,
    accounts: Iterable[AccountIn],
    at: datetime | None = None,
    by: Person,
) -> list[StopPaymentOrder]:
    """Drafts for the accounts that the money went to. An account that is being stopped
    already, or may not be stopped again, is left out."""
    require(by, Permission.STOP_DRAFT, incident.unit)
    incident = Incident.objects.locked(incident)
    now = at or timezone.now()
    asked = list(accounts)
    drafts = [
        _draft(incident, account, now, by)
        for account in asked
        if why_not_stop(account.fields()["account"], now) is None
    ]
    record(
        "stop_payment.drafted_for_accounts",
        by=by,
        subject=incident,
        unit=incident.unit,
        drafted=len(drafts),
        left_out=len(asked) - len(drafts),
    )
    if drafts and not may(by, Permission.STOP_ISSUE, incident.unit):
        tell_police(incident, incident.unit, kept("止付草稿待签发"), at=now)
    return drafts


@transaction.atomic
def correct_stop_payment(
    *,
    order: StopPaymentOrder,
    to: AccountIn,
    bank_unit: Unit | None,
    at_counter: bool = False,
    reason: str = "",
    by: Person,
) -> None:
    require(by, Permission.STOP_DRAFT, order.incident.unit)
    order = StopPaymentOrder.objects.locked(order)
    if order.state != StopState.DRAFTED:
        raise Refused(
            _("%(number)s%(state)s，内容不能再改。需要更改时请先撤回，再重新起草。")
            % {"number": order.number, "state": order.state_label}
        )
    columns = to.fields() | {
        "bank_unit": bank_unit,
        "at_counter": at_counter,
        "reason": reason.strip(),
    }
    for column, value in columns.items():
        setattr(order, column, value)
    _write(order, [*columns, *KEYS])
    record("stop_payment.corrected", by=by, subject=order, unit=order.incident.unit)


@transaction.atomic
def discard_stop_payment(
    *, order: StopPaymentOrder, at: datetime | None = None, by: Person
) -> None:
    """A draft that is not wanted; it can be taken back."""
    require(by, Permission.STOP_DRAFT, order.incident.unit)
    order = StopPaymentOrder.objects.locked(order)
    move(order, StopState.DISCARDED, STOP_PAYMENT)
    order.save(update_fields=["state"])
    retime_requests(order, at=at or timezone.now(), by=by)
    record("stop_payment.discarded", by=by, subject=order, unit=order.incident.unit)


@transaction.atomic
def restore_stop_payment(
    *, order: StopPaymentOrder, at: datetime | None = None, by: Person
) -> None:
    """The clock of the request counts from the report, as if it had not ended."""
    require(by, Permission.STOP_DRAFT, order.incident.unit)
    order = StopPaymentOrder.objects.locked(order)
    move(order, StopState.DRAFTED, STOP_PAYMENT)
    _write(order, ["state"])
    reported_at = order.incident.reported_at
    retime_requests(order, begins=reported_at, at=at or timezone.now(), by=by)
    record("stop_payment.restored", by=by, subject=order, unit=order.incident.unit)


@transaction.atomic
def issue_stop_payment(
    *,
    order: StopPaymentOrder,
    investigator: Person | None = None,
    at: datetime | None = None,
    by: Person,
) -> None:
    """Cannot be undone once the bank has acted. Of two officers who press at once, one
    issues and the other is told (Conflict)."""
    require(by, Permission.STOP_ISSUE, order.incident.unit)
    incident = Incident.objects.locked(order.incident)
    order = StopPaymentOrder.objects.locked(order)
    now = at or timezone.now()
    move(order, StopState.ISSUED, STOP_PAYMENT)
    _refuse_to_issue(order, incident, now)
    order.issued_by, order.issued_at = by, now
    order.investigator = investigator
    order.save(update_fields=["state", "issued_by", "issued_at", "investigator"])
    engine.stop(subject=incident, kind=ClockKind.REQUEST, at=now)
    time_execution(order, now)
    record(
        "stop_payment.issued",
        by=by,
        subject=order,
        unit=incident.unit,
        round=order.round,
        requested_cents=order.requested_cents,
    )
    tell_bank(order, kept("请立即核对，执行或答复"), at=now)


@transaction.atomic
def recall_stop_payment(
    *, order: StopPaymentOrder, reason: str, at: datetime | None = None, by: Person
) -> None:
    """Before the bank has answered; afterwards it is lifted."""
    require(by, Permission.STOP_ISSUE, order.incident.unit)
    order = StopPaymentOrder.objects.locked(order)
    move(order, StopState.RECALLED, STOP_PAYMENT)
    _end(order, reason, at or timezone.now(), by)
    record("stop_payment.recalled", by=by, subject=order, unit=order.incident.unit)


@transaction.atomic
def renew_stop_payment(
    *, order: StopPaymentOrder, at: datetime | None = None, by: Person
) -> StopPaymentOrder:
    """Drafts the second stop of a running one; it begins when the bank executes it."""
    require(by, Permission.STOP_DRAFT, order.incident.unit)
    order = StopPaymentOrder.objects.locked(order)
    now = at or timezone.now()
    if order.state not in (StopState.EXECUTED, StopState.EXPIRED):
        raise Refused(
            _("%(number)s%(state)s，只有止付中或刚到期的才能续止。")
            % {"number": order.number, "state": order.state_label}
        )
    if why_not := why_not_stop(order.account, now, unless=UNDER_WAY):
        raise why_not
    renewal = _copied(order, now, by)
    _write(renewal)
    retime_requests(renewal, at=now, by=by)
    record(
        "stop_payment.renewal_drafted",
        by=by,
        subject=renewal,
        unit=order.incident.unit,
        renews=order.pk,
    )
    return renewal


@transaction.atomic
def lift_stop_payment(
    *, order: StopPaymentOrder, reason: str, at: datetime | None = None, by: Person
) -> None:
    """Before its end: the account has nothing to do with it, or the money is safe."""
    require(by, Permission.STOP_ISSUE, order.incident.unit)
    order = StopPaymentOrder.objects.locked(order)
    now = at or timezone.now()
    move(order, StopState.LIFTED, STOP_PAYMENT)
    _end(order, reason, now, by)
    record("stop_payment.lifted", by=by, subject=order, unit=order.incident.unit)
    tell_bank(order, kept("止付已解除，请恢复账户"), at=now)


@transaction.atomic
def expire_stop_payment(*, order: StopPaymentOrder, at: datetime, by: Person) -> None:
    """By the clock: the stop ended of itself. Without effect if it ended before."""
    require(by, Permission.CLOCK_FIRE)
    order = StopPaymentOrder.objects.locked(order)
    if order.state != StopState.EXECUTED:
        return
    move(order, StopState.EXPIRED, STOP_PAYMENT)
    order.ended_at, order.end_reason = order.ends_at, kept("期满自动解除")
    order.save(update_fields=["state", "ended_at", "end_reason"])
    engine.cancel(subject=order, kinds=[ClockKind.STOP_END], at=at)
    retime_requests(order, at=at, by=by)
    record("stop_payment.expired", by=by, subject=order, unit=order.incident.unit)
    tell_police(order, order.incident.unit, kept("止付已到期解除"), at=at)


def _draft(
    incident: Incident, to: AccountIn, at: datetime, by: Person
) -> StopPaymentOrder:
    if incident.state != IncidentState.OPEN:
        raise Refused(
            _("%(number)s%(state)s，不能起草止付。请先受理，或恢复办理。")
            % {"number": incident.number, "state": incident.state_label}
        )
    columns = to.fields()
    if why_not := why_not_stop(columns["account"], at):
        raise why_not
    before = StopPaymentOrder.objects.executed().of_account(columns["account"])
    order = StopPaymentOrder(
        incident=incident,
        round=before.count() + 1,
        renews=before.filter(incident=incident).last(),
        bank_unit=_branch(to),
        drafted_by=by,
        drafted_at=at,
        **columns,
    )
    _write(order)
    retime_requests(order, at=at, by=by)
    return order


def _account_of(payment: Payment) -> AccountIn:
    """The latest transfer into the account is the one to match: what is still there."""
    into = Payment.objects.standing().filter(
        incident=payment.incident_id, payee_account_key=payment.payee_account_key
    )
    return AccountIn(
        account=payment.payee_account,
        account_name=payment.payee_name,
        amount_cents=payment.amount_cents,
        transferred_at=payment.paid_at,
        currency=payment.currency,
        bank_name=payment.payee_bank,
        requested_cents=sum(one.amount_cents for one in into),
    )


def _branch(to: AccountIn) -> Unit | None:
    """The bank's own page, when the county has one for it."""
    branches = Unit.objects.valid(on=timezone.localdate()).filter(
        kind=UnitKind.BANK_BRANCH
    )
    if to.bank_code:
        return branches.filter(code=to.bank_code).first()
    return branches.filter(name=to.bank_name).first() if to.bank_name else None


def _copied(order: StopPaymentOrder, at: datetime, by: Person) -> StopPaymentOrder:
    copied = (
        *("incident", "account_name", "account", "amount_cents", "transferred_at"),
        *("account_kind", "currency", "bank_name", "bank_code", "bank_unit"),
        *("requested_cents", "level", "from_account", "reason", "is_urgent"),
    )
    return StopPaymentOrder(
        round=order.round + 1,
        renews=order,
        drafted_by=by,
        drafted_at=at,
        **{column: getattr(order, column) for column in copied},
    )


def _refuse_to_issue(order: StopPaymentOrder, incident: Incident, at: datetime) -> None:
    if incident.state != IncidentState.OPEN:
        raise Refused(
            _("%(number)s%(state)s，不能签发止付。请先受理，或恢复办理。")
            % {"number": incident.number, "state": incident.state_label}
        )
    if missing := order.missing_items:
        raise Refused(
            _("%(number)s还缺%(items)s，银行无法核对，不能签发。请补全后再签发。")
            % {"number": order.number, "items": listed(missing)}
        )
    if why_not := why_not_stop(order.account, at, unless=()):
        raise why_not


def _end(order: StopPaymentOrder, reason: str, at: datetime, by: Person) -> None:
    order.ended_at, order.end_reason = at, reason.strip()
    order.save(update_fields=["state", "ended_at", "end_reason"])
    engine.cancel(subject=order, at=at)
    retime_requests(order, at=at, by=by)


def _write(order: StopPaymentOrder, columns: list[str] | None = None) -> None:
    """Two may draft for one account at the same moment: the database decides."""
    try:
        with transaction.atomic():
            order.save(force_insert=columns is None, update_fields=columns)
    except IntegrityError as broken:
        rivals = StopPaymentOrder.objects.under_way().of_account(order.account)
        if not rivals.exclude(pk=order.pk).exists():
            raise
        raise Conflict(
            _("这个账户刚刚有人起草了止付令，没有重复保存。请刷新页面查看。")
        ) from broken
