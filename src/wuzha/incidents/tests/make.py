"""Rows for the tests of this area: plain functions that anyone can read."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from wuzha.incidents import actions
from wuzha.incidents.inputs import BankAnswer, PaymentIn, VictimIn
from wuzha.incidents.models import BankReply, Incident, StopPaymentOrder
from wuzha.organisation.models import Person, Unit
from wuzha.transfers.statements import read_statement

# A Friday, so that the 48 hours run through a weekend.
REPORTED = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
ENTERED = REPORTED + timedelta(minutes=6)
ISSUED = REPORTED + timedelta(minutes=15)
EXECUTED = REPORTED + timedelta(minutes=30)
ENDS = EXECUTED + timedelta(hours=48)

# Made up; the check digit holds.
ACCOUNT = "6222020000000000006"
OTHER_ACCOUNT = "6217000000000000009"


def payment(**changes: Any) -> PaymentIn:
    facts: dict[str, Any] = {
        "payee_name": "钱小二",
        "payee_account": ACCOUNT,
        "payee_bank": "青石农商银行河口支行",
        "amount_cents": 4_980_000,
        "paid_at": REPORTED - timedelta(minutes=20),
        "channel": "mobile_bank",
    }
    return PaymentIn(**(facts | changes))


def open_case(*, unit: Unit, by: Person, **changes: Any) -> Incident:
    facts: dict[str, Any] = {
        "unit": unit,
        "fraud_class": "F01",
        "sub_type": "F01-02",
        "victim": VictimIn(name="柳青青", phone="13900001234"),
        "story": "在群里做任务，垫付后提现不了。",
        "payments": [payment()],
        "reported_at": REPORTED,
        "at": ENTERED,
        "by": by,
    }
    return actions.open_incident(**(facts | changes))


def reported(
    unit: Unit, at: datetime, *, by: Person, cents: int = 50_000_00
) -> Incident:
    """A case that comes in, and is entered, at that moment."""
    paid = PaymentIn(payee_account=ACCOUNT, amount_cents=cents)
    return open_case(unit=unit, by=by, payments=[paid], reported_at=at, at=at)


def drafted(*, incident: Incident, by: Person, **changes: Any) -> StopPaymentOrder:
    facts: dict[str, Any] = {
        "incident": incident,
        "payment": incident.payments.all()[0],
        "at": ENTERED,
        "by": by,
    }
    return actions.draft_stop_payment(**(facts | changes))


def issued(*, incident: Incident, by: Person, **changes: Any) -> StopPaymentOrder:
    order = drafted(incident=incident, by=by, **changes)
    actions.issue_stop_payment(order=order, at=ISSUED, by=by)
    order.refresh_from_db()
    return order


def replied(incident: Incident, *, by: Person) -> BankReply:
    """A bank's statement of one transfer, not counted yet."""
    lines = (
        "流水号,交易时间,付款账户,收款账户,金额",
        f"L1,2026-11-20 15:45:00,{ACCOUNT},{OTHER_ACCOUNT},30000.00",
    )
    file = SimpleUploadedFile("回复.csv", "\n".join(lines).encode())
    return actions.keep_reply(
        incident=incident,
        statement=read_statement(file),
        name="回复.csv",
        bank_name="宁泰银行",
        by=by,
    )


def executed(
    *, incident: Incident, police: Person, bank: Person, **changes: Any
) -> StopPaymentOrder:
    order = issued(incident=incident, by=police, **changes)
    actions.execute_stop_payment(
        order=order,
        answer=BankAnswer(balance_cents=3_000_000, handler="柜员甲"),
        at=EXECUTED,
        by=bank,
    )
    order.refresh_from_db()
    return order
