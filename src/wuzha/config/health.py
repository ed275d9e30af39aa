"""`/healthz`: whether the service does its work. For a probe: no sign-in, no data."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

import wuzha
from wuzha.clocks.figures import oldest_unfired
from wuzha.jobs.figures import longest_wait
from wuzha.jobs.heartbeat import DEAD_AFTER, last_beat

# An alarm is promised within seconds; work in the queue may stand behind a long job.
LATE_ALARM_SECONDS = 60.0
LATE_JOB_SECONDS = 900.0


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """503 when something is wrong, with the names of what is."""
    try:
        facts, faults = _state(timezone.now())
    except DatabaseError:
        facts, faults = {}, ["database"]
    answer = {"version": wuzha.__version__, "faults": faults, **facts}
    return JsonResponse(answer, status=503 if faults else 200)


def _state(now: datetime) -> tuple[dict[str, float | None], list[str]]:
    beat = last_beat()
    silent = (now - beat).total_seconds() if beat else None
    alarm, job = oldest_unfired(now), longest_wait(now)
    wrong = {
        "worker": silent is None or silent > DEAD_AFTER.total_seconds(),
        "alarms": alarm > LATE_ALARM_SECONDS,
        "queue": job > LATE_JOB_SECONDS,
    }
    facts = {
        "worker_silent_seconds": silent,
        "alarm_oldest_due_seconds": alarm,
        "job_oldest_due_seconds": job,
    }
    return facts, [name for name, is_wrong in wrong.items() if is_wrong]
