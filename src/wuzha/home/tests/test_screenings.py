"""Another system asks whether texts are scams."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import SINCE
from wuzha.organisation.access import Role
from wuzha.organisation.models import Appointment, Person, Unit
from wuzha.screening.models import Verdict
from wuzha.security import actions

pytestmark = pytest.mark.django_db
SCAM = "我是市公安局民警，您涉嫌洗钱，请把钱转到安全账户核查资金，不要告诉家人。"


def post(content: Any, token: str, language: str = "zh") -> Any:
    return Client().post(
        "/api/v1/screenings",
        content,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Accept-Language": language},
    )


@pytest.fixture
def inquirer(county: Unit, guan: Person) -> str:
    person = Person.objects.create(username="app", name="便民应用", is_machine=True)
    Appointment.objects.create(
        person=person, role=Role.INQUIRER, unit=county, valid_from=SINCE
    )
    _row, token = actions.issue_token(
        person=person,
        purpose="便民应用",
        expires_at=timezone.now() + timedelta(days=30),
        by=guan,
    )
    return token


def test_a_batch_is_answered_in_order_and_nothing_is_kept(inquirer: str) -> None:
    texts = [{"id": "a", "text": SCAM}, {"id": "b", "text": "明天下午三点开会"}]
    first, again = (post({"texts": texts}, inquirer).json() for _ in "12")
    assert [one["id"] for one in first["answers"]] == ["a", "b"]
    assert [one["verdict"] for one in first["answers"]] == ["scam", "none"]
    reason = first["answers"][0]["reasons"][0]
    assert SCAM[reason["start"] : reason["end"]]
    assert first == again
    assert not Verdict.objects.exists()


def test_reasons_and_advice_are_english_where_english_is_asked_for(
    inquirer: str,
) -> None:
    answer = post({"texts": [{"text": SCAM}]}, inquirer, "en").json()["answers"][0]
    said = [*(one["says"] for one in answer["reasons"]), *answer["advice"]]
    assert len(said) > 4 and not re.search("[\u4e00-\u9fff]", "".join(said))


def test_too_many_too_long_and_too_much_are_refused(inquirer: str) -> None:
    for texts in ([], [{"text": "x"}] * 101, [{"text": ""}], [{"text": "x" * 20_001}]):
        assert post({"texts": texts}, inquirer).status_code == 422


def test_who_may_only_ask_cannot_push_and_the_feed_cannot_ask(
    inquirer: str, token: str
) -> None:
    assert post({"texts": [{"text": SCAM}]}, token).status_code == 403
    pushed = Client().post(
        "/api/v1/warnings/batch",
        {"warnings": [{}]},
        content_type="application/json",
        headers={"Authorization": f"Bearer {inquirer}"},
    )
    assert pushed.status_code == 403
