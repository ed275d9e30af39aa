"""What runs at fixed times: once a slot, also with two workers, once after an outage.

The slot is moved on by compare-and-set in the transaction of the action itself. Work
that takes long belongs into the queue: let the action enqueue it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from wuzha.jobs.models import Schedule
from wuzha.jobs.pauses import pause_after
from wuzha.jobs.queue import Actor

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=10)


@dataclass(frozen=True)
class Scheduled:
    """Runs `action(at=slot, by=machine)` every so often, or at times of the local day
    (("06:00",)). `slot` is the time it was due, which after an outage is not now."""

    name: str
    action: Callable[..., None]
    every: timedelta | None = None
    at: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.every) == bool(self.at):
            raise ValueError(f"{self.name} runs either every so often or at times")
        for clock in self.at:
            time.fromisoformat(clock)

    def slot(self, now: datetime) -> datetime:
        """The newest time, not after now, at which it is due."""
        if self.every:
            return now - (now - EPOCH) % self.every
        today = timezone.localtime(now).date()
        times = [
            timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
            for day in (today - DAY, today)
            for clock in self.at
        ]
        return max(one for one in times if one <= now)


def due(table: Iterable[Scheduled], at: datetime) -> list[Scheduled]:
    """What has a slot that nobody has run. What is seen for the first time begins with
    its next slot."""
    table = list(table)
    rows = {row.name: row for row in Schedule.objects.all()}
    Schedule.objects.bulk_create(
        (
            Schedule(name=one.name, slot=one.slot(at))
            for one in table
            if one.name not in rows
        ),
        ignore_conflicts=True,
    )
    return [
        one
        for one in table
        if (row := rows.get(one.name))
        and row.slot < one.slot(at)
        and (row.retry_at is None or row.retry_at <= at)
    ]


@transaction.atomic
def run(scheduled: Scheduled, *, at: datetime, by: Actor) -> bool:
    """False when another worker has the slot."""
    slot = scheduled.slot(at)
    row = (
        Schedule.objects.select_for_update(skip_locked=True)
        .filter(name=scheduled.name, slot__lt=slot)
        .first()
    )
    if row is None:
        return False
    row.slot, row.ran_at, row.retry_at = slot, at, None
    row.failures, row.failure = 0, ""
    row.save(update_fields=["slot", "ran_at", "retry_at", "failures", "failure"])
    scheduled.action(at=slot, by=by)
    return True


@transaction.atomic
def put_off(scheduled: Scheduled, *, failure: str, at: datetime) -> None:
    """After its action failed: the same slot again later."""
    row = Schedule.objects.select_for_update().get(name=scheduled.name)
    row.failures += 1
    row.failure = failure[:80]
    row.retry_at = at + pause_after(row.failures, FIRST_PAUSE, LONGEST_PAUSE)
    row.save(update_fields=["failures", "failure", "retry_at"])
