"""What runs without anybody asking: alarms of the clocks, and the work of the night."""

from datetime import timedelta

from wuzha.earlywarnings import actions, figures
from wuzha.earlywarnings.sheets import WARNINGS
from wuzha.earlywarnings.states import ClockKind
from wuzha.jobs.gauges import Gauge
from wuzha.jobs.queue import Handlers
from wuzha.jobs.schedule import Scheduled
from wuzha.organisation.jobs import import_job

ALARMS = {
    ClockKind.TRIAGE.value: actions.answer_alarm,
    ClockKind.SIGN.value: actions.answer_alarm,
    ClockKind.CALL.value: actions.answer_alarm,
    ClockKind.MEET.value: actions.answer_alarm,
    ClockKind.FEED_BACK.value: actions.answer_alarm,
    ClockKind.REVISIT.value: actions.answer_revisit_alarm,
}
JOBS: Handlers = {WARNINGS.job: import_job(WARNINGS)}
SCHEDULE = [
    Scheduled(
        "earlywarnings.join_reported",
        action=actions.join_reported,
        every=timedelta(minutes=5),
    ),
    Scheduled(
        "earlywarnings.release_left",
        action=actions.release_left,
        every=timedelta(minutes=5),
    ),
    Scheduled(
        "earlywarnings.deidentify_old",
        action=actions.deidentify_old,
        every=timedelta(minutes=10),
    ),
]
GAUGES = [
    Gauge(
        "wuzha_dissuasions_open",
        "Open dissuasions by state",
        figures.open_by_state,
        label="state",
    ),
    Gauge(
        "wuzha_dissuasions_overdue",
        "Open dissuasions with a limit that has run out",
        figures.overdue_now,
    ),
]
