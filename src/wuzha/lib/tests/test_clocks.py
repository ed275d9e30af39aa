from datetime import UTC, datetime, timedelta

import pytest

from wuzha.lib.clocks import (
    HandOver,
    Light,
    Limit,
    Rule,
    Step,
    Unit,
    What,
    due_of,
    hand_over,
    light,
    plan,
    remaining,
    resume,
    span_text,
)
from wuzha.lib.periods import SHANGHAI
from wuzha.lib.workdays import china

NIGHT = datetime(2026, 11, 21, 23, 50, tzinfo=SHANGHAI)
MEET = Rule(
    limit=Limit(30, Unit.MINUTE),
    pre_alarms=(Limit(10, Unit.MINUTE), Limit(45, Unit.MINUTE)),
    levels=(Limit(10, Unit.MINUTE), Limit(20, Unit.MINUTE)),
)
STOP = Rule(
    limit=Limit(48, Unit.HOUR), pre_alarms=(Limit(12, Unit.HOUR), Limit(2, Unit.HOUR))
)


def clock(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def due(start: datetime, amount: int, unit: Unit) -> datetime:
    return due_of(plan(Rule(Limit(amount, unit)), start=start, calendar=china()))


def test_a_clock_rings_for_the_doer_then_goes_up_level_by_level() -> None:
    assert plan(MEET, start=NIGHT, calendar=china()) == (
        Step(clock(22, 0, 10), 0, What.PRE_ALARM),
        Step(clock(22, 0, 20), 1, What.DUE),
        Step(clock(22, 0, 30), 2, What.ESCALATION),
        Step(clock(22, 0, 50), 3, What.ESCALATION),
    )


def test_a_stop_runs_48_hours_through_the_weekend_with_two_alarms() -> None:
    steps = plan(STOP, start=clock(20, 16, 30), calendar=china())
    assert [step.at for step in steps] == [
        clock(22, 4, 30),
        clock(22, 14, 30),
        clock(22, 16, 30),
    ]


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2026-08-31 10:00", 6, Unit.MONTH, "2027-02-28 10:00"),
        ("2023-08-31 10:00", 6, Unit.MONTH, "2024-02-29 10:00"),
        ("2026-11-22 09:00", 24, Unit.MONTH, "2028-11-22 09:00"),
        ("2026-11-20 10:00", 3, Unit.WORKING_DAY, "2026-11-25 17:00"),
        ("2026-09-30 10:00", 3, Unit.WORKING_DAY, "2026-10-10 17:00"),
        ("2026-11-20 16:00", 2, Unit.WORKING_HOUR, "2026-11-23 10:00"),
        ("2026-11-20 10:00", 3, Unit.DAY, "2026-11-23 10:00"),
    ],
)
def test_limits_end_as_their_unit_counts(
    start: str, amount: int, unit: Unit, end: str
) -> None:
    begun, ended = (
        datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) for text in (start, end)
    )
    assert due(begun, amount, unit) == ended


def test_a_moment_in_another_zone_gives_the_same_steps() -> None:
    assert plan(MEET, start=NIGHT.astimezone(UTC), calendar=china()) == plan(
        MEET, start=NIGHT, calendar=china()
    )


def test_a_month_counts_from_the_day_in_china() -> None:
    start = datetime(2026, 8, 30, 17, tzinfo=UTC)  # 01:00 on the 31st in China
    assert due(start, 6, Unit.MONTH) == datetime(2027, 2, 28, 1, tzinfo=SHANGHAI)


def test_a_freeze_rings_30_7_and_1_days_before() -> None:
    freeze = Rule(
        limit=Limit(6, Unit.MONTH),
        pre_alarms=tuple(Limit(days, Unit.DAY) for days in (30, 7, 1)),
    )
    steps = plan(freeze, start=clock(31, 10, month=8), calendar=china())
    assert [step.at.strftime("%Y-%m-%d") for step in steps] == [
        "2027-01-29",
        "2027-02-21",
        "2027-02-27",
        "2027-02-28",
    ]


def test_pre_alarms_in_working_days_and_hours_count_back_over_days_off() -> None:
    rule = Rule(
        limit=Limit(3, Unit.WORKING_DAY),
        pre_alarms=(Limit(1, Unit.WORKING_DAY), Limit(2, Unit.WORKING_HOUR)),
    )
    steps = plan(rule, start=clock(30, 10, month=9), calendar=china())
    assert [step.at for step in steps] == [
        clock(9, 17, month=10),
        clock(10, 15, month=10),
        clock(10, 17, month=10),
    ]


