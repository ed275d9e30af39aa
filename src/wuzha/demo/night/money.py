"""Reports taken up, stops drafted, issued, answered by the bank, and frozen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from wuzha.demo.history.stops import CAUSES, REFUSED, held
from wuzha.demo.night.deeds import Deed, Stage
from wuzha.incidents import actions
from wuzha.incidents.actions import Approval, BankAnswer
from wuzha.incidents.models import (
    ApprovalLevel,
    FreezeTerm,
    Incident,
    Payment,
    StopPaymentOrder,
)
from wuzha.incidents.states import IncidentState, StopState
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit, UnitKind

# What was entered longer ago is left as the history left it.
NEWS = timedelta(hours=12)
FROZEN = 0.7


@dataclass
class Money:
    stage: Stage

    def due(self) -> Iterator[Deed]:
        yield from self._reports()
        yield from self._undrafted()
        yield from self._orders()

    def _reports(self) -> Iterator[Deed]:
        waiting = Incident.objects.filter(state=IncidentState.REPORTED)
        for incident in waiting.select_related("unit"):
            random = self.stage.turn(incident.victim_phone_key, "accept")
            officer = self._police(incident.unit, random)
            if officer is not None:
                at = incident.entered_at + self.stage.soon(random, minutes=8)
                act = partial(actions.accept_incident, incident=incident, by=officer)
                yield Deed(at, (incident._meta.label, incident.pk, "accept"), act)

    def _undrafted(self) -> Iterator[Deed]:
        drafted = StopPaymentOrder.objects.filter(incident=OuterRef("pk"))
        rows = Incident.objects.filter(
            ~Exists(drafted),
            state=IncidentState.OPEN,
            entered_at__gte=self.stage.now - NEWS,
        )
        for incident in rows.select_related("unit").prefetch_related("payments"):
            random = self.stage.turn(incident.victim_phone_key, "draft")
            officer = self._police(incident.unit, random)
            if officer is not None and incident.accepted_at is not None:
                at = incident.accepted_at + self.stage.soon(random, minutes=4)
                act = partial(self._draft, incident, officer)
                yield Deed(at, (incident._meta.label, incident.pk, "draft"), act)

    def _draft(self, incident: Incident, officer: Person) -> None:
        accounts: dict[str, Payment] = {}
        for payment in incident.payments.all():
            accounts.setdefault(payment.payee_account, payment)
        for payment in accounts.values():
            actions.draft_stop_payment(incident=incident, payment=payment, by=officer)

    def _orders(self) -> Iterator[Deed]:
        rows = StopPaymentOrder.objects.filter(
            state__in=[StopState.DRAFTED, StopState.ISSUED, StopState.EXECUTED],
            drafted_at__gte=self.stage.now - NEWS,
        )
        for order in rows.select_related("incident__unit", "bank_unit"):
            if deed := self._next(order):
                yield deed

    def _next(self, order: StopPaymentOrder) -> Deed | None:
        step = _step(order)
        random = self.stage.turn(order.account_key, step.name)
        who = step.who(self, order, random)
        if who is None:
            return None
        at = step.since(order) + self.stage.soon(random, minutes=step.minutes)
        act = partial(step.act, self, order, who, random)
        return Deed(at, (order._meta.label, order.pk, step.name), act)

    def _issue(self, order: StopPaymentOrder, by: Person, random: Random) -> None:
        actions.issue_stop_payment(order=order, by=by)

    def _answer(self, order: StopPaymentOrder, by: Person, random: Random) -> None:
        if random.random() < REFUSED:
            cause, note = random.choice(CAUSES)
            actions.refuse_stop_payment(
                order=order,
                cause=cause.value,
                note=note,
                answer=BankAnswer(handler=by.name, handler_phone=by.phone),
                by=by,
            )
        else:
            actions.execute_stop_payment(order=order, by=by)

    def _feed_back(self, order: StopPaymentOrder, by: Person, random: Random) -> None:
        balance = round(order.requested_cents * held(random) * random.uniform(0.7, 1))
        answer = BankAnswer(
            balance_cents=balance, handler=by.name, handler_phone=by.phone
        )
        actions.feed_back_stop_payment(order=order, answer=answer, by=by)

    def _freeze(self, order: StopPaymentOrder, by: Person, random: Random) -> None:
        year, serial = self.stage.now.year, random.randrange(1000, 9999)
        actions.freeze(
            order=order,
            term=FreezeTerm.ORDINARY.value,
            amount_cents=order.stopped_cents,
            approval=Approval(
                paper_number=f"青公（刑）冻字〔{year}〕{serial}号",
                approved_by="县公安局负责人",
                approval_level=ApprovalLevel.COUNTY.value,
            ),
            by=by,
        )

    def _police(self, unit: Unit, random: Random) -> Person | None:
        at_station = unit.kind == UnitKind.STATION
        role = Role.STATION_POLICE if at_station else Role.COUNTY_POLICE
        return self.stage.somebody(role, unit, random)

    def _issuer(self, order: StopPaymentOrder, random: Random) -> Person | None:
        return self._police(order.incident.unit, random)

    def _freezer(self, order: StopPaymentOrder, random: Random) -> Person | None:
        if random.random() >= FROZEN or not order.stopped_cents:
            return None
        return self.stage.somebody(Role.COUNTY_POLICE, self.stage.county.root, random)

    def _answerer(self, order: StopPaymentOrder, random: Random) -> Person | None:
        if order.bank_unit is None:
            return self._police(order.incident.unit, random)
        return self.stage.somebody(Role.BANK_TELLER, order.bank_unit, random)


class Step(NamedTuple):
    """One of the steps of an order: since when it waits, for whom, about how long."""

    name: str
    since: Callable[[StopPaymentOrder], datetime]
    minutes: float
    who: Callable[[Money, StopPaymentOrder, Random], Person | None]
    act: Callable[[Money, StopPaymentOrder, Person, Random], None]


def _since(*columns: str) -> Callable[[StopPaymentOrder], datetime]:
    """The newest of the times that the order has."""

    def since(order: StopPaymentOrder) -> datetime:
        times: list[datetime | None] = [getattr(order, name) for name in columns]
        return max(filter(None, [order.drafted_at, *times]))

    return since


ISSUE = Step("issue", _since(), 6, Money._issuer, Money._issue)
ANSWER = Step("answer", _since("issued_at"), 6, Money._answerer, Money._answer)
TELL = Step("tell", _since("executed_at"), 9, Money._answerer, Money._feed_back)
FREEZE = Step("freeze", _since("fed_back_at"), 90, Money._freezer, Money._freeze)


def _step(order: StopPaymentOrder) -> Step:
    if order.state == StopState.EXECUTED:
        return FREEZE if order.fed_back_at else TELL
    return ISSUE if order.state == StopState.DRAFTED else ANSWER
