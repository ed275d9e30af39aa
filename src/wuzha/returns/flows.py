"""How a victim's money came into the frozen account, account by account, as far as the
incident's own payments and orders say it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from wuzha.incidents.models import Payment, StopPaymentOrder
from wuzha.returns.models import Claim


@dataclass(frozen=True)
class Hop:
    at: datetime | None
    from_name: str
    from_account: str
    to_name: str
    to_account: str
    amount_cents: int

    @classmethod
    def of_payment(cls, payment: Payment, payer: str) -> Self:
        return cls(
            payment.paid_at,
            payer,
            payment.payer_account,
            payment.payee_name,
            payment.payee_account,
            payment.amount_cents,
        )

    @classmethod
    def of_order(cls, order: StopPaymentOrder) -> Self:
        return cls(
            order.transferred_at,
            "",
            order.from_account,
            order.account_name,
            order.account,
            order.amount_cents,
        )


def flow_of(claim: Claim) -> list[Hop]:
    """From the victim to the frozen account: back from it along the orders of later
    levels, until an account is reached that the victim paid into."""
    incident, key = claim.incident, claim.round.freeze.account_key
    onward: list[Hop] = []
    seen: set[str] = set()
    while key and key not in seen:
        seen.add(key)
        paid = incident.payments.standing().filter(payee_account_key=key)
        if payments := list(paid):
            first = [Hop.of_payment(one, incident.victim_name) for one in payments]
            return [*first, *reversed(onward)]
        order = incident.orders.filter(account_key=key).exclude(from_account="").first()
        if order is None:
            break
        onward.append(Hop.of_order(order))
        key = order.from_account_key
    return onward[::-1]
