"""One branch's table of accounts with its work lists, what its tellers reported, and
the involved accounts that it looks back on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from wuzha.accounts.models import AccountCheck, BankAccount, LookBack, Suspicion
from wuzha.accounts.states import (
    AccountClass,
    AccountKind,
    CheckKind,
    CheckState,
    ClockKind,
    Done,
    Found,
    Gap,
    LookBackState,
    Status,
    Suspects,
    SuspicionState,
    TestedOn,
)
from wuzha.clocks import engine
from wuzha.demo import names
from wuzha.demo.history.world import World
from wuzha.demo.rulebook import RULE
from wuzha.incidents.jurisdiction import handling_unit
from wuzha.incidents.models import StopPaymentOrder
from wuzha.lib import params
from wuzha.monitoring.rulebook import shipped
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit

# Of whom some hold more accounts than the rules let one person hold at a bank.
HOLDERS, CARDS_OF = 54, {7: 6, 23: 5}
NEVER_USED, DORMANT, OTHERS_PHONE = 9, 13, 11
AGES = (18, 20, 30, 40, 50, 60, 70)
# Of each work list: how many were given out, and how many of these are done.
GIVEN = {CheckKind.UNUSED: (8, 5), CheckKind.MANY_CARDS: (6, 2)}
# Days ago, of accounts in use and of dormant ones.
LAST_USED = ((0, 40), (400, 700))
GIVEN_AGO, CHECKED_AGO = timedelta(days=3), timedelta(days=2)
FOUND = (Found.NORMAL, Found.LIMITED, Found.CLOSED, Found.MENDED, Found.UNREACHED)
LOOKED_AFTER, ENDED_AFTER = timedelta(minutes=11), timedelta(minutes=50)
REPORTS: tuple[tuple[timedelta, SuspicionState, dict[str, Any]], ...] = (
    (
        timedelta(minutes=7),
        SuspicionState.RECEIVED,
        {
            "suspects": Suspects.CUSTOMER,
            "signs": ["一直在通话，或照着消息念", "不肯说用途，或前后说法不一"],
            "asked": "问钱转给谁，说是老师；问见过面没有，说在群里认识的。",
            "done": Done.WAITS,
            "amount_cents": 6_800_000,
        },
    ),
    (
        timedelta(hours=5),
        SuspicionState.LOOKED_AT,
        {
            "suspects": Suspects.ACCOUNT,
            "signs": ["要求拆成几笔转"],
            "seen": "半天进账十一笔，都是外省的，到账几分钟就分两张卡转走。",
            "done": Done.SEEN_LATER,
        },
    ),
    (
        timedelta(days=2, hours=3),
        SuspicionState.CLOSED,
        {
            "suspects": Suspects.CUSTOMER,
            "signs": ["老年人支取大额或提前支取定期存款"],
            "asked": "说孙子结婚用，儿子到场核对过。",
            "done": Done.WENT_ON,
            "answer": "已与家属核实，用途属实。谢谢网点多问一句。",
        },
    ),
)
# Of the look-backs, that of the earliest stop first.
STAGES = (LookBackState.CLOSED, LookBackState.ANSWERED, LookBackState.OPEN)
STARTED, ANSWERED, CLOSED = (timedelta(hours=hours) for hours in (30, 20, 4))
WHAT_WAS_FOUND: dict[str, Any] = {
    "opened_by_staff": "综合柜员",
    "asked_at_opening": "问了用途，答收工资；没有要劳动合同，没有给单位打电话核实。",
    "account_class": AccountClass.ONE,
    "limits": "非柜面每日5万元",
    "money_did": "开户后两个月没有动；随后三天内多笔转入，每笔到账后二十分钟内转出。",
    "gap": Gap.OPENING,
    "findings": "持卡人说卡借给了同乡，收了几百元。",
    "remedy": "代发工资户一律先与单位核实；新开账户首月非柜面限额下调。",
}
OPENED_AGO, REMEDY_WITHIN = timedelta(days=90), timedelta(days=30)
STOPPED: dict[str, Any] = {
    "kind": AccountKind.PERSONAL,
    "account_class": AccountClass.ONE,
    "status": Status.STOPPED,
}
# What a rule would have said before the stop.
SEEN_BEFORE, TRANSFERS = timedelta(hours=5), 31
REASON = "该账户1小时内转入¥21,000.00后转出¥20,600.00，疑似过渡账户。"


@dataclass(frozen=True)
class Branch:
    world: World
    unit: Unit
    officer: Person
    teller: Person
    police: Person

    def keep_accounts(self, stopped: list[StopPaymentOrder]) -> None:
        rows = [
            *(
                {
                    "account": one.account,
                    "opened_on": self.today - OPENED_AGO,
                    "last_active_on": timezone.localdate(one.executed_at),
                    **STOPPED,
                }
                for one in stopped
            ),
            *self._usual(),
        ]
        told = {"told_by": self.officer, "told_at": self.world.now}
        BankAccount.objects.bulk_create(
            BankAccount(branch=self.unit, **told, **row) for row in rows
        )

    def _usual(self) -> Iterator[dict[str, Any]]:
        random, today = self.world.random, self.today
        for number in range(HOLDERS):
            unused, dormant = number % NEVER_USED == 0, number % DORMANT == 1
            for card in range(CARDS_OF.get(number, 1)):
                age = random.randrange(800, 3000)
                last = today - timedelta(days=random.randrange(*LAST_USED[dormant]))
                yield {
                    "account": names.card(random),
                    "holder": f"C{number:04d}",
                    "kind": AccountKind.PERSONAL,
                    "account_class": AccountClass.TWO if card else AccountClass.ONE,
                    "opened_on": today - timedelta(days=age),
                    "status": Status.DORMANT if dormant else Status.NORMAL,
                    "holder_age": random.choice(AGES),
                    "phone_matches": number % OTHERS_PHONE != 2,
                    "last_active_on": None if unused else last,
                }

    def give_checks(self, kind: CheckKind, given: int, done: int) -> None:
        listed = BankAccount.objects.to_check(kind, self.today)
        checks = [
            AccountCheck(
                account=account,
                kind=kind,
                assigned_to=self.teller,
                assigned_by=self.officer,
                assigned_at=self.world.now - GIVEN_AGO,
            )
            for account in listed.filter(branch=self.unit).order_by("pk")[:given]
        ]
        for place, check in enumerate(checks[:done]):
            check.state, check.found = CheckState.DONE, FOUND[place % len(FOUND)]
            check.done_by = self.teller
            check.done_at = self.world.now - CHECKED_AGO + timedelta(hours=place)
        AccountCheck.objects.bulk_create(checks)

    def report(
        self, ago: timedelta, state: SuspicionState, facts: dict[str, Any]
    ) -> None:
        """The clock of one that waits runs."""
        customer, at = self.world.citizens.stranger(), self.world.now - ago
        row = Suspicion(
            branch=self.unit,
            handler=handling_unit(self.unit, self.today),
            account=names.card(self.world.random),
            holder_name=customer.name,
            holder_phone=customer.phone,
            reported_by=self.teller,
            reported_at=at,
            state=state,
            **facts,
        )
        if state != SuspicionState.RECEIVED:
            row.looked_by = self.world.police(row.handler)
            row.looked_at = at + LOOKED_AFTER
        if state == SuspicionState.CLOSED:
            row.ended_by, row.ended_at = row.looked_by, at + ENDED_AFTER
        row.save(force_insert=True)
        if state == SuspicionState.RECEIVED:
            self._time(row, ClockKind.LOOK, at, "account_work.look_minutes")

    def look_back(self, order: StopPaymentOrder, state: LookBackState) -> None:
        now = self.world.now
        assert order.executed_at  # noqa: S101 (asked for so)
        row = LookBack(
            order=order,
            branch=self.unit,
            account=order.account,
            known_at=order.executed_at,
            started_by=self.police,
            started_at=now - STARTED,
            state=state,
        )
        if state != LookBackState.OPEN:
            for name, value in WHAT_WAS_FOUND.items():
                setattr(row, name, value)
            row.firings = [_firing(order.executed_at - SEEN_BEFORE)]
            row.transfers, row.tested_at = TRANSFERS, now - ANSWERED
            row.tested_on = TestedOn.STORE
            row.opened_at_branch = self.unit.name
            row.account_opened_on = self.today - OPENED_AGO
            row.remedy_until = self.today + REMEDY_WITHIN
            row.answered_by, row.answered_at = self.officer, now - ANSWERED
        if state == LookBackState.CLOSED:
            row.closed_by, row.closed_at = self.police, now - CLOSED
        row.save(force_insert=True)
        if state == LookBackState.OPEN:
            begins = row.started_at
            self._time(row, ClockKind.LOOK_BACK, begins, "account_work.look_back_days")

    def _time(
        self, row: Suspicion | LookBack, kind: ClockKind, begins: datetime, limit: str
    ) -> None:
        engine.start(
            kind=kind,
            subject=row,
            unit=row.handler if isinstance(row, Suspicion) else row.branch,
            begins=begins,
            limit=params.value(limit, on=self.today).limit,
        )

    @property
    def today(self) -> date:
        return timezone.localdate(self.world.now)


def _firing(at: datetime) -> dict[str, Any]:
    rule = shipped()[RULE]
    return {
        "rule": rule.id,
        "version": rule.version,
        "title": rule.title,
        "at": at.isoformat(),
        "reason": REASON,
    }


def with_accounts(world: World) -> None:
    unit = world.county.branches[0]
    branch = Branch(
        world,
        unit,
        officer=world.county.holding(Role.BANK_OFFICER, unit)[0],
        teller=world.county.holding(Role.BANK_TELLER, unit)[0],
        police=world.county.holding(Role.COUNTY_POLICE)[0],
    )
    stopped = _stopped(world, unit)
    branch.keep_accounts(stopped)
    for kind, (given, done) in GIVEN.items():
        branch.give_checks(kind, given, done)
    for ago, state, facts in REPORTS:
        branch.report(ago, state, facts)
    for order, stage in zip(stopped, STAGES, strict=False):
        branch.look_back(order, stage)


def _stopped(world: World, branch: Unit) -> list[StopPaymentOrder]:
    """One for each stage of a look-back; of every account the first order."""
    orders = StopPaymentOrder.objects.filter(
        bank_unit=branch, round=1, executed_at__lt=world.now - STARTED
    )
    first: dict[str, StopPaymentOrder] = {}
    for order in orders.order_by("executed_at", "pk"):
        first.setdefault(order.account_key, order)
    return list(first.values())[-len(STAGES) :]
