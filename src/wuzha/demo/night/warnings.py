"""Sent on, signed for, called, met, fed back, asked again, closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.db.models import Exists, OuterRef, QuerySet

from wuzha.demo.history.courses import OUTCOMES, RESULTS, believed
from wuzha.demo.history.told import Telling
from wuzha.demo.history.world import WORKERS
from wuzha.demo.night.deeds import Deed, Stage, uuid
from wuzha.earlywarnings import actions
from wuzha.earlywarnings.actions import MeetingIn
from wuzha.earlywarnings.models import Dissuasion, Meeting, Revisit
from wuzha.earlywarnings.states import Outcome, State, Way
from wuzha.incidents.models import Incident
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, UnitKind

MOST_ATTEMPTS = 4
DISPATCHED = "电话联系后确认现住址。"
NOT_HERE = "号码为空号，户籍与住址均查无此人。"
# A case that was met after the money had gone becomes an incident within this.
NEWS = timedelta(hours=12)
UNREACHED = {"busy", "no_answer", "off"}
WRONG = {"wrong_number", "wrong_person"}


@dataclass
class Warnings:
    stage: Stage

    def due(self) -> Iterator[Deed]:
        yield from self._at_work()
        yield from self._lost()
        yield from self._revisits()
        yield from self._reviews()

    def _at_work(self) -> Iterator[Deed]:
        rows = Dissuasion.objects.open().exclude(state=State.FED_BACK)
        rows = rows.select_related("unit", "place", "person")
        for case in rows.prefetch_related("attempts"):
            tried_at = max((tried.at for tried in case.attempts.all()), default=None)
            if deed := self._next(case, tried_at):
                yield deed

    def _next(self, case: Dissuasion, tried_at: datetime | None) -> Deed | None:
        state = f"{case.state}/{case.dispatched_at}/{tried_at}"
        random = self.stage.turn(case.phone_key, state)
        key = (case._meta.label, case.pk, state)
        if case.state == State.TRIAGE:
            wait = self.stage.soon(random, minutes=7)
            officer = self.stage.somebody(Role.DUTY_OFFICER, case.unit, random)
            if officer is None:
                return None
            act = partial(self._dispatch, case, officer, random)
            return Deed(case.last_received_at + wait, key, act)
        doer = self._doer(case, random)
        since, step = self._step(case, tried_at)
        if doer is None or since is None:
            return None
        wait = self.stage.step(step, case.grade, random)
        act = partial(STEPS[State(case.state)], self, case, doer, random)
        return Deed(since + wait, key, act)

    def _step(
        self, case: Dissuasion, tried_at: datetime | None
    ) -> tuple[datetime | None, str]:
        match case.state:
            case State.DISPATCHED:
                return case.dispatched_at, "sign"
            case State.SIGNED:
                return case.signed_at, "call"
            case State.CONTACTED:
                signed = case.signed_at
                latest = max(filter(None, (tried_at, signed)), default=None)
                return latest, "meet" if case.must_meet else "feed_back"
            case _:
                return case.met_at, "feed_back"

    def _doer(self, case: Dissuasion, random: Random) -> Person | None:
        """Whoever has signed goes on; what a visitor has signed is the visitor's."""
        if case.person is not None:
            return None if case.person_id in self.stage.visitors else case.person
        role = WORKERS.get(UnitKind(case.unit.kind))
        return self.stage.somebody(role, case.unit, random) if role else None

    # The steps

    def _dispatch(self, case: Dissuasion, officer: Person, random: Random) -> None:
        unit = case.place
        if unit.kind != UnitKind.GRID:
            unit = random.choice(self.stage.county.grids)
        actions.dispatch(dissuasion=case, unit=unit, reason=DISPATCHED, by=officer)

    def _sign(self, case: Dissuasion, doer: Person, random: Random) -> None:
        actions.sign(dissuasion=case, by=doer)

    def _call(self, case: Dissuasion, doer: Person, random: Random) -> None:
        results, shares = zip(*RESULTS, strict=True)
        result, way = random.choices(results, shares)[0], Way.PHONE
        if case.attempts.count() == MOST_ATTEMPTS - 1:
            way = Way.VISIT
            result = "nowhere" if result in UNREACHED | WRONG else "relative"
        actions.record_attempt(
            dissuasion=case,
            key=uuid(random),
            way=way,
            result=result,
            note=Telling(random, case.fraud_class).note(result),
            by=doer,
        )

    def _go_on(self, case: Dissuasion, doer: Person, random: Random) -> None:
        """After an attempt: once more, to the door, or to the end."""
        result = self._result(case)
        if result in UNREACHED and case.attempts.count() < MOST_ATTEMPTS:
            self._call(case, doer, random)
        elif result in WRONG:
            officer = self.stage.county.holding(Role.DUTY_OFFICER)[-1]
            actions.mark_invalid(dissuasion=case, reason=NOT_HERE, by=officer)
        elif result == "paid" or (case.must_meet and result != "nowhere"):
            self._meet(case, doer, random)
        else:
            self._feed_back(case, doer, random)

    def _meet(self, case: Dissuasion, doer: Person, random: Random) -> None:
        telling = Telling(random, case.fraud_class)
        told = telling.meeting(self._result(case), self.stage.now)
        told.pop("moved_cents", None)
        actions.record_meeting(
            dissuasion=case,
            key=uuid(random),
            meeting=MeetingIn(fraud_class=case.fraud_class, **told),
            by=doer,
        )

    def _feed_back(self, case: Dissuasion, doer: Person, random: Random) -> None:
        result = self._result(case)
        met = case.meetings.filter(taken_back_at=None).first()
        if met is not None:
            result = "paid" if met.money_moved else believed(met.belief)
        outcome = OUTCOMES.get(result, Outcome.DISSUADED)
        opinion = Telling(random, case.fraud_class).opinion(outcome)
        actions.feed_back(
            dissuasion=case, outcome=outcome.value, opinion=opinion, by=doer
        )

    def _result(self, case: Dissuasion) -> str:
        last = case.attempts.filter(taken_back_at=None).last()
        return last.result if last else "persuaded"

    # What follows

    def _lost(self) -> Iterator[Deed]:
        """The money has gone: the station opens the incident."""
        lost = Meeting.objects.filter(
            taken_back_at=None,
            money_moved=True,
            dissuasion__incident=None,
            at__gte=self.stage.now - NEWS,
        )
        for met in lost.select_related("dissuasion__unit", "dissuasion__place"):
            case = met.dissuasion
            random = self.stage.turn(case.phone_key, "lost")
            officer = self.stage.somebody(
                Role.DUTY_OFFICER, self.stage.county.root, random
            )
            if officer is not None:
                key = (met._meta.label, met.pk, "lost")
                at = met.at + self.stage.soon(random, minutes=3)
                yield Deed(at, key, partial(self._open, case, officer))

    def _open(self, case: Dissuasion, officer: Person) -> Incident:
        return actions.open_case(dissuasion=case, by=officer)

    def _revisits(self) -> Iterator[Deed]:
        """A little before they are due."""
        near = self.stage.now + timedelta(hours=2)
        rows = Revisit.objects.waiting().filter(due_at__lte=near)
        for revisit in rows.select_related("dissuasion__unit", "dissuasion__person"):
            random = self.stage.turn(revisit.dissuasion.phone_key, revisit.due_at)
            doer = self._doer(revisit.dissuasion, random)
            if doer is not None:
                at = revisit.due_at - timedelta(minutes=random.uniform(-20, 110))
                key = (revisit._meta.label, revisit.pk, "ask")
                yield Deed(at, key, partial(self._ask, revisit, doer, random))

    def _ask(self, revisit: Revisit, doer: Person, random: Random) -> None:
        told = Telling(random, revisit.dissuasion.fraud_class).revisit()
        actions.record_revisit(revisit=revisit, key=uuid(random), by=doer, **told)

    def _reviews(self) -> Iterator[Deed]:
        for case in self._reviewable():
            random = self.stage.turn(case.phone_key, "review", case.fed_back_at)
            officer = self._reviewer(case, random)
            if officer is not None and case.fed_back_at is not None:
                at = case.fed_back_at + self.stage.soon(random, minutes=90)
                key = (case._meta.label, case.pk, "review")
                yield Deed(at, key, partial(self._close, case, officer))

    def _reviewable(self) -> QuerySet[Dissuasion]:
        waiting = Revisit.objects.waiting().filter(dissuasion=OuterRef("pk"))
        rows = Dissuasion.objects.filter(~Exists(waiting), state=State.FED_BACK)
        return rows.select_related("unit", "place")

    def _reviewer(self, case: Dissuasion, random: Random) -> Person | None:
        """The station reviews its own work and that of its grids."""
        county = self.stage.county
        if case.unit_id == county.root.pk:
            return self.stage.somebody(Role.DUTY_OFFICER, case.unit, random)
        towns = zip(county.towns, county.stations, strict=True)
        found = (s for town, s in towns if case.place.path.startswith(town.path))
        station = next(found, case.unit)
        return self.stage.somebody(Role.STATION_POLICE, station, random)

    def _close(self, case: Dissuasion, officer: Person) -> None:
        actions.close(dissuasion=case, by=officer)


STEPS = {
    State.DISPATCHED: Warnings._sign,
    State.SIGNED: Warnings._call,
    State.CONTACTED: Warnings._go_on,
    State.MET: Warnings._feed_back,
}
