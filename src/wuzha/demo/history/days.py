"""Day after day: what came in, what became of it, what was reported; then written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from wuzha.demo.bulk import Progress
from wuzha.demo.citizens import Citizen
from wuzha.demo.history.cases import Case
from wuzha.demo.history.courses import Course, Loss
from wuzha.demo.history.files import File
from wuzha.demo.history.money import Money
from wuzha.demo.history.orders import Orders, arrivals, place_of
from wuzha.demo.history.world import World
from wuzha.earlywarnings.models import Dissuasion, EarlyWarning
from wuzha.earlywarnings.states import State

ONE_MORE = 0.07
ONE_MORE_HOURS = 30


class Report(NamedTuple):
    """Somebody reports a fraud of whom nothing was known."""

    citizen: Citizen
    at: datetime


@dataclass
class History:
    """`per_day` warnings; of a thousand of them so many `incidents` besides those of
    people who had been warned."""

    world: World
    orders: Orders
    money: Money
    per_day: int = 190
    incidents: int = 16
    cases: list[Case] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    files: list[File] = field(default_factory=list)

    def of_days(self, days: list[date]) -> None:
        reports: list[Report] = []
        for day in days:
            for at in self._times(day, self.per_day):
                self.warn(self.world.citizens.draw(at), at)
            for at in self._times(day, self.per_day * self.incidents / 1000):
                reports.append(Report(self.world.citizens.stranger(), at))
        self._report(reports)

    def warn(self, citizen: Citizen, at: datetime, **asked: Any) -> Case:
        """One warning and all that came of it."""
        order = self.orders.order(citizen, at, **asked)
        place = place_of(order, citizen)
        case = Case.received(self.world, citizen, place, order)
        course = Course(self.world, case, self._more(citizen, at))
        course.run()
        self.cases.append(case)
        self.losses += course.losses
        return case

    def write(self, progress: Progress = lambda share: None) -> None:
        """Everything since the last time, in one transaction."""
        self._write_warnings()
        for case in self.cases:
            case.write()
            self._tell(case)
        self.cases.clear()
        for file in self.files:
            file.write()
        self.files.clear()
        self.world.write_entries()
        self.world.batch.write(progress)

    def _times(self, day: date, number: float) -> Iterator[datetime]:
        whole = int(number) + (self.world.random.random() < number % 1)
        times = arrivals(self.world.random, day, whole)
        return (at for at in times if at < self.world.now)

    def _more(self, citizen: Citizen, at: datetime) -> dict[str, Any] | None:
        random = self.world.random
        if random.random() >= ONE_MORE:
            return None
        later = at + timedelta(hours=random.uniform(0.05, ONE_MORE_HOURS))
        return self.orders.order(citizen, later)

    def _report(self, reports: list[Report]) -> None:
        """In the order in which they came, so that numbers rise with time."""
        known: list[Loss | Report] = [*self.losses, *reports]
        for one in sorted(known, key=attrgetter("at")):
            self.files.append(self._file(one))
        self.losses.clear()

    def _file(self, one: Loss | Report) -> File:
        if isinstance(one, Loss):
            return self.money.of_loss(one)
        return self.money.of_report(one.citizen, one.at)

    def _write_warnings(self) -> None:
        kept = [(order, case) for case in self.cases for order in case.warnings]
        kept.sort(key=lambda pair: itemgetter("received_at")(pair[0]))
        for order, case in kept:
            key = self.world.batch[EarlyWarning].add(dissuasion_id=case.key, **order)
            self.world.record(
                order["received_at"],
                "warning.received",
                by=self.world.feed,
                subject=(EarlyWarning, key),
                unit=case.unit,
                door=order["door"],
                grade=order["grade"],
                stream=order["stream"],
                dissuasion=case.number,
            )

    def _tell(self, case: Case) -> None:
        """To whom it was sent, until somebody has signed."""
        sent: datetime | None = case.row.get("dispatched_at")
        if case.state == State.TRIAGE or not sent or not self.world.is_news(sent):
            return
        self.world.tell(
            self.world.workers(case.unit),
            (Dissuasion, case.key),
            item=f"{case.number}：请签收",
            url=Dissuasion(pk=case.key).get_absolute_url(),
            at=sent,
            settled_at=case.row.get("signed_at"),
        )


def days_until(now: datetime, number: int) -> list[date]:
    last = now.date()
    return [last - timedelta(days=ago) for ago in range(number, -1, -1)]
