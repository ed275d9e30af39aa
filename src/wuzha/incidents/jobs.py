"""What runs by itself: the answers to this area's clocks; numbers for monitoring."""

from collections.abc import Callable

from wuzha.incidents import figures
from wuzha.incidents.actions.alarms import (
    answer_alarm,
    answer_end_of_freeze,
    answer_end_of_stop,
)
from wuzha.incidents.actions.complaints import forget_stray_complaints
from wuzha.incidents.states import ClockKind
from wuzha.jobs.gauges import Gauge
from wuzha.jobs.schedule import Scheduled

ALARMS: dict[str, Callable[..., None]] = {
    ClockKind.FIRST_ENTRY: answer_alarm,
    ClockKind.REQUEST: answer_alarm,
    ClockKind.EXECUTION: answer_alarm,
    ClockKind.FEEDBACK: answer_alarm,
    ClockKind.STOP_END: answer_end_of_stop,
    ClockKind.PAPERS: answer_alarm,
    ClockKind.FREEZE_END: answer_end_of_freeze,
    ClockKind.UNFREEZE: answer_alarm,
    ClockKind.COMPLAINT: answer_alarm,
}
SCHEDULE = [
    Scheduled(
        "incidents.forget_complaints", action=forget_stray_complaints, at=("04:56",)
    ),
]
GAUGES = [
    Gauge(
        "wuzha_stop_payments_open",
        "Stop-payment orders that wait or hold money",
        figures.orders_open,
        label="state",
    ),
    Gauge("wuzha_freezes_in_force", "Accounts frozen now", figures.freezes_in_force),
]
