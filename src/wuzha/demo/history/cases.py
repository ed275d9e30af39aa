"""One dissuasion as it was worked on: the twin of the actions of `earlywarnings`.

Each method is a deed at a time in the past. It changes the row that will be written
and leaves beside it what the action would have left: attempts, meetings, clocks, the
lines of the audit.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wuzha.demo.citizens import Citizen
from wuzha.demo.history.row import Asked, CaseRow
from wuzha.demo.history.world import World
from wuzha.earlywarnings.actions.sending import WORK_CLOCKS
from wuzha.earlywarnings.guidance import contact_results
from wuzha.earlywarnings.models import ContactAttempt, Dissuasion, Meeting
from wuzha.earlywarnings.states import ClockKind, Outcome, State, Why
from wuzha.lib.scripts import script_for
from wuzha.organisation.models import Person, Unit, UnitKind


@dataclass
class Case(CaseRow):
    @classmethod
    def received(
        cls, world: World, citizen: Citizen, place: Unit | None, order: dict[str, Any]
    ) -> "Case":
        """`order` has the columns of the warning; without a place it goes to triage."""
        at = order["received_at"]
        row: dict[str, Any] = {
            **{name: order[name] for name in ("stream", "grade", "fraud_class")},
            **person_of(citizen),
            "state": State.TRIAGE,
            "received_at": at,
            "last_received_at": at,
            "version": 1,
        }
        key = world.batch[Dissuasion].key()
        case = cls(world, citizen, key, row, world.root, place or world.root)
        case.warnings.append(order)
        if place is None:
            case._wait_for_triage(at)
        else:
            case.send(case._target(place), Why.RULE, at, world.feed)
        return case

    def send(
        self, unit: Unit, why: Why, at: datetime, by: Person, reason: str = ""
    ) -> None:
        rule = self.world.rule(self.grade)
        self._lapse(at)
        self.unit = unit
        self._set(
            state=State.DISPATCHED,
            person_id=None,
            dispatched_at=at,
            signed_at=None,
            must_meet=rule.meet is not None,
        )
        if self.row.get("signed_in_time"):
            self.row["signed_in_time"] = None
        self.timers.hand_over(unit, None, at)
        self._start_missing(at)
        self._note_sending(why, at, by, reason)

    def dispatch(self, unit: Unit, at: datetime, by: Person, reason: str) -> None:
        self._lapse(at)
        self.timers.stop(ClockKind.TRIAGE, at)
        if self.place.pk == self.world.root.pk and unit.kind != UnitKind.STATION:
            self.place = unit
        self.send(unit, Why.HAND, at, by, reason)
        self._record(at, "dissuasion.dispatched", by, before=str(State.TRIAGE))

    def send_back(self, at: datetime, by: Person, reason: str) -> None:
        before = self.unit
        self._lapse(at)
        self.timers.cancel(at, [ClockKind.SIGN])
        self.unit = self.world.root
        self.timers.hand_over(self.unit, None, at)
        self._set(state=State.TRIAGE, person_id=None)
        self._note_sending(Why.RETURNED, at, by, reason)
        self._wait_for_triage(at)
        self.world.record(
            at, "dissuasion.sent_back", by=by, subject=self._subject, unit=before
        )

    def go_up(self, at: datetime) -> None:
        above = self.world.root
        if self.unit.kind != UnitKind.STATION:
            above = self.world.station_of(self.citizen.village)
        self.send(above, Why.OVERDUE, at, self.world.clockwork)

    def join(self, order: dict[str, Any]) -> None:
        """One more warning for the same person, before the meeting."""
        self.warnings.append(order)
        self._set(last_received_at=order["received_at"])

    def raise_grade(self, order: dict[str, Any]) -> None:
        """The same with a higher grade: the work goes where its rule sends it."""
        at = order["received_at"]
        self.join(order)
        self._lapse(at)
        self._set(**{name: order[name] for name in ("stream", "grade", "fraud_class")})
        self.timers.cancel(at, WORK_CLOCKS)
        self.send(self._target(self.place), Why.RAISED, at, self.world.feed)

    def sign(self, at: datetime, by: Person) -> None:
        self._lapse(at)
        self._set(state=State.SIGNED, person_id=by.pk, signed_at=at)
        self._stop(ClockKind.SIGN, at)
        self.timers.hand_over(self.unit, by.pk, at)
        self._record(at, "dissuasion.signed", by)

    def attempt(
        self, at: datetime, by: Person, *, way: str, result: str, note: str = ""
    ) -> None:
        self._lapse(at)
        reached = contact_results()[result].reached
        script = script_for(self.row["fraud_class"])
        self.world.batch[ContactAttempt].add(
            dissuasion_id=self.key,
            key=self._uuid(),
            at=at,
            way=way,
            result=result,
            reached=reached,
            script_version=f"{self.row['fraud_class']}/{script.version}",
            note=note,
            by_id=by.pk,
            recorded_at=at,
        )
        if self.row.get("called_at") is None:
            self._stop(ClockKind.CALL, at)
            self._set(called_at=at)
        if reached and self.row.get("reached_at") is None:
            self._set(reached_at=at)
        if self.state == State.SIGNED:
            self._set(state=State.CONTACTED)
        self._record(at, "dissuasion.attempted", by, way=way, result=result)

    def meet(self, at: datetime, by: Person, **told: Any) -> None:
        """`told` has the columns of the meeting."""
        self._lapse(at)
        self.world.batch[Meeting].add(
            dissuasion_id=self.key,
            key=self._uuid(),
            at=at,
            by_id=by.pk,
            recorded_at=at,
            fraud_class=self.row["fraud_class"],
            **told,
        )
        if self.row.get("called_at") is None:
            self._stop(ClockKind.CALL, at)
            self._set(called_at=at)
        if self.row.get("reached_at") is None:
            self._set(reached_at=at)
        self._stop(ClockKind.MEET, at)
        self._set(state=State.MET, met_at=at)
        self._plan_revisits(at, by)
        belief, moved = told["belief"], told["money_moved"]
        self._record(at, "dissuasion.met", by, belief=belief, money_moved=moved)

    def feed_back(
        self, at: datetime, by: Person, *, outcome: str, opinion: str
    ) -> None:
        self._lapse(at)
        self._stop(ClockKind.FEED_BACK, at)
        self.timers.cancel(at, [ClockKind.MEET, ClockKind.CALL])
        self._set(
            state=State.FED_BACK, fed_back_at=at, outcome=outcome, opinion=opinion
        )
        if outcome == Outcome.DEFRAUDED and not self.row.get("defrauded_at"):
            self._set(defrauded_at=at)
        self._record(at, "dissuasion.fed_back", by, result=str(outcome))

    def ask_again(self, asked: Asked, at: datetime, by: Person, **answer: Any) -> None:
        """`answer` has way, result and note of the revisit."""
        timer = asked.timers.stop(ClockKind.REVISIT, at)
        asked.row |= answer | {
            "done_at": at,
            "by_id": by.pk,
            "key": self._uuid(),
            "in_time": timer.in_time if timer else None,
        }
        self._set()
        facts = {"hours": asked.row["hours"], "result": str(answer["result"])}
        self._record(at, "revisit.done", by, **facts)

    def close(self, at: datetime, by: Person) -> None:
        ahead = self._cancel_revisits(at)
        self._end(State.CLOSED, at)
        facts = {"result": str(self.row["outcome"]), "revisits_waived": ahead}
        self._record(at, "dissuasion.closed", by, **facts)

    def mark_invalid(self, at: datetime, by: Person, reason: str) -> None:
        self._cancel_revisits(at)
        self._set(opinion=reason)
        self._end(State.INVALID, at)
        self._record(at, "dissuasion.invalid", by)

    def transfer(self, at: datetime, by: Person, told: str) -> None:
        self._cancel_revisits(at)
        self._set(opinion=told)
        self._end(State.TRANSFERRED, at)
        self._record(at, "dissuasion.transferred", by)

    def cheated(self, at: datetime) -> None:
        if not self.row.get("defrauded_at"):
            self._set(defrauded_at=at)

    def join_incident(self, incident: int, at: datetime, by: Person) -> None:
        """Opened from here by somebody, or joined by the schedule."""
        self._set(incident_id=incident)
        is_joined = by.pk == self.world.clockwork.pk
        event = "dissuasion.joined" if is_joined else "dissuasion.became_incident"
        self._record(at, event, by)


def person_of(citizen: Citizen) -> dict[str, str]:
    """The columns of a person, alike in a warning and a dissuasion."""
    return {
        "name": citizen.name,
        "phone": citizen.phone,
        "identity": citizen.identity,
        "address": citizen.address,
        "sex": citizen.sex,
        "age_band": citizen.age_band,
        "occupation": citizen.occupation,
    }
