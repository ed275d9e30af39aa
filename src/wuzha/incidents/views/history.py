"""What has happened to an incident, from its own rows, the latest first."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.clocks.states import ClockState
from wuzha.incidents.models import Freeze, Incident, StopPaymentOrder
from wuzha.incidents.states import ClockKind, StopState
from wuzha.lib.masking import bank_account
from wuzha.lib.money import yuan_text
from wuzha.ui.timeline import Event

ENDS = {
    StopState.RECALLED: "plain",
    StopState.RENEWED: "done",
    StopState.LIFTED: "plain",
    StopState.EXPIRED: "danger",
    StopState.FROZEN: "done",
}


def history_of(
    incident: Incident, orders: list[StopPaymentOrder], freezes: list[Freeze]
) -> list[Event]:
    events = [
        *_of_incident(incident),
        *(event for order in orders for event in _of_order(order)),
        *(event for freeze in freezes for event in _of_freeze(freeze)),
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def order_history(order: StopPaymentOrder) -> list[Event]:
    return sorted(_of_order(order), key=lambda event: event.at, reverse=True)


def freeze_history(freeze: Freeze) -> list[Event]:
    return sorted(_of_freeze(freeze), key=lambda event: event.at, reverse=True)


def _of_incident(incident: Incident) -> Iterator[Event]:
    source = str(incident.reporting_unit or incident.get_channel_display())
    yield Event(incident.reported_at, _("报案"), source)
    yield Event(incident.entered_at, _("录入"), incident.entered_by)
    if incident.accepted_at and incident.accepted_at != incident.entered_at:
        yield Event(incident.accepted_at, _("受理"), str(incident.unit))
    for clock in Clock.objects.of(incident).filter(
        kind=ClockKind.REQUEST, state=ClockState.CANCELLED
    ):
        if clock.done_at and clock.done_at != incident.closed_at:
            yield Event(clock.done_at, _("签发止付不再计时"))
    if incident.closed_at:
        yield Event(
            incident.closed_at, _("结案"), incident.closed_by or "", tone="done"
        )


def _of_order(order: StopPaymentOrder) -> Iterator[Event]:
    account = bank_account(order.account)
    url = order.get_absolute_url()
    amount = yuan_text(order.requested_cents)
    yield Event(
        order.drafted_at, _("起草止付 %s") % account, order.drafted_by, amount, url=url
    )
    if order.issued_at:
        signer = order.issued_by or ""
        yield Event(order.issued_at, _("签发止付 %s") % account, signer, url=url)
    if order.executed_at:
        yield Event(
            order.executed_at,
            _("银行已止付 %s") % account,
            order.handler or order.answered_by or "",
            tone="done",
            url=url,
        )
    if order.refused_at:
        cause = order.get_refusal_cause_display()
        detail = f"{cause} {order.refusal_note}".strip()
        what = _("银行未执行 %s") % account
        yield Event(order.refused_at, what, order.handler, detail, "danger", url)
    elif order.fed_back_at and order.balance_cents is not None:
        balance = _("余额 %s") % yuan_text(order.balance_cents)
        yield Event(order.fed_back_at, _("银行反馈 %s") % account, detail=balance)
    if order.ended_at:
        state = StopState(order.state)
        what = f"{order.state_label} {account}"
        tone = ENDS.get(state, "")
        yield Event(order.ended_at, what, "", order.end_reason, tone, url)


def _of_freeze(freeze: Freeze) -> Iterator[Event]:
    account = bank_account(freeze.order.account)
    url = freeze.get_absolute_url()
    yield Event(
        freeze.decided_at,
        _("冻结 %s") % account,
        freeze.decided_by,
        freeze.paper_number,
        "done",
        url,
    )
    for renewal in freeze.renewals.all():
        yield Event(
            renewal.decided_at,
            _("续冻 %s") % account,
            renewal.decided_by,
            renewal.paper_number,
        )
    for one in freeze.complaints.select_related("received_by", "decided_by"):
        who = one.received_by or _("申诉人")
        yield Event(one.received_at, _("收到申诉"), who, tone="soon")
        if one.decided_at:
            yield Event(one.decided_at, one.state_label, one.decided_by or "")
    if freeze.found_unrelated_at:
        yield Event(
            freeze.found_unrelated_at, _("查明与案件无关 %s") % account, tone="soon"
        )
    if freeze.ended_at:
        what = f"{freeze.state_label} {account}"
        yield Event(freeze.ended_at, what, "", freeze.end_reason, url=url)
