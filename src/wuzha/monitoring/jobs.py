"""What runs by itself: the rules over the transfers that somebody handed in."""

from datetime import timedelta

from wuzha.jobs.queue import Handler, Long
from wuzha.monitoring.running import run_rules

JOBS: dict[str, Handler] = {
    "monitoring.run": Long(run_rules, lease=timedelta(minutes=30))
}
