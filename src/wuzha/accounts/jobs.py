"""What runs by itself: the answers to this area's clocks, the rows of imports."""

from collections.abc import Callable

from wuzha.accounts.actions.look_backs import answer_look_back_alarm
from wuzha.accounts.actions.suspicions import answer_look_alarm
from wuzha.accounts.sheets import ACCOUNTS
from wuzha.accounts.states import ClockKind
from wuzha.jobs.queue import Handlers
from wuzha.organisation.jobs import import_job

JOBS: Handlers = {ACCOUNTS.job: import_job(ACCOUNTS)}
ALARMS: dict[str, Callable[..., None]] = {
    ClockKind.LOOK.value: answer_look_alarm,
    ClockKind.LOOK_BACK.value: answer_look_back_alarm,
}
