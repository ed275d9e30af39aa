"""What a branch might report, for tests."""

from typing import Any

from wuzha.accounts.models import Suspicion

ACCOUNT = "6222020200000000006"
PAYEE = "6228480402564890018"
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
