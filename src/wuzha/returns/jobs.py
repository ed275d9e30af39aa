"""What runs by itself: the answers to this area's clocks."""

from collections.abc import Callable

from wuzha.returns.actions.alarms import answer_end_of_notice, answer_payment_alarm
from wuzha.returns.states import ClockKind

ALARMS: dict[str, Callable[..., None]] = {
    ClockKind.NOTICE: answer_end_of_notice,
    ClockKind.PAYMENT: answer_payment_alarm,
}
