"""Somebody says that a freeze is wrong: thirty days to answer, three to let go."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.models import Freeze, FreezeComplaint, StopPaymentOrder
from wuzha.incidents.tests.test_freeze_actions import DECIDED, PAPER
from wuzha.lib.refused import Conflict, NotAllowed
from wuzha.organisation.models import Person

ANSWERED = DECIDED + timedelta(days=5)


@pytest.fixture
def frozen(stop: StopPaymentOrder, wei: Person) -> Freeze:
    return actions.freeze(
        order=stop,
        term="ordinary",
        amount_cents=3_000_000,
        approval=PAPER,
        at=DECIDED,
        by=wei,
    )


def complained(frozen: Freeze, by: Person) -> FreezeComplaint:
    return actions.receive_freeze_complaint(
        freeze=frozen,
        name="周小店",
        phone="",
        capacity="holder",
        grounds="这是货款，有合同。",
        at=DECIDED,
        by=by,
    )


def test_a_wrong_freeze_is_answered_with_reasons_and_put_on_the_clock_to_end(
    frozen: Freeze, qiao: Person, wei: Person, su: Person
) -> None:
    complaint = complained(frozen, qiao)
    clock = Clock.objects.of(complaint).get()
    assert clock.due_at == DECIDED + timedelta(days=30)
    with pytest.raises(NotAllowed):
        actions.decide_freeze_complaint(
            complaint=complaint, is_upheld=True, reasons="查实", by=su
        )
    answer = {"is_upheld": True, "reasons": "货款属实，与案件无关。", "at": ANSWERED}
    actions.decide_freeze_complaint(complaint=complaint, by=wei, **answer)
    clock.refresh_from_db()
    assert clock.in_time is True
    end = Clock.objects.of(frozen).get(kind="freeze.unfreeze")
    assert end.due_at == ANSWERED + timedelta(days=3)
    with pytest.raises(Conflict):
        actions.decide_freeze_complaint(complaint=complaint, by=wei, **answer)
    actions.unfreeze(freeze=frozen, reason="申诉成立", at=ANSWERED, by=wei)
    end.refresh_from_db()
    assert end.in_time is True


def test_a_freeze_that_was_right_stays(
    frozen: Freeze, su: Person, wei: Person, hong: Person
) -> None:
    with pytest.raises(NotAllowed):
        complained(frozen, hong)
    complaint = complained(frozen, su)
    with pytest.raises(IntegrityError), transaction.atomic():
        FreezeComplaint.objects.update(state="dismissed")
    actions.decide_freeze_complaint(
        complaint=complaint, is_upheld=False, reasons="流水显示为涉案资金。", by=wei
    )
    frozen.refresh_from_db()
    assert (frozen.state, frozen.found_unrelated_at) == ("in_force", None)
