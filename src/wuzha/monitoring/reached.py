"""Which accounts the money of a hit came to, level by level: where to stop it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from wuzha.detection.moments import from_microseconds
from wuzha.detection.tracing import onward
from wuzha.incidents.actions import AccountIn, PaymentIn
from wuzha.lib import params
from wuzha.monitoring.models import AccountHolder, Hit
from wuzha.transfers import store
from wuzha.transfers.models import TransferFile

Transfer = Mapping[str, Any]


def payment_of(transfer: Transfer) -> PaymentIn:
    payee = AccountHolder.objects.holding(transfer["dst"])
    return PaymentIn(
        payee_account=transfer["dst"],
        payee_name=payee.name if payee else "",
        payee_bank=payee.bank_name if payee else "",
        payer_account=transfer["src"],
        amount_cents=transfer["amount_cents"],
        paid_at=from_microseconds(transfer["at_us"]),
    )


def accounts_reached(hit: Hit, payments: Sequence[Transfer]) -> Iterable[AccountIn]:
    """Whom the person paid, and whom those paid with that money. Where the file is not
    kept any more, only whom the person paid: that money too has to be stopped."""
    if not payments:
        return []
    kept = hit.run.kept
    is_there = kept is not None and store.path_of(kept).exists()
    flows = _traced(kept, payments) if kept and is_there else _direct(payments)
    first: dict[str, Transfer] = {}
    for flow in sorted(flows, key=lambda flow: (flow["level"], flow["ts"])):
        first.setdefault(flow["dst"], flow)
    return [_account(flow, flows) for flow in first.values()]


def _direct(payments: Sequence[Transfer]) -> list[dict[str, Any]]:
    return [
        {
            "src": payment["src"],
            "dst": payment["dst"],
            "level": 1,
            "ts": from_microseconds(payment["at_us"]),
            "amount_cents": payment["amount_cents"],
            "traced_cents": payment["amount_cents"],
        }
        for payment in payments
    ]


def _traced(kept: TransferFile, payments: Sequence[Transfer]) -> list[dict[str, Any]]:
    """Over the transfers of the run, FIFO, as far and as long as the parameters say."""
    today = timezone.localdate()
    hops = params.value("tracing.hops", on=today).whole
    window = timedelta(hours=params.value("tracing.window_hours", on=today).whole)
    first = from_microseconds(min(payment["at_us"] for payment in payments))
    near = store.between([kept], first - window, first + 2 * window)
    seeds = [payment["tx_id"] for payment in payments]
    found = onward(near, seeds, max_hops=hops, window=window)
    flows: list[dict[str, Any]] = found.flows.to_pylist()
    return flows


def _account(flow: Transfer, flows: list[dict[str, Any]]) -> AccountIn:
    holder = AccountHolder.objects.holding(flow["dst"])
    return AccountIn(
        account=flow["dst"],
        account_name=holder.name if holder else "",
        bank_name=holder.bank_name if holder else "",
        amount_cents=flow["amount_cents"],
        requested_cents=sum(
            f["traced_cents"] for f in flows if f["dst"] == flow["dst"]
        ),
        transferred_at=flow["ts"],
        level=flow["level"],
        from_account=flow["src"],
    )
