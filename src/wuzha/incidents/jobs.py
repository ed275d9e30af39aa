"""What runs by itself: the answers to this area's clocks."""

from collections.abc import Callable

from wuzha.incidents.actions.alarms import (
    answer_alarm,
    answer_end_of_freeze,
    answer_end_of_stop,
)
from wuzha.incidents.states import ClockKind

ALARMS: dict[str, Callable[..., None]] = {
    ClockKind.FIRST_ENTRY: answer_alarm,
    ClockKind.REQUEST: answer_alarm,
    ClockKind.EXECUTION: answer_alarm,
    ClockKind.FEEDBACK: answer_alarm,
    ClockKind.STOP_END: answer_end_of_stop,
    ClockKind.PAPERS: answer_alarm,
    ClockKind.FREEZE_END: answer_end_of_freeze,
    ClockKind.UNFREEZE: answer_alarm,
}
