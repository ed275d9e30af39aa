"""What runs by itself: an entry ends with its term, an appeal that waits is told of."""

from collections.abc import Callable

from wuzha.jobs.queue import Handlers
from wuzha.organisation.jobs import import_job
from wuzha.restrictions.actions.appeals import answer_alarm
from wuzha.restrictions.actions.restrictions import expire_restriction
from wuzha.restrictions.sheets import DECISIONS
from wuzha.restrictions.states import ClockKind

ALARMS: dict[str, Callable[..., None]] = {
    ClockKind.TERM.value: expire_restriction,
    ClockKind.APPEAL.value: answer_alarm,
}
JOBS: Handlers = {DECISIONS.job: import_job(DECISIONS)}
