"""A confirmed mule-side hit goes to the bank and the police; a person there decides."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.monitoring.actions.checks import answer_check, hand_over_hit
from wuzha.monitoring.models import Hit
from wuzha.monitoring.tests.made import MULE, make_hit
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit

SignIn = Callable[[Person], Client]


@pytest.fixture
def hit(county: Unit, zhou: Person, su: Person, qiao: Person) -> Hit:
    return make_hit(county, by=zhou, side="mule", rule="fast_in_fast_out")


def test_the_bank_and_the_police_of_the_place_are_told_and_nothing_is_restricted(
    hit: Hit, branch: Unit, station: Unit, zhou: Person, qiao: Person, su: Person
) -> None:
    checks = hand_over_hit(hit=hit, branch=branch, note="三名付款人互不相识", by=zhou)
    assert [check.unit for check in checks] == [branch, station]
    told = {notice.person: notice for notice in Notice.objects.all()}
    assert set(told) == {qiao, su}
    assert MULE not in told[qiao].item
    hit.refresh_from_db()
    assert (hit.state, hit.reviewed_by) == ("confirmed", zhou)
    with pytest.raises(Conflict, match="已经移交"):
        hand_over_hit(hit=hit, branch=branch, by=zhou)


def test_only_the_unit_itself_answers_and_only_what_is_its_to_say(
    hit: Hit, branch: Unit, zhou: Person, qiao: Person, su: Person
) -> None:
    at_bank, at_station = hand_over_hit(hit=hit, branch=branch, by=zhou)
    with pytest.raises(NotAllowed):
        answer_check(check=at_bank, answer="limited", by=zhou)
    with pytest.raises(Refused, match="不适用于本单位"):
        answer_check(check=at_station, answer="limited", by=su)
    answer_check(check=at_bank, answer="watched", said="已联系持有人", by=qiao)
    assert Notice.objects.filter(person=zhou).count() == 1
    with pytest.raises(Conflict):
        answer_check(check=at_bank, answer="normal", by=qiao)


def test_a_hit_on_trial_or_of_a_victim_is_not_handed_over(
    county: Unit, branch: Unit, zhou: Person
) -> None:
    with pytest.raises(Refused, match="疑似受害人"):
        hand_over_hit(hit=make_hit(county, by=zhou), branch=branch, by=zhou)
    trial = make_hit(county, by=zhou, side="mule", rule_state="trial")
    with pytest.raises(Refused, match="试运行"):
        hand_over_hit(hit=trial, branch=branch, by=zhou)


def test_it_is_work_on_their_desks_until_they_answer(
    hit: Hit, branch: Unit, zhou: Person, qiao: Person, signed_in: SignIn
) -> None:
    url = reverse("monitoring:hand_over", args=[hit.pk])
    done = signed_in(zhou).post(url, {"branch": branch.pk, "note": ""})
    assert done.status_code == 302
    client = signed_in(qiao)
    desk = client.get("/").content.decode()
    assert "核查并答复" in desk
    check = hit.checks.get(unit=branch)
    page = client.get(check.get_absolute_url()).content.decode()
    assert hit.reason in page
    assert MULE not in page
    client.post(check.get_absolute_url(), {"answer": "reported", "said": ""})
    assert "核查并答复" not in client.get("/").content.decode()
    client_of_zhou = signed_in(zhou)
    shown = client_of_zhou.get(reverse("monitoring:hit", args=[hit.pk]))
    assert "报送了可疑交易" in shown.content.decode()
    rule = client_of_zhou.get(reverse("monitoring:rule", args=["fast_in_fast_out"]))
    assert "报送了可疑交易 1" in rule.content.decode()
