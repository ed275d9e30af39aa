"""Freezes that wait for an earlier one on the same account."""

import pytest

from wuzha.incidents import actions
from wuzha.incidents.inputs import Approval
from wuzha.incidents.models import Freeze, StopPaymentOrder
from wuzha.incidents.tests.make import ENDS, open_case
from wuzha.lib.refused import Conflict
from wuzha.organisation.models import Person, Unit

pytestmark = pytest.mark.django_db


def paper(number: int) -> Approval:
    return Approval(
        paper_number=f"青公刑冻字〔2026〕{number}号",
        approved_by="局长梁",
        approval_level="county",
    )


@pytest.fixture
def queue(
    stop: StopPaymentOrder,
    station: Unit,
    su: Person,
    qiao: Person,
    wei: Person,
) -> list[Freeze]:
    """One in force, two that wait, on one account."""
    account = stop.account
    actions.freeze(
        order=stop, term="ordinary", amount_cents=1, approval=paper(1), by=wei
    )
    for number in (2, 3):
        case = open_case(unit=station, by=su)
        later = StopPaymentOrder.objects.create(
            incident=case,
            state="expired",
            account=account,
            account_name="钱小二",
            amount_cents=1,
            requested_cents=1,
            transferred_at=case.reported_at,
            drafted_by=su,
            drafted_at=ENDS,
            issued_by=su,
            issued_at=ENDS,
            answered_by=qiao,
            executed_at=case.reported_at,
            ends_at=ENDS,
        )
        actions.freeze(
            order=later, term="ordinary", amount_cents=1, approval=paper(number), by=wei
        )
    return list(Freeze.objects.order_by("pk"))


def test_a_waiting_freeze_that_is_lifted_leaves_the_others_as_they_are(
    queue: list[Freeze], wei: Person
) -> None:
    actions.unfreeze(freeze=queue[1], reason="查明无关", by=wei)
    states = list(Freeze.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["in_force", "unfrozen", "queued"]
    actions.unfreeze(freeze=queue[0], reason="查明无关", by=wei)
    states = list(Freeze.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["unfrozen", "unfrozen", "in_force"]


def test_a_paper_extends_a_freeze_once(queue: list[Freeze], wei: Person) -> None:
    actions.extend_freeze(freeze=queue[0], approval=paper(9), by=wei)
    queue[0].refresh_from_db()
    with pytest.raises(Conflict, match="没有重复登记"):
        actions.extend_freeze(freeze=queue[0], approval=paper(9), by=wei)
    actions.extend_freeze(freeze=queue[0], approval=paper(10), by=wei)
    assert queue[0].renewals.count() == 2
