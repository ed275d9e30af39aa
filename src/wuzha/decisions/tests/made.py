"""A bank's machine, and what it asks."""

from typing import Any

from django.utils import timezone

from tests.cast import SINCE
from wuzha.decisions.models import Decision
from wuzha.organisation.access import Role
from wuzha.organisation.models import Appointment, Person, Unit

VICTIM, MULE = "6222000000000001", "6222000000000002"


def transfer(number: int = 1, **changes: Any) -> dict[str, Any]:
    facts = {
        "tx_id": f"T{number:06d}",
        "at": timezone.now().isoformat(),
        "payer": VICTIM,
        "payee": MULE,
        "amount_cents": 100_00,
        "channel": "mobile",
    }
    return facts | changes


def make_bank(county: Unit) -> Person:
    bank = Person.objects.create(username="bank", name="农商行系统", is_machine=True)
    Appointment.objects.create(
        person=bank, role=Role.BANK_SYSTEM, unit=county, valid_from=SINCE
    )
    return bank


def make_decision(county: Unit, by: Person, **changes: Any) -> Decision:
    facts: dict[str, Any] = {
        "unit": county,
        "asked_by": by,
        "tx_id": "T000001",
        "digest": "0" * 64,
        "at": timezone.now(),
        "payer": VICTIM,
        "payee": MULE,
        "amount_cents": 30_000_00,
        "answer": "hold",
        "score": 90,
        "ask_from": 50,
        "hold_from": 80,
        "decided_at": timezone.now(),
    }
    return Decision.objects.create(**facts | changes)
