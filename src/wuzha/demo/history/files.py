"""One incident as it was worked on: the twin of the actions of `incidents`."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wuzha.demo.history.timers import Timers
from wuzha.demo.history.world import World
from wuzha.incidents.models import (
    Freeze,
    FreezeRenewal,
    Identifier,
    Incident,
    Payment,
    Review,
    StopPaymentOrder,
)
from wuzha.incidents.states import ClockKind, FreezeState, IncidentState, StopState
from wuzha.incidents.timing import FREEZE_MONTHS, number
from wuzha.organisation.models import Person, Unit
from wuzha.privacy.fields import blind_index


@dataclass
class File:
    """`row` has the columns of the incident, `payments` those of its payments."""

    world: World
    key: int
    row: dict[str, Any]
    unit: Unit
    payments: list[dict[str, Any]]
    timers: Timers = field(default_factory=Timers)
    orders: list["Order"] = field(default_factory=list)

    @classmethod
    def entered(
        cls,
        world: World,
        row: dict[str, Any],
        unit: Unit,
        payments: list[dict[str, Any]],
        by: Person,
    ) -> "File":
        """Entered at `row["entered_at"]`; nobody has taken it up yet."""
        at = row["entered_at"]
        losses = sum(one["amount_cents"] for one in payments)
        columns = {
            **row,
            "unit_id": unit.pk,
            "state": IncidentState.REPORTED,
            "loss_cents": losses + row.get("other_loss_cents", 0),
            "entered_by_id": by.pk,
        }
        file = cls(world, world.batch[Incident].key(), columns, unit, payments)
        file._start_clocks(at)
        return file

    @property
    def number(self) -> str:
        return f"AJ{self.row['entered_at']:%Y}-{self.key:06}"

    def accept(
        self, at: datetime, by: Person, event: str = "incident.accepted"
    ) -> None:
        self.row |= {"state": IncidentState.OPEN, "accepted_at": at}
        self.timers.stop(ClockKind.FIRST_ENTRY, at)
        self.record(at, event, by)

    def dismiss(self, at: datetime, by: Person, reason: str) -> None:
        self.row |= {"state": IncidentState.DISMISSED, "dismissal_reason": reason}
        self.timers.cancel(at)
        self.record(at, "incident.dismissed", by)

    def review(self, at: datetime, by: Person, **answers: Any) -> None:
        """`answers` has the columns of the review."""
        self.world.batch[Review].add(
            incident_id=self.key, written_by_id=by.pk, written_at=at, **answers
        )
        self.record(at, "incident.reviewed", by, had_warning=answers["had_warning"])

    def close(self, at: datetime, by: Person) -> None:
        self.row |= {
            "state": IncidentState.CLOSED,
            "closed_at": at,
            "closed_by_id": by.pk,
        }
        self.timers.cancel(at)
        self.record(at, "incident.closed", by)

    def identify(self, kind: str, value: str) -> None:
        self.world.batch[Identifier].add(
            incident_id=self.key,
            kind=kind,
            value=value,
            value_key=blind_index(kind, value),
        )

    def draft(self, account: dict[str, Any], at: datetime, by: Person) -> "Order":
        """`account` has the columns of the order that tell what is to be stopped."""
        key = self.world.batch[StopPaymentOrder].key()
        drafted = {"state": StopState.DRAFTED, "drafted_at": at, "drafted_by_id": by.pk}
        order = Order(self, key, {**account, **drafted})
        self.orders.append(order)
        order.record(at, "stop_payment.drafted", by)
        return order

    def record(self, at: datetime, event: str, by: Person, **facts: Any) -> None:
        subject = (Incident, self.key)
        self.world.record(at, event, by=by, subject=subject, unit=self.unit, **facts)

    def write(self) -> None:
        batch = self.world.batch
        batch[Incident].add(id=self.key, **self.row)
        for payment in self.payments:
            entered = self.row["entered_at"]
            batch[Payment].add(incident_id=self.key, entered_at=entered, **payment)
        self.world.write_clocks(self.timers, (Incident, self.key))
        for order in self.orders:
            order.write()

    def _start_clocks(self, at: datetime) -> None:
        begins = self.row["reported_at"]
        self.timers.start(
            ClockKind.FIRST_ENTRY,
            unit=self.unit,
            begins=begins,
            limit=number("money_clocks.first_entry_minutes", at).limit,
        )
        if self.payments:
            self.timers.start(
                ClockKind.REQUEST,
                unit=self.unit,
                begins=begins,
                limit=number("stop_payment.request_minutes", at).limit,
                levels=number("stop_payment.request_levels", at).limits,
            )


@dataclass
class Order:
    """A stop-payment order of a file."""

    file: File
    key: int
    row: dict[str, Any]
    bank: Unit | None = None
    timers: Timers = field(default_factory=Timers)
    frozen: "Frozen | None" = None

    @property
    def number(self) -> str:
        return f"ZF{self.row['drafted_at']:%Y}-{self.key:06}"

    @property
    def answering_unit(self) -> Unit:
        return self.bank or self.file.unit

    def issue(self, at: datetime, by: Person, investigator: Person) -> None:
        self.row |= {
            "state": StopState.ISSUED,
            "issued_at": at,
            "issued_by_id": by.pk,
            "investigator_id": investigator.pk,
        }
        self.file.timers.stop(ClockKind.REQUEST, at)
        self.timers.start(
            ClockKind.EXECUTION,
            unit=self.answering_unit,
            begins=at,
            limit=number("stop_payment.execution_minutes", at).limit,
            pre_alarms=(number("stop_payment.execution_alarm_minutes", at).limit,),
            levels=number("stop_payment.execution_levels", at).limits,
        )
        self.record(at, "stop_payment.issued", by, round=self.row.get("round", 1))

    def execute(self, at: datetime, by: Person) -> datetime:
        """Answers when it ends."""
        timer = self.timers.start(
            ClockKind.STOP_END,
            unit=self.file.unit,
            begins=at,
            limit=number("money_clocks.stop_payment_hours", at).limit,
            pre_alarms=number("money_clocks.stop_alarms_hours", at).limits,
        )
        self.row |= {
            "state": StopState.EXECUTED,
            "answered_by_id": by.pk,
            "executed_at": at,
            "ends_at": timer.due,
        }
        self.timers.stop(ClockKind.EXECUTION, at)
        self.timers.start(
            ClockKind.FEEDBACK,
            unit=self.answering_unit,
            begins=at,
            limit=number("stop_payment.feedback_minutes", at).limit,
        )
        self.record(at, "stop_payment.executed", by)
        return timer.due

    def feed_back(self, at: datetime, by: Person, **answer: Any) -> None:
        """`answer` has the balance and who handled it."""
        self.row |= {**answer, "fed_back_at": at}
        self.timers.stop(ClockKind.FEEDBACK, at)
        balance = answer["balance_cents"]
        self.record(at, "stop_payment.fed_back", by, balance_cents=balance)

    def refuse(self, at: datetime, by: Person, **answer: Any) -> None:
        """`answer` has the cause, and what else the bank says."""
        self.row |= {
            **answer,
            "state": StopState.REFUSED,
            "answered_by_id": by.pk,
            "refused_at": at,
            "fed_back_at": at,
        }
        self.timers.stop(ClockKind.EXECUTION, at)
        cause = answer["refusal_cause"]
        self.record(at, "stop_payment.refused", by, cause=str(cause))

    def end(self, state: StopState, at: datetime, by: Person, reason: str) -> None:
        """Recalled, lifted, run out, or renewed."""
        self.row |= {"state": state, "ended_at": at, "end_reason": reason}
        if state == StopState.RENEWED:
            self.timers.stop(ClockKind.STOP_END, at)
            return
        self.timers.cancel(at)
        self.record(at, f"stop_payment.{state}", by)

    def discard(self, at: datetime, by: Person) -> None:
        self.row |= {"state": StopState.DISCARDED}
        self.record(at, "stop_payment.discarded", by)

    def freeze(self, at: datetime, by: Person, *, queued: bool, **facts: Any) -> None:
        """`facts` has term, amount and the paper that it stands on."""
        ended = {"ended_at": at, "end_reason": facts["paper_number"]}
        self.row |= {"state": StopState.FROZEN, **ended}
        self.timers.stop(ClockKind.STOP_END, at)
        key = self.file.world.batch[Freeze].key()
        row = {**facts, "decided_at": at, "decided_by_id": by.pk}
        self.frozen = Frozen(self, key, row)
        if not queued:
            self.frozen.take_effect(at)
        self.frozen.record(at, "freeze.decided", by)

    def record(self, at: datetime, event: str, by: Person, **facts: Any) -> None:
        subject, unit = (StopPaymentOrder, self.key), self.file.unit
        self.file.world.record(at, event, by=by, subject=subject, unit=unit, **facts)

    def write(self) -> None:
        world = self.file.world
        world.batch[StopPaymentOrder].add(
            id=self.key,
            incident_id=self.file.key,
            bank_unit_id=self.bank.pk if self.bank else None,
            **self.row,
        )
        world.write_clocks(self.timers, (StopPaymentOrder, self.key))
        if self.frozen:
            self.frozen.write()


@dataclass
class Frozen:
    order: Order
    key: int
    row: dict[str, Any]
    timers: Timers = field(default_factory=Timers)

    def take_effect(self, at: datetime) -> None:
        months = number(FREEZE_MONTHS[self.row["term"]], at)
        timer = self.timers.start(
            ClockKind.FREEZE_END,
            unit=self.order.file.unit,
            begins=at,
            limit=months.limit,
            pre_alarms=number("money_clocks.freeze_alarms_days", at).limits,
        )
        self.row |= {
            "state": FreezeState.IN_FORCE,
            "starts_at": at,
            "until": timer.due,
        }

    def extend(self, at: datetime, by: Person, **paper: Any) -> None:
        begins = self.row["until"]
        self.timers.stop(ClockKind.FREEZE_END, at)
        self.take_effect(begins)
        self.row["starts_at"] = self.row["decided_at"]
        self.order.file.world.batch[FreezeRenewal].add(
            freeze_id=self.key,
            starts_at=begins,
            until=self.row["until"],
            decided_by_id=by.pk,
            decided_at=at,
            **paper,
        )
        self.record(at, "freeze.extended", by)

    def find_unrelated(self, at: datetime, by: Person) -> None:
        self.row["found_unrelated_at"] = at
        self.timers.start(
            ClockKind.UNFREEZE,
            unit=self.order.file.unit,
            begins=at,
            limit=number("money_clocks.unfreeze_if_unrelated", at).limit,
        )
        self.record(at, "freeze.found_unrelated", by)

    def lift(self, at: datetime, by: Person, reason: str) -> None:
        self.timers.stop(ClockKind.UNFREEZE, at)
        self.timers.cancel(at)
        self.row |= {
            "state": FreezeState.UNFROZEN,
            "ended_at": at,
            "end_reason": reason,
        }
        self.record(at, "freeze.lifted", by)

    def record(self, at: datetime, event: str, by: Person) -> None:
        subject, unit = (Freeze, self.key), self.order.file.unit
        self.order.file.world.record(at, event, by=by, subject=subject, unit=unit)

    def write(self) -> None:
        world = self.order.file.world
        world.batch[Freeze].add(
            id=self.key,
            order_id=self.order.key,
            account_key=blind_index("account", self.order.row["account"]),
            **self.row,
        )
        world.write_clocks(self.timers, (Freeze, self.key))
