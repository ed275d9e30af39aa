"""A job is done once, whatever dies; what cannot be done is given up and shown."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from wuzha.jobs import figures, queue
from wuzha.jobs.models import Job
from wuzha.jobs.queue import LEASE, MAX_ATTEMPTS, Long, enqueue
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db


class Renamed:
    """A handler with an effect in the database that can be counted."""

    def __init__(self) -> None:
        self.by: list[str] = []

    def __call__(self, *, unit: int, name: str, by: Person) -> None:
        self.by.append(by.username)
        Unit.objects.filter(pk=unit).update(name=name)


class Broken(Exception):
    pass


def fail(*, unit: int, name: str, by: Person) -> None:
    Unit.objects.filter(pk=unit).update(name=name)
    raise Broken


@pytest.fixture
def job(county: Unit) -> Job:
    return enqueue("rename", {"unit": county.pk, "name": "新名"})


def work(handler: Any, by: Person, at: datetime | None = None) -> Job | None:
    """One turn of the worker."""
    at = at or timezone.now()
    job = queue.take(handlers={"rename": handler}, at=at)
    if job:
        queue.run(job, handlers={"rename": handler}, by=by)
    return job


def test_a_job_is_done_once(job: Job, county: Unit, clockwork: Person) -> None:
    rename = Renamed()
    assert work(rename, clockwork) == job
    assert work(rename, clockwork) is None
    county.refresh_from_db()
    job.refresh_from_db()
    assert (county.name, rename.by, job.state) == ("新名", ["clockwork"], "done")


def test_no_commit_no_job(county: Unit) -> None:
    with pytest.raises(Broken), transaction.atomic():
        enqueue("rename", {})
        raise Broken
    assert not Job.objects.exists()


def test_a_job_waits_for_its_time(clockwork: Person) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    enqueue("rename", {}, run_after=tomorrow)
    assert work(Renamed(), clockwork) is None


def test_an_unfinished_job_with_the_same_key_is_enough(clockwork: Person) -> None:
    first = enqueue("rename", {"unit": 0, "name": ""}, key="rename:0")
    assert enqueue("rename", {"unit": 0, "name": ""}, key="rename:0") == first
    assert work(Renamed(), clockwork) == first
    second = enqueue("rename", {"unit": 0, "name": ""}, key="rename:0")
    assert second != first, "the first is finished"


def test_a_job_knows_who_asked_for_it(lin: Person) -> None:
    assert enqueue("rename", {}, by=lin).by == "lin"


def test_a_failed_attempt_leaves_no_trace_and_is_repeated(
    job: Job, county: Unit, clockwork: Person
) -> None:
    now = timezone.now()
    taken = queue.take(handlers={"rename": fail}, at=now)
    assert taken
    with pytest.raises(Broken):
        queue.run(taken, handlers={"rename": fail}, by=clockwork)
    queue.put_off(taken, failure="Broken", at=now)
    county.refresh_from_db()
    job.refresh_from_db()
    assert county.name != "新名"
    assert (job.state, job.failure) == ("waiting", "Broken")
    assert work(Renamed(), clockwork, now) is None, "not before its pause is over"
    assert work(Renamed(), clockwork, now + timedelta(seconds=10)) == job


def test_a_job_whose_worker_died_is_taken_again(job: Job, clockwork: Person) -> None:
    now = timezone.now()
    handlers = {"rename": Renamed()}
    assert queue.take(handlers=handlers, at=now) == job
    assert queue.take(handlers=handlers, at=now) is None, "leased"
    assert work(Renamed(), clockwork, now + LEASE) == job


def test_a_worker_that_was_too_slow_finishes_nothing(
    job: Job, clockwork: Person
) -> None:
    now = timezone.now()
    rename = Renamed()
    handlers = {"rename": rename}
    slow = queue.take(handlers=handlers, at=now)
    quick = queue.take(handlers=handlers, at=now + LEASE)
    assert slow and quick
    queue.run(slow, handlers=handlers, by=clockwork)
    queue.put_off(slow, failure="Broken", at=now)
    assert rename.by == [], "the job is no longer its own"
    queue.run(quick, handlers=handlers, by=clockwork)
    job.refresh_from_db()
    assert (rename.by, job.state) == (["clockwork"], "done")


def test_long_work_has_its_own_transactions_and_its_own_lease(
    job: Job, clockwork: Person
) -> None:
    now = timezone.now()
    handlers = {"rename": Long(Renamed(), lease=timedelta(hours=1))}
    taken = queue.take(handlers=handlers, at=now)
    assert taken
    assert queue.take(handlers=handlers, at=now + LEASE) is None
    queue.run(taken, handlers=handlers, by=clockwork)
    job.refresh_from_db()
    assert job.state == "done"


def test_long_work_that_outlived_its_lease_is_not_marked_done(
    job: Job, clockwork: Person
) -> None:
    now = timezone.now()
    handlers = {"rename": Long(Renamed(), lease=timedelta(hours=1))}
    slow = queue.take(handlers=handlers, at=now)
    assert slow and queue.take(handlers=handlers, at=now + timedelta(hours=1))
    queue.run(slow, handlers=handlers, by=clockwork)
    job.refresh_from_db()
    assert job.state == "running"


@pytest.mark.parametrize("dies", [False, True])
def test_a_hopeless_job_is_given_up_and_shown(job: Job, dies: bool) -> None:
    """Also one that kills its worker each time."""
    at = timezone.now()
    handlers = {"rename": fail}
    for _ in range(MAX_ATTEMPTS):
        taken = queue.take(handlers=handlers, at=at)
        assert taken
        if not dies:
            queue.put_off(taken, failure="Broken", at=at)
        at += timedelta(hours=2)
    assert queue.take(handlers=handlers, at=at) is None
    assert figures.jobs_by_state(at)["dead"] == 1
    assert queue.try_again(job.pk, at=at)
    assert not queue.try_again(job.pk, at=at)
    assert queue.take(handlers=handlers, at=at) == job


def test_a_job_of_an_unknown_name_is_an_error_of_its_own(clockwork: Person) -> None:
    enqueue("nobody.knows", {})
    taken = queue.take(handlers={}, at=timezone.now())
    assert taken
    with pytest.raises(KeyError):
        queue.run(taken, handlers={}, by=clockwork)


def test_old_jobs_are_forgotten_but_not_the_dead(clockwork: Person) -> None:
    now = timezone.now()
    past = now - timedelta(days=31)
    for state in ("done", "dead"):
        Job.objects.create(name=state, state=state, created_at=past, finished_at=past)
    queue.forget_finished(at=now, by=clockwork)
    assert [job.name for job in Job.objects.all()] == ["dead"]


def test_the_oldest_waiting_job_tells_how_late_the_worker_is(job: Job) -> None:
    assert job.next_at
    assert figures.longest_wait(job.next_at + timedelta(seconds=90)) == 90
    assert figures.longest_wait(job.next_at - timedelta(seconds=1)) == 0
