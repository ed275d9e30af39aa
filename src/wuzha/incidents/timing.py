"""The clocks of this area: which limit each has, and when it begins.

Called inside actions. The numbers stand in the dated tables, with their basis.
"""

from datetime import datetime

from django.utils import timezone

from wuzha.clocks import engine
from wuzha.incidents.models import (
    Freeze,
    FreezeComplaint,
    FreezeTerm,
    Incident,
    StopPaymentOrder,
)
from wuzha.incidents.states import ClockKind
from wuzha.lib import params
from wuzha.lib.params import Parameter

FREEZE_MONTHS = {
    FreezeTerm.ORDINARY: "money_clocks.freeze_months",
    FreezeTerm.MAJOR: "money_clocks.freeze_major_months",
    FreezeTerm.SECURITIES: "money_clocks.freeze_securities_months",
    FreezeTerm.EQUITY: "money_clocks.freeze_equity_months",
}


def number(key: str, at: datetime) -> Parameter:
    """As it was on the day of the moment."""
    return params.value(key, on=timezone.localdate(at))


def most_stops(at: datetime) -> Parameter:
    """How often one account may be stopped in all."""
    return number("money_clocks.stop_payment_max_times", at)


def needs_city(term: str, at: datetime) -> bool:
    """Whether the head of a county's police may not approve the freeze alone."""
    return number(f"stop_payment.{term}_needs_city", at).flag


def time_first_entry(incident: Incident, at: datetime) -> None:
    engine.start(
        kind=ClockKind.FIRST_ENTRY,
        subject=incident,
        unit=incident.unit,
        begins=incident.reported_at,
        limit=number("money_clocks.first_entry_minutes", at).limit,
    )


def time_request(incident: Incident, begins: datetime | None, at: datetime) -> None:
    """From the report, unless told otherwise, to the first order that is issued."""
    engine.start(
        kind=ClockKind.REQUEST,
        subject=incident,
        unit=incident.unit,
        begins=begins or incident.reported_at,
        limit=number("stop_payment.request_minutes", at).limit,
        levels=number("stop_payment.request_levels", at).limits,
    )


def time_execution(order: StopPaymentOrder, at: datetime) -> None:
    engine.start(
        kind=ClockKind.EXECUTION,
        subject=order,
        unit=order.answering_unit,
        begins=at,
        limit=number("stop_payment.execution_minutes", at).limit,
        pre_alarms=(number("stop_payment.execution_alarm_minutes", at).limit,),
        levels=number("stop_payment.execution_levels", at).limits,
    )


def time_feedback(order: StopPaymentOrder, executed_at: datetime) -> None:
    engine.start(
        kind=ClockKind.FEEDBACK,
        subject=order,
        unit=order.answering_unit,
        begins=executed_at,
        limit=number("stop_payment.feedback_minutes", executed_at).limit,
    )


def time_stop(order: StopPaymentOrder, executed_at: datetime) -> datetime:
    """48 hours from execution, through weekends and holidays. Answers the end."""
    clock = engine.start(
        kind=ClockKind.STOP_END,
        subject=order,
        unit=order.incident.unit,
        begins=executed_at,
        limit=number("money_clocks.stop_payment_hours", executed_at).limit,
        pre_alarms=number("money_clocks.stop_alarms_hours", executed_at).limits,
    )
    return clock.due_at


def time_papers(order: StopPaymentOrder, executed_at: datetime) -> None:
    """Only where the county has switched this local rule on."""
    if not number("money_clocks.papers_after_counter_stop_on", executed_at).flag:
        return
    engine.start(
        kind=ClockKind.PAPERS,
        subject=order,
        unit=order.incident.unit,
        begins=executed_at,
        limit=number("money_clocks.papers_after_counter_stop", executed_at).limit,
    )


def time_freeze(freeze: Freeze, begins: datetime) -> datetime:
    """Months end on the same day and hour, or on the last day of a shorter month: the
    earlier reading of a rule whose text was not checked. Answers the end."""
    clock = engine.start(
        kind=ClockKind.FREEZE_END,
        subject=freeze,
        unit=freeze.order.incident.unit,
        begins=begins,
        limit=number(FREEZE_MONTHS[FreezeTerm(freeze.term)], begins).limit,
        pre_alarms=number("money_clocks.freeze_alarms_days", begins).limits,
    )
    return clock.due_at


def time_unfreezing(freeze: Freeze, found_at: datetime) -> None:
    engine.start(
        kind=ClockKind.UNFREEZE,
        subject=freeze,
        unit=freeze.order.incident.unit,
        begins=found_at,
        limit=number("money_clocks.unfreeze_if_unrelated", found_at).limit,
    )


def time_complaint(complaint: FreezeComplaint) -> None:
    received_at = complaint.received_at
    engine.start(
        kind=ClockKind.COMPLAINT,
        subject=complaint,
        unit=complaint.unit,
        begins=received_at,
        limit=number("money_clocks.complaint_answer", received_at).limit,
        pre_alarms=number("money_clocks.complaint_alarms_days", received_at).limits,
    )
