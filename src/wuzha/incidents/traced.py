"""What a trace found, as pages, tables and papers show it: account by account, how much
still lies there by each method, and whom to ask about it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from wuzha.detection.moments import from_microseconds
from wuzha.detection.tracing.results import ENDINGS
from wuzha.incidents.inputs import AccountIn
from wuzha.incidents.models import FundTrace, StopPaymentOrder
from wuzha.incidents.states import StopState
from wuzha.privacy.fields import blind_indexes
from wuzha.transfers import store
from wuzha.transfers.models import TransferFile


@dataclass(frozen=True, slots=True)
class Flow:
    """A transfer that carried followed money; `exit` names the end, where it is one."""

    tx_id: str
    seed: str
    level: int
    at: datetime
    src: str
    dst: str
    amount_cents: int
    traced_cents: int
    exit: str


@dataclass(frozen=True, slots=True)
class Balance:
    account: str
    level: int
    received_cents: int
    remaining_cents: int
    last_at: datetime


@dataclass(frozen=True)
class Found:
    """The evidence's findings. Balances: the largest remainder first, then the
    freshest."""

    flows: tuple[Flow, ...]
    balances: tuple[Balance, ...]
    # Cents that cannot be followed further, by the words for why.
    ends: Mapping[str, int]
    is_complete: bool

    @cached_property
    def last_into(self) -> dict[str, Flow]:
        """By account the latest transfer that a bank has to match."""
        return {flow.dst: flow for flow in self.flows if not flow.exit}


@dataclass(frozen=True)
class Account:
    """A row of the page. `remaining` is in the order of the methods; None where one did
    not reach it."""

    place: int
    account: str
    name: str
    bank: str
    # Whoever sent the money there knows the bank that this account is at.
    ask: str
    level: int
    received_cents: int
    remaining: tuple[int | None, ...]
    last_at: datetime
    order: StopPaymentOrder | None
    is_new: bool

    @property
    def lies_there(self) -> bool:
        return bool(self.remaining[0])


def found_in(trace: FundTrace) -> Found:
    told = json.loads(trace.evidence)["found"]
    ends: dict[str, int] = {}
    for end in told["ends"]:
        word = _(ENDINGS[end["kind"]])
        ends[word] = ends.get(word, 0) + end["ended_cents"]
    return Found(
        flows=tuple(_flow(row) for row in told["flows"]),
        balances=tuple(_balance(row) for row in told["balances"]),
        ends=ends,
        is_complete=told["complete"],
    )


def _flow(row: Mapping[str, Any]) -> Flow:
    return Flow(
        tx_id=row["tx_id"],
        seed=row["seed"],
        level=row["level"],
        at=from_microseconds(row["ts"]),
        src=row["src"],
        dst=row["dst"],
        amount_cents=row["amount_cents"],
        traced_cents=row["traced_cents"],
        exit=_(ENDINGS[row["exit"]]) if row["exit"] else "",
    )


def _balance(row: Mapping[str, Any]) -> Balance:
    return Balance(
        account=row["account"],
        level=row["level"],
        received_cents=row["received_cents"],
        remaining_cents=row["remaining_cents"],
        last_at=from_microseconds(row["last_ts"]),
    )


def accounts_of(trace: FundTrace, others: Sequence[FundTrace]) -> list[Account]:
    """In the order in which to stop: the largest remainder first, then the freshest.
    `others` are those of its round, to be shown beside it."""
    found = found_in(trace)
    beside = [
        {one.account: one.remaining_cents for one in found_in(other).balances}
        for other in others
    ]
    known = _known_before(trace)
    holders = _holders(trace)
    orders = _orders([one.account for one in found.balances])
    return [
        Account(
            place=place,
            account=one.account,
            name=holders.get(one.account, ("", ""))[0],
            bank=holders.get(one.account, ("", ""))[1],
            ask=holders.get(found.last_into[one.account].src, ("", ""))[1],
            level=one.level,
            received_cents=one.received_cents,
            remaining=(
                one.remaining_cents,
                *(rows.get(one.account) for rows in beside),
            ),
            last_at=one.last_at,
            order=orders.get(one.account),
            is_new=known is not None and one.account not in known,
        )
        for place, one in enumerate(found.balances)
    ]


def account_in(trace: FundTrace, account: str) -> AccountIn:
    """For the draft of a stop: the latest transfer into it is the one to match."""
    found = found_in(trace)
    name, bank = _holders(trace).get(account, ("", ""))
    balance = next(one for one in found.balances if one.account == account)
    into = found.last_into[account]
    return AccountIn(
        account=account,
        account_name=name,
        bank_name=bank,
        amount_cents=into.amount_cents,
        requested_cents=balance.received_cents,
        transferred_at=into.at,
        level=balance.level,
        from_account=into.src,
    )


def _orders(accounts: Sequence[str]) -> dict[str, StopPaymentOrder]:
    """The latest by account, of any incident: a bank stops an account, not a case."""
    keys = [key for account in accounts for key in blind_indexes("account", account)]
    orders = StopPaymentOrder.objects.filter(account_key__in=keys)
    known = orders.exclude(state=StopState.DISCARDED).select_related("incident__unit")
    return {order.account: order for order in known.order_by("pk")}


def _known_before(trace: FundTrace) -> set[str] | None:
    """None for the first trace: nothing of it is new."""
    if trace.follows is None:
        return None
    return {one.account for one in found_in(trace.follows).balances}


def _holders(trace: FundTrace) -> dict[str, tuple[str, str]]:
    """By account name and bank: as banks replied, the victim told, it was ordered."""
    files = TransferFile.objects.filter(sha256__in=trace.basis["files"])
    holders = store.holders_in(files)
    for payment in trace.incident.payments.standing():
        told = payment.payee_name, payment.payee_bank
        holders[payment.payee_account] = _better(told, holders, payment.payee_account)
        if payment.payer_account:
            holders[payment.payer_account] = ("", payment.payer_bank)
    for order in trace.incident.orders.select_related("bank_unit"):
        told = order.account_name, str(order.bank_unit or order.bank_name)
        holders[order.account] = _better(told, holders, order.account)
    return holders


def _better(
    told: tuple[str, str], holders: Mapping[str, tuple[str, str]], account: str
) -> tuple[str, str]:
    name, bank = holders.get(account, ("", ""))
    return told[0] or name, told[1] or bank