def test_pre_alarms_in_months_count_back_by_months() -> None:
    rule = Rule(limit=Limit(6, Unit.MONTH), pre_alarms=(Limit(1, Unit.MONTH),))
    steps = plan(rule, start=clock(15, 10, month=1), calendar=china())
    assert steps[0].at == clock(15, 10, month=6)


def test_one_clock_counts_in_one_way_only() -> None:
    with pytest.raises(ValueError, match="not both"):
        Rule(limit=Limit(3, Unit.WORKING_DAY), pre_alarms=(Limit(2, Unit.HOUR),))


def test_no_limit_is_no_time_at_all() -> None:
    with pytest.raises(ValueError, match="no time at all"):
        Limit(0, Unit.HOUR)


def test_a_pause_moves_only_what_has_not_rung() -> None:
    steps = plan(MEET, start=NIGHT, calendar=china())
    later = resume(
        steps,
        MEET,
        paused_at=clock(22, 0, 15),
        resumed_at=clock(22, 1, 15),
        calendar=china(),
    )
    assert later[0] == steps[0]
    assert [step.at for step in later[1:]] == [
        clock(22, 1, 20),
        clock(22, 1, 30),
        clock(22, 1, 50),
    ]


def test_a_clock_is_not_resumed_before_its_pause() -> None:
    with pytest.raises(ValueError, match="after it was paused"):
        resume((), MEET, paused_at=clock(22, 1), resumed_at=NIGHT, calendar=china())


def test_a_hand_over_keeps_or_restarts_as_the_rule_says() -> None:
    restarting = Rule(limit=MEET.limit, on_hand_over=HandOver.RESTART)
    steps = plan(MEET, start=NIGHT, calendar=china())
    at = clock(22, 0, 5)
    assert hand_over(steps, MEET, at=at, calendar=china()) == steps
    again = hand_over(steps, restarting, at=at, calendar=china())
    assert due_of(again) == clock(22, 0, 35)


@pytest.mark.parametrize(
    ("now", "looks"),
    [
        (clock(22, 0, 0), Light.PLAIN),
        (clock(22, 0, 5), Light.PLAIN),
        (clock(22, 0, 6), Light.AMBER),
        (clock(22, 0, 19), Light.AMBER),
        (clock(22, 0, 20), Light.OVERDUE),
        (clock(22, 9), Light.OVERDUE),
    ],
)
def test_a_clock_turns_amber_below_half_and_red_at_its_limit(
    now: datetime, looks: Light
) -> None:
    assert light(now, start=NIGHT, due=clock(22, 0, 20)) is looks


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(minutes=7, seconds=12), "还剩 7分12秒"),
        (timedelta(minutes=7, seconds=2), "还剩 7分02秒"),
        (timedelta(seconds=45.9), "还剩 45秒"),
        (timedelta(hours=2, minutes=5), "还剩 2小时05分"),
        (timedelta(days=2, hours=3, minutes=59), "还剩 2天03小时"),
        (-timedelta(hours=1, minutes=3), "超时 1小时03分"),
        (timedelta(), "超时 0秒"),
    ],
)
def test_the_time_left_is_said_in_two_units(left: timedelta, text: str) -> None:
    assert span_text(left) == text


def test_the_time_left_can_be_said_in_another_language() -> None:
    english = {
        "还剩 {span}": "{span} left",
        "{minutes}分{seconds:02}秒": "{minutes} min",
    }
    text = span_text(timedelta(minutes=7, seconds=12))
    assert text.said(english.__getitem__) == "7 min left"


def test_the_time_left_turns_negative_past_the_limit() -> None:
    assert remaining(clock(22, 0), clock(22, 1)) == timedelta(hours=1)
    assert remaining(clock(22, 2), clock(22, 1)) == -timedelta(hours=1)


def test_a_limit_reads_as_people_say_it() -> None:
    assert Limit(48, Unit.HOUR).text == "48小时"
    assert Limit(3, Unit.WORKING_DAY).text == "3个工作日"


def test_a_clock_may_end_at_a_given_moment() -> None:
    rule = Rule(None, (Limit(2, Unit.HOUR),), levels=(Limit(30, Unit.SECOND),))
    end = clock(24, 9)
    assert plan(rule, start=NIGHT, due=end, calendar=china()) == (
        Step(clock(24, 7), 0, What.PRE_ALARM),
        Step(end, 1, What.DUE),
        Step(end + timedelta(seconds=30), 2, What.ESCALATION),
    )
    assert not rule.counts_working_time


def test_a_clock_needs_a_limit_or_an_end() -> None:
    with pytest.raises(ValueError, match="needs a limit"):
        plan(Rule(None), start=NIGHT, calendar=china())
