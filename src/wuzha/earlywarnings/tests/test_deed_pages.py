"""Deeds on a case from its pages: what is asked for, what becomes of it."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from wuzha.clocks.models import Clock
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.models import PlaceName
from wuzha.earlywarnings.tests.making import receive
from wuzha.incidents.actions import VictimIn, open_incident
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(lin: Person, su: Person, hong: Person) -> None:
    """Duty officer, station and grid are there."""


@pytest.fixture
def desk(lin: Person, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(lin)


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize(
    ("name", "typed", "state"),
    [
        ("send-back", {"reason": "不住这里"}, "triage"),
        ("invalid", {"reason": "空号"}, "invalid"),
        ("transfer", {"to": "邻县反诈中心", "reason": "外出"}, "transferred"),
        ("duplicate", {"of": "q0000001", "reason": "同一人"}, "duplicate"),
    ],
)
def test_a_deed_from_its_page(
    desk: Client, lin: Person, name: str, typed: dict[str, str], state: str
) -> None:
    first, case = receive(by=lin), receive(by=lin)
    typed = {
        key: value.replace("0000001", f"{first.pk}") for key, value in typed.items()
    }
    url = reverse("earlywarnings:deed", args=(case.pk, name))
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"version": case.version}).status_code == 422
    assert desk.post(url, {**typed, "version": case.version}).status_code == 302
    case.refresh_from_db()
    assert case.state == state


@pytest.mark.usefixtures("everybody")
def test_the_review_from_its_pages(desk: Client, lin: Person, hong: Person) -> None:
    case = receive(by=lin)
    actions.record_attempt(
        dissuasion=case, key=uuid4(), way="visit", result="nowhere", by=hong
    )
    actions.feed_back(dissuasion=case, outcome="unreachable", opinion="未见", by=hong)

    def done(name: str, **typed: str) -> str:
        case.refresh_from_db()
        url = reverse("earlywarnings:deed", args=(case.pk, name))
        desk.post(url, {**typed, "version": case.version})
        case.refresh_from_db()
        return case.state

    assert done("return", reason="写明找过哪里") == "contacted"
    actions.feed_back(dissuasion=case, outcome="unreachable", opinion="三次", by=hong)
    assert done("close") == "closed"
    assert done("reopen", reason="家属来电") == "dispatched"
    page = desk.get(case.get_absolute_url())
    assert any("重新办理" in line.what for line in page.context["history"])


@pytest.mark.usefixtures("everybody")
def test_an_incident_reported_elsewhere_is_joined_from_the_case(
    desk: Client, lin: Person, county: Unit
) -> None:
    case = receive(by=lin)
    incident = open_incident(
        unit=county,
        fraud_class="F01",
        victim=VictimIn(name="申屠远"),
        reported_at=case.received_at,
        by=lin,
    )
    url = reverse("earlywarnings:deed", args=(case.pk, "join"))
    wrong = {"number": "AJ2026-999999", "version": case.version}
    assert desk.post(url, wrong).status_code == 422
    right = {"number": incident.number, "version": case.version}
    assert desk.post(url, right).status_code == 302
    page = desk.get(case.get_absolute_url()).content.decode()
    assert incident.number in page
    assert url not in page


@pytest.mark.usefixtures("everybody")
def test_a_case_is_opened_from_the_warning_with_one_press(
    desk: Client, lin: Person, hong: Person
) -> None:
    case = receive(by=lin)
    actions.record_meeting(
        dissuasion=case,
        key=uuid4(),
        meeting=actions.MeetingIn(fraud_class="F01", money_moved=True),
        by=hong,
    )
    page = desk.get(case.get_absolute_url()).content.decode()
    url = reverse("earlywarnings:open_case", args=(case.pk,))
    assert url in page
    desk.post(url)
    case.refresh_from_db()
    assert case.incident
    assert case.incident.warning_ref == case.number


@pytest.mark.usefixtures("everybody")
def test_the_person_is_shown_in_full_only_with_a_reason(
    desk: Client, lin: Person
) -> None:
    case = receive(by=lin, phone="13911112222")
    url = reverse("earlywarnings:reveal", args=(case.pk, "phone"))
    assert desk.post(url).status_code == 422
    assert "13911112222" in desk.post(url, {"reason": "核实身份"}).content.decode()
    assert (
        desk.get(reverse("earlywarnings:reveal", args=(case.pk, "clue"))).status_code
        == 404
    )


@pytest.mark.usefixtures("everybody")
def test_other_warnings_of_the_person_are_shown(desk: Client, lin: Person) -> None:
    case = receive(by=lin, phone="13911112222")
    actions.mark_invalid(dissuasion=case, reason="空号", by=lin)
    again = receive(by=lin, phone="13911112222")
    assert desk.get(again.get_absolute_url()).context["earlier"] == [case]


def test_names_of_places_are_added_and_removed_on_their_page(
    desk: Client, grid: Unit
) -> None:
    url = reverse("earlywarnings:place_names")
    assert desk.post(url, {"name": "老渡口", "unit": "没有的村"}).status_code == 422
    desk.post(url, {"name": "老渡口", "unit": grid.code})
    assert "老渡口" in desk.get(url).content.decode()
    kept = PlaceName.objects.get()
    desk.post(reverse("earlywarnings:remove_place_name", args=(kept.pk,)))
    assert "老渡口" not in desk.get(url).content.decode()


@pytest.mark.usefixtures("everybody")
def test_pausing_is_offered_while_a_clock_runs(desk: Client, lin: Person) -> None:
    case = receive(by=lin)
    pause = reverse("earlywarnings:deed", args=(case.pk, "pause"))
    assert pause in desk.get(case.get_absolute_url()).content.decode()
    for clock in Clock.objects.running().of(case):
        actions.pause_clock(dissuasion=case, kind=clock.kind, reason="外出", by=lin)
    page = desk.get(case.get_absolute_url()).content.decode()
    assert pause not in page
    assert f"/warnings/{case.pk}/resume/" in page
