from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib.datafiles import DATA, BadTable
from wuzha.lib.periods import SHANGHAI
from wuzha.lib.refused import MissingTable
from wuzha.lib.workdays import Holiday, Shift, WorkingCalendar, Year, china

MOMENTS = st.datetimes(
    min_value=datetime(2025, 2, 1),  # noqa: DTZ001 - the zone is added below
    max_value=datetime(2026, 11, 1),  # noqa: DTZ001
    timezones=st.just(SHANGHAI),
)
SPANS = st.integers(1, 60 * 60 * 80).map(lambda seconds: timedelta(seconds=seconds))


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 2, 14), True),  # a Saturday that makes up for the Spring Festival
        (date(2026, 2, 15), False),
        (date(2026, 2, 23), False),  # a Monday off
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), True),
        (date(2025, 1, 1), False),
        (date(2025, 9, 28), True),
        (date(2025, 10, 8), False),
    ],
)
def test_holidays_and_make_up_days_are_known(day: date, working: bool) -> None:
    assert china().is_working(day) is working


@pytest.mark.parametrize(("year", "days"), [(2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_the_notice_gives(
    year: int, days: int
) -> None:
    all_days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    assert sum(china().is_working(day) for day in all_days) == days


def test_a_year_without_a_table_is_not_guessed() -> None:
    with pytest.raises(MissingTable, match="还没有2031年的放假安排"):
        china().is_working(date(2031, 5, 6))


def test_working_days_are_counted_over_a_holiday() -> None:
    assert china().add_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert china().add_days(date(2026, 10, 10), -3) == date(2026, 9, 30)
    assert china().add_days(date(2026, 11, 20), 3) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (at(11, 20, 11), 2, at(11, 20, 14)),
        (at(11, 20, 16), 2, at(11, 23, 10)),
        (at(11, 21, 3), 1, at(11, 23, 10)),
        (at(11, 20, 9), 3, at(11, 20, 12)),
        (at(9, 30, 16), 2, at(10, 8, 10)),
    ],
)
def test_working_hours_run_only_while_offices_are_open(
    start: datetime, hours: int, end: datetime
) -> None:
    assert china().add(start, timedelta(hours=hours)) == end


@given(MOMENTS, SPANS)
def test_adding_and_measuring_agree(start: datetime, span: timedelta) -> None:
    end = china().add(start, span)
    assert china().between(start, end) == span
    assert china().is_working(end.date())
    assert china().add(china().subtract(end, span), span) == end


@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted([one, two, three])
    whole = china().between(first, last)
    assert whole == china().between(first, middle) + china().between(middle, last)
    assert china().between(last, first) in (timedelta(), -whole)


@given(MOMENTS, SPANS, SPANS)
def test_more_working_time_never_ends_earlier(
    start: datetime, one: timedelta, other: timedelta
) -> None:
    shorter, longer = sorted([one, other])
    assert china().add(start, shorter) <= china().add(start, longer)


def test_every_calendar_file_names_its_notice_and_keeps_to_its_year() -> None:
    folder = DATA / "calendar"
    for path in sorted(folder.glob("[0-9]*.toml")):
        text = path.read_text("utf8")
        assert f"year = {path.stem}" in text and "国办发明电" in text
        assert 'confidence = "A"' in text
    assert WorkingCalendar.read(folder).is_working(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("holiday", "says"),
    [
        ("first = 2027-01-03\nlast = 2027-01-01", "ends before it begins"),
        (
            "first = 2027-01-01\nlast = 2027-01-01\nmake_up = [2027-01-05]",
            "must be on a weekend",
        ),
        (
            "first = 2027-01-01\nlast = 2027-01-03\nmake_up = [2027-01-02]",
            "also a day off",
        ),
        ("first = 2027-01-01", "last is missing"),
    ],
)
def test_a_wrong_calendar_file_is_named(
    tmp_path: Path, holiday: str, says: str
) -> None:
    head = 'year = 2027\nbasis = "notice"\nconfidence = "D"\n[[holidays]]\n'
    (tmp_path / "2027.toml").write_text(f'{head}name = "元旦"\n{holiday}\n', "utf8")
    with pytest.raises(BadTable, match=rf"2027\.toml.*{says}"):
        WorkingCalendar.read(tmp_path)


@pytest.mark.parametrize(
    "shifts",
    [
        "[[shifts]]\nopens = 12:00:00\ncloses = 09:00:00\n",
        "[[shifts]]\nopens = 09:00:00\ncloses = 12:00:00\n"
        "[[shifts]]\nopens = 11:00:00\ncloses = 17:00:00\n",
    ],
)
def test_office_hours_that_cannot_be_are_named(tmp_path: Path, shifts: str) -> None:
    head = 'basis = "office"\nconfidence = "D"\n'
    (tmp_path / "hours.toml").write_text(head + shifts, "utf8")
    with pytest.raises(BadTable, match=r"hours\.toml"):
        WorkingCalendar.read(tmp_path)


def test_a_given_table_goes_before_the_shipped_one() -> None:
    own = Year(
        year=2026,
        basis="县里的安排",
        confidence="A",
        holidays=(Holiday("元旦", date(2026, 1, 1), date(2026, 1, 2)),),
        shifts=(Shift(time(8, 30), time(12)), Shift(time(14), time(18))),
    )
    calendar = china(own)
    assert calendar.is_working(date(2026, 2, 16)), "no Spring Festival in this one"
    assert calendar.close_of(date(2026, 2, 16)).time() == time(18)
    assert calendar.close_of(date(2025, 2, 17)).time() == time(17)
    assert not china().is_working(date(2026, 2, 16))
    assert not calendar.has(2031)
