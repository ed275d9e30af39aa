"""How a stop-payment goes: drafted, issued, answered by the bank, frozen or ended."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wuzha.demo.history.files import File, Order
from wuzha.demo.history.world import NotYet, World
from wuzha.incidents.models import ApprovalLevel, FreezeTerm, RefusalCause
from wuzha.incidents.states import StopState
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit

# What was paid longer ago than this has gone on, and nobody asks a bank for it.
STOPPED_WITHIN = timedelta(days=2)
# With a slip in it: drafted anew at once.
DISCARDED, REFUSED = 0.03, 0.09
FROZEN_IF_HELD, EXPIRED, UNRELATED = 0.6, 0.85, 0.08
CAUSES = (
    (RefusalCause.MISMATCH, "户名与账号不一致，请核对后重发"),
    (RefusalCause.CLOSED, "账户已于上周销户"),
    (RefusalCause.NOT_OURS, "经查不是本行账户"),
)
# How much of the money asked for still stood in the account, with shares of a hundred.
HELD = ((0.0, 40), (0.02, 16), (0.35, 18), (1.0, 20), (1.3, 6))


@dataclass
class Stops:
    world: World
    # Accounts that several files name: what happens to one touches the others.
    shared: frozenset[str]
    _orders: dict[str, list[Order]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = self.world.random
        self._branches = {one.name: one for one in self.world.county.branches}

    def of_file(self, file: File, at: datetime) -> None:
        """Each order goes its own way: one that waits holds up none of the others."""
        for account in _accounts(file):
            try:
                self._ordered(file, account, at)
            except NotYet:
                continue

    def paper(self, at: datetime) -> dict[str, str]:
        serial = self.random.randrange(1000, 9999)
        return {
            "paper_number": f"青公（刑）冻字〔{at:%Y}〕{serial}号",
            "approved_by": "县公安局负责人",
            "approval_level": ApprovalLevel.COUNTY.value,
        }

    def branch(self, name: str) -> Unit | None:
        """A bank without a branch here is written to, not asked on this service."""
        return self._branches.get(name)

    def _ordered(self, file: File, account: dict[str, Any], at: datetime) -> None:
        before = self._orders.setdefault(account["account"], [])
        if not _may_stop_again(before, at):
            return
        at = self._after(at, self.random.uniform(1, 9))
        drafter = self.world.police(file.unit)
        if self.random.random() < DISCARDED:
            wrong = self._drafted(file, account, at, drafter)
            at = self._after(at, 4)
            wrong.discard(at, drafter)
        order = self._drafted(file, account | {"round": len(before) + 1}, at, drafter)
        before.append(order)
        at = self._after(at, self.random.lognormvariate(1.8, 0.8))
        order.issue(at, self.world.police(file.unit), drafter)
        self._answered(order, self._after(at, self.random.lognormvariate(1.5, 0.7)))

    def _drafted(
        self, file: File, account: dict[str, Any], at: datetime, by: Person
    ) -> Order:
        order = file.draft(account, at, by)
        order.bank = self.branch(account["bank_name"])
        return order

    def _answered(self, order: Order, at: datetime) -> None:
        random, by = self.random, self._answerer(order)
        handler = {"handler": by.name, "handler_phone": by.phone}
        if random.random() < REFUSED:
            cause, note = random.choice(CAUSES)
            told = {"refusal_cause": cause.value, "refusal_note": note, **handler}
            order.refuse(at, by, **told)
            return
        ends = order.execute(at, by)
        asked = order.row["requested_cents"]
        balance = round(asked * held(random) * random.uniform(0.7, 1))
        at = self._after(at, random.lognormvariate(1.5, 1))
        order.feed_back(at, by, balance_cents=balance, **handler)
        self._decided(order, ends, min(balance, asked))

    def _decided(self, order: Order, ends: datetime, held: int) -> None:
        """Before the stop ends: frozen, lifted, or left to run out."""
        random, drawn = self.random, self.random.random()
        at = ends - timedelta(hours=random.uniform(0.5, 40))
        if held and drawn < FROZEN_IF_HELD:
            self._frozen(order, self.world.reached(at), held)
        elif drawn < EXPIRED:
            self.world.reached(ends)
            reason = "期满自动解除"
            order.end(StopState.EXPIRED, ends, self.world.clockwork, reason)
        else:
            officer = self.world.police(order.file.unit)
            reason = "账户余额为零，资金已转走" if not held else "查明与案件无关"
            order.end(StopState.LIFTED, self.world.reached(at), officer, reason)

    def _frozen(self, order: Order, at: datetime, held: int) -> None:
        officer = self.random.choice(self.world.county.holding(Role.COUNTY_POLICE))
        account = order.row["account"]
        order.freeze(
            at,
            officer,
            queued=any(one.frozen for one in self._orders[account]),
            term=FreezeTerm.ORDINARY.value,
            amount_cents=held,
            **self.paper(at),
        )
        if account not in self.shared and self.random.random() < UNRELATED:
            self._unfrozen(order, at, officer)

    def _unfrozen(self, order: Order, at: datetime, officer: Person) -> None:
        assert order.frozen is not None  # noqa: S101 (just frozen)
        at = self.world.reached(at + timedelta(days=self.random.uniform(2, 12)))
        order.frozen.find_unrelated(at, officer)
        at = self.world.reached(at + timedelta(days=self.random.uniform(0.3, 2.8)))
        order.frozen.lift(at, officer, "查明资金与案件无关")

    def _answerer(self, order: Order) -> Person:
        """The bank; where it has nobody here, the police who heard it."""
        if order.bank is None:
            return self.world.police(order.file.unit)
        return self.random.choice(
            self.world.county.holding(Role.BANK_TELLER, order.bank)
        )

    def _after(self, at: datetime, minutes: float) -> datetime:
        return self.world.reached(at + timedelta(minutes=minutes))


def _accounts(file: File) -> list[dict[str, Any]]:
    """Those that may still hold something, each once, with all that was paid in."""
    since = file.row["entered_at"] - STOPPED_WITHIN
    found: dict[str, dict[str, Any]] = {}
    for payment in file.payments:
        if payment["paid_at"] < since:
            continue
        account = payment["payee_account"]
        before = found.get(account, {"requested_cents": 0})["requested_cents"]
        found[account] = {
            "account": account,
            "account_name": payment["payee_name"],
            "amount_cents": payment["amount_cents"],
            "transferred_at": payment["paid_at"],
            "bank_name": payment["payee_bank"],
            "requested_cents": before + payment["amount_cents"],
        }
    return list(found.values())


def _may_stop_again(before: list[Order], at: datetime) -> bool:
    """Twice in all, and not before the first has come to its end."""
    if len(before) > 1:
        return False
    ends = (one.row.get("ended_at") or one.row.get("refused_at") for one in before)
    return all(end is not None and end < at for end in ends)


def held(random: Random) -> float:
    values, shares = zip(*HELD, strict=True)
    share: float = random.choices(values, shares)[0]
    return share
