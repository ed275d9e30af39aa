"""The story of an incident: sorted by an officer, masked for others."""

from collections.abc import Callable

import pytest
from django.test import Client

from wuzha.audit.models import Entry
from wuzha.incidents import actions
from wuzha.incidents.models import Incident
from wuzha.incidents.tests.make import open_case
from wuzha.lib.refused import NotAllowed
from wuzha.organisation.models import Person, Unit

TOLD = "柳青青在临河镇的家里被拉进群刷单，对方钱小二让她加微信号wx_8k2m1，连单做不完。"
SignedIn = Callable[[Person], Client]


@pytest.fixture
def told(station: Unit, su: Person) -> Incident:
    return open_case(unit=station, by=su, story=TOLD, fraud_class="F06", sub_type="")


def test_the_page_says_which_class_the_story_speaks_for(
    told: Incident, su: Person, signed_in: SignedIn
) -> None:
    page = signed_in(su).get(told.get_absolute_url()).content.decode()
    assert "案情更像" in page and "刷单返利" in page and "<mark>刷单</mark>" in page


def test_what_was_proposed_is_kept_beside_what_the_officer_chose(
    told: Incident, su: Person
) -> None:
    sorting = actions.sort_incident(incident=told, kind="F03", by=su)
    told.refresh_from_db()
    assert (told.fraud_class, sorting.chosen) == ("F03", "F03")
    assert sorting.proposed == "F01-02" and "刷单" in sorting.signs and sorting.version
    assert Entry.objects.filter(event="incident.sorted").count() == 1


def test_who_does_not_work_on_it_sorts_nothing(told: Incident, zhou: Person) -> None:
    with pytest.raises(NotAllowed):
        actions.sort_incident(incident=told, kind="F03", by=zhou)


def test_outside_its_unit_the_story_names_nobody(
    told: Incident, zhou: Person, signed_in: SignedIn
) -> None:
    page = signed_in(zhou).get(told.get_absolute_url()).content.decode()
    assert "柳某某在" in page
    for secret in ("柳青青", "钱小二", "wx_8k2m1", "临河镇的家"):
        assert secret not in page


def test_taking_the_masked_story_along_is_recorded(
    told: Incident, su: Person, signed_in: SignedIn
) -> None:
    page = signed_in(su).get(f"/incidents/{told.pk}/story/").content.decode()
    assert "柳某某" in page and "钱小二" not in page
    assert Entry.objects.get(event="incident.story_taken").outcome == "read"
