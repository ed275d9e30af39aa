"""What runs by itself: the rules over the transfers that somebody handed in or over
those of an involved account, and a new version's test."""

from datetime import timedelta

from wuzha.jobs.queue import Handler, Long
from wuzha.monitoring.looking_back import search_store
from wuzha.monitoring.running import run_rules
from wuzha.monitoring.scoring import try_score
from wuzha.monitoring.testing import try_rule

JOBS: dict[str, Handler] = {
    "monitoring.run": Long(run_rules, lease=timedelta(minutes=30)),
    "monitoring.test_rule": Long(try_rule, lease=timedelta(minutes=30)),
    "monitoring.test_score": Long(try_score, lease=timedelta(minutes=30)),
    "monitoring.look_back": Long(search_store, lease=timedelta(minutes=30)),
}
