"""What is scheduled runs once a slot, and once after an outage."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from wuzha.jobs import figures, schedule
from wuzha.jobs.heartbeat import beat, forget_silent, last_beat
from wuzha.jobs.models import Schedule
from wuzha.jobs.schedule import Scheduled
from wuzha.organisation.models import Person

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 23, 5, 59, tzinfo=SHANGHAI)


class Brief:
    def __init__(self) -> None:
        self.slots: list[datetime] = []

    def __call__(self, *, at: datetime, by: Person) -> None:
        self.slots.append(at)


@pytest.fixture
def brief() -> Brief:
    return Brief()


@pytest.fixture
def daily(brief: Brief) -> Scheduled:
    return Scheduled("brief", action=brief, at=("06:00", "18:00"))


def tick(one: Scheduled, at: datetime, by: Person) -> None:
    for scheduled in schedule.due([one], at):
        schedule.run(scheduled, at=at, by=by)


def test_it_runs_at_its_times_and_once(
    daily: Scheduled, brief: Brief, clockwork: Person
) -> None:
    for minutes in (0, 1, 1, 2, 721, 722):
        tick(daily, MORNING + timedelta(minutes=minutes), clockwork)
    assert [slot.hour for slot in brief.slots] == [6, 18]


def test_after_an_outage_it_runs_once_for_the_newest_slot(
    daily: Scheduled, brief: Brief, clockwork: Person
) -> None:
    tick(daily, MORNING, clockwork)
    tick(daily, MORNING + timedelta(days=3, hours=3), clockwork)
    tick(daily, MORNING + timedelta(days=3, hours=4), clockwork)
    assert brief.slots == [MORNING + timedelta(days=3, minutes=1)]


def test_a_span_divides_time_evenly(brief: Brief, clockwork: Person) -> None:
    often = Scheduled("often", action=brief, every=timedelta(minutes=5))
    for minutes in (0, 3, 4, 6, 20):
        tick(often, MORNING + timedelta(minutes=minutes), clockwork)
    assert [slot.minute for slot in brief.slots] == [0, 5, 15]


def test_of_two_workers_one_has_the_slot(
    daily: Scheduled, brief: Brief, clockwork: Person
) -> None:
    tick(daily, MORNING, clockwork)
    at = MORNING + timedelta(minutes=1)
    assert schedule.due([daily], at) == schedule.due([daily], at) == [daily]
    assert schedule.run(daily, at=at, by=clockwork)
    assert not schedule.run(daily, at=at, by=clockwork)


def test_a_failed_run_is_repeated_after_a_pause(
    daily: Scheduled, clockwork: Person, brief: Brief
) -> None:
    def fail(*, at: datetime, by: Person) -> None:
        raise ZeroDivisionError

    failing = Scheduled("brief", action=fail, at=daily.at)
    tick(failing, MORNING, clockwork)
    at = MORNING + timedelta(minutes=1)
    with pytest.raises(ZeroDivisionError):
        tick(failing, at, clockwork)
    schedule.put_off(failing, failure="ZeroDivisionError", at=at)
    assert figures.failing_schedules(at) == 1
    assert schedule.due([daily], at) == []
    tick(daily, at + timedelta(seconds=10), clockwork)
    assert len(brief.slots) == 1
    assert figures.failing_schedules(at) == 0
    assert Schedule.objects.get().failure == ""


def test_a_table_that_is_wrong_says_so(brief: Brief) -> None:
    with pytest.raises(ValueError, match="either"):
        Scheduled("both", action=brief, every=timedelta(hours=1), at=("06:00",))
    with pytest.raises(ValueError, match="either"):
        Scheduled("neither", action=brief)
    with pytest.raises(ValueError, match="isoformat"):
        Scheduled("odd", action=brief, at=("6 o'clock",))


def test_the_newest_sign_of_life_counts(clockwork: Person) -> None:
    assert last_beat() is None
    beat("one:1", at=MORNING)
    beat("two:2", at=MORNING + timedelta(minutes=1))
    beat("one:1", at=MORNING + timedelta(minutes=2))
    assert last_beat() == MORNING + timedelta(minutes=2)
    forget_silent(at=MORNING + timedelta(days=2), by=clockwork)
    assert last_beat() is None
