"""A branch reports, the police of the place look, and the branch hears of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.accounts.actions.retention import forget_suspicions
from wuzha.accounts.actions.suspicions import (
    close_suspicion,
    look_at_suspicion,
    pass_on_as_incident,
    pass_on_as_warning,
    report_suspicion,
)
from wuzha.accounts.jobs import ALARMS
from wuzha.accounts.models import Suspicion
from wuzha.accounts.states import ClockKind
from wuzha.accounts.tests.made import ACCOUNT, PAYEE, PHONE, suspicion
from wuzha.clocks.firing import due_steps, fire
from wuzha.lib.refused import NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(branch: Unit, station: Unit, su: Person, ding: Person) -> Suspicion:
    return report_suspicion(suspicion=suspicion(), branch=branch, by=ding)


def told(about: Suspicion) -> set[tuple[str, str]]:
    rows = Notice.objects.open().about(about)
    return set(rows.values_list("person__username", "item"))


def test_a_teller_ticks_what_was_seen_and_has_a_receipt_the_police_a_clock(
    station: Unit,
    branch: Unit,
    su: Person,
    ding: Person,
    lin: Person,
    wei: Person,
    clockwork: Person,
    signed_in: Callable[[Person], Client],
) -> None:
    page = signed_in(ding).post(
        "/accounts/suspicions/new/",
        {
            "suspects": "customer",
            "signs": ["手机正在共享屏幕"],
            "account": "6222 0202 0000 0000 006",
            "holder_phone": PHONE,
            "amount_cents": "50000",
            "done": "waits",
        },
        follow=True,
    )
    row = Suspicion.objects.get()
    assert row.number in page.content.decode()
    assert (row.handler, row.amount_cents, row.account) == (
        station,
        5_000_000,
        ACCOUNT,
    )
    assert told(row) == {("su", f"{row}：网点报告可疑情况，请核查")}
    assert set(ALARMS) == set(ClockKind.values)
    assert row.number in signed_in(su).get("/").content.decode()
    late = row.reported_at + timedelta(minutes=30)
    for step_id in due_steps(late):
        fire(step_id, alarms=ALARMS, at=late, by=clockwork)
    assert ("wei", f"{row}：可疑情况还没有核查，已超时") in told(row)


def test_a_report_becomes_a_warning_and_the_branch_reads_the_answer_alone(
    kept: Suspicion,
    su: Person,
    ding: Person,
    lin: Person,
    signed_in: Callable[[Person], Client],
) -> None:
    with pytest.raises(NotAllowed):
        look_at_suspicion(suspicion=kept, by=ding)
    passing = {"suspicion": kept, "grade": "high", "by": su}
    with pytest.raises(Refused):
        pass_on_as_warning(answer="已派人上门", **passing)
    look_at_suspicion(suspicion=kept, by=su)
    pass_on_as_warning(answer="已派人上门，请先不办", **passing)
    kept.refresh_from_db()
    assert kept.warning is not None and kept.warning.source_number == kept.number
    assert told(kept) == {("ding", f"{kept}：公安已答复，请查看")}
    page = signed_in(ding).get(kept.get_absolute_url()).content.decode()
    assert "已派人上门，请先不办" in page
    assert ACCOUNT not in page and PHONE not in page and "查看全部" not in page
    assert kept.warning.dissuasion.number not in page


def test_money_that_has_left_becomes_an_incident_with_its_payment(
    kept: Suspicion, su: Person
) -> None:
    look_at_suspicion(suspicion=kept, by=su)
    pass_on_as_incident(
        suspicion=kept, fraud_class="F99", sub_type="", answer="已立案", by=su
    )
    kept.refresh_from_db()
    assert kept.incident is not None
    payment = kept.incident.payments.get()
    assert (payment.payee_account, payment.amount_cents) == (PAYEE, 5_000_000)
    with pytest.raises(Refused):
        close_suspicion(suspicion=kept, answer="又了结", by=su)


def test_what_was_closed_too_early_is_taken_up_again(
    kept: Suspicion, su: Person
) -> None:
    look_at_suspicion(suspicion=kept, by=su)
    close_suspicion(suspicion=kept, answer="本人账户之间划转", by=su)
    look_at_suspicion(suspicion=kept, by=su)
    kept.refresh_from_db()
    assert (kept.state, kept.ended_at) == ("looked_at", None)
    assert kept.answer == "本人账户之间划转"


def test_nobody_can_be_reached_without_a_phone(
    branch: Unit, station: Unit, su: Person, ding: Person
) -> None:
    row = report_suspicion(suspicion=suspicion(holder_phone=""), branch=branch, by=ding)
    look_at_suspicion(suspicion=row, by=su)
    with pytest.raises(Refused, match="电话"):
        pass_on_as_warning(suspicion=row, grade="high", answer="派人", by=su)


def test_what_was_closed_long_ago_names_nobody(
    kept: Suspicion, branch: Unit, su: Person, ding: Person, clockwork: Person
) -> None:
    """But what became an incident is kept with it."""
    other = report_suspicion(suspicion=suspicion(), branch=branch, by=ding)
    for one in (kept, other):
        look_at_suspicion(suspicion=one, by=su)
    close_suspicion(suspicion=kept, answer="用途属实", by=su)
    pass_on_as_incident(
        suspicion=other, fraud_class="F01", sub_type="F01-02", answer="已立案", by=su
    )
    forget_suspicions(at=timezone.now() + timedelta(days=733), by=clockwork)
    for one in (kept, other):
        one.refresh_from_db()
    assert (kept.account, kept.account_key, kept.holder_phone, kept.answer) == (
        *("", "", "", ""),
    )
    assert (kept.state, kept.done, kept.signs != []) == ("closed", "waits", True)
    assert (other.account, other.forgotten_at) == (ACCOUNT, None)
