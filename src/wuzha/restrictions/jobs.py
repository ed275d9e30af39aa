"""What runs by itself: an entry ends with its term and is forgotten in time, an
appeal that waits is told of."""

from collections.abc import Callable

from wuzha.jobs.queue import Handlers
from wuzha.jobs.schedule import Scheduled
from wuzha.organisation.jobs import import_job
from wuzha.restrictions.actions.appeals import answer_alarm
from wuzha.restrictions.actions.restrictions import expire_restriction
from wuzha.restrictions.actions.retention import forget_ended
from wuzha.restrictions.sheets import DECISIONS
from wuzha.restrictions.states import ClockKind

ALARMS: dict[str, Callable[..., None]] = {
    ClockKind.TERM.value: expire_restriction,
    ClockKind.APPEAL.value: answer_alarm,
}
SCHEDULE = [Scheduled("restrictions.forget_ended", action=forget_ended, at=("04:50",))]
JOBS: Handlers = {DECISIONS.job: import_job(DECISIONS)}
