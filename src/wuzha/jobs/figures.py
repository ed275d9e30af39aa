"""How the queue stands."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Count, Min

from wuzha.jobs.models import Job, JobState, Schedule


def jobs_by_state(now: datetime) -> Mapping[str, float]:
    """What is unfinished or dead; the done are not counted, they only grow."""
    counted = dict.fromkeys((JobState.WAITING, JobState.RUNNING, JobState.DEAD), 0)
    rows = Job.objects.filter(state__in=counted).values_list("state")
    counted |= dict(rows.annotate(Count("pk")))
    return {str(state): float(number) for state, number in counted.items()}


def longest_wait(now: datetime) -> float:
    """Seconds since the oldest job that is due could have been taken."""
    oldest = Job.objects.due(now).aggregate(at=Min("next_at"))["at"]
    return (now - oldest).total_seconds() if oldest else 0.0


def failing_schedules(now: datetime) -> float:
    return float(Schedule.objects.filter(failures__gt=0).count())
