from collections.abc import Callable
from datetime import datetime, timedelta

from wuzha.clocks import engine, figures
from wuzha.clocks.figures import Punctuality
from wuzha.clocks.firing import due_steps, put_off
from wuzha.clocks.models import Clock
from wuzha.clocks.tests.conftest import NOON, minutes
from wuzha.organisation.models import Unit

Start = Callable[..., Clock]
DAY = timedelta(days=1)


def test_people_are_in_time_or_late(
    start_clock: Start, village: Unit, grid: Unit, town: Unit, other_town: Unit
) -> None:
    start_clock()
    start_clock(subject=grid)
    start_clock(subject=town)
    engine.stop(subject=village, kind="visit", at=NOON + minutes(20))
    engine.stop(subject=grid, kind="visit", at=NOON + minutes(40))
    engine.cancel(subject=town, at=NOON)
    span = {"kind": "visit", "since": NOON, "until": NOON + DAY}
    done = figures.work_done(**span, within=town)
    assert done == Punctuality(in_time=1, late=1) == figures.work_done(**span)
    assert (done.total, done.share) == (2, 0.5)
    assert figures.work_done(**span, within=other_town).share is None
    assert figures.work_done(kind="call", since=NOON, until=NOON + DAY).total == 0


def test_the_service_is_in_time_or_late(
    start_clock: Start, tick: Callable[[datetime], None]
) -> None:
    start_clock(pre_alarms=[minutes(10)])
    tick(NOON + minutes(20))
    tick(NOON + minutes(31))
    given = figures.alarms_given(since=NOON, until=NOON + DAY)
    assert given == Punctuality(in_time=1, late=1)
    assert figures.late_alarms(NOON + minutes(40)) == 1
    assert figures.late_alarms(NOON + DAY * 2) == 0


def test_what_is_overdue_shows_by_kind(start_clock: Start, grid: Unit) -> None:
    start_clock()
    start_clock(kind="call")
    start_clock(subject=grid)
    now = NOON + minutes(31)
    assert figures.overdue_by_kind(now) == {"visit": 2, "call": 1}


def test_an_alarm_that_fails_shows(start_clock: Start) -> None:
    start_clock()
    now = NOON + minutes(31)
    assert figures.oldest_unfired(NOON) == 0
    assert figures.oldest_unfired(now) == 60
    for step_id in due_steps(now):
        put_off(step_id, failure="Broken", at=now)
    assert figures.failing_alarms(now) == 1
    assert figures.oldest_unfired(now + minutes(1)) == 120
