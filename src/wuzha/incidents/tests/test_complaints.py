"""Somebody says that a freeze is wrong: thirty days to answer, three to let go."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.cache import caches
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client

from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.inputs import ComplaintIn
from wuzha.incidents.models import Freeze, FreezeComplaint, StopPaymentOrder
from wuzha.incidents.tests.make import ACCOUNT
from wuzha.incidents.tests.test_freeze_actions import DECIDED, PAPER
from wuzha.lib.refused import Conflict, NotAllowed, Refused
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


WRITTEN = {
    "told_account": ACCOUNT[-4:],
    "told_number": "",
    "grounds": "这是货款，有合同。",
    "capacity": "holder",
    "name": "周小店",
    "phone": "13900001234",
}


@pytest.fixture
def budget() -> Iterator[None]:
    """What a test has spent is nobody else's."""
    caches["strangers"].clear()
    yield
    caches["strangers"].clear()


def shown(page: HttpResponse) -> str:
    """But for the time, which stands in its head."""
    return page.content.decode().split("<main")[1]


def test_a_stranger_learns_nothing_and_the_county_finds_the_freeze_with_days_running(
    frozen: Freeze,
    wei: Person,
    su: Person,
    signed_in: Callable[[Person], Client],
    budget: None,
) -> None:
    public = Client()
    known, unknown = (
        public.post("/check/freeze/", WRITTEN | {"told_account": end})
        for end in (ACCOUNT[-4:], "9999")
    )
    stray, complaint = FreezeComplaint.objects.order_by("-pk")
    said = shown(known).replace(complaint.number, stray.number)
    assert complaint.number in shown(known) and said == shown(unknown)
    assert (complaint.freeze, complaint.received_by) == (None, None)
    clock = Clock.objects.of(complaint).get()
    assert (clock.unit.kind, clock.due_at - clock.begins_at) == (
        "county",
        timedelta(days=30),
    )
    due_at = clock.due_at
    desk = signed_in(wei)
    assert f"账户尾号 {ACCOUNT[-4:]}" in desk.get("/").content.decode()
    place = complaint.get_absolute_url()
    assert frozen.number in desk.get(place).content.decode()
    assert frozen.number not in desk.get(stray.get_absolute_url()).content.decode()
    assert signed_in(su).get(place).status_code == 404
    with pytest.raises(Refused, match="还没有找到"):
        actions.decide_freeze_complaint(
            complaint=complaint, is_upheld=True, reasons="属实", by=wei
        )
    answer = desk.post(place, {"freeze": frozen.pk})
    assert answer["Location"] == f"/freeze-complaints/{complaint.pk}/"
    complaint.refresh_from_db()
    clock.refresh_from_db()
    assert complaint.freeze == frozen
    assert (clock.unit, clock.due_at) == (frozen.order.incident.unit, due_at)
    with pytest.raises(Conflict):
        actions.place_freeze_complaint(complaint=complaint, freeze=frozen, by=wei)


def test_what_belongs_to_no_freeze_is_answered_and_forgotten_in_time(
    frozen: Freeze, wei: Person, clockwork: Person
) -> None:
    written = ComplaintIn(**WRITTEN | {"told_account": "9999"})
    stray = actions.receive_public_complaint(written=written, at=DECIDED)
    actions.decide_freeze_complaint(
        complaint=stray, is_upheld=False, reasons="邻县冻结", at=ANSWERED, by=wei
    )
    for days, name in ((364, "周小店"), (367, "")):
        at = ANSWERED + timedelta(days=days)
        actions.forget_stray_complaints(at=at, by=clockwork)
        stray.refresh_from_db()
        assert stray.name == name
    assert (stray.phone, stray.grounds, stray.told_account) == ("", "", "")


@pytest.mark.django_db
def test_who_complains_too_often_keeps_what_was_written() -> None:
    with patch("wuzha.screening.views.freezes.spend", return_value=False):
        page = Client().post("/check/freeze/", WRITTEN)
    assert page.status_code == 429
    assert "这是货款，有合同。" in page.content.decode()
    assert not FreezeComplaint.objects.exists()
