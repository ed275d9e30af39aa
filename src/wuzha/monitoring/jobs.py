"""What runs by itself: the rules over the transfers that somebody handed in,
and a new version's test."""

from datetime import timedelta

from wuzha.jobs.queue import Handler, Long
from wuzha.monitoring.running import run_rules
from wuzha.monitoring.testing import try_rule

JOBS: dict[str, Handler] = {
    "monitoring.run": Long(run_rules, lease=timedelta(minutes=30)),
    "monitoring.test_rule": Long(try_rule, lease=timedelta(minutes=30)),
}
