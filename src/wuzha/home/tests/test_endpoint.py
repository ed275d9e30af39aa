"""Warnings pushed by another system: received once, answered in words, or refused
without a trace."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.audit.models import Entry
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.states import Door, State
from wuzha.home.models import KeptAnswer
from wuzha.home.tests.conftest import Push, sent
from wuzha.organisation.models import Appointment, Person, Unit
from wuzha.security import actions as security

BATCH = "/api/v1/warnings/batch"


@pytest.fixture(autouse=True)
def _somebody_in_the_grid(hong: Person, su: Person, lin: Person) -> None:
    """Whoever the rule sends a warning to."""


def expect_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    said: dict[str, Any] = answer.json()
    assert said["status"] == status
    assert said["title"] and said["detail"]
    assert not EarlyWarning.objects.exists()
    return said


def test_a_warning_is_received_and_sent_to_its_grid(push: Push, grid: Unit) -> None:
    answer = push(sent())
    assert answer.status_code == 201
    said = answer.json()
    assert said["created"] is True
    assert said["state"] == "dispatched"
    dissuasion = Dissuasion.objects.get()
    assert said["dissuasion"] == dissuasion.number
    assert (dissuasion.unit, dissuasion.state) == (grid, State.DISPATCHED)
    warning = EarlyWarning.objects.get()
    assert (said["number"], warning.door) == (warning.number, Door.SYSTEM)


def test_the_answer_tells_nothing_of_the_person(push: Push) -> None:
    answer = push(sent()).content.decode()
    assert "申屠" not in answer
    assert "13912345678" not in answer


def test_the_same_number_again_is_known(push: Push) -> None:
    first, second = push(sent()), push(sent())
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json() | {"created": False}
    assert EarlyWarning.objects.count() == 1


def test_something_else_under_the_same_number_is_told(push: Push) -> None:
    push(sent())
    answer = push(sent(phone="13900000001"))
    assert answer.status_code == 409
    assert "SJ-0001" in answer.json()["detail"]
    assert EarlyWarning.objects.count() == 1


def test_the_same_key_has_the_same_answer(push: Push) -> None:
    first = push(sent(), key="key-00000001")
    again = push(sent(), key="key-00000001")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert EarlyWarning.objects.count() == 1


def test_the_same_key_with_another_content_is_told(push: Push) -> None:
    push(sent(), key="key-00000001")
    answer = push(sent("SJ-0002"), key="key-00000001")
    assert answer.status_code == 409
    assert "幂等键" in answer.json()["detail"]
    assert EarlyWarning.objects.count() == 1


def test_a_push_that_broke_off_is_done_when_it_is_sent_again(
    push: Push, feed: Person
) -> None:
    batch = {"warnings": [sent("A"), sent("B", phone="13900000002")]}
    push(batch, BATCH, key="key-00000001")
    # As it is left when the service dies in the middle of a batch.
    KeptAnswer.objects.all().delete()
    EarlyWarning.objects.get(source_number="B").delete()
    said = push(batch, BATCH, key="key-00000001").json()
    assert [one["status"] for one in said["answers"]] == [200, 201]
    assert EarlyWarning.objects.count() == 2


def test_the_keys_of_two_systems_do_not_meet(
    push: Push, make_person: Any, county: Unit, guan: Person
) -> None:
    other = make_person("other_feed", "另一系统", "feed", county, is_machine=True)
    soon = timezone.now() + timedelta(days=1)
    _row, text = security.issue_token(
        person=other, purpose="另一系统", expires_at=soon, by=guan
    )
    push(sent(), key="key-00000001")
    answer = push(sent("SJ-0002"), key="key-00000001", bearer=text)
    assert answer.status_code == 201


@pytest.mark.parametrize("key", ["short", "k" * 65, "with blank", "中文中文中文中文"])
def test_a_key_that_is_none_is_refused(push: Push, key: str) -> None:
    said = expect_problem(push(sent(), key=key), 422)
    assert said["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("change", "field", "word"),
    [
        ({"phone": "无"}, "phone", "号码"),
        ({"identity": "110101199001011234"}, "identity", "身份证"),
        ({"grade": "urgent"}, "grade", "critical"),
        ({"stream": 1}, "stream", "fund"),
        ({"name": 5}, "name", "引号"),
        ({"name": "名" * 41}, "name", "40"),
        ({"source_number": ""}, "source_number", "不能为空"),
        ({"source_number": 10**400}, "source_number", "引号"),
        ({"issued_at": "2026-11-22 14:05"}, "issued_at", "+08:00"),
        ({"issued_at": "gestern"}, "issued_at", "+08:00"),
        ({"fraud_class": "F77"}, "fraud_class", "F77"),
        ({"colour": "red"}, "colour", "没有这个字段"),
        ({"state": "closed"}, "state", "没有这个字段"),
        ({"phone": "", "address": ""}, "整条", "找不到这个人"),
    ],
)
def test_a_field_that_is_wrong_is_named_with_its_remedy(
    push: Push, change: dict[str, Any], field: str, word: str
) -> None:
    said = expect_problem(push(sent(**change)), 422)
    (error,) = said["errors"]
    assert error["field"] == field
    assert word in error["problem"]


def test_what_is_missing_is_named(push: Push) -> None:
    said = expect_problem(push({}), 422)
    assert {error["field"] for error in said["errors"]} >= {"source_number", "grade"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"null", 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b"\xff\xfe{}", 400),
        ("{'a': 1}".encode("gbk"), 400),
        (b'{"grade": NaN}', 400),
        (b'{"grade": Infinity}', 400),
        (b'{"grade": ' + b"9" * 5000 + b"}", 400),
        (b'{"grade": "low", "grade": "critical"}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 90 + b"1" + b"}" * 90, 422),
        (json.dumps(sent(name="甲\x00乙")).encode(), 422),
        (json.dumps(sent(clue="\x1b[2J")).encode(), 422),
        (json.dumps(sent(name="\ud800")).encode(), 422),
    ],
)
def test_a_body_that_cannot_be_read_leaves_no_trace(
    push: Push, body: bytes, status: int
) -> None:
    expect_problem(push(body), status)
    assert not Dissuasion.objects.exists()


def test_a_line_end_is_part_of_a_text(push: Push) -> None:
    assert push(sent(clue="第一行\n第二行")).status_code == 201


def test_another_media_type_is_refused(push: Push) -> None:
    expect_problem(push(b"<warning/>", media_type="text/xml"), 415)


def test_a_body_that_is_too_large_is_refused(push: Push, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    expect_problem(push(sent(clue="长" * 1900)), 413)


@pytest.mark.parametrize("bearer", ["", "wrong", "wz_" + "0" * 43, "wz_\u4e00"])
def test_without_a_good_token_nothing_is_said(push: Push, bearer: str) -> None:
    answer = push(sent(), bearer=bearer)
    assert expect_problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_machine_is_answered_strictly_and_in_its_language(
    client: Client, token: str
) -> None:
    machine = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    answer = client.get("/api/v1/warnings/Y0000001/status", headers=machine)
    assert expect_problem(answer, 404)["title"] == "Not found"
    assert answer["Content-Language"] == "en"
    assert int(answer["Content-Length"]) == len(answer.content)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    assert not answer.cookies
    assert client.get("/api/v1/", headers=machine).status_code == 404
    elsewhere = client.get("/api/v1/", headers=machine | {"Host": "evil.example"})
    assert elsewhere.status_code == 400


def test_a_session_is_no_token(signed_in: Any, lin: Person) -> None:
    answer = signed_in(lin).post(
        "/api/v1/warnings", sent(), content_type="application/json"
    )
    expect_problem(answer, 401)


def test_a_machine_without_the_right_is_refused_and_remembered(
    push: Push, feed: Person
) -> None:
    Appointment.objects.filter(person=feed).delete()
    for path, body in (("/api/v1/warnings", sent()), (BATCH, {"warnings": [sent()]})):
        expect_problem(push(body, path), 403)
    refused = Entry.objects.filter(event="access.refused", by="feed")
    assert refused.count() == 2


def test_a_batch_answers_each(push: Push) -> None:
    batch = [sent("A"), sent("B", phone="1"), "C", sent("A"), sent("A", grade="low")]
    said = push({"warnings": batch}, BATCH).json()
    assert (said["received"], said["refused"]) == (2, 3)
    statuses = [one["status"] for one in said["answers"]]
    assert statuses == [201, 422, 422, 200, 409]
    assert [one["position"] for one in said["answers"]] == [0, 1, 2, 3, 4]
    assert said["answers"][1]["problem"]["errors"][0]["field"] == "phone"
    assert EarlyWarning.objects.count() == 1


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_has_one_to_five_hundred(push: Push, count: int) -> None:
    batch = {"warnings": [sent(f"N{n}") for n in range(count)]}
    said = expect_problem(push(batch, BATCH), 422)
    assert said["errors"][0]["field"] == "warnings"


def test_the_state_of_ones_own_warning_is_told(push: Push, token: str) -> None:
    number = push(sent()).json()["number"]
    client = Client(headers={"Authorization": f"Bearer {token}"})
    said = client.get(f"/api/v1/warnings/{number}/status").json()
    assert said["number"] == number
    assert said["source_number"] == "SJ-0001"
    assert said["state"] == "dispatched"
    assert said["dispatched_at"] and said["met_at"] is None
    assert "申屠" not in json.dumps(said, ensure_ascii=False)


@pytest.mark.parametrize("number", ["Y9999999", "1", "Y1", "YY", "Y" + "9" * 18, "%00"])
def test_a_number_that_is_not_there_is_not_found(token: str, number: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {token}"})
    expect_problem(client.get(f"/api/v1/warnings/{number}/status"), 404)


def test_what_somebody_else_pushed_is_not_found(
    push: Push, token: str, feed: Person, lin: Person
) -> None:
    number = push(sent()).json()["number"]
    EarlyWarning.objects.update(received_by=lin)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    answer = client.get(f"/api/v1/warnings/{number}/status")
    assert answer.status_code == 404


def test_the_description_names_every_address_and_no_page_shows_it(
    token: str,
) -> None:
    client = Client(headers={"Authorization": f"Bearer {token}"})
    said = client.get("/api/v1/openapi.json").json()
    assert said["openapi"].startswith("3.")
    assert set(said["paths"]) == {
        "/api/v1/decisions",
        "/api/v1/decisions/{number}",
        "/api/v1/decisions/{number}/outcome",
        "/api/v1/screenings",
        "/api/v1/warnings",
        "/api/v1/warnings/batch",
        "/api/v1/warnings/{number}/status",
    }
    assert client.get("/api/v1/docs").status_code == 404
