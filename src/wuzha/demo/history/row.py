"""The row of a dissuasion as it will be written, and what every deed on it needs: the
twin of `earlywarnings.actions.row`, `sending` and `steps`."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from wuzha.demo.citizens import Citizen
from wuzha.demo.history.timers import Planned, Timer, Timers
from wuzha.demo.history.world import World
from wuzha.earlywarnings.actions.alarms import TAKEN_OVER
from wuzha.earlywarnings.actions.steps import IN_TIME
from wuzha.earlywarnings.models import Dissuasion, Handover, Revisit
from wuzha.earlywarnings.rules import STEPS
from wuzha.earlywarnings.states import OPEN, ClockKind, State, Why
from wuzha.organisation.models import Person, Unit, UnitKind

DONE_BY = {
    "sign": "signed_at",
    "call": "called_at",
    "meet": "met_at",
    "feed_back": "fed_back_at",
}


@dataclass
class Asked:
    """A revisit that was planned, with its clock."""

    key: int
    row: dict[str, Any]
    timers: Timers = field(default_factory=Timers)


@dataclass
class CaseRow:
    world: World
    citizen: Citizen
    key: int
    row: dict[str, Any]
    unit: Unit
    place: Unit
    timers: Timers = field(default_factory=Timers)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    revisits: list[Asked] = field(default_factory=list)

    @property
    def grade(self) -> str:
        grade: str = self.row["grade"]
        return grade

    @property
    def state(self) -> State:
        return State(self.row["state"])

    @property
    def number(self) -> str:
        return f"Q{self.key:07d}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def next_rise(self, since: datetime) -> datetime | None:
        """When an open clock sends the work up, if nobody stops it before."""
        if self.unit.pk == self.world.root.pk:
            return None
        levels = (
            step.at
            for timer in self.timers.open()
            if timer.kind in TAKEN_OVER
            for step in timer.steps
            if step.level > 1 and step.at > since
        )
        return min(levels, default=None)

    def write(self) -> None:
        now, batch = self.world.now, self.world.batch
        self._lapse(now)
        batch[Dissuasion].add(
            id=self.key, unit_id=self.unit.pk, place_id=self.place.pk, **self.row
        )
        self.world.write_clocks(self.timers, self._subject)
        for asked in self.revisits:
            batch[Revisit].add(id=asked.key, dissuasion_id=self.key, **asked.row)
            self.world.write_clocks(asked.timers, (Revisit, asked.key))
        for timer in self.timers.all:
            for step in timer.fired(now):
                self._record_alarm(timer, step)

    # Parts of deeds

    def _record_alarm(self, timer: Timer, step: Planned) -> None:
        self.world.record(
            step.at,
            "dissuasion.alarm",
            by=self.world.clockwork,
            subject=self._subject,
            unit=timer.unit,
            kind=str(timer.kind),
            what=str(step.what),
            level=step.level,
            late=False,
        )

    def _set(self, **columns: Any) -> None:
        self.row |= columns
        self.row["version"] += 1

    def _lapse(self, at: datetime) -> None:
        """A limit that has run out meanwhile was missed, whatever comes now."""
        for timer in self.timers.open():
            column = IN_TIME.get(timer.kind)  # type: ignore[call-overload]
            if column and timer.due <= at:
                self.row[column] = False

    def _stop(self, kind: ClockKind, at: datetime) -> None:
        timer = self.timers.stop(kind, at)
        if timer is not None:
            missed = self.row.get(IN_TIME[kind]) is False
            self.row[IN_TIME[kind]] = bool(timer.in_time) and not missed

    def _start_missing(self, at: datetime) -> None:
        rule = self.world.rule(self.grade)
        running = {timer.kind for timer in self.timers.open()}
        for step in STEPS:
            kind, limit = f"warning.{step}", rule.limit(step)
            if limit is None or kind in running or self.row.get(DONE_BY[step]):
                continue
            self.timers.start(
                kind,
                unit=self.unit,
                begins=at,
                limit=limit,
                pre_alarms=rule.alarms(step),
                levels=rule.waits,
            )

    def _wait_for_triage(self, at: datetime) -> None:
        rule = self.world.rule(self.grade)
        self.timers.start(
            ClockKind.TRIAGE,
            unit=self.unit,
            begins=at,
            limit=rule.limit("sign"),
            levels=rule.waits,
        )

    def _note_sending(self, why: Why, at: datetime, by: Person, reason: str) -> None:
        self.world.batch[Handover].add(
            dissuasion_id=self.key,
            unit_id=self.unit.pk,
            why=why,
            reason=reason,
            at=at,
            by_id=by.pk,
        )

    def _plan_revisits(self, at: datetime, by: Person) -> None:
        for hours in self.world.rule(self.grade).revisits:
            due = at + timedelta(hours=hours)
            key = self.world.batch[Revisit].key()
            asked = Asked(key, {"hours": hours, "due_at": due})
            asked.timers.start(
                ClockKind.REVISIT, unit=self.unit, person=by.pk, begins=at, due=due
            )
            self.revisits.append(asked)

    def _cancel_revisits(self, at: datetime) -> int:
        waiting = [asked for asked in self.revisits if "done_at" not in asked.row]
        for asked in waiting:
            asked.row["cancelled_at"] = at
            asked.timers.cancel(at)
        return len(waiting)

    def _end(self, state: State, at: datetime) -> None:
        self._lapse(at)
        self._set(state=state, ended_at=at)
        self.timers.cancel(at)

    def _target(self, place: Unit) -> Unit:
        targets = self.world.rule(self.grade).targets
        is_for_grids = targets[0] == UnitKind.GRID and place.kind == UnitKind.GRID
        return place if is_for_grids else self.world.station_of(self.citizen.village)

    @property
    def _subject(self) -> tuple[type[Dissuasion], int]:
        return Dissuasion, self.key

    def _record(self, at: datetime, event: str, by: Person, **facts: Any) -> None:
        self.world.record(
            at, event, by=by, subject=self._subject, unit=self.unit, **facts
        )

    def _uuid(self) -> UUID:
        return UUID(int=self.world.random.getrandbits(128), version=4)
