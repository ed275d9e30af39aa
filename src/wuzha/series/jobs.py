"""What runs by itself: the series, reckoned anew every hour."""

from datetime import timedelta

from wuzha.jobs.queue import Handler, Long
from wuzha.jobs.schedule import Scheduled
from wuzha.series.actions import JOB, ask_regrouping
from wuzha.series.regrouping import regroup_all

JOBS: dict[str, Handler] = {JOB: Long(regroup_all, lease=timedelta(minutes=30))}
SCHEDULE = [Scheduled(JOB, action=ask_regrouping, every=timedelta(hours=1))]
