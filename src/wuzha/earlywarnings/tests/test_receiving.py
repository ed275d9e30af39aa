"""A warning comes in, by whatever door, and reaches a unit: it is never nobody's."""

from typing import Any

import pytest
from django.db import connection

from wuzha.clocks.models import Clock
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning, Handover
from wuzha.earlywarnings.states import Door, Grade
from wuzha.earlywarnings.tests.making import receive, warning_in
from wuzha.lib.refused import Conflict, NotAllowed
from wuzha.notices.models import Notice
from wuzha.organisation.models import Leave, Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(lin: Person, su: Person, hong: Person, wei: Person) -> None:
    """Duty officer, station, grid and county police are there."""


def kinds(dissuasion: Dissuasion) -> set[str]:
    return set(Clock.objects.running().of(dissuasion).values_list("kind", flat=True))


@pytest.mark.usefixtures("everybody")
def test_a_medium_warning_goes_to_the_grid_of_the_address(
    lin: Person, hong: Person, grid: Unit
) -> None:
    case = receive(by=lin, grade="medium")
    assert (case.state, case.unit, case.place) == ("dispatched", grid, grid)
    assert [n.person for n in Notice.objects.about(case)] == [hong]


@pytest.mark.usefixtures("everybody")
def test_a_high_warning_goes_to_the_police_station_of_the_place(
    lin: Person, station: Unit, grid: Unit
) -> None:
    case = receive(by=lin, grade="high")
    assert (case.unit, case.place) == (station, grid)


@pytest.mark.usefixtures("everybody")
def test_sign_call_meet_and_feed_back_are_timed_from_the_dispatch(lin: Person) -> None:
    case = receive(by=lin, grade="critical")
    clocks = {c.kind: c.due_at - c.begins_at for c in Clock.objects.of(case)}
    minutes = {kind: span.total_seconds() / 60 for kind, span in clocks.items()}
    assert minutes == {
        "warning.sign": 3,
        "warning.call": 5,
        "warning.meet": 30,
        "warning.feed_back": 60,
    }


@pytest.mark.usefixtures("everybody")
def test_a_low_warning_needs_no_meeting(lin: Person) -> None:
    case = receive(by=lin, grade="low")
    assert not case.must_meet
    assert "warning.meet" not in kinds(case)


@pytest.mark.usefixtures("everybody")
def test_a_limit_of_the_source_holds_if_it_ends_earlier(lin: Person) -> None:
    first = receive(by=lin, grade="medium")
    limit = first.received_at.replace(microsecond=0) + (
        Clock.objects.of(first).get(kind="warning.sign").due_at - first.received_at
    )
    second = receive(by=lin, grade="medium", limit_at=limit)
    assert Clock.objects.of(second).get(kind="warning.meet").due_at == limit


def test_without_anybody_in_the_grid_it_goes_on_to_the_station(
    lin: Person, su: Person, grid: Unit, station: Unit
) -> None:
    assert receive(by=lin, grade="medium").unit == station


def test_while_the_only_grid_worker_is_away_it_goes_on_to_the_station(
    lin: Person, su: Person, hong: Person, station: Unit
) -> None:
    away = receive(by=lin, grade="medium").received_at
    Leave.objects.create(
        person=hong, starts_at=away, ends_at=away.replace(year=away.year + 1)
    )
    assert receive(by=lin, grade="medium").unit == station


def test_with_nobody_anywhere_it_stays_with_the_county(
    zhou: Person, county: Unit, grid: Unit
) -> None:
    assert receive(by=zhou, grade="high").unit == county


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("address", ["", "外省某市某路9号", "青石县城"])
def test_an_address_that_fits_no_unit_goes_to_triage(
    lin: Person, county: Unit, grid: Unit, address: str
) -> None:
    case = receive(by=lin, address=address)
    assert (case.state, case.unit) == ("triage", county)
    assert kinds(case) == {"warning.triage"}
    assert lin in {n.person for n in Notice.objects.about(case)}


@pytest.mark.usefixtures("everybody")
def test_a_code_of_the_place_outweighs_the_words(
    lin: Person, other_hong: Person, other_grid: Unit
) -> None:
    case = receive(by=lin, place_code="990101101200001")
    assert case.place == other_grid


@pytest.mark.usefixtures("everybody")
def test_warnings_for_one_person_are_one_visit(lin: Person) -> None:
    case = receive(by=lin, phone="13800138000")
    again = receive(by=lin, phone="+86 138-0013-8000", signal="app")
    assert again == case
    assert case.warnings.count() == 2
    assert Dissuasion.objects.count() == 1


