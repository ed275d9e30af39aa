"""An involved account is looked back on: what could have been seen, and when."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.accounts.actions.look_backs import (
    answer_look_back,
    close_look_back,
    return_look_back,
    start_look_back,
)
from wuzha.accounts.actions.retention import forget_look_backs
from wuzha.accounts.models import LookBack
from wuzha.accounts.papers import look_back_paper
from wuzha.clocks.models import Clock
from wuzha.incidents.models import StopPaymentOrder
from wuzha.incidents.tests.make import EXECUTED, executed, open_case
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.organisation.models import Person, Unit

FACTS: dict[str, Any] = {
    "account_opened_on": date(2026, 10, 8),
    "opened_at_branch": "青石农商银行河口支行",
    "opened_by_staff": "0217号柜员",
    "asked_at_opening": "问用途，答收工资；没有要单位证明",
    "account_class": 1,
    "limits": "非柜面日累计5万元",
    "money_did": "当天收进七万二，半小时内分四笔转走",
    "gap": "monitoring",
    "findings": "监测系统命中后没有人看",
    "remedy": "命中当天必看，两人轮值",
    "remedy_until": date(2026, 12, 31),
}


@pytest.fixture
def order(branch: Unit, station: Unit, su: Person, qiao: Person) -> StopPaymentOrder:
    case = open_case(unit=station, by=su)
    return executed(incident=case, police=su, bank=qiao)


@pytest.mark.django_db
def test_the_bank_answers_the_police_close_and_years_later_only_numbers_are_left(
    order: StopPaymentOrder,
    qiao: Person,
    ding: Person,
    wei: Person,
    clockwork: Person,
    signed_in: Callable[[Person], Client],
) -> None:
    police, bank = signed_in(wei), signed_in(qiao)
    police.post(f"/accounts/look-backs/start/{order.pk}/")
    row = LookBack.objects.get()
    assert (row.branch, row.known_at) == (order.bank_unit, EXECUTED)
    assert Clock.objects.open().of(row).count() == 1
    with pytest.raises(Conflict):
        start_look_back(order=order, by=wei)
    with pytest.raises(NotAllowed):
        answer_look_back(look_back=row, facts=FACTS, by=ding)
    bank.post(f"{row.get_absolute_url()}answer/", FACTS)
    row.refresh_from_db()
    assert (row.state, row.gap) == ("answered", "monitoring")
    assert not Clock.objects.open().of(row).exists()
    paper = look_back_paper(row)
    assert paper.startswith(b"PK")
    assert bank.get(f"{row.get_absolute_url()}paper/").status_code == 200
    return_look_back(look_back=row, note="写清谁看命中", by=wei)
    assert "写清谁看命中" in bank.get(row.get_absolute_url()).content.decode()
    answer_look_back(look_back=row, facts=FACTS, by=qiao)
    close_look_back(look_back=row, by=wei)
    with pytest.raises(Refused):
        return_look_back(look_back=row, note="再补", by=wei)
    now = timezone.now()
    forget_look_backs(at=now + timedelta(days=1095), by=clockwork)
    row.refresh_from_db()
    assert row.findings == FACTS["findings"]
    forget_look_backs(at=now + timedelta(days=1098), by=clockwork)
    row.refresh_from_db()
    assert (row.findings, row.money_did, row.opened_by_staff) == ("", "", "")
    assert (row.gap, row.remedy) == ("monitoring", FACTS["remedy"])
    assert row.account == order.account
    assert row.fired() == []
    page = bank.get(row.get_absolute_url()).content.decode()
    assert "已到期删除" in page
