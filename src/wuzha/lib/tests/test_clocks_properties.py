"""What holds for every clock, whatever its limits and moments."""

from datetime import datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from wuzha.lib.clocks import (
    HandOver,
    Limit,
    Rule,
    Unit,
    due_of,
    hand_over,
    plan,
    resume,
    shift,
)
from wuzha.lib.periods import SHANGHAI
from wuzha.lib.workdays import china

MOMENTS = st.datetimes(
    min_value=datetime(2025, 2, 1),  # noqa: DTZ001 - the zone is added below
    max_value=datetime(2026, 9, 1),  # noqa: DTZ001
    timezones=st.just(SHANGHAI),
)
PAUSES = st.integers(0, 60 * 60 * 24 * 9).map(lambda s: timedelta(seconds=s))


def limits(*units: Unit) -> st.SearchStrategy[Limit]:
    return st.builds(Limit, st.integers(1, 9), st.sampled_from(units))


def rules(*units: Unit) -> st.SearchStrategy[Rule]:
    few = st.lists(limits(*units), max_size=3).map(tuple)
    ways = st.sampled_from(HandOver)
    return st.builds(Rule, limits(*units), few, few, ways)


NATURAL = rules(Unit.MINUTE, Unit.HOUR, Unit.DAY, Unit.MONTH)
WORKING = rules(Unit.WORKING_HOUR, Unit.WORKING_DAY)
ANY = st.one_of(NATURAL, WORKING)


@given(ANY, MOMENTS)
def test_steps_are_in_order_unique_and_after_the_start(
    rule: Rule, start: datetime
) -> None:
    steps = plan(rule, start=start, calendar=china())
    assert list(steps) == sorted(steps)
    assert len(set(steps)) == len(steps)
    assert all(step.at > start for step in steps)
    levels = [step.level for step in steps]
    assert levels == sorted(levels)
    assert max(levels) == 1 + len(rule.levels)


@given(NATURAL, MOMENTS, PAUSES)
def test_a_pause_before_the_first_ring_is_a_shift(
    rule: Rule, start: datetime, pause: timedelta
) -> None:
    steps = plan(rule, start=start, calendar=china())
    resumed = resume(
        steps,
        rule,
        paused_at=start,
        resumed_at=start + pause,
        calendar=china(),
    )
    assert resumed == shift(steps, pause)


@given(ANY, MOMENTS, st.floats(0, 1), PAUSES)
def test_a_pause_takes_nothing_away_and_gives_nothing(
    rule: Rule, start: datetime, share: float, pause: timedelta
) -> None:
    steps = plan(rule, start=start, calendar=china())
    paused_at = start + share * (steps[-1].at - start)
    resumed_at = paused_at + pause
    later = resume(
        steps, rule, paused_at=paused_at, resumed_at=resumed_at, calendar=china()
    )
    for old, new in zip(steps, later, strict=True):
        if old.at <= paused_at:
            assert new == old
        elif rule.counts_working_time:
            left = china().between(paused_at, old.at)
            assert china().between(resumed_at, new.at) == left
        else:
            assert new.at - resumed_at == old.at - paused_at
    assert [step.at for step in later] == sorted(step.at for step in later)


@given(ANY, MOMENTS, MOMENTS)
def test_a_hand_over_that_keeps_never_moves_due(
    rule: Rule, start: datetime, at: datetime
) -> None:
    assume(rule.on_hand_over is HandOver.KEEP)
    steps = plan(rule, start=start, calendar=china())
    assert due_of(hand_over(steps, rule, at=at, calendar=china())) == due_of(steps)


@given(ANY, MOMENTS, MOMENTS)
def test_a_hand_over_that_restarts_is_a_new_plan(
    rule: Rule, start: datetime, at: datetime
) -> None:
    assume(rule.on_hand_over is HandOver.RESTART)
    steps = plan(rule, start=start, calendar=china())
    again = hand_over(steps, rule, at=at, calendar=china())
    assert again == plan(rule, start=at, calendar=china())


@given(WORKING, MOMENTS)
def test_a_clock_in_working_time_never_rings_on_a_day_off(
    rule: Rule, start: datetime
) -> None:
    for step in plan(rule, start=start, calendar=china()):
        assert china().is_working(step.at.date())
        assert 9 <= step.at.hour <= 17


@given(ANY, MOMENTS, MOMENTS)
def test_who_starts_later_is_never_due_earlier(
    rule: Rule, one: datetime, other: datetime
) -> None:
    earlier, later = sorted([one, other])
    first = due_of(plan(rule, start=earlier, calendar=china()))
    assert first <= due_of(plan(rule, start=later, calendar=china()))


@given(st.sampled_from(Unit), st.integers(1, 8), MOMENTS)
def test_a_longer_limit_is_due_later(unit: Unit, amount: int, start: datetime) -> None:
    short, long = (Rule(Limit(a, unit)) for a in (amount, amount + 1))
    assert due_of(plan(short, start=start, calendar=china())) < due_of(
        plan(long, start=start, calendar=china())
    )