@pytest.mark.usefixtures("everybody")
def test_a_joined_warning_adds_what_was_not_known(lin: Person) -> None:
    receive(by=lin, phone="13800138000", name="")
    case = receive(by=lin, phone="13800138000", identity="11010519491231002X")
    case.refresh_from_db()
    assert case.name == "申屠远"
    assert Dissuasion.objects.of_person(identity="11010519491231002X").get() == case


@pytest.mark.usefixtures("everybody")
def test_a_higher_grade_sends_it_where_that_grade_goes(
    lin: Person, station: Unit, hong: Person
) -> None:
    case = receive(by=lin, phone="13800138000", grade="medium")
    actions.sign(dissuasion=case, by=hong)
    receive(by=lin, phone="13800138000", grade="critical", stream="fund")
    case.refresh_from_db()
    assert (case.grade, case.stream) == ("critical", "fund")
    assert (case.state, case.unit, case.person) == ("dispatched", station, None)
    sign = Clock.objects.running().of(case).get(kind="warning.sign")
    assert (sign.due_at - sign.begins_at).total_seconds() == 3 * 60


@pytest.mark.usefixtures("everybody")
def test_what_an_older_batch_raises_stands_behind_what_happened_meanwhile(
    lin: Person, station: Unit, other_grid: Unit, other_hong: Person
) -> None:
    desk = Desk.now()
    case = receive(by=lin, phone="13800138000", grade="medium")
    actions.dispatch(dissuasion=case, unit=other_grid, reason="人在外地", by=lin)
    raised = warning_in(phone="13800138000", grade="critical")
    actions.receive_warnings(warnings=[raised], door=Door.SHEET, desk=desk, by=lin)
    case.refresh_from_db()
    last = Handover.objects.filter(dissuasion=case).latest("at", "pk")
    assert (case.unit, last.unit) == (station, station)


@pytest.mark.usefixtures("everybody")
def test_a_lower_grade_changes_nothing_of_the_work(lin: Person, station: Unit) -> None:
    case = receive(by=lin, phone="13800138000", grade="high")
    receive(by=lin, phone="13800138000", grade="low")
    case.refresh_from_db()
    assert (case.grade, case.unit) == ("high", station)


@pytest.mark.usefixtures("everybody")
def test_two_identity_numbers_are_two_people_whoever_shares_the_phone(
    lin: Person,
) -> None:
    receive(by=lin, phone="13800138000", identity="11010519491231002X")
    receive(by=lin, phone="13800138000", identity="440524188001010014")
    assert Dissuasion.objects.count() == 2


@pytest.mark.usefixtures("everybody")
def test_a_place_that_comes_with_a_later_warning_ends_the_triage(
    lin: Person, grid: Unit
) -> None:
    case = receive(by=lin, phone="13800138000", address="")
    receive(by=lin, phone="13800138000")
    case.refresh_from_db()
    assert (case.state, case.unit) == ("dispatched", grid)
    assert "warning.triage" not in kinds(case)


@pytest.mark.usefixtures("everybody")
def test_the_same_warning_again_is_no_second_one(lin: Person, feed: Person) -> None:
    payload = warning_in()
    first = actions.receive_from_system(payload=payload, by=feed)
    again = actions.receive_from_system(payload=payload, by=feed)
    assert (first.created, again.created) == (True, False)
    assert again.warning == first.warning
    assert EarlyWarning.objects.count() == 1


@pytest.mark.usefixtures("everybody")
def test_something_else_under_the_same_number_is_told(feed: Person) -> None:
    payload = warning_in()
    actions.receive_from_system(payload=payload, by=feed)
    other = payload.model_copy(update={"grade": Grade.HIGH})
    with pytest.raises(Conflict, match="内容不同"):
        actions.receive_from_system(payload=other, by=feed)
    assert EarlyWarning.objects.count() == 1


def test_who_may_not_create_cannot(hong: Person) -> None:
    with pytest.raises(NotAllowed):
        actions.receive_warning(warning=warning_in(), door=Door.HAND, by=hong)
    assert not EarlyWarning.objects.exists()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"phone": "", "name": "", "identity": ""}, "找不到这个人"),
        ({"phone": "不知道"}, "不是电话号码"),
        ({"identity": "110105194912310021"}, "校验不通过"),
        ({"fraud_class": "F77"}, "诈骗类别"),
        ({"source_number": " "}, "at least 1 character"),
    ],
)
def test_what_cannot_be_a_warning_says_why(
    facts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        warning_in(**facts)


@pytest.mark.usefixtures("everybody")
def test_personal_data_stand_sealed_in_the_database(lin: Person) -> None:
    case = receive(by=lin, phone="13800138000")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, address FROM earlywarnings_dissuasion")
        row = cursor.fetchone()
    assert all(value.startswith("w1.") for value in row)
    assert Dissuasion.objects.of_person(phone="13800138000").get() == case
