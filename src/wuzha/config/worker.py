"""The worker: gives alarms, runs schedules and jobs, seals the audit, sends notices.

Each of these has a lane of its own (a thread with its own connection), so that a long
job or a gateway that does not answer cannot hold up an alarm. Any number of workers may
run; what they take is claimed in the database.
"""

import logging
import os
import socket
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from time import monotonic
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections, connections
from django.utils import timezone

from wuzha.audit.chain import seal_all_entries, seal_recent_entries
from wuzha.clocks import firing
from wuzha.config.registry import registry
from wuzha.jobs import heartbeat, queue, schedule
from wuzha.notices.delivery import deliver
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, valid_on
from wuzha.screening.waiting import read_next

log = logging.getLogger("wuzha.worker")

TICK_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
LAST_WORDS_SECONDS = 20.0
# Does what is due; whether more is waiting, so that the lane need not rest.
Duty = Callable[[], bool]


class PutOff(Protocol):
    def __call__(self, *, failure: str) -> object: ...


def attempt(
    what: str, work: Callable[[], object], put_off: PutOff, **facts: object
) -> bool:
    """Do the work; when it fails, say so in the log and put it off.

    Whatever an area's action raises must end here: one that fails may not stop the
    alarms and jobs of all others. `put_off` is told the kind of the error only.
    """
    try:
        work()
    except Exception as error:
        failure = type(error).__name__
        log.exception("%s failed", what, extra={"failure": failure, **facts})
        put_off(failure=failure)
        return False
    return True


def give_alarms() -> bool:
    due = firing.due_steps(timezone.now())
    if not due:
        return False
    by, alarms = clockwork(), registry().alarms
    for step_id in due:
        attempt(
            "alarm",
            partial(firing.fire, step_id, alarms=alarms, by=by),
            partial(firing.put_off, step_id),
            step=step_id,
        )
    return len(due) == firing.BATCH


def run_schedules() -> bool:
    at = timezone.now()
    due = schedule.due(registry().schedule, at)
    for one in due:
        by = clockwork()
        attempt(
            "schedule",
            partial(schedule.run, one, at=at, by=by),
            partial(schedule.put_off, one, at=at),
            job=one.name,
        )
    return False


def run_job() -> bool:
    handlers = registry().jobs
    job = queue.take(handlers=handlers, at=timezone.now())
    if job is None:
        return False
    attempt(
        "job",
        lambda: queue.run(job, handlers=handlers, by=_asker(job.by)),
        partial(queue.put_off, job),
        job=job.name,
    )
    return True


def seal_audit() -> bool:
    """What its own process did not seal because it died; older ones at the start."""
    seal_recent_entries()
    return False


def send_notices() -> bool:
    return deliver(at=timezone.now()) > 0


LANES: dict[str, Duty] = {
    "alarms": give_alarms,
    "schedules": run_schedules,
    "jobs": run_job,
    "audit": seal_audit,
    "notices": send_notices,
    "pictures": read_next,
}


def clockwork() -> Person:
    """The machine person in whose name the worker acts."""
    machine = Person.objects.filter(
        valid_on(timezone.localdate(), "appointments__"),
        appointments__role=Role.CLOCKWORK,
        is_active=True,
        is_machine=True,
    ).first()
    if machine is None:
        raise ImproperlyConfigured(
            "No machine person holds the role of clockwork: run `wuzha setup`."
        )
    return machine


def _asker(username: str) -> Person:
    return Person.objects.get(username=username) if username else clockwork()


class Lane(Thread):
    """Does its duty again and again; rests for a moment when there was nothing to do,
    and longer each time when the duty itself fails, as without a database."""

    def __init__(self, name: str, duty: Duty, stop: Event) -> None:
        super().__init__(name=name, daemon=True)
        self.duty, self.stop = duty, stop
        self.ticked = monotonic()
        self.failures = 0
        self.more = False

    def run(self) -> None:
        while not self.stop.is_set():
            close_old_connections()
            if attempt("lane", self.tick, self.note, lane=self.name):
                self.failures = 0
                self.ticked = monotonic()
                pause = 0.0 if self.more else TICK_SECONDS
            else:
                pause = min(TICK_SECONDS * 2**self.failures, LONGEST_PAUSE_SECONDS)
            self.stop.wait(pause)
        connections.close_all()

    def tick(self) -> None:
        self.more = self.duty()

    def note(self, *, failure: str) -> None:
        self.failures += 1

    @property
    def silent_seconds(self) -> float:
        return monotonic() - self.ticked


def run(stop: Event) -> int:
    """Work until told to stop; returns the exit code, 1 when a lane has died."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    lanes = [Lane(name, duty, stop) for name, duty in LANES.items()]
    for lane in lanes:
        lane.start()
    log.info("worker started")
    attempt("audit", seal_all_entries, _nothing)
    while not stop.is_set():
        close_old_connections()
        # Alarms are what must not be late; a long job is no reason for concern.
        if lanes[0].silent_seconds < heartbeat.DEAD_AFTER.total_seconds():
            attempt(
                "heartbeat", lambda: heartbeat.beat(name, at=timezone.now()), _nothing
            )
        if not all(lane.is_alive() for lane in lanes):
            stop.set()
            return 1
        stop.wait(heartbeat.EVERY.total_seconds())
    for lane in lanes:
        lane.join(LAST_WORDS_SECONDS)
    connections.close_all()
    log.info("worker stopped")
    return 0


def run_once() -> None:
    """Everything that is due now, lane after lane, then return."""
    seal_all_entries()
    more = True
    while more:
        more = False
        for duty in LANES.values():
            more = duty() or more


def _nothing(*, failure: str) -> None:
    """There is nothing to put off: the next beat comes anyway."""
