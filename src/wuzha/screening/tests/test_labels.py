"""Colleagues say what a text is; two independently; a third settles."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.organisation.models import Person, Unit
from wuzha.screening.actions import labels
from wuzha.screening.models import Verdict
from wuzha.screening.tests.made import PARCEL, make_verdict

SignIn = Callable[[Person], Client]
UNSURE = "您有一份补贴待领取，请尽快办理。"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_wants_second", lambda verdict: False)


@pytest.fixture
def twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_wants_second", lambda verdict: True)


def again(verdict: Verdict) -> Verdict:
    verdict.refresh_from_db()
    return verdict


def test_the_least_sure_comes_first_and_what_is_labelled_no_more(
    alone: None, county: Unit, lin: Person, signed_in: SignIn
) -> None:
    sure = make_verdict(county, by=lin)
    unsure = make_verdict(county, by=lin, text=UNSURE)
    sure_url, unsure_url = (
        reverse("screening:label", args=[one.pk]) for one in (sure, unsure)
    )
    client, queue = signed_in(lin), reverse("screening:queue")
    assert client.get(queue).url == unsure_url  # type: ignore[attr-defined]
    after = client.get(queue, {"after": unsure.pk})
    assert after.url == sure_url  # type: ignore[attr-defined]
    page = client.get(unsure_url).content.decode()
    assert UNSURE in page
    assert unsure.get_verdict_display() not in page
    client.post(unsure_url, {"is_fraud": "yes", "fraud_class": "F03"})
    client.post(sure_url, {"is_fraud": "no", "fraud_class": "F03"})
    assert "没有要标注的了" in client.get(queue).content.decode()
    assert (again(unsure).is_fraud, unsure.agreed_class) == (True, "F03")
    assert (again(sure).is_fraud, sure.agreed_class) == (False, "")
    assert sure.was_right is False


def test_a_second_person_is_not_shown_what_the_first_said(
    twice: None, county: Unit, lin: Person, wei: Person, signed_in: SignIn
) -> None:
    kept = make_verdict(county, by=lin)
    labels.label_verdict(verdict=kept, is_fraud=True, note="要共享屏幕", by=lin)
    assert again(kept).state == "second"
    client = signed_in(wei)
    for view in ("screening:label", "screening:verdict"):
        page = client.get(reverse(view, args=[kept.pk])).content.decode()
        assert "要共享屏幕" not in page
    labels.label_verdict(verdict=kept, is_fraud=True, fraud_class="F05", by=wei)
    assert (again(kept).state, kept.agreed_class) == ("settled", "F05")
    page = client.get(reverse("screening:verdict", args=[kept.pk])).content.decode()
    assert "要共享屏幕" in page


def test_a_disagreement_is_settled_by_a_third(
    twice: None, county: Unit, lin: Person, wei: Person, zhou: Person, signed_in: SignIn
) -> None:
    kept = make_verdict(county, by=lin, text=PARCEL)
    labels.label_verdict(verdict=kept, is_fraud=True, by=lin)
    labels.label_verdict(verdict=kept, is_fraud=False, by=wei)
    assert again(kept).state == "disputed"
    said = {"verdict": kept, "is_fraud": False}
    with pytest.raises(NotAllowed):
        labels.settle_verdict(**said, by=wei)
    url = reverse("screening:label", args=[kept.pk])
    client = signed_in(zhou)
    page = client.get(url).content.decode()
    assert lin.name in page
    assert wei.name in page
    client.post(url, {"is_fraud": "no"})
    assert (again(kept).state, kept.is_fraud) == ("settled", False)
    assert kept.labels.get(by=zhou).settles


def test_nobody_labels_twice_and_only_ones_own_is_taken_back(
    alone: None, county: Unit, lin: Person, wei: Person
) -> None:
    kept = make_verdict(county, by=lin)
    labels.label_verdict(verdict=kept, is_fraud=False, by=lin)
    with pytest.raises(Conflict):
        labels.label_verdict(verdict=kept, is_fraud=True, by=lin)
    with pytest.raises(Refused):
        labels.take_back_label(verdict=kept, by=wei)
    labels.take_back_label(verdict=kept, by=lin)
    assert (again(kept).state, kept.is_fraud) == ("open", None)
    assert not kept.labels.exists()


def test_a_labelled_text_is_kept_for_training(
    alone: None, county: Unit, lin: Person
) -> None:
    kept = make_verdict(county, by=lin)
    before = kept.keep_until
    labels.label_verdict(verdict=kept, is_fraud=True, by=lin)
    assert again(kept).keep_until > before


def test_whoever_settles_without_a_class_leaves_the_one_that_was_named(
    twice: None, county: Unit, lin: Person, wei: Person, zhou: Person
) -> None:
    kept = make_verdict(county, by=lin, text=PARCEL)
    labels.label_verdict(verdict=kept, is_fraud=True, fraud_class="F05", by=lin)
    labels.label_verdict(verdict=kept, is_fraud=False, by=wei)
    labels.settle_verdict(verdict=kept, is_fraud=True, by=zhou)
    assert (again(kept).is_fraud, kept.agreed_class) == (True, "F05")


def test_ones_own_label_is_taken_back_on_the_page_of_its_text(
    alone: None, county: Unit, lin: Person, wei: Person, signed_in: SignIn
) -> None:
    kept = make_verdict(county, by=lin)
    labels.label_verdict(verdict=kept, is_fraud=False, by=lin)
    offered = reverse("screening:take_back_label", args=[kept.pk])
    url = kept.get_absolute_url()
    assert offered in signed_in(lin).get(url).content.decode()
    assert offered not in signed_in(wei).get(url).content.decode()


def test_what_was_settled_is_overruled_by_whoever_settles_and_by_nobody_else(
    alone: None, county: Unit, lin: Person, wei: Person, zhou: Person, signed_in: SignIn
) -> None:
    kept = make_verdict(county, by=lin)
    labels.label_verdict(verdict=kept, is_fraud=False, by=lin)
    url = reverse("screening:label", args=[kept.pk])
    assert signed_in(wei).get(url).status_code == 409
    client = signed_in(zhou)
    assert url in client.get(kept.get_absolute_url()).content.decode()
    assert lin.name in client.get(url).content.decode()
    client.post(url, {"is_fraud": "yes", "fraud_class": "F02"})
    client.post(url, {"is_fraud": "yes", "fraud_class": "F05"})
    assert (again(kept).is_fraud, kept.agreed_class) == (True, "F05")
    assert [one.settles for one in kept.labels.all()] == [False, True]
