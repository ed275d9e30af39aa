"""The queue: a job is taken under a lease, and its effect and its end are one commit.

A worker that dies lets its lease run out and the job is taken again, so a handler may
begin twice but its effect is there once. `Long` work commits as it goes and is to go on
where it stopped. After the last attempt a job stands dead until a person looks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone

from wuzha.jobs.models import Job, JobState
from wuzha.jobs.pauses import pause_after

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
KEPT = timedelta(days=30)


class Actor(Protocol):
    @property
    def username(self) -> str: ...


@dataclass(frozen=True)
class Long:
    """A handler with transactions of its own, safe to repeat from where it stopped.
    `lease`: longer than it can take; a second worker begins it again after that."""

    action: Callable[..., None]
    lease: timedelta


Handler = Callable[..., None] | Long
Handlers = Mapping[str, Handler]


def enqueue(
    name: str,
    arguments: dict[str, Any],
    *,
    key: str | None = None,
    run_after: datetime | None = None,
    by: Actor | None = None,
) -> Job:
    """Part of the caller's transaction: no commit, no job. With a `key` that an
    unfinished job has, that job is returned and none added. Runs as `by`, or as the
    machine itself."""
    now = timezone.now()
    job = Job(
        name=name,
        arguments=arguments,
        key=key or "",
        by=by.username if by else "",
        created_at=now,
        next_at=run_after or now,
    )
    if not key:
        job.save(force_insert=True)
        return job
    while True:
        Job.objects.bulk_create([job], ignore_conflicts=True)
        if unfinished := Job.objects.unfinished().filter(key=key).first():
            return unfinished


@transaction.atomic
def take(*, handlers: Handlers, at: datetime) -> Job | None:
    """The job that has waited longest, now leased to the caller; None when none is
    due. One whose workers have died too often is given up."""
    while True:
        due = Job.objects.due(at).order_by("next_at", "pk")
        job = due.select_for_update(skip_locked=True).first()
        if job is None or job.attempts < MAX_ATTEMPTS:
            break
        _finish(job, JobState.DEAD, at)
    if job is None:
        return None
    job.state = JobState.RUNNING
    job.attempts += 1
    job.next_at = at + _lease(handlers.get(job.name))
    job.save(update_fields=["state", "attempts", "next_at"])
    return job


def run(job: Job, *, handlers: Handlers, by: Actor) -> None:
    """Do what the job says, as `by`. Raises what the handler raises."""
    handler = handlers[job.name]
    if isinstance(handler, Long):
        handler.action(**job.arguments, by=by)
        with transaction.atomic():
            if _is_still_ours(job):
                _finish(job, JobState.DONE, timezone.now())
        return
    with transaction.atomic():
        if _is_still_ours(job):
            handler(**job.arguments, by=by)
            _finish(job, JobState.DONE, timezone.now())


@transaction.atomic
def put_off(job: Job, *, failure: str, at: datetime | None = None) -> None:
    """After a failed attempt: again later, or given up. `failure` names the error."""
    if not _is_still_ours(job):
        return
    at = at or timezone.now()
    job.failure = failure[:80]
    if job.attempts >= MAX_ATTEMPTS:
        _finish(job, JobState.DEAD, at)
        return
    job.state = JobState.WAITING
    job.next_at = at + pause_after(job.attempts, FIRST_PAUSE, LONGEST_PAUSE)
    job.save(update_fields=["state", "next_at", "failure"])


@transaction.atomic
def try_again(job: int, *, at: datetime) -> bool:
    """A dead job from the beginning, once its cause is mended; False when it is not
    dead."""
    return bool(
        Job.objects.dead()
        .filter(pk=job)
        .update(state=JobState.WAITING, attempts=0, next_at=at, finished_at=None)
    )


def forget_finished(*, at: datetime, by: Actor) -> None:
    """What was done long ago. The dead stay until somebody has looked."""
    old = Job.objects.filter(state=JobState.DONE, finished_at__lt=at - KEPT)
    old.delete()


def _is_still_ours(job: Job) -> bool:
    """The number of the attempt is the token of the lease: a worker that was so slow
    that another took its job must not finish it."""
    ours = Job.objects.filter(
        pk=job.pk, state=JobState.RUNNING, attempts=job.attempts
    ).select_for_update(skip_locked=True)
    return bool(ours.values_list("pk"))


def _lease(handler: Handler | None) -> timedelta:
    return handler.lease if isinstance(handler, Long) else LEASE


def _finish(job: Job, state: JobState, at: datetime) -> None:
    job.state, job.next_at, job.finished_at = state, None, at
    job.save(update_fields=["state", "next_at", "finished_at", "failure"])
