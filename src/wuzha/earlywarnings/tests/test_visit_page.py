"""The phone at the door: whom, where, how, and what came of it; nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from wuzha.audit.models import Entry
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.tests.making import receive
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def case(lin: Person, su: Person, hong: Person, wei: Person) -> Dissuasion:
    return receive(
        by=lin,
        phone="13912345678",
        identity="11010519491231002X",
        clue="向账户6222021234567890128试转",
    )


@pytest.fixture
def phone(hong: Person, signed_in: Callable[[Person], Client]) -> Client:
    return signed_in(hong)


def at(view: str, case: Dissuasion) -> str:
    return reverse(f"earlywarnings:{view}", args=(case.pk,))


def test_a_grid_worker_sees_name_address_class_and_script_and_no_more(
    case: Dissuasion, phone: Client
) -> None:
    page = phone.get(at("visit", case)).content.decode()
    assert all(word in page for word in ("申屠远", "第一网格3组12号", "冒充客服"))
    assert "139****5678" in page
    hidden = ("13912345678", "11010519491231002X", "6222021234567890128", "试转")
    assert not [word for word in hidden if word in page]


def test_opening_the_visit_page_is_kept_as_a_read(
    case: Dissuasion, phone: Client
) -> None:
    phone.get(at("visit", case))
    read = Entry.objects.get(event="dissuasion.visit_opened")
    assert (read.outcome, read.by) == ("read", "hong")


def test_one_tap_shows_the_number_once_and_is_recorded(
    case: Dissuasion, phone: Client
) -> None:
    answer = phone.post(at("dial", case), headers=JSON)
    assert answer.json() == {"phone": "13912345678"}
    read = Entry.objects.get(event="personal.revealed")
    assert read.facts == {"field": "phone", "reason": "劝阻联系"}


def test_without_a_script_the_number_stands_on_a_page_of_its_own(
    case: Dissuasion, phone: Client
) -> None:
    page = phone.post(at("dial", case)).content.decode()
    assert 'href="tel:13912345678"' in page


def test_three_taps_from_the_list_to_a_recorded_result(
    case: Dissuasion, phone: Client
) -> None:
    listed = phone.get(reverse("earlywarnings:visits")).content.decode()
    assert at("visit", case) in listed
    page = phone.get(at("visit", case)).content.decode()
    assert 'name="result" value="busy"' in page
    key = str(uuid4())
    answer = phone.post(
        at("attempt", case), {"key": key, "way": "phone", "result": "busy"}
    )
    assert answer.status_code == 302
    assert case.attempts.get().result == "busy"


def test_an_entry_from_the_queue_of_the_phone_is_answered_in_json_and_counts_once(
    case: Dissuasion, phone: Client
) -> None:
    headers = {**JSON, "Idempotency-Key": str(uuid4())}
    entry = {"key": str(uuid4()), "way": "visit", "result": "away"}
    answers = [
        phone.post(at("attempt", case), entry, headers=headers).json() for _ in range(2)
    ]
    assert answers == [{"status": "saved", "url": at("visit", case)}] * 2
    assert case.attempts.count() == 1


def test_an_entry_carries_the_moment_at_which_it_was_made(
    case: Dissuasion, phone: Client
) -> None:
    made = case.received_at + timedelta(seconds=0)
    phone.post(
        at("attempt", case),
        {
            "key": str(uuid4()),
            "way": "phone",
            "result": "busy",
            "made_at": made.isoformat(),
        },
        headers=JSON,
    )
    assert case.attempts.get().at == made


def test_what_is_missing_is_said_beside_the_field(
    case: Dissuasion, phone: Client
) -> None:
    answer = phone.post(at("attempt", case), {"key": str(uuid4())}, headers=JSON)
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert set(errors) == {"way", "result"} and errors["result"] == ["请填写结果。"]
    assert phone.post(at("attempt", case)).status_code == 422


def meeting_of(case: Dissuasion, **more: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "version": case.version,
        "belief": "persuaded",
        "money_moved": "no",
        "fraud_class": "F02",
        "notice_given": "not_given",
        "story": "冒充快递客服",
        **more,
    }


def test_a_meeting_keeps_story_measures_and_money(
    case: Dissuasion, phone: Client
) -> None:
    typed = meeting_of(
        case,
        measures=["app_removed", "relatives_told"],
        money_moved="yes",
        amount="1.2万",
        account="6222 0212 3456 7890 128",
        payee_name="宗政某",
        paid_at="2026-11-22T21:05",
    )
    answer = phone.post(at("meeting", case), typed, headers=JSON)
    assert answer.json()["status"] == "saved"
    met = case.meetings.get()
    assert met.moved_cents == 1_200_000
    assert met.payments == [
        {
            "payee_name": "宗政某",
            "account": "6222021234567890128",
            "amount_cents": 1_200_000,
            "paid_at": "2026-11-22T21:05:00+08:00",
        }
    ]
    assert met.measures == ["app_removed", "relatives_told"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"amount": "很多"}, "amount"),
        ({"account": "6222021234567890128"}, "amount"),
        ({"account": "6.22E+18", "amount": "3"}, "account"),
        ({"notice_given": "refused"}, "witness"),
    ],
)
def test_a_meeting_that_cannot_be_says_where(
    case: Dissuasion, phone: Client, typed: dict[str, str], field: str
) -> None:
    answer = phone.post(at("meeting", case), meeting_of(case, **typed), headers=JSON)
    assert list(answer.json()["errors"]) == [field]
    assert not case.meetings.exists()


def test_a_second_meeting_shows_both_and_the_person_decides(
    case: Dissuasion, phone: Client, lin: Person
) -> None:
    before = meeting_of(case)
    actions.record_meeting(
        dissuasion=case,
        key=uuid4(),
        meeting=actions.MeetingIn(fraud_class="F07", story="冒充公安"),
        by=lin,
    )
    answer = phone.post(at("meeting", case), before, headers=JSON)
    said = answer.json()
    assert (answer.status_code, said["status"]) == (409, "conflict")
    assert {"label": "经过", "mine": "冒充快递客服", "theirs": "冒充公安"} in said[
        "rows"
    ]
    assert case.meetings.get().by == lin

    decided = {**before, "key": str(uuid4()), "version": said["version"]}
    phone.post(at("meeting", case), decided, headers=JSON)
    standing = case.meetings.get(taken_back_at=None)
    assert (standing.by.username, standing.story) == ("hong", "冒充快递客服")


def test_what_went_to_another_unit_is_not_found_any_more(
    case: Dissuasion, phone: Client, lin: Person, station: Unit
) -> None:
    actions.dispatch(dissuasion=case, unit=station, reason="超时", by=lin)
    entry = {"key": str(uuid4()), "way": "phone", "result": "busy"}
    assert phone.post(at("attempt", case), entry, headers=JSON).status_code == 404
    assert phone.get(at("visit", case)).status_code == 404


def test_access_ends_with_the_closing(
    case: Dissuasion, phone: Client, hong: Person, su: Person
) -> None:
    actions.record_meeting(
        dissuasion=case,
        key=uuid4(),
        meeting=actions.MeetingIn(fraud_class="F02"),
        by=hong,
    )
    feedback = {"key": str(uuid4()), "outcome": "dissuaded", "opinion": "已劝住"}
    phone.post(at("feed_back", case), feedback)
    assert phone.get(at("visit", case)).status_code == 200
    case.refresh_from_db()
    actions.close(dissuasion=case, waive_revisits=True, by=su)
    assert phone.get(at("visit", case)).status_code == 404
    assert phone.get(at("case", case)).status_code == 404
    assert phone.post(at("dial", case)).status_code == 404


def test_a_slip_is_taken_back_with_one_tap(case: Dissuasion, phone: Client) -> None:
    entry = {"key": str(uuid4()), "way": "phone", "result": "paid"}
    answer = phone.post(at("attempt", case), entry, follow=True)
    made = case.attempts.get()
    undo = reverse("earlywarnings:take_back_attempt", args=(made.pk,))
    assert undo in answer.content.decode()
    phone.post(undo)
    made.refresh_from_db()
    assert made.taken_back_at


def test_the_first_view_of_a_visit_is_light(case: Dissuasion, phone: Client) -> None:
    assert len(phone.get(at("visit", case)).content) < 40_000
