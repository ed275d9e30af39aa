"""A report comes in over the page, as people type it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.incidents.models import Incident, Payment
from wuzha.incidents.tests.make import ACCOUNT
from wuzha.organisation.models import Person, Unit

SignIn = Callable[[Person], Client]


def moment(minutes_ago: int) -> str:
    then = timezone.localtime() - timedelta(minutes=minutes_ago)
    return f"{then:%Y-%m-%dT%H:%M}"


def told(**more: Any) -> dict[str, Any]:
    return {
        "pay-count": "1",
        "pay-0-amount_cents": "4.98万",
        "pay-0-paid_at": moment(30),
        "pay-0-payee_name": "钱小二",
        "pay-0-payee_account": "6222 0200 0000 0000 006",
        "who-name": "柳青青",
        "who-phone": "139 0000 1234",
        "how-fraud_class": "F01-02",
        "how-story": "群里做任务",
        "how-phones": "+852 61234567，13900005555",
        "how-chats": "Kefu_8891",
        "at-channel": "call_110",
        "at-reported_at": moment(5),
        **more,
    }


def test_a_report_becomes_an_incident_with_its_payment_and_marks(
    signed_in: SignIn, su: Person, station: Unit
) -> None:
    answer = signed_in(su).post("/incidents/new/", told())
    incident = Incident.objects.get()
    assert answer.headers["Location"] == incident.get_absolute_url()
    assert (incident.unit, incident.state) == (station, "open")
    assert (incident.fraud_class, incident.fraud_subtype) == ("F01", "F01-02")
    paid = Payment.objects.get()
    assert (paid.payee_account, paid.amount_cents) == (ACCOUNT, 4_980_000)
    marks = {mark.value for mark in incident.identifiers.all()}
    assert marks == {"+85261234567", "13900005555", "kefu_8891"}


def test_nothing_but_the_report_itself_must_be_known(
    signed_in: SignIn, su: Person
) -> None:
    least = {
        "pay-count": "1",
        "how-fraud_class": "F99",
        "at-channel": "station",
        "at-reported_at": moment(1),
    }
    assert signed_in(su).post("/incidents/new/", least).status_code == 302
    assert Incident.objects.get().loss_cents == 0


def test_the_county_hands_a_report_to_the_station_of_the_victims_home(
    signed_in: SignIn, lin: Person, station: Unit, village: Unit, county: Unit
) -> None:
    client = signed_in(lin)
    client.post("/incidents/new/", told(**{"at-place": village.pk}))
    assert Incident.objects.get().unit == station
    client.post("/incidents/new/", told(**{"who-phone": ""}))
    assert Incident.objects.first().unit == county  # type: ignore[union-attr]


def test_more_rows_are_added_without_a_script_and_nothing_typed_is_lost(
    signed_in: SignIn, su: Person
) -> None:
    page = signed_in(su).post("/incidents/new/", told(more="1", **{"who-phone": "12"}))
    text = page.content.decode()
    assert page.status_code == 200 and not Incident.objects.exists()
    assert 'name="pay-count" value="6"' in text
    assert 'name="pay-5-payee_account"' in text
    for typed in ("4.98万", "钱小二", "群里做任务", 'value="12"'):
        assert typed in text
    assert "field__errors" not in text


def test_errors_stand_beside_their_fields_and_keep_what_was_typed(
    signed_in: SignIn, su: Person
) -> None:
    wrong = told(
        **{
            "pay-0-amount_cents": "许多",
            "pay-0-paid_at": moment(-60),
            "who-identity": "110105194912310021",
            "how-phones": "不是电话",
        }
    )
    page = signed_in(su).post("/incidents/new/", wrong)
    text = page.content.decode()
    for sentence in (
        "“许多”不是金额",
        "这个时间还没有到",
        "身份证号校验不通过",
        "不是电话号码",
    ):
        assert sentence in text
    assert "许多" in text and not Incident.objects.exists()


def test_an_account_with_a_wrong_check_digit_warns_and_is_kept(
    signed_in: SignIn, su: Person
) -> None:
    doubtful = told(**{"pay-0-payee_account": "6222020000000000007"})
    client = signed_in(su)
    assert client.post("/incidents/new/", doubtful).status_code == 302
    incident = Incident.objects.get()
    assert "请核对账号" in client.get(incident.get_absolute_url()).content.decode()
    # Beside the field too, when something else stops the form.
    page = client.post("/incidents/new/", doubtful | {"how-phones": "不是"})
    assert "卡号校验不通过" in page.content.decode()


def test_an_amount_in_a_spreadsheets_short_form_is_refused(
    signed_in: SignIn, su: Person
) -> None:
    page = signed_in(su).post(
        "/incidents/new/", told(**{"pay-0-payee_account": "6.22202E+18"})
    )
    assert "后面的位数已经丢失" in page.content.decode()


def test_a_branch_reports_and_sees_no_more_than_how_it_stands(
    signed_in: SignIn, station: Unit, qiao: Person, branch: Unit, village: Unit
) -> None:
    client = signed_in(qiao)
    sent = {
        "pay-count": "1",
        "fraud_class": "F07",
        "story": "老人要把定期转到安全账户",
        "reported_at": moment(1),
        "name": "何大娘",
    }
    assert client.post("/incidents/report/", sent).status_code == 302
    incident = Incident.objects.get()
    assert (incident.unit, incident.reporting_unit) == (station, branch)
    assert (incident.channel, incident.state) == ("bank", "reported")
    page = client.get("/incidents/reports/").content.decode()
    assert incident.number in page and "待受理" in page
    assert "何大娘" not in page and "安全账户" not in page
    assert client.get(incident.get_absolute_url()).status_code == 404


def test_a_report_keeps_its_words_when_a_row_is_added(
    signed_in: SignIn, hong: Person
) -> None:
    page = signed_in(hong).post(
        "/incidents/report/", {"pay-count": "1", "story": "村口有人收卡", "more": "1"}
    )
    assert "村口有人收卡" in page.content.decode()
    assert not Incident.objects.exists()


@pytest.mark.parametrize("count", ["999999", "-3", "", "many"])
def test_a_forged_number_of_rows_does_no_harm(
    signed_in: SignIn, su: Person, count: str
) -> None:
    page = signed_in(su).post("/incidents/new/", {"pay-count": count, "more": "1"})
    assert page.status_code == 200
    assert page.content.decode().count("payee_account") <= 400


def test_columns_that_the_form_does_not_have_are_not_taken(
    signed_in: SignIn, su: Person
) -> None:
    forged = {"at-state": "closed", "state": "closed", "loss_cents": "1"}
    signed_in(su).post("/incidents/new/", told(**forged))
    incident = Incident.objects.get()
    assert (incident.state, incident.loss_cents) == ("open", 4_980_000)
