"""Whether a worker is alive, for `/healthz`."""

from datetime import datetime, timedelta

from django.db.models import Max

from wuzha.jobs.models import Heartbeat
from wuzha.jobs.queue import Actor

EVERY = timedelta(seconds=5)
# Silent for longer than this, no worker is alive.
DEAD_AFTER = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(days=1)


def beat(worker: str, *, at: datetime) -> None:
    Heartbeat.objects.update_or_create(worker=worker, defaults={"at": at})


def forget_silent(*, at: datetime, by: Actor) -> None:
    """Workers that ended long ago."""
    Heartbeat.objects.filter(at__lt=at - FORGOTTEN_AFTER).delete()


def last_beat() -> datetime | None:
    newest: datetime | None = Heartbeat.objects.aggregate(at=Max("at"))["at"]
    return newest
