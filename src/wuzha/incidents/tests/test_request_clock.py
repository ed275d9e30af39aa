"""The clock of the request runs while something is left to ask a bank for."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from wuzha.audit.models import Entry
from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.tests.make import (
    ACCOUNT,
    ENTERED,
    ISSUED,
    OTHER_ACCOUNT,
    REPORTED,
    drafted,
    open_case,
    payment,
)
from wuzha.incidents.tests.test_incident_pages import text_of
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit

SignIn = Callable[[Person], Client]
LATER = ENTERED + timedelta(hours=3)


def request(incident: Incident) -> Clock | None:
    return Clock.objects.of(incident).open().filter(kind="stop.request").first()


def causes(incident: Incident) -> list[str]:
    subject = f"incidents.Incident:{incident.pk}"
    ends = Entry.objects.filter(event="incident.request_ended", subject=subject)
    return [entry.facts["cause"] for entry in ends]


@pytest.fixture
def neighbour(other_station: Unit, other_su: Person) -> Incident:
    """Another station's case, whose victim paid into the same account."""
    return open_case(unit=other_station, by=other_su)


def test_the_clock_ends_when_another_case_holds_the_only_account(
    neighbour: Incident, case: Incident, su: Person
) -> None:
    assert request(neighbour) is not None
    drafted(incident=case, by=su)
    assert request(neighbour) is None
    assert causes(neighbour) == ["taken"]
    assert request(case) is not None


def test_a_case_whose_account_is_held_already_is_not_timed(
    draft: StopPaymentOrder, other_station: Unit, other_su: Person
) -> None:
    late = open_case(unit=other_station, by=other_su)
    assert request(late) is None


def test_a_payment_into_another_account_starts_the_clock_at_its_entry(
    neighbour: Incident, case: Incident, su: Person, other_su: Person
) -> None:
    drafted(incident=case, by=su)
    other = payment(payee_account=OTHER_ACCOUNT)
    actions.add_payment(incident=neighbour, payment=other, at=LATER, by=other_su)
    clock = request(neighbour)
    assert clock is not None
    assert clock.begins_at == LATER


def test_the_clock_begins_anew_when_the_account_becomes_free(
    neighbour: Incident, case: Incident, su: Person, other_su: Person
) -> None:
    draft = drafted(incident=case, by=su)
    actions.discard_stop_payment(order=draft, at=LATER, by=su)
    clock = request(neighbour)
    assert clock is not None
    assert clock.begins_at == LATER
    told = Notice.objects.open().about(neighbour).get()
    assert (told.person, "可以申请止付" in told.item) == (other_su, True)


def test_a_discarded_draft_ends_the_clock_and_its_restoring_undoes_that(
    case: Incident, draft: StopPaymentOrder, su: Person
) -> None:
    before = request(case)
    assert before is not None
    actions.discard_stop_payment(order=draft, at=ISSUED, by=su)
    assert request(case) is None
    assert causes(case) == ["discarded"]
    draft.refresh_from_db()
    actions.restore_stop_payment(order=draft, at=LATER, by=su)
    after = request(case)
    assert after is not None
    assert after.due_at == before.due_at


def test_after_a_discarded_draft_a_new_payment_asks_again(
    case: Incident, draft: StopPaymentOrder, su: Person
) -> None:
    actions.discard_stop_payment(order=draft, at=ISSUED, by=su)
    actions.add_payment(incident=case, payment=payment(), at=LATER, by=su)
    clock = request(case)
    assert clock is not None
    assert clock.begins_at == LATER


def test_removing_the_only_payment_ends_the_clock_until_it_is_restored(
    case: Incident, su: Person
) -> None:
    only = case.payments.get()
    actions.remove_payment(payment=only, at=ISSUED, by=su)
    assert (request(case), causes(case)) == (None, ["no_payments"])
    only.refresh_from_db()
    actions.restore_payment(payment=only, at=LATER, by=su)
    clock = request(case)
    assert clock is not None
    assert clock.begins_at == REPORTED


def test_an_issued_order_is_never_timed_again(
    case: Incident, order: StopPaymentOrder, su: Person
) -> None:
    actions.recall_stop_payment(order=order, reason="户名有误", at=LATER, by=su)
    assert request(case) is None
    assert causes(case) == []


def test_the_page_says_who_holds_the_account_and_goes_on_to_the_review(
    draft: StopPaymentOrder,
    neighbour: Incident,
    other_su: Person,
    signed_in: Callable[[Person], Client],
) -> None:
    text = signed_in(other_su).get(neighbour.get_absolute_url()).content.decode()
    assert f"这个账户已有{draft.number}" in text
    assert 'class="button button--primary" href="/incidents' in text


def test_the_page_of_a_case_whose_draft_was_discarded_goes_on_to_the_review(
    case: Incident,
    draft: StopPaymentOrder,
    su: Person,
    signed_in: Callable[[Person], Client],
) -> None:
    actions.discard_stop_payment(order=draft, at=ISSUED, by=su)
    response = signed_in(su).get(case.get_absolute_url())
    assert response.context["undrafted"] == []
    assert "签发止付不再计时" in response.content.decode()


def test_of_drafts_with_one_limit_the_largest_stands_first(
    signed_in: SignIn, station: Unit, su: Person
) -> None:
    paid = [
        payment(payee_account=account, amount_cents=cents)
        for account, cents in ((ACCOUNT, 9_000_00), (OTHER_ACCOUNT, 200_00))
    ]
    case = open_case(unit=station, by=su, payments=paid)
    for one in case.payments.all():
        drafted(incident=case, payment=one, by=su)
    text = text_of(signed_in(su), "/stop-payments/")
    assert 0 < text.index("¥9,000.00") < text.index("¥200.00")
