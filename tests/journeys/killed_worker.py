"""The worker of the kill test and what it works on; run inside a `processes.Nursery`.

Its alarms, jobs and schedule leave an entry in the audit each time, so that what was
lost or done twice can be counted. The worker itself is the real one.
"""

import time
from collections import Counter
from datetime import datetime, timedelta
from threading import Event
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from wuzha.audit import chain
from wuzha.audit.models import Entry
from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import Clock, ClockStep
from wuzha.config import worker
from wuzha.config.registry import Registry
from wuzha.jobs import queue
from wuzha.jobs.models import Job, Schedule
from wuzha.jobs.schedule import Scheduled
from wuzha.notices import outbox
from wuzha.notices.models import Notice
from wuzha.organisation.actions.units import found_county
from wuzha.organisation.models import Person, Unit

SUBJECTS, JOBS = 40, 80
SECOND = timedelta(seconds=1)
AT_IT = "somebody-is-at-it"


def ring(*, step: ClockStep, at: datetime, by: Person) -> None:
    """As an area would: a notice, a record, at the end a hand-over of the clock."""
    guan = Person.objects.get(username="guan")
    clock = step.clock
    outbox.tell(people=[guan], item="时限", url="/", subject=clock, urgent=True)
    record("kill.rung", by=by, subject=step)
    if step.what == "level":
        engine.hand_over(clock=clock, unit=clock.unit, restart=False, at=at)


def do(*, number: int, by: Person) -> None:
    record("kill.done", by=by, number=number)
    queue.enqueue("kill.follow", {"number": number}, key=f"follow:{number}")


def follow(*, number: int, by: Person) -> None:
    record("kill.followed", by=by, number=number)


def dawdle(*, by: Person) -> None:
    time.sleep(60)


def tick(*, at: datetime, by: Person) -> None:
    record("kill.ticked", by=by, slot=at)


AREAS = Registry(
    jobs={
        "kill.do": do,
        "kill.follow": follow,
        "kill.dawdle": queue.Long(dawdle, lease=timedelta(minutes=5)),
    },
    alarms={"kill": ring},
    schedule=(Scheduled("kill.tick", action=tick, every=SECOND),),
    gauges=(),
)


def found() -> None:
    """A county with work for some seconds, all of it due."""
    made = found_county(
        name="青石县", code="990101000000", username="guan", person_name="管理员关"
    )
    past = timezone.now() - timedelta(hours=1)
    for number in range(SUBJECTS):
        engine.start(
            kind="kill",
            subject=Unit(pk=made.county.pk + number),
            unit=made.county,
            begins=past,
            limit=timedelta(minutes=10),
            pre_alarms=[timedelta(minutes=5)],
            levels=[SECOND],
        )
    for number in range(JOBS):
        queue.enqueue("kill.do", {"number": number})


def found_with_a_clock(seconds: float) -> None:
    """Due so many seconds from now, while a job keeps the queue busy."""
    made = found_county(
        name="青石县", code="990101000000", username="guan", person_name="管理员关"
    )
    queue.enqueue("kill.dawdle", {})
    now = timezone.now()
    engine.start(
        kind="kill",
        subject=made.county,
        unit=made.county,
        begins=now,
        due_at=now + seconds * SECOND,
    )


def finish_slowly() -> None:
    """Somebody is at the subject for a second, says so, and then the work is done."""
    with transaction.atomic():
        subject = Unit.objects.select_for_update().get()
        (settings.HOME / AT_IT).touch()
        time.sleep(1)
        engine.stop(subject=subject, kind="kill", at=timezone.now())


def told_so_far() -> dict[str, int]:
    """How many steps were fired, and how many jobs are not done."""
    fired = ClockStep.objects.filter(fired_at__isnull=False).count()
    return {"fired": fired, "jobs": Job.objects.unfinished().count()}


def work(once: bool = False) -> None:
    """Until it is killed, or `once` until nothing is due. A dead worker's lease ends
    within the test."""
    queue.LEASE = SECOND
    worker.registry = lambda: AREAS  # type: ignore[attr-defined]
    if once:
        worker.run_once()
    else:
        worker.run(Event())


def left() -> int:
    """What the workers have not done yet."""
    steps = ClockStep.objects.filter(next_at__isnull=False).count()
    return steps + Job.objects.unfinished().count()


def told() -> dict[str, Any]:
    """What stands in the database at the end, and what is wrong with it."""
    chain.seal_all_entries()
    steps = ClockStep.objects.all()
    rung = Counter(Entry.objects.filter(event="kill.rung").values_list("subject"))
    slots = [entry.facts["slot"] for entry in Entry.objects.filter(event="kill.ticked")]
    return {
        "steps": steps.count(),
        "fired": steps.filter(fired_at__isnull=False).count(),
        "rung": len(rung),
        "rung_twice": sum(number > 1 for number in rung.values()),
        "notices": Notice.objects.count(),
        "levels": sorted(set(Clock.objects.values_list("level", flat=True))),
        "done": _numbers("kill.done"),
        "followed": _numbers("kill.followed"),
        "jobs": dict(Counter(Job.objects.values_list("state", flat=True))),
        "slots_twice": len(slots) - len(set(slots)),
        "slots": len(slots),
        "failures": [
            *steps.exclude(failure="").values_list("failure", flat=True),
            *Job.objects.exclude(failure="").values_list("failure", flat=True),
            *Schedule.objects.exclude(failure="").values_list("failure", flat=True),
        ],
        "faults": [str(fault) for fault in chain.verify()],
    }


def _numbers(event: str) -> list[int]:
    """How many there are, and how many different ones."""
    numbers = [entry.facts["number"] for entry in Entry.objects.filter(event=event)]
    return [len(numbers), len(set(numbers))]
