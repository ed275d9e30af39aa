from datetime import timedelta

import pytest
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.security.actions import issue_token, revoke_token
from wuzha.security.models import ApiToken
from wuzha.security.tokens import person_for


@pytest.fixture
def issued(feed, guan):
    return issue_token(
        person=feed,
        purpose="市局预警平台推送",
        expires_at=timezone.now() + timedelta(days=90),
        by=guan,
    )


def test_a_machine_is_known_by_its_token(issued, feed):
    token, text = issued
    assert person_for(text) == feed
    assert text.startswith("wz_") and len(text) > 40
    token.refresh_from_db()
    assert token.last_used_at is not None


def test_only_a_digest_of_the_token_is_kept(issued):
    token, text = issued
    kept = " ".join(str(value) for value in ApiToken.objects.values().get().values())
    assert text not in kept and token.beginning == text[:8]
    assert text not in str(Entry.objects.get().facts)


@pytest.mark.parametrize("wrong", ["", "wz_", "wz_wrong", "x" * 10_000])
def test_what_is_no_token_lets_nobody_in(issued, wrong):
    assert person_for(wrong) is None


def test_a_token_that_is_over_lets_nobody_in(issued):
    token, text = issued
    token.expires_at = timezone.now()
    token.save(update_fields=["expires_at"])
    assert person_for(text) is None


def test_a_token_taken_back_lets_nobody_in(issued, guan):
    token, text = issued
    revoke_token(token=token, by=guan)
    assert person_for(text) is None
    with pytest.raises(Refused):
        revoke_token(token=token, by=guan)


def test_a_machine_out_of_use_lets_nobody_in(issued, feed):
    feed.is_active = False
    feed.save(update_fields=["is_active"])
    assert person_for(issued[1]) is None


def test_use_is_noted_at_most_once_a_minute(issued, django_assert_num_queries):
    token, text = issued
    person_for(text)
    token.refresh_from_db()
    first = token.last_used_at
    person_for(text)
    token.refresh_from_db()
    assert token.last_used_at == first


def test_people_get_no_token(guan, su):
    with pytest.raises(Refused):
        issue_token(person=su, purpose="x", expires_at=timezone.now(), by=guan)


def test_only_an_administrator_of_the_county_issues_one(feed, lin):
    with pytest.raises(NotAllowed):
        issue_token(person=feed, purpose="x", expires_at=timezone.now(), by=lin)


def test_the_page_shows_the_token_once(signed_in, guan, feed):
    client = signed_in(guan)
    answer = client.post(
        "/settings/tokens/issue/", {"person": feed.pk, "purpose": "推送", "days": "90"}
    )
    text = answer.context["text"]
    assert text in answer.content.decode() and "no-store" in answer["Cache-Control"]
    assert person_for(text) == feed
    listed = client.get("/settings/tokens/").content.decode()
    assert text not in listed and text[:8] in listed
    client.post(f"/settings/tokens/{answer.context['token'].pk}/revoke/")
    assert person_for(text) is None


def test_a_person_cannot_be_chosen_as_the_machine(signed_in, guan, su, feed):
    answer = signed_in(guan).post(
        "/settings/tokens/issue/", {"person": su.pk, "purpose": "推送", "days": "90"}
    )
    assert answer.status_code == 200 and not ApiToken.objects.exists()
