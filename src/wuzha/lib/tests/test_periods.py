from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib.periods import SHANGHAI, Kind, Period, add_months

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
PLAIN_KINDS = st.sampled_from([kind for kind in Kind if kind is not Kind.CUSTOM])
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("kind", "first", "last", "label"),
    [
        (Kind.DAY, date(2026, 11, 22), date(2026, 11, 22), "2026年11月22日"),
        (
            Kind.WEEK,
            date(2026, 11, 16),
            date(2026, 11, 22),
            "2026年第47周（11月16日至11月22日）",
        ),
        (Kind.TEN_DAYS, date(2026, 11, 21), date(2026, 11, 30), "2026年11月下旬"),
        (
            Kind.TWO_WEEKS,
            date(2026, 11, 16),
            date(2026, 11, 29),
            "2026年11月16日至11月29日",
        ),
        (Kind.TWO_MONTHS, date(2026, 11, 1), date(2026, 12, 31), "2026年11月至12月"),
        (Kind.MONTH, date(2026, 11, 1), date(2026, 11, 30), "2026年11月"),
        (Kind.QUARTER, date(2026, 10, 1), date(2026, 12, 31), "2026年第4季度"),
        (Kind.HALF_YEAR, date(2026, 7, 1), date(2026, 12, 31), "2026年下半年"),
        (Kind.YEAR, date(2026, 1, 1), date(2026, 12, 31), "2026年"),
    ],
)
def test_a_day_lies_in_one_period_of_each_kind(
    kind: Kind, first: date, last: date, label: str
) -> None:
    period = Period.of(kind, TODAY)
    assert (period.first, period.last, str(period)) == (first, last, label)


def test_a_custom_period_has_both_its_days() -> None:
    period = Period.custom(date(2026, 12, 20), date(2027, 1, 2))
    assert str(period) == "2026年12月20日至2027年1月2日"
    assert str(Period.custom(date(2026, 11, 14), date(2026, 11, 20))) == (
        "2026年11月14日至11月20日"
    )
    assert period.days == 14
    assert period.previous() == Period.custom(date(2026, 12, 6), date(2026, 12, 19))
    assert period.year_before() == Period.custom(date(2025, 12, 20), date(2026, 1, 2))


def test_the_first_week_of_a_year_is_named_by_its_own_year() -> None:
    assert "2026年第1周" in str(Period.of(Kind.WEEK, date(2025, 12, 30)))


def test_the_bounds_are_midnights_in_china() -> None:
    day = Period.of(Kind.DAY, TODAY)
    assert day.starts_at == datetime(2026, 11, 21, 16, tzinfo=UTC)
    assert day.ends_at == datetime(2026, 11, 22, 16, tzinfo=UTC)


def test_a_moment_counts_on_its_day_in_china() -> None:
    day = Period.of(Kind.DAY, TODAY)
    assert day.contains(datetime(2026, 11, 21, 16, tzinfo=UTC))
    assert not day.contains(datetime(2026, 11, 22, 16, tzinfo=UTC))
    assert day.contains(TODAY)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Period.of(Kind.DAY, TODAY).contains(datetime(2026, 11, 22))  # noqa: DTZ001


@given(PLAIN_KINDS, DAYS)
def test_periods_of_a_kind_follow_each_other_without_gap(kind: Kind, day: date) -> None:
    period = Period.of(kind, day)
    assert period.contains(day)
    assert period.previous().ends_at == period.starts_at
    assert period.previous().following() == period
    assert period.year_before() < period


@given(DAYS, DAYS)
def test_custom_periods_follow_each_other_too(one: date, other: date) -> None:
    period = Period.custom(min(one, other), max(one, other))
    assert period.following().previous() == period


@pytest.mark.parametrize(
    ("kind", "day", "compared"),
    [
        (Kind.MONTH, date(2024, 2, 29), date(2023, 2, 1)),
        (Kind.DAY, date(2024, 2, 29), date(2023, 2, 28)),
        (Kind.WEEK, TODAY, date(2025, 11, 17)),
        (Kind.QUARTER, TODAY, date(2025, 10, 1)),
    ],
)
def test_the_same_period_last_year(kind: Kind, day: date, compared: date) -> None:
    assert Period.of(kind, day).year_before().first == compared


def test_dates_that_are_no_period_are_refused() -> None:
    with pytest.raises(ValueError, match="lies after"):
        Period.custom(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(ValueError, match="not one month"):
        Period(date(2026, 1, 2), date(2026, 1, 31), Kind.MONTH)
    with pytest.raises(ValueError, match="both its days"):
        Period.of(Kind.CUSTOM, TODAY)


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 12, 15), 6, date(2027, 6, 15)),
        (date(2026, 11, 22), 24, date(2028, 11, 22)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_end_on_the_last_day_of_a_shorter_month(
    day: date, months: int, result: date
) -> None:
    assert add_months(day, months) == result


def test_midnight_belongs_to_the_day_that_begins() -> None:
    midnight = datetime(2026, 11, 22, tzinfo=SHANGHAI)
    assert Period.of(Kind.DAY, TODAY).contains(midnight)
