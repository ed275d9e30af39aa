"""What runs by itself: the answers to this area's clocks, the rows of imports, and what
is forgotten at night."""

from collections.abc import Callable

from wuzha.accounts.actions.look_backs import answer_look_back_alarm
from wuzha.accounts.actions.retention import (
    forget_bank_accounts,
    forget_look_backs,
    forget_suspicions,
)
from wuzha.accounts.actions.suspicions import answer_look_alarm
from wuzha.accounts.sheets import ACCOUNTS
from wuzha.accounts.states import ClockKind
from wuzha.jobs.queue import Handlers
from wuzha.jobs.schedule import Scheduled
from wuzha.organisation.jobs import import_job

SCHEDULE = [
    Scheduled("accounts.forget_suspicions", action=forget_suspicions, at=("04:52",)),
    Scheduled("accounts.forget_look_backs", action=forget_look_backs, at=("04:54",)),
    Scheduled(
        "accounts.forget_bank_accounts", action=forget_bank_accounts, at=("04:56",)
    ),
]
JOBS: Handlers = {ACCOUNTS.job: import_job(ACCOUNTS)}
ALARMS: dict[str, Callable[..., None]] = {
    ClockKind.LOOK.value: answer_look_alarm,
    ClockKind.LOOK_BACK.value: answer_look_back_alarm,
}
