"""What runs by itself: the reports of new duties are registered, and what has passed
its day ends."""

from datetime import timedelta

from wuzha.jobs.schedule import Scheduled
from wuzha.reports.actions.register import end_askings, register_duties

SCHEDULE = [
    Scheduled("reports.register", action=register_duties, every=timedelta(minutes=15)),
    Scheduled("reports.end", action=end_askings, at=("00:10",)),
]
