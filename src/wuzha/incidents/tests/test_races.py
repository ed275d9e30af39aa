"""Two officers at once: one wins, the other is told. Real threads and transactions."""

from collections.abc import Callable

import pytest

from tests.at_once import at_once
from wuzha.audit.models import Entry
from wuzha.incidents import actions
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.tests.make import EXECUTED, ISSUED, drafted, open_case
from wuzha.lib.refused import Conflict
from wuzha.organisation.models import Person, Unit

ROUNDS = 5
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_order_is_issued_once_by_one_of_two_officers(
    transactional_db: None, draft: StopPaymentOrder, su: Person, wei: Person
) -> None:
    def issue(by: Person) -> Callable[[], object]:
        return lambda: actions.issue_stop_payment(order=draft, at=ISSUED, by=by)

    answers = at_once(issue(su), issue(wei))
    (told,) = [answer for answer in answers if answer is not None]
    assert isinstance(told, Conflict)
    assert "已经是“已签发”，可能刚刚有人处理过" in told.sentence
    draft.refresh_from_db()
    assert draft.issued_by == (wei if answers[0] else su)
    assert Entry.objects.filter(event="stop_payment.issued").count() == 1


def test_an_account_is_drafted_once_from_two_cases(
    transactional_db: None,
    station: Unit,
    other_station: Unit,
    su: Person,
    other_su: Person,
) -> None:
    here = open_case(unit=station, by=su)
    there = open_case(unit=other_station, by=other_su)
    for _round in range(ROUNDS):
        answers = at_once(
            lambda: drafted(incident=here, by=su),
            lambda: drafted(incident=there, by=other_su),
        )
        (told,) = [answer for answer in answers if answer is not None]
        assert isinstance(told, Conflict)
        made = StopPaymentOrder.objects.under_way().get()
        actions.discard_stop_payment(order=made, by=made.drafted_by)


def test_a_bank_answers_once_with_one_of_two_answers(
    transactional_db: None,
    case: Incident,
    order: StopPaymentOrder,
    qiao: Person,
    ding: Person,
) -> None:
    answers = at_once(
        lambda: actions.execute_stop_payment(order=order, at=EXECUTED, by=qiao),
        lambda: actions.refuse_stop_payment(
            order=order, cause="mismatch", at=EXECUTED, by=ding
        ),
    )
    assert len([answer for answer in answers if answer is not None]) == 1
    order.refresh_from_db()
    assert order.state == ("refused" if answers[0] else "executed")
