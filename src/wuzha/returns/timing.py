"""The clocks of a return, and what the dated tables say. Called inside actions."""

from datetime import datetime

from wuzha.clocks import engine
from wuzha.incidents.timing import number
from wuzha.returns.models import ReturnRound
from wuzha.returns.states import ClockKind


def needs_city(at: datetime) -> bool:
    """Whether the head of a county's police may not decide a return alone."""
    return number("returns.decision_needs_city", at).flag


def rule_in_force(at: datetime) -> str:
    """The rule of proportion, a key of `shares.RULES`."""
    return number("returns.pro_rata_rule", at).texts[0]


def time_notice(one: ReturnRound, begins: datetime) -> datetime:
    """Natural days, through weekends and holidays. Answers the end."""
    clock = engine.start(
        kind=ClockKind.NOTICE,
        subject=one,
        unit=one.unit,
        begins=begins,
        limit=number("money_clocks.pro_rata_notice", begins).limit,
        pre_alarms=number("returns.notice_alarms_days", begins).limits,
    )
    return clock.due_at


def time_payment(one: ReturnRound, begins: datetime) -> None:
    """Working days of the bank, or of the police for a bank without a seat here."""
    engine.start(
        kind=ClockKind.PAYMENT,
        subject=one,
        unit=one.freeze.order.answering_unit,
        begins=begins,
        limit=number("money_clocks.return_by_bank", begins).limit,
        working=True,
        pre_alarms=number("returns.payment_alarms_days", begins).limits,
    )
