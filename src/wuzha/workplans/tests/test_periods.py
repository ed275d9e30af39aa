"""Which days a report covers, and when it is due."""

from datetime import date, time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuzha.lib.periods import SHANGHAI
from wuzha.lib.refused import MissingTable
from wuzha.lib.workdays import china
from wuzha.workplans.dates import last_day
from wuzha.workplans.facts import DutyFacts
from wuzha.workplans.kinds import Per
from wuzha.workplans.periods import cuts, due_at


def duty(per: str, **facts: object) -> DutyFacts:
    return DutyFacts(text="报", kind="report", per=per, **facts)  # type: ignore[arg-type]


def said(one: DutyFacts, first: str, last: str) -> list[tuple[str, str, str]]:
    found = cuts(one, date.fromisoformat(first), date.fromisoformat(last))
    return [
        (f"{cut.period.first:%m-%d}", f"{cut.period.last:%m-%d}", f"{cut.due:%m-%d}")
        for cut in found
    ]


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (duty("day"), ("11-02", "11-02", "11-02")),
        (duty("week"), ("11-02", "11-08", "11-08")),
        # On Monday the week before is reported; Friday's report begins on the Saturday
        # before, so that no weekend is left out.
        (duty("week", weekday=(1,)), ("11-02", "11-08", "11-09")),
        (duty("week", weekday=(5,)), ("11-07", "11-13", "11-13")),
        (duty("ten_days"), ("11-11", "11-20", "11-20")),
        (duty("two_weeks"), ("11-02", "11-15", "11-15")),
        (duty("two_weeks", weekday=(5,)), ("11-14", "11-27", "11-27")),
        (duty("half_month"), ("11-16", "11-30", "11-30")),
        (duty("quarter"), None),
    ],
)
def test_a_period_and_its_day(
    one: DutyFacts, found: tuple[str, str, str] | None
) -> None:
    all_found = said(one, "2026-11-02", "2026-11-16")
    assert (found in all_found) if found else not all_found


def test_a_month_is_due_at_its_end_or_on_its_day_or_early_in_the_next() -> None:
    months = ("2026-01-01", "2026-02-28")
    assert said(duty("month"), *months)[1] == ("02-01", "02-28", "02-28")
    (late,) = said(duty("month", monthday=(25,)), *months)[:1]
    assert late == ("01-26", "02-25", "02-25")
    assert said(duty("month", monthday=(5,)), *months)[0] == ("01-01", "01-31", "02-05")
    assert said(duty("month", monthday=(31,)), *months)[1][2] == "02-28"


def test_several_cut_offs_part_a_month_among_them() -> None:
    found = said(duty("month", monthday=(13, 28)), "2026-03-01", "2026-03-31")
    assert found == [
        ("03-01", "03-13", "03-13"),
        ("03-14", "03-28", "03-28"),
        ("03-29", "04-13", "04-13"),
    ]
    weeks = said(duty("week", weekday=(2, 5)), "2026-11-02", "2026-11-10")
    assert ("11-04", "11-06", "11-06") in weeks


def test_long_periods_end_where_the_calendar_says() -> None:
    year = ("2026-01-01", "2026-12-31")
    assert said(duty("quarter"), *year)[3] == ("10-01", "12-31", "12-31")
    late, early = duty("quarter", monthday=(25,)), duty("quarter", monthday=(5,))
    assert said(late, *year)[0] == ("03-26", "06-25", "06-25")
    assert said(early, *year)[0] == ("01-01", "03-31", "04-05")
    assert said(duty("half_year"), *year)[0] == ("01-01", "06-30", "06-30")
    assert said(duty("year"), *year) == [("01-01", "12-31", "12-31")]
    assert said(duty("term"), *year) == [
        ("02-01", "07-31", "07-31"),
        ("08-01", "01-31", "01-31"),
    ]


