"""The desk of those who stop money: police, bank, and who reports."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item
from wuzha.incidents import actions
from wuzha.incidents.inputs import Approval, BankAnswer, VictimIn
from wuzha.incidents.models import Freeze, Incident, StopPaymentOrder
from wuzha.incidents.tests import make
from wuzha.organisation.models import Person, Unit

SignIn = Callable[[Person], Client]


@pytest.fixture
def desk(signed_in: SignIn) -> Callable[[Person], Any]:
    def open_desk(person: Person) -> Any:
        return signed_in(person).get("/").context["desk"]

    return open_desk


def steps(items: list[Item]) -> list[str]:
    return [item.step for item in items]


def kinds(items: list[Item]) -> list[str]:
    return [item.kind for item in items]


@pytest.fixture
def case(station: Unit, su: Person) -> Incident:
    now = timezone.now()
    reported = now - timedelta(minutes=4)
    paid = make.payment(paid_at=reported - timedelta(minutes=5))
    return make.open_case(
        unit=station, by=su, reported_at=reported, at=now, payments=[paid]
    )


@pytest.fixture
def draft(case: Incident, branch: Unit, lin: Person) -> StopPaymentOrder:
    return make.drafted(incident=case, by=lin, at=timezone.now(), bank_unit=branch)


@pytest.fixture
def order(draft: StopPaymentOrder, su: Person) -> StopPaymentOrder:
    actions.issue_stop_payment(order=draft, by=su)
    draft.refresh_from_db()
    return draft


def execute(order: StopPaymentOrder, by: Person, balance: int | None = None) -> None:
    actions.execute_stop_payment(
        order=order, answer=BankAnswer(balance_cents=balance, handler="丁"), by=by
    )


def test_a_case_with_payments_asks_for_a_draft(
    case: Incident, su: Person, desk: Any
) -> None:
    (item,) = desk(su).now
    assert (item.step, item.url) == ("起草止付", case.get_absolute_url())
    assert item.clock.kind == "stop.request"


def test_a_draft_is_issued_by_the_police_and_awaited_by_who_drafted_it(
    draft: StopPaymentOrder, su: Person, lin: Person, wei: Person, desk: Any
) -> None:
    (item,) = desk(su).now
    assert (item.step, item.url) == ("签发止付", draft.get_absolute_url())
    assert item.title == "¥49,800.00，账户****0006"
    assert kinds(desk(lin).waiting) == ["等公安签发"]
    assert desk(wei).now == []


def test_a_second_draft_does_not_wait_behind_clocks(
    order: StopPaymentOrder, case: Incident, su: Person, desk: Any
) -> None:
    """The clock of the request has ended with the first order."""
    payment = make.payment(payee_account=make.OTHER_ACCOUNT, paid_at=timezone.now())
    added = actions.add_payment(incident=case, payment=payment, by=su)
    make.drafted(incident=case, by=su, payment=added, at=timezone.now())
    (item,) = desk(su).now
    assert (item.step, item.clock) == ("签发止付", None)
    assert item.is_pressing


def test_an_issued_order_is_the_banks(
    order: StopPaymentOrder, qiao: Person, ding: Person, su: Person, desk: Any
) -> None:
    for person in (qiao, ding):
        (item,) = desk(person).now
        assert (item.step, item.clock.kind) == ("执行或答复", "stop.execution")
    (awaited,) = desk(su).waiting
    assert awaited.kind == "等青石农商银行河口支行执行"
    assert awaited.clock.kind == "stop.execution"


def test_after_the_stop_the_balance_is_owed(
    order: StopPaymentOrder, qiao: Person, su: Person, desk: Any
) -> None:
    execute(order, qiao)
    assert steps(desk(qiao).now) == ["反馈余额"]
    assert kinds(desk(su).waiting) == ["等青石农商银行河口支行反馈余额"]
    actions.feed_back_stop_payment(
        order=order, answer=BankAnswer(balance_cents=0), by=qiao
    )
    assert desk(qiao).now == []
    assert desk(su).waiting == []


def test_a_running_stop_comes_to_the_desk_before_it_ends(
    order: StopPaymentOrder, qiao: Person, su: Person, desk: Any
) -> None:
    execute(order, qiao, balance=100)
    assert desk(su).now == []
    soon = timezone.now() + timedelta(hours=11)
    Clock.objects.filter(kind="stop.end").update(due_at=soon)
    assert steps(desk(su).now) == ["续止或冻结"]


def test_a_bank_that_lets_a_limit_pass_is_shown_to_those_above(
    order: StopPaymentOrder, qiao: Person, wei: Person, lin: Person, desk: Any
) -> None:
    over = timezone.now() - timedelta(minutes=1)
    begun = over - timedelta(minutes=9)
    Clock.objects.filter(kind="stop.execution").update(
        due_at=over, begins_at=begun, level=1
    )
    assert steps(desk(qiao).now) == ["执行或答复"]
    assert steps(desk(wei).now) == ["催办"]
    assert steps(desk(lin).now) == ["催办"]


def test_a_bank_of_elsewhere_is_answered_for_by_the_police(
    case: Incident, su: Person, desk: Any
) -> None:
    away = make.drafted(incident=case, by=su, at=timezone.now())
    StopPaymentOrder.objects.filter(pk=away.pk).update(bank_unit=None)
    away.refresh_from_db()
    actions.issue_stop_payment(order=away, by=su)
    assert steps(desk(su).now) == ["执行或答复"]


def test_a_freeze_comes_to_the_desk_with_its_first_alarm(
    order: StopPaymentOrder, qiao: Person, wei: Person, station: Unit, desk: Any
) -> None:
    execute(order, qiao, balance=100)
    wei.appointments.update(unit=station)
    paper = Approval(
        paper_number="冻字1号", approved_by="局长", approval_level="county"
    )
    actions.freeze(
        order=order, term="ordinary", amount_cents=100, approval=paper, by=wei
    )
    freeze = Freeze.objects.get()
    assert desk(wei).now == []
    clock = Clock.objects.of(freeze).get()
    clock.steps.filter(level=0).update(at=timezone.now() - timedelta(hours=1))
    assert steps(desk(wei).now) == ["续冻或解冻"]


def test_a_report_is_taken_up_by_the_county_and_awaited_by_the_bank(
    branch: Unit, county: Unit, ding: Person, lin: Person, wei: Person, desk: Any
) -> None:
    actions.report_incident(
        reporting_unit=branch,
        unit=county,
        channel="bank",
        fraud_class="F06",
        victim=VictimIn(name="柳青青", phone="13900001234"),
        payments=[make.payment(paid_at=None)],
        reported_at=timezone.now() - timedelta(minutes=2),
        by=ding,
    )
    for person in (lin, wei):
        (item,) = desk(person).now
        assert (item.step, item.kind) == ("受理", "上报的案件")
        assert item.title.startswith("柳**")
    (awaited,) = desk(ding).waiting
    assert awaited.kind == "等“青石县”受理"
    actions.accept_incident(incident=Incident.objects.get(), by=lin)
    assert desk(ding).waiting == []
    assert steps(desk(wei).now) == ["起草止付"], "not before it was taken up"


def test_a_case_whose_account_another_holds_asks_for_no_draft(
    draft: StopPaymentOrder, other_station: Unit, other_su: Person, desk: Any
) -> None:
    now = timezone.now()
    make.open_case(
        unit=other_station,
        by=other_su,
        reported_at=now - timedelta(minutes=4),
        at=now,
        payments=[make.payment(paid_at=now - timedelta(minutes=9))],
    )
    assert desk(other_su).now == []
