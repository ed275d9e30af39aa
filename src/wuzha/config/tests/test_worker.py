"""The worker: one area's fault is nobody else's, and nothing is lost or done twice."""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from wuzha.clocks import engine
from wuzha.clocks.models import Clock, ClockStep
from wuzha.config import worker
from wuzha.config.logs import JsonFormatter
from wuzha.config.registry import Registry
from wuzha.jobs import queue
from wuzha.jobs.models import Job, Schedule
from wuzha.jobs.schedule import Scheduled
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db
PAST = timedelta(minutes=-30)


class Broken(Exception):
    pass


def fail(**facts: Any) -> None:
    raise Broken("李明 13800138000")


@pytest.fixture
def areas(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What the areas have entered, for this test."""

    def enter(**tables: Any) -> None:
        empty: dict[str, Any] = {"jobs": {}, "alarms": {}, "schedule": (), "gauges": ()}
        made = Registry(**(empty | tables))
        monkeypatch.setattr(worker, "registry", lambda: made)

    return enter


def overdue_clock(subject: Unit, kind: str) -> Clock:
    begins = timezone.now() + PAST
    limit = timedelta(minutes=10)
    return engine.start(
        kind=kind, subject=subject, unit=subject, begins=begins, limit=limit
    )


def test_an_alarm_that_fails_holds_up_no_other(
    areas: Callable[..., None], clockwork: Person, village: Unit, grid: Unit
) -> None:
    rung: list[ClockStep] = []

    def ring(*, step: ClockStep, at: Any, by: Person) -> None:
        assert by == clockwork
        rung.append(step)

    areas(alarms={"broken": fail, "sound": ring})
    broken, sound = overdue_clock(village, "broken"), overdue_clock(grid, "sound")
    unknown = overdue_clock(grid, "entered by nobody")
    worker.give_alarms()
    assert [step.clock for step in rung] == [sound]
    step = broken.steps.get()
    assert (step.fired_at, step.failures, step.failure) == (None, 1, "Broken")
    assert step.next_at and step.next_at > timezone.now()
    assert unknown.steps.get().failure == "KeyError"


def test_a_job_and_a_schedule_that_fail_are_put_off(
    areas: Callable[..., None], clockwork: Person
) -> None:
    scheduled = Scheduled("broken", action=fail, every=timedelta(minutes=1))
    areas(jobs={"broken": fail}, schedule=(scheduled,))
    worker.run_schedules()
    Schedule.objects.update(slot=timezone.now() + PAST)
    queue.enqueue("broken", {})
    worker.run_schedules()
    assert worker.run_job()
    assert Schedule.objects.get().failure == Job.objects.get().failure == "Broken"


def test_a_job_runs_as_whoever_asked_for_it(
    areas: Callable[..., None], clockwork: Person, lin: Person
) -> None:
    ran: list[Person] = []
    areas(jobs={"who": lambda *, by: ran.append(by)})
    queue.enqueue("who", {}, by=lin)
    queue.enqueue("who", {})
    worker.run_once()
    assert ran == [lin, clockwork]


def test_without_the_machine_person_nothing_runs_and_it_says_so(
    areas: Callable[..., None], village: Unit
) -> None:
    areas(alarms={"broken": fail})
    clock = overdue_clock(village, "broken")
    with pytest.raises(ImproperlyConfigured, match="wuzha setup"):
        worker.give_alarms()
    assert clock.steps.get().failures == 0


def test_a_failure_is_logged_without_what_it_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The message of an exception may quote a row."""
    noted: list[str] = []
    with caplog.at_level(logging.ERROR):
        assert not worker.attempt(
            "alarm", fail, lambda *, failure: noted.append(failure)
        )
    line = json.loads(JsonFormatter().format(caplog.records[0]))
    assert noted == ["Broken"] == [line["error"]]
    assert line["message"] == "alarm failed" and line["level"] == "error"
    assert "test_worker.py" in line["where"][-1] and line["where"][-1].endswith("fail")
    assert "李明" not in json.dumps(line, ensure_ascii=False)


def test_numbers_in_a_message_of_the_log_are_masked() -> None:
    record = logging.makeLogRecord({"msg": "asked for %s", "args": ("13800138000",)})
    assert json.loads(JsonFormatter().format(record))["message"] == "asked for ****8000"


def test_a_lane_goes_on_after_its_duty_has_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As when the database is away for a moment."""
    monkeypatch.setattr(worker, "TICK_SECONDS", 0.001)
    stop, turns = Event(), iter([Broken, True, False])

    def duty() -> bool:
        turn = next(turns, None)
        if turn is None:
            stop.set()
            return False
        if turn is Broken:
            raise Broken
        return bool(turn)

    lane = worker.Lane("lane", duty, stop)
    lane.run()
    assert next(turns, None) is None
    assert lane.failures == 0 and lane.silent_seconds < 1
