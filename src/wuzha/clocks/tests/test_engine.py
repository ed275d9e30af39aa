"""Starting, stopping, pausing and handing over, seen in the rows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError

from wuzha.clocks import engine
from wuzha.clocks.models import Clock
from wuzha.clocks.tests.conftest import NOON, minutes
from wuzha.lib.clocks import Limit
from wuzha.lib.clocks import Unit as LimitUnit
from wuzha.lib.refused import Conflict, Refused
from wuzha.organisation.models import Person, Unit

Start = Callable[..., Clock]


def planned(clock: Clock) -> list[tuple[str, int, timedelta]]:
    steps = clock.steps.waiting().order_by("at", "level")
    return [(step.what, step.level, step.at - NOON) for step in steps]


def test_a_clock_has_its_alarms_from_the_start(start_clock: Start) -> None:
    clock = start_clock(pre_alarms=[minutes(10)], levels=[minutes(15), minutes(20)])
    assert clock.due_at == NOON + minutes(30)
    assert planned(clock) == [
        ("pre_alarm", 0, minutes(20)),
        ("due", 1, minutes(30)),
        ("level", 2, minutes(45)),
        ("level", 3, minutes(65)),
    ]


def test_a_pre_alarm_before_the_beginning_is_left_out(start_clock: Start) -> None:
    clock = start_clock(pre_alarms=[minutes(30), minutes(40)])
    assert planned(clock) == [("due", 1, minutes(30))]


def test_a_clock_may_end_on_a_date(start_clock: Start) -> None:
    end = NOON + timedelta(days=180)
    clock = start_clock(limit=None, due_at=end, pre_alarms=[Limit(1, LimitUnit.MONTH)])
    assert clock.due_at == end
    assert planned(clock)[0] == ("pre_alarm", 0, timedelta(days=150))


def test_a_clock_without_any_end_is_an_error(start_clock: Start) -> None:
    with pytest.raises(ValueError, match="needs a limit"):
        start_clock(limit=None)


def test_working_time_skips_the_weekend(start_clock: Start) -> None:
    clock = start_clock(limit=timedelta(days=5), working=True)
    assert clock.due_at - NOON > timedelta(days=7)


def test_working_hours_are_whole(start_clock: Start) -> None:
    with pytest.raises(ValueError, match="not a whole number"):
        start_clock(limit=minutes(30), working=True)
    clock = start_clock(limit=timedelta(hours=8), working=True)
    assert clock.due_at - NOON > timedelta(hours=16), "the night does not count"


def test_a_subject_has_one_open_clock_of_a_kind(
    start_clock: Start, village: Unit
) -> None:
    start_clock()
    start_clock(kind="call")
    with pytest.raises(Conflict, match="不能重复计时"):
        start_clock()
    engine.stop(subject=village, kind="visit", at=NOON)
    start_clock(begins=NOON + minutes(1))
    assert Clock.objects.of(village).count() == 3
    assert Clock.objects.of(village).open().count() == 2


def test_the_database_too_refuses_a_second_open_clock(start_clock: Start) -> None:
    clock = start_clock()
    clock.pk = None
    with pytest.raises(IntegrityError):
        clock.save(force_insert=True)


def test_work_done_stops_the_clock_and_its_alarms(
    start_clock: Start, village: Unit
) -> None:
    start_clock(levels=[minutes(15)])
    clock = engine.stop(subject=village, kind="visit", at=NOON + minutes(30))
    assert clock is not None
    clock.refresh_from_db()
    assert (clock.state, clock.in_time) == ("done", True)
    assert planned(clock) == []
    assert {step.dropped_at for step in clock.steps.all()} == {NOON + minutes(30)}


def test_work_done_a_second_late_is_late(start_clock: Start, village: Unit) -> None:
    start_clock()
    at = NOON + timedelta(minutes=30, seconds=1)
    clock = engine.stop(subject=village, kind="visit", at=at)
    assert clock is not None and clock.in_time is False


def test_stopping_what_does_not_run_is_no_error(village: Unit) -> None:
    assert engine.stop(subject=village, kind="visit", at=NOON) is None


def test_what_is_no_longer_needed_is_cancelled(
    start_clock: Start, village: Unit
) -> None:
    start_clock()
    start_clock(kind="call")
    start_clock(kind="sign")
    cancelled = engine.cancel(subject=village, kinds=["call"], at=NOON)
    assert [clock.kind for clock in cancelled] == ["call"]
    engine.cancel(subject=village, at=NOON)
    assert not Clock.objects.of(village).open().exists()
    assert not Clock.objects.of(village).exclude(in_time=None).exists()


def test_a_pause_keeps_what_is_left(start_clock: Start, village: Unit) -> None:
    clock = start_clock(pre_alarms=[minutes(10)], levels=[minutes(15)])
    engine.pause(clock=clock, reason="当事人在外地，约好明天", at=NOON + minutes(5))
    assert clock.left(NOON + minutes(500)) == minutes(25)
    assert not clock.steps.exclude(next_at=None).exists()
    engine.resume(clock=clock, at=NOON + minutes(105))
    assert clock.due_at == NOON + minutes(130)
    assert planned(clock) == [
        ("pre_alarm", 0, minutes(120)),
        ("due", 1, minutes(130)),
        ("level", 2, minutes(145)),
    ]
    paused, resumed = clock.changes.all()
    assert (paused.what, paused.reason) == ("paused", "当事人在外地，约好明天")
    assert (resumed.due_before, resumed.due_after) == (
        NOON + minutes(30),
        NOON + minutes(130),
    )


def test_a_pause_after_the_end_does_not_undo_it(start_clock: Start) -> None:
    clock = start_clock(levels=[minutes(15)])
    engine.pause(clock=clock, reason="停电", at=NOON + minutes(40))
    engine.resume(clock=clock, at=NOON + minutes(60))
    assert clock.due_at == NOON + minutes(30)
    assert planned(clock) == [("due", 1, minutes(30)), ("level", 2, minutes(65))]


def test_a_working_clock_is_paused_in_working_time(start_clock: Start) -> None:
    limit = timedelta(hours=8)
    clock = start_clock(limit=limit, working=True)
    before = clock.due_at
    evening = NOON + timedelta(hours=9)
    engine.pause(clock=clock, reason="等待材料", at=evening)
    engine.resume(clock=clock, at=evening + timedelta(hours=2))
    assert clock.due_at == before, "nobody works at night anyway"


def test_work_done_during_a_pause_counts_from_the_pause(
    start_clock: Start, village: Unit
) -> None:
    clock = start_clock()
    engine.pause(clock=clock, reason="当事人住院", at=NOON + minutes(5))
    stopped = engine.stop(subject=village, kind="visit", at=NOON + minutes(90))
    assert stopped is not None and stopped.in_time is True


def test_a_clock_is_paused_once(start_clock: Start) -> None:
    clock = start_clock()
    engine.pause(clock=clock, reason="停电", at=NOON)
    with pytest.raises(Conflict):
        engine.pause(clock=clock, reason="停电", at=NOON)
    engine.resume(clock=clock, at=NOON)
    with pytest.raises(Refused):
        engine.resume(clock=clock, at=NOON)


def test_a_hand_over_may_keep_what_is_left(
    start_clock: Start, station: Unit, su: Person
) -> None:
    clock = start_clock(levels=[minutes(15)])
    before = planned(clock)
    engine.hand_over(
        clock=clock, unit=station, person=su, restart=False, at=NOON + minutes(10)
    )
    clock.refresh_from_db()
    assert (clock.unit, clock.person) == (station, su)
    assert clock.due_at == NOON + minutes(30)
    assert planned(clock) == before


def test_a_hand_over_may_begin_anew(start_clock: Start, station: Unit) -> None:
    clock = start_clock(pre_alarms=[minutes(10)])
    at = NOON + minutes(40)
    engine.hand_over(clock=clock, unit=station, restart=True, at=at)
    clock.refresh_from_db()
    assert (clock.begins_at, clock.due_at) == (at, at + minutes(30))
    assert planned(clock) == [
        ("pre_alarm", 0, minutes(60)),
        ("due", 1, minutes(70)),
    ]
    assert clock.steps.filter(dropped_at=at).count() == 2, "the old ones stay as proof"
    change = clock.changes.get()
    assert (change.what, change.unit) == ("handed_over", station)


def test_a_hand_over_may_set_another_limit_even_during_a_pause(
    start_clock: Start, station: Unit
) -> None:
    clock = start_clock()
    engine.pause(clock=clock, reason="停电", at=NOON)
    engine.hand_over(
        clock=clock, unit=station, restart=True, limit=minutes(60), at=NOON
    )
    clock.refresh_from_db()
    assert (clock.state, clock.due_at) == ("running", NOON + minutes(60))


def test_lists_find_what_is_overdue_and_whose_it_is(
    start_clock: Start, village: Unit, grid: Unit
) -> None:
    clock = start_clock()
    other = start_clock(subject=grid, limit=minutes(90))
    now = NOON + minutes(31)
    assert list(Clock.objects.overdue(now)) == [clock]
    found = Clock.objects.of_many(Unit, [village.pk, grid.pk]).order_by("due_at")
    assert list(found) == [clock, other]
    engine.pause(clock=clock, reason="停电", at=now)
    assert not Clock.objects.overdue(now).exists()


def test_every_step_can_be_proved(start_clock: Start, village: Unit) -> None:
    clock = start_clock(levels=[minutes(15)])
    engine.pause(clock=clock, reason="停电", at=NOON + minutes(5))
    engine.resume(clock=clock, at=NOON + minutes(15))
    engine.stop(subject=village, kind="visit", at=NOON + minutes(20))
    clock.refresh_from_db()
    lines = [(line.what, line.note) for line in clock.proof]
    assert lines == [
        ("开始计时", ""),
        ("暂停", "停电"),
        ("恢复", ""),
        ("办结", ""),
        ("到期", "已不需要"),
        ("逐级上报", "已不需要"),
    ]
