"""A figure is a condition on rows: counted and shown, it is the same."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from wuzha.earlywarnings import actions, figures
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.tests.making import receive
from wuzha.lib.periods import Kind, Period, day_of
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> Period:
    return Period.of(Kind.DAY, day_of(datetime.now().astimezone()))


@pytest.fixture
def some(lin: Person, hong: Person, su: Person) -> dict[str, Dissuasion]:
    """One met, one that lost money soon after, one invalid, one untouched, one low."""
    names = ("met", "lost", "invalid", "untouched")
    cases = {name: receive(by=lin) for name in names}
    cases["low"] = receive(by=lin, grade="low")
    cases["fund"] = receive(by=lin, grade="critical", stream="fund")
    for name in ("met", "lost"):
        actions.record_meeting(
            dissuasion=cases[name],
            key=uuid4(),
            meeting=actions.MeetingIn(fraud_class="F01"),
            by=hong,
        )
    lost = cases["lost"]
    lost.defrauded_at = lost.met_at + timedelta(days=3)  # type: ignore[operator]
    lost.save(update_fields=["defrauded_at"])
    actions.mark_invalid(dissuasion=cases["invalid"], reason="空号", by=lin)
    actions.mark_duplicate(
        dissuasion=receive(by=lin), of=cases["met"], reason="同一人", by=lin
    )
    return cases


@pytest.mark.usefixtures("some")
def test_the_figures_of_a_day(county: Unit, today: Period) -> None:
    counted = figures.counts(unit=county, period=today)
    assert counted == {
        "received": 6,
        "signed": 2,
        "signed_in_time": 2,
        "called": 2,
        "called_in_time": 2,
        "reached": 2,
        "to_meet": 4,
        "met": 2,
        "met_in_time": 2,
        "missed": 0,
        "fed_back": 0,
        "closed": 1,
        "open": 5,
        "defrauded": 1,
        "unreachable": 0,
        "invalid": 1,
        "transferred": 0,
        "dissuaded": 1,
    }


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize("stream", ["", "fund", "contact"])
def test_every_figure_opens_as_many_rows_as_it_counts(
    county: Unit, today: Period, stream: str
) -> None:
    counted = figures.counts(unit=county, period=today, stream=stream)
    shown = {
        key: figures.rows_of(key, unit=county, period=today, stream=stream).count()
        for key in figures.KEYS
    }
    assert shown == counted


@pytest.mark.usefixtures("some")
def test_a_loss_after_the_time_does_not_undo_the_success(
    county: Unit, today: Period, some: dict[str, Dissuasion]
) -> None:
    lost = some["lost"]
    lost.defrauded_at = lost.met_at + timedelta(days=31)  # type: ignore[operator]
    lost.save(update_fields=["defrauded_at"])
    dissuaded = figures.rows_of("dissuaded", unit=county, period=today)
    assert set(dissuaded) == {some["met"], lost}


@pytest.mark.usefixtures("some")
def test_a_town_counts_who_lives_there_and_a_station_what_it_works_on(
    town: Unit, other_town: Unit, station: Unit, today: Period
) -> None:
    parts = figures.counts_by_part([town, other_town], period=today)
    assert parts[town.pk] == figures.counts(unit=town, period=today)
    assert parts[town.pk]["received"] == 6
    assert parts[other_town.pk]["received"] == 0
    assert figures.counts(unit=station, period=today)["received"] == 1


@pytest.mark.usefixtures("some")
def test_orders_are_counted_apart_from_people(county: Unit, today: Period) -> None:
    assert figures.warnings_received(unit=county, period=today) == 7
    assert figures.warnings_received(unit=county, period=today, stream="fund") == 1


@pytest.mark.usefixtures("some")
def test_the_line_of_the_last_day_adds_up(county: Unit) -> None:
    now = datetime.now().astimezone()
    hours = figures.received_by_hour(unit=county, until=now)
    assert len(hours) == 24
    assert sum(hours.values()) == 6


def test_overdue_are_those_with_a_limit_that_has_run_out(
    some: dict[str, Dissuasion], county: Unit
) -> None:
    fund = some["fund"]
    later = fund.received_at + timedelta(minutes=4)
    assert set(figures.overdue_cases(county, now=later)) == {fund}
    assert figures.overdue_now(later) == 1
