"""A stop-payment order on the side of the bank: executed or refused, and fed back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.incidents.inputs import BankAnswer
from wuzha.incidents.models import StopPaymentOrder
from wuzha.incidents.notifying import tell_police
from wuzha.incidents.requesting import retime_requests
from wuzha.incidents.states import STOP_PAYMENT, ClockKind, StopState
from wuzha.incidents.timing import time_feedback, time_papers, time_stop
from wuzha.lib import codes
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, may, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept

FED_BACK = ("balance_cents", "handler", "handler_phone", "fed_back_at")


@transaction.atomic
def read_stop_payment(
    *, order: StopPaymentOrder, how: str = "page", by: Person
) -> None:
    """Who opened the full four items: the account number is personal data."""
    unit = order.incident.unit
    if may(by, Permission.STOP_DRAFT, unit):
        require(by, Permission.STOP_DRAFT, unit)
    else:
        unit = order.answering_unit
        require(by, Permission.STOP_EXECUTE, unit)
    record(
        "stop_payment.read",
        by=by,
        subject=order,
        unit=unit,
        outcome=Outcome.READ,
        how=how,
    )


@transaction.atomic
def execute_stop_payment(
    *,
    order: StopPaymentOrder,
    executed_at: datetime | None = None,
    answer: BankAnswer | None = None,
    at: datetime | None = None,
    by: Person,
) -> None:
    """`executed_at` is when the account was shut, if that was before this entry. With
    the balance it is the feedback as well."""
    require(by, _permission_to_answer(order), order.answering_unit)
    order = StopPaymentOrder.objects.locked(order)
    now = at or timezone.now()
    shut_at = executed_at or now
    move(order, StopState.EXECUTED, STOP_PAYMENT)
    _refuse_impossible(order, shut_at, now)
    _end_the_stop_before(order, shut_at)
    order.answered_by, order.executed_at = by, shut_at
    order.ends_at = time_stop(order, shut_at)
    order.save(update_fields=["state", "answered_by", "executed_at", "ends_at"])
    engine.stop(subject=order, kind=ClockKind.EXECUTION, at=now)
    time_feedback(order, shut_at)
    if order.at_counter:
        time_papers(order, shut_at)
    if answer and answer.balance_cents is not None:
        _take_feedback(order, answer, now)
    record(
        "stop_payment.executed",
        by=by,
        subject=order,
        unit=order.incident.unit,
        balance_cents=order.balance_cents,
    )
    tell_police(order, order.incident.unit, kept("银行已止付，请办理冻结"), at=now)


@transaction.atomic
def feed_back_stop_payment(
    *,
    order: StopPaymentOrder,
    answer: BankAnswer,
    at: datetime | None = None,
    by: Person,
) -> None:
    require(by, _permission_to_answer(order), order.answering_unit)
    order = StopPaymentOrder.objects.locked(order)
    if order.executed_at is None:
        raise Refused(
            _("%(number)s%(state)s，还没有执行，不能反馈余额。请先登记已止付。")
            % {"number": order.number, "state": order.state_label}
        )
    if order.fed_back_at is not None:
        raise Conflict(
            _("%(number)s已经反馈过，没有重复保存。需要更正时请联系办案单位。")
            % {"number": order.number}
        )
    if answer.balance_cents is None:
        raise Refused(_("没有填写余额，不能反馈。账户里没有钱的，请填0。"))
    now = at or timezone.now()
    _take_feedback(order, answer, now)
    record(
        "stop_payment.fed_back",
        by=by,
        subject=order,
        unit=order.incident.unit,
        balance_cents=order.balance_cents,
    )
    tell_police(order, order.incident.unit, kept("银行已反馈余额"), at=now)


@transaction.atomic
def refuse_stop_payment(
    *,
    order: StopPaymentOrder,
    cause: str,
    note: str = "",
    answer: BankAnswer | None = None,
    at: datetime | None = None,
    by: Person,
) -> None:
    """Without a match the bank must not stop: its cause goes back at once."""
    require(by, _permission_to_answer(order), order.answering_unit)
    order = StopPaymentOrder.objects.locked(order)
    now = at or timezone.now()
    move(order, StopState.REFUSED, STOP_PAYMENT)
    order.answered_by, order.refused_at = by, now
    order.refusal_cause, order.refusal_note = cause, note.strip()
    order.save(
        update_fields=[
            *("state", "answered_by", "refused_at", "refusal_cause", "refusal_note")
        ]
    )
    retime_requests(order, at=now, by=by)
    _keep_answer(order, answer or BankAnswer(), now)
    engine.stop(subject=order, kind=ClockKind.EXECUTION, at=now)
    record(
        "stop_payment.refused",
        by=by,
        subject=order,
        unit=order.incident.unit,
        cause=cause,
    )
    tell_police(order, order.incident.unit, kept("银行未执行，请看原因"), at=now)


@transaction.atomic
def deliver_papers(
    *, order: StopPaymentOrder, at: datetime | None = None, by: Person
) -> None:
    """The formal papers of a stop that was asked for in person at the counter."""
    require(by, Permission.STOP_ISSUE, order.incident.unit)
    order = StopPaymentOrder.objects.locked(order)
    if order.papers_at is not None:
        raise Conflict(
            _("%(number)s的文书已登记送达，没有重复保存。") % {"number": order.number}
        )
    order.papers_at = at or timezone.now()
    order.save(update_fields=["papers_at"])
    engine.stop(subject=order, kind=ClockKind.PAPERS, at=order.papers_at)
    record(
        "stop_payment.papers_delivered", by=by, subject=order, unit=order.incident.unit
    )


def _permission_to_answer(order: StopPaymentOrder) -> Permission:
    """A bank without a seat here answers by other ways; the police enter it."""
    return Permission.STOP_EXECUTE if order.bank_unit else Permission.STOP_ISSUE


def _refuse_impossible(
    order: StopPaymentOrder, shut_at: datetime, now: datetime
) -> None:
    if order.issued_at and shut_at < order.issued_at:
        raise Refused(_("止付时间早于签发时间，无法登记。请核对日期和时刻。"))
    if shut_at > now:
        raise Refused(_("止付时间晚于现在，无法登记。请核对日期和时刻。"))


def _end_the_stop_before(order: StopPaymentOrder, at: datetime) -> None:
    """A second stop takes the place of the first, if that still runs."""
    before = StopPaymentOrder.objects.in_force().of_account(order.account).first()
    if before is None:
        return
    before = StopPaymentOrder.objects.locked(before)
    move(before, StopState.RENEWED, STOP_PAYMENT)
    before.ended_at, before.end_reason = at, order.number
    before.save(update_fields=["state", "ended_at", "end_reason"])
    engine.stop(subject=before, kind=ClockKind.STOP_END, at=at)


def _take_feedback(order: StopPaymentOrder, answer: BankAnswer, at: datetime) -> None:
    _keep_answer(order, answer, at)
    engine.stop(subject=order, kind=ClockKind.FEEDBACK, at=at)


def _keep_answer(order: StopPaymentOrder, answer: BankAnswer, at: datetime) -> None:
    phone = codes.phone(answer.handler_phone).value if answer.handler_phone else ""
    order.balance_cents = answer.balance_cents
    order.handler, order.handler_phone = answer.handler.strip(), phone
    order.fed_back_at = at
    order.save(update_fields=list(FED_BACK))