def test_days_of_the_year_part_it_among_them() -> None:
    year = ("2026-01-01", "2026-12-31")
    dated = duty("half_year", yearday=("XXXX-06-20", "XXXX-12-20"))
    assert said(dated, *year) == [
        ("06-21", "12-20", "12-20"),
        ("12-21", "06-20", "06-20"),
    ]
    ends = duty("half_year", yearday=("XXXX-06-30", "XXXX-12-31"))
    found = [
        str(cut.period) for cut in cuts(ends, date(2026, 1, 1), date(2026, 12, 31))
    ]
    assert found == ["2026年上半年", "2026年下半年"]
    early = duty("year", yearday=("XXXX-01-10",))
    assert said(early, *year) == [("01-01", "12-31", "01-10")]
    term = duty("term", yearday=("XXXX-01-20", "XXXX-07-05"))
    assert [due for _, _, due in said(term, *year)] == ["07-05", "01-20"]


def test_a_day_off_is_moved_as_the_duty_says() -> None:
    one = duty("month", monthday=(3,), time="17:00")
    (cut,) = cuts(one, date(2026, 9, 1), date(2026, 9, 30))
    assert cut.due == date(2026, 10, 3)
    days = {
        rule: due_at(cut, one, rule, china()).astimezone(SHANGHAI)
        for rule in ("before", "after", "same")
    }
    assert days["before"].date() == date(2026, 9, 30)
    assert days["after"].date() == date(2026, 10, 8)
    assert days["same"].date() == date(2026, 10, 3)
    assert days["same"].time() == time(17)


def test_a_made_up_working_day_is_none_to_move() -> None:
    one = duty("month", monthday=(20,))
    (cut,) = cuts(one, date(2026, 8, 1), date(2026, 8, 31))
    assert due_at(cut, one, "before", china()).date() == date(2026, 9, 20)


def test_a_year_without_a_table_is_not_guessed_at() -> None:
    one = duty("month")
    (cut,) = cuts(one, date(2031, 5, 1), date(2031, 5, 31))
    with pytest.raises(MissingTable, match="2031"):
        due_at(cut, one, "before", china())


@given(
    per=st.sampled_from([one.value for one in Per]),
    weekday=st.sets(st.integers(1, 7), max_size=3),
    monthday=st.sets(st.integers(1, 31), max_size=3),
    yearday=st.sets(st.dates(date(2024, 1, 1), date(2024, 12, 31)), max_size=4),
    first=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_periods_neither_overlap_nor_leave_a_day_out(
    per: str, weekday: set[int], monthday: set[int], yearday: set[date], first: date
) -> None:
    one = duty(
        per,
        weekday=tuple(sorted(weekday)),
        monthday=tuple(sorted(monthday)),
        yearday=tuple(f"XXXX-{day:%m-%d}" for day in sorted(yearday)),
    )
    found = [cut.period for cut in cuts(one, first, first.replace(year=first.year + 1))]
    for before, after in pairwise(found):
        assert (after.first - before.last).days == 1
    # However the days are cut into runs of the job, the periods are the same.
    middle = first.replace(day=1, month=6, year=first.year + 1)
    parts = [*cuts(one, first, middle), *cuts(one, middle, middle)]
    assert {cut.period for cut in parts} >= {p for p in found if p.first < middle}


@pytest.mark.parametrize(
    ("text", "year", "day"),
    [
        ("2026-04-30", None, date(2026, 4, 30)),
        ("XXXX-02", 2028, date(2028, 2, 29)),
        ("XXXX-06-31", 2026, date(2026, 6, 30)),
        ("2026", None, date(2026, 12, 31)),
        ("XXXX-04-30", None, None),
        ("ongoing", 2026, None),
        (None, 2026, None),
    ],
)
def test_a_date_of_a_plan_is_the_last_day_that_it_names(
    text: str | None, year: int | None, day: date | None
) -> None:
    assert last_day(text, year) == day
