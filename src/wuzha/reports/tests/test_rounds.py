"""The weekly report tells what goes round, and calls no handful a rise."""

from wuzha.lib.periods import Period
from wuzha.organisation.models import Person, Unit
from wuzha.reports.rounds import rounds_section
from wuzha.series.tests.test_round import WEEK, happened


def test_a_week_tells_what_rose_and_whom_to_tell_and_calls_no_handful_a_rise(
    county: Unit, other_town: Unit, station: Unit, su: Person
) -> None:
    assert rounds_section(county, WEEK) == []
    happened(station, su, times=1, weeks_ago=2)
    happened(station, su, times=2)
    [few] = rounds_section(county, WEEK)
    assert few.text.startswith("1类骗局都看不出升降")
    happened(station, su, times=6)
    [rose] = rounds_section(county, WEEK)
    assert "刷单返利类上升：案件8起、预警0条，前4周平均每周0.2起、0.0条" in rose.text
    assert "凡是刷单，一律不做" in rose.text
    assert rounds_section(other_town, WEEK) == []
    assert rounds_section(county, Period.custom(WEEK.first, WEEK.last)) == []
