"""What a branch might report, for tests."""

from datetime import date
from typing import Any

from wuzha.accounts.models import Suspicion

ACCOUNT = "6222020200000000006"
PAYEE = "6228480402564890018"
# Of an account that was opened and never used, with somebody else's phone.
TOLD: dict[str, Any] = {
    "holder": "C001",
    "kind": "personal",
    "account_class": 1,
    "opened_on": date(2025, 3, 1),
    "status": "normal",
    "holder_age": 20,
    "phone_matches": False,
    "last_active_on": None,
}
PHONE = "13800001111"


def suspicion(**overrides: Any) -> Suspicion:
    """Not kept yet."""
    facts: dict[str, Any] = {
        "suspects": "customer",
        "account": ACCOUNT,
        "holder_name": "示例丙",
        "holder_phone": PHONE,
        "signs": ["一直在通话，或照着消息念"],
        "asked": "问给谁转，答是领导；问见过没有，答没有。",
        "done": "waits",
        "payee_account": PAYEE,
        "amount_cents": 5_000_000,
    }
    return Suspicion(**{**facts, **overrides})
