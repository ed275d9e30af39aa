"""Rows for the tests of this area: plain functions that anyone can read."""

from datetime import timedelta
from typing import Any

from wuzha.incidents import actions as incidents
from wuzha.incidents.inputs import Approval, VictimIn
from wuzha.incidents.models import Freeze, Incident
from wuzha.incidents.tests.make import ACCOUNT, EXECUTED, executed, open_case, payment
from wuzha.incidents.tests.test_freeze_actions import PAPER
from wuzha.organisation.models import Person, Unit
from wuzha.returns import actions
from wuzha.returns.inputs import AccountIn, ClaimIn
from wuzha.returns.models import Claim, ReturnRound

FROZEN = EXECUTED + timedelta(hours=20)
OPENED = FROZEN + timedelta(days=1)
ANNOUNCED = OPENED + timedelta(days=1)
# Three working days later is still this year, whose calendar is known.
OVER = ANNOUNCED + timedelta(days=30)
FREEZE_CENTS = 10_000_000
# Made up.
PAYER = "6228480000000000000"
CITY_PAPER = Approval(
    paper_number="青公刑返字〔2026〕7号",
    approved_by="支队长顾",
    approval_level="city",
)


def case_of(
    name: str, cents: int, *, unit: Unit, by: Person, account: str = ACCOUNT
) -> Incident:
    """One victim, one payment into the account."""
    paid = payment(
        payee_account=account,
        amount_cents=cents,
        payer_account=PAYER,
        payer_bank="县农商行",
    )
    victim = VictimIn(name=name, phone="13900001234", identity="11010519491231002X")
    return open_case(unit=unit, by=by, victim=victim, payments=[paid])


def freeze_of(
    case: Incident, *, police: Person, bank: Person, decider: Person
) -> Freeze:
    order = executed(incident=case, police=police, bank=bank)
    return incidents.freeze(
        order=order,
        term="ordinary",
        amount_cents=FREEZE_CENTS,
        approval=PAPER,
        at=FROZEN,
        by=decider,
    )


def claim_in(cents: int, **changes: Any) -> ClaimIn:
    account = AccountIn(account=PAYER, bank="县农商行")
    return ClaimIn(**({"lost_cents": cents, "account": account} | changes))


def claimed(
    returning: ReturnRound, case: Incident, *, by: Person, **changes: Any
) -> Claim:
    """For all that the victim paid."""
    return actions.receive_claim(
        returning=returning,
        incident=case,
        claim=claim_in(case.loss_cents, **changes),
        at=OPENED,
        by=by,
    )
