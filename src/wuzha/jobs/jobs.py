from wuzha.jobs import figures, heartbeat, queue
from wuzha.jobs.gauges import Gauge
from wuzha.jobs.schedule import Scheduled

SCHEDULE = [
    Scheduled("jobs.forget_finished", action=queue.forget_finished, at=("03:30",)),
    Scheduled("jobs.forget_silent", action=heartbeat.forget_silent, at=("03:35",)),
]
GAUGES = [
    Gauge("wuzha_jobs", "Queued jobs by state", figures.jobs_by_state, label="state"),
    Gauge(
        "wuzha_jobs_oldest_due_seconds",
        "Age of the oldest job that waits for a worker",
        figures.longest_wait,
    ),
    Gauge(
        "wuzha_schedules_failing",
        "Scheduled actions whose last run failed",
        figures.failing_schedules,
    ),
]
