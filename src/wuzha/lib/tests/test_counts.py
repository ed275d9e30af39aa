import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib.counts import Change, at_least, compared, share_interval


def said(now: int, before: int) -> Change:
    return compared(now, before, spans=4, sureness=0.95, least=5).change


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(2, 10, 0.0252, 0.5561), (0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0)],
)
def test_the_interval_is_the_exact_one(
    hits: int, of: int, low: float, high: float
) -> None:
    """As tables of Clopper and Pearson have it."""
    assert share_interval(hits, of, 0.95) == (
        pytest.approx(low, abs=1e-4),
        pytest.approx(high, abs=1e-4),
    )


def test_ten_after_one_a_week_is_more() -> None:
    assert said(10, 4) is Change.UP


def test_three_after_one_a_week_may_be_chance() -> None:
    assert said(3, 4) is Change.UNSURE


def test_none_after_six_a_week_is_less() -> None:
    assert said(0, 24) is Change.DOWN


def test_of_a_handful_nothing_is_said() -> None:
    assert said(4, 0) is Change.FEW


def test_the_usual_number_lies_within_its_bounds() -> None:
    found = compared(9, 20, spans=4, sureness=0.95, least=5)
    assert found.high and found.times
    assert found.low < found.times < found.high


@given(st.integers(0, 3000), st.floats(0.001, 0.999))
def test_a_chance_is_a_chance_and_falls_with_the_number(of: int, share: float) -> None:
    half = at_least(of // 2, of, share)
    assert 0 <= at_least(of, of, share) <= half + 1e-9 <= 1 + 1e-9
    assert at_least(0, of, share) == pytest.approx(1, abs=1e-6)
