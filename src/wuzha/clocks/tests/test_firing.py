"""Alarms are given once: in time, or late and marked so, whatever happens."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from wuzha.clocks import engine
from wuzha.clocks.firing import due_steps, fire, put_off
from wuzha.clocks.models import Clock, ClockStep
from wuzha.clocks.tests.conftest import NOON, Rung, minutes
from wuzha.organisation.models import Person, Unit

Start = Callable[..., Clock]
Tick = Callable[[datetime], None]


def test_an_alarm_is_given_at_its_time_and_once(
    start_clock: Start, tick: Tick, rung: Rung
) -> None:
    clock = start_clock(pre_alarms=[minutes(10)])
    tick(NOON + minutes(19))
    assert rung.steps == []
    tick(NOON + minutes(20))
    tick(NOON + minutes(20))
    assert rung.steps == [("pre_alarm", 0)]
    tick(NOON + minutes(30) + timedelta(seconds=5))
    assert rung.steps == [("pre_alarm", 0), ("due", 1)]
    assert not clock.steps.filter(late=True).exists()
    clock.refresh_from_db()
    assert clock.level == 1


def test_after_an_outage_each_alarm_is_given_once_late_and_marked(
    start_clock: Start, tick: Tick, rung: Rung
) -> None:
    clock = start_clock(pre_alarms=[minutes(10)])
    at = NOON + minutes(90)
    tick(at)
    tick(at + minutes(1))
    assert rung.steps == [("pre_alarm", 0), ("due", 1)]
    assert {(s.fired_at, s.late) for s in clock.steps.all()} == {(at, True)}


def test_a_level_told_late_has_its_whole_limit(
    start_clock: Start, tick: Tick, rung: Rung
) -> None:
    """Otherwise an hour's outage would carry everything to the county at once."""
    start_clock(levels=[minutes(15), minutes(20)])
    tick(NOON + minutes(90))
    assert rung.steps == [("due", 1)]
    tick(NOON + minutes(104))
    assert rung.steps == [("due", 1)]
    tick(NOON + minutes(105))
    tick(NOON + minutes(125))
    assert rung.steps == [("due", 1), ("level", 2), ("level", 3)]


def test_a_level_told_in_time_does_not_move_the_next(
    start_clock: Start, tick: Tick
) -> None:
    clock = start_clock(levels=[minutes(15)])
    tick(NOON + minutes(30) + timedelta(seconds=3))
    assert clock.steps.get(what="level").at == NOON + minutes(45)


def test_nothing_is_given_for_work_that_is_done(
    start_clock: Start, tick: Tick, rung: Rung, village: Unit
) -> None:
    start_clock()
    engine.stop(subject=village, kind="visit", at=NOON + minutes(30))
    tick(NOON + minutes(31))
    assert rung.steps == []


def test_nothing_is_given_during_a_pause_and_what_was_missed_after_it(
    start_clock: Start, tick: Tick, rung: Rung
) -> None:
    clock = start_clock()
    engine.pause(clock=clock, reason="停电", at=NOON + minutes(31))
    tick(NOON + minutes(40))
    assert rung.steps == []
    engine.resume(clock=clock, at=NOON + minutes(41))
    tick(NOON + minutes(41))
    assert rung.steps == [("due", 1)]


def test_an_alarm_may_hand_its_clock_over(
    start_clock: Start, station: Unit, clockwork: Person
) -> None:
    """What an area does when the doer has missed the limit."""
    clock = start_clock()

    def escalate(*, step: ClockStep, at: datetime, by: Person) -> None:
        engine.hand_over(clock=step.clock, unit=station, restart=True, at=at)

    at = NOON + minutes(30)
    for step_id in due_steps(at):
        assert fire(step_id, alarms={"visit": escalate}, at=at, by=clockwork)
    clock.refresh_from_db()
    assert (clock.unit, clock.due_at, clock.level) == (station, at + minutes(30), 0)
    assert [step.what for step in clock.steps.waiting()] == ["due"]


class Broken(Exception):
    pass


def test_an_alarm_that_fails_leaves_no_trace_and_is_tried_again(
    start_clock: Start, clockwork: Person, rung: Rung, tick: Tick, grid: Unit
) -> None:
    clock = start_clock(levels=[minutes(15)])
    at = NOON + minutes(30)

    def fail(*, step: ClockStep, at: datetime, by: Person) -> None:
        Unit.objects.filter(pk=grid.pk).update(name="不该留下")
        raise Broken

    (step_id,) = due_steps(at)
    with pytest.raises(Broken):
        fire(step_id, alarms={"visit": fail}, at=at, by=clockwork)
    put_off(step_id, failure="Broken", at=at)
    grid.refresh_from_db()
    clock.refresh_from_db()
    step = clock.steps.get(what="due")
    assert grid.name != "不该留下"
    assert (clock.level, step.fired_at, step.failures) == (0, None, 1)
    assert step.failure == "Broken"
    tick(at)
    assert rung.steps == [], "not before its pause is over"
    tick(at + timedelta(seconds=5))
    assert rung.steps == [("due", 1)]


def test_the_pauses_between_attempts_grow_and_end_at_ten_minutes(
    start_clock: Start,
) -> None:
    clock = start_clock()
    step = clock.steps.get()
    pauses = []
    for _ in range(12):
        put_off(step.pk, failure="Broken", at=NOON)
        step.refresh_from_db()
        assert step.next_at
        pauses.append((step.next_at - NOON).total_seconds())
    assert pauses[:4] == [5, 10, 20, 40]
    assert pauses[-1] == 600


def test_what_was_dropped_meanwhile_is_not_put_off(
    start_clock: Start, village: Unit
) -> None:
    clock = start_clock()
    engine.cancel(subject=village, at=NOON)
    put_off(clock.steps.get().pk, failure="Broken", at=NOON)
    assert clock.steps.get().next_at is None


def test_a_step_that_is_gone_is_not_fired(clockwork: Person, rung: Rung) -> None:
    assert not fire(4711, alarms={"visit": rung}, at=NOON, by=clockwork)
