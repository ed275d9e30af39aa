"""How a case goes: who gets to it when, what the person says, who reviews it."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from wuzha.demo.history.cases import Case
from wuzha.demo.history.told import Telling
from wuzha.demo.history.world import NotYet, World
from wuzha.earlywarnings.states import (
    RANK,
    Belief,
    Outcome,
    RevisitResult,
    State,
    Way,
)
from wuzha.incidents.models import ReportChannel
from wuzha.lib.periods import SHANGHAI
from wuzha.organisation.models import Person, UnitKind

# Of its limit a step usually takes this share.
SHARES = {"sign": 0.25, "call": 0.2, "meet": 0.3, "feed_back": 0.15}
SPREAD = 0.85
DAY_HOURS = range(8, 19)
# What is done without having to be done.
UNLIMITED = timedelta(hours=3)
# The centre asks after what is late until it is done.
LATEST = timedelta(hours=8)
# Results of an attempt, with their shares of a thousand.
RESULTS = (
    *(("persuaded", 420), ("doubts", 115), ("refuses", 40), ("no_risk", 90)),
    *(("paid", 6), ("relative", 60), ("busy", 60), ("no_answer", 125)),
    *(("off", 46), ("wrong_number", 16), ("wrong_person", 14)),
)
SENT_BACK = "本人已搬走，不在本网格居住，请核对现住址。"
CHEATED_AFTERWARDS, CHEATED_WHILE_MISSED = 0.006, 0.1
REVIEWED_EARLY = 0.88


@dataclass
class Loss:
    """Somebody paid: what the incident is made of, and how it came to be known."""

    case: Case
    at: datetime
    payments: list[dict[str, Any]]
    # At the door, or by the person to the police.
    channel: str = ReportChannel.DISSUASION.value

    @property
    def is_told_at_the_door(self) -> bool:
        return self.channel == ReportChannel.DISSUASION


@dataclass
class Course:
    """One case from its first warning to its end, or to the end of the history."""

    world: World
    case: Case
    # A further warning for the same person, if there is one.
    more: dict[str, Any] | None = None
    losses: list[Loss] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = self.world.random
        self.telling = Telling(self.random, self.case.row["fraud_class"])
        self.pace = self.world.pace.get(self.case.citizen.village.parent_id or 0, 1.0)

    def run(self) -> None:
        try:
            self._go()
        except NotYet:
            return

    def _go(self) -> None:
        case = self.case
        at = self._out_of_triage(case.row["received_at"])
        at = self._signed(at)
        at, result = self._called(at)
        if result in {"wrong_number", "wrong_person"}:
            self._invalid(at, result)
            return
        if result == "paid" or (case.row["must_meet"] and result != "nowhere"):
            at, result = self._met(at, result)
        at = self._fed_back(at, result)
        self._reviewed(at)

    # One step after the other

    def _out_of_triage(self, at: datetime) -> datetime:
        """The centre asks around until it knows where the person lives."""
        if self.case.state != State.TRIAGE:
            return at
        at = self.world.reached(
            at + timedelta(minutes=self.random.lognormvariate(1.6, 0.6))
        )
        officer = self.world.somebody(self.world.root)
        reason = self.random.choice(
            ("电话联系后确认现住址。", "户籍地与现住地不一致，按现住地分派。")
        )
        self.case.dispatch(self._unit_for(), at, officer, reason)
        return at

    def _signed(self, at: datetime) -> datetime:
        at = self._reach(at, "sign")
        if self.case.unit.kind == UnitKind.GRID and self.random.random() < 0.012:
            self.case.send_back(at, self._doer(), SENT_BACK)
            self.case.place = self.world.root
            at = self._reach(self._out_of_triage(at), "sign")
        self.case.sign(at, self._doer())
        return at

    def _called(self, at: datetime) -> tuple[datetime, str]:
        """Again and again until somebody answers, or nobody can be found."""
        at, ways = self._reach(at, "call"), [Way.PHONE, Way.PHONE, Way.PHONE, Way.VISIT]
        for way in ways:
            result = self._result()
            if way == Way.VISIT:
                result = "nowhere" if self.random.random() < 0.5 else "relative"
            note = self.telling.note(result)
            self.case.attempt(at, self._doer(), way=way, result=result, note=note)
            if result not in {"busy", "no_answer", "off"}:
                break
            at = self.world.reached(at + self._pause())
        return at, result

    def _met(self, at: datetime, result: str) -> tuple[datetime, str]:
        if result == "refuses" and self.random.random() < 0.4:
            return at, result
        at = self._reach(at, "meet")
        missed = self.case.row.get("met_in_time") is False
        told = self.telling.meeting(result, at)
        if missed and self.random.random() < CHEATED_WHILE_MISSED:
            told = self.telling.paid(at)
            reported = at - (at - self.case.row["received_at"]) * 0.2
            self._lose(reported, told["payments"], at_the_door=False)
        elif told["money_moved"] and told["payments"]:
            minutes = self.random.uniform(2, 15)
            self._lose(at + timedelta(minutes=minutes), told["payments"])
        self.case.meet(at, self._doer(), **told)
        return at, "paid" if told["money_moved"] else believed(told["belief"])

    def _fed_back(self, at: datetime, result: str) -> datetime:
        at = self.world.reached(at + self._delay("feed_back"))
        outcome = OUTCOMES.get(result, Outcome.DISSUADED)
        opinion = self.telling.opinion(outcome)
        self.case.feed_back(at, self._doer(), outcome=outcome.value, opinion=opinion)
        lost = self.random.random() < CHEATED_AFTERWARDS
        if lost and outcome in {Outcome.DISSUADED, Outcome.REFUSED}:
            later = at + timedelta(days=self.random.uniform(0.2, 20))
            self._lose(later, self.telling.payments(later), at_the_door=False)
        return at

    def _reviewed(self, at: datetime) -> None:
        """Closed after the first revisit or the last; without any, the same day."""
        early = self.random.random() < REVIEWED_EARLY
        for asked in self.case.revisits:
            due = asked.row["due_at"]
            late = self.random.random() < 0.12 * self.pace
            hours = self.random.uniform(0.2, 5)
            done = due + timedelta(hours=hours if late else -hours)
            at = max(at, self.world.reached(done))
            answer = self.telling.revisit()
            self.case.ask_again(asked, at, self._doer(), **answer)
            if early and answer["result"] == RevisitResult.SAFE:
                break
        at = self.world.reached(
            _daytime(at + timedelta(hours=self.random.uniform(0.3, 7)))
        )
        village = self.case.citizen.village
        self.case.close(at, self.world.reviewer(self.case.unit, village))

    def _invalid(self, at: datetime, result: str) -> None:
        at = self.world.reached(
            _daytime(at + timedelta(hours=self.random.uniform(0.2, 4)))
        )
        by = self.world.reviewer(self.case.unit, self.case.citizen.village)
        if result == "wrong_person" and self.random.random() < 0.3:
            self.case.transfer(at, by, "转往：外县反诈中心。本人已长期在外县居住。")
            return
        self.case.mark_invalid(at, by, self.telling.why_invalid(result))

    # When

    def _reach(self, since: datetime, step: str) -> datetime:
        """When the doer gets to it. What takes too long rises, and is signed anew."""
        at = since + self._delay(step)
        rise = self.case.next_rise(since)
        first = min(at, rise) if rise else at
        if self.more and self.more["received_at"] <= first:
            return self._joined(since, at, step)
        if rise is None or at <= rise:
            return self.world.reached(at)
        self.case.go_up(self.world.reached(rise))
        return self._again(rise, step)

    def _joined(self, since: datetime, at: datetime, step: str) -> datetime:
        order, self.more = self.more, None
        assert order is not None  # noqa: S101 (the caller has looked)
        came = self.world.reached(order["received_at"])
        if RANK[order["grade"]] <= RANK[self.case.grade]:
            self.case.join(order)
            return self._reach(since, step)
        self.case.raise_grade(order)
        return self._again(came, step)

    def _again(self, since: datetime, step: str) -> datetime:
        """With another unit, which has to sign first."""
        signed = self._reach(since, "sign")
        if step == "sign":
            return signed
        self.case.sign(signed, self._doer())
        return self._reach(signed, step)

    def _delay(self, step: str) -> timedelta:
        limit = self.world.rule(self.case.grade).limit(step) or UNLIMITED
        share = self.random.lognormvariate(math.log(SHARES[step]), SPREAD)
        return min(limit * share * self.pace, limit + LATEST)

    def _pause(self) -> timedelta:
        limit = self.world.rule(self.case.grade).limit("call") or UNLIMITED
        return limit * self.random.uniform(0.2, 1.2)

    # Who and what

    def _doer(self) -> Person:
        """Whoever has signed goes on."""
        signer = self.case.row.get("person_id")
        workers = self.world.workers(self.case.unit)
        return next((one for one in workers if one.pk == signer), None) or (
            self.random.choice(workers)
        )

    def _unit_for(self) -> Any:
        targets = self.world.rule(self.case.grade).targets
        citizen = self.case.citizen
        if targets[0] == UnitKind.GRID:
            return citizen.grid
        return self.world.station_of(citizen.village)

    def _result(self) -> str:
        results, shares = zip(*RESULTS, strict=True)
        drawn: str = self.random.choices(results, shares)[0]
        return drawn

    def _channel(self) -> ReportChannel:
        police = (ReportChannel.CALL_110, ReportChannel.STATION)
        return self.random.choice(police)

    def _lose(
        self, at: datetime, payments: list[dict[str, Any]], *, at_the_door: bool = True
    ) -> None:
        if at <= self.world.now:
            self.case.cheated(at)
            channel = ReportChannel.DISSUASION if at_the_door else self._channel()
            self.losses.append(Loss(self.case, at, payments, channel.value))


OUTCOMES = {
    "paid": Outcome.DEFRAUDED,
    "refuses": Outcome.REFUSED,
    "no_risk": Outcome.NO_RISK,
    "nowhere": Outcome.UNREACHABLE,
    "busy": Outcome.UNREACHABLE,
    "no_answer": Outcome.UNREACHABLE,
    "off": Outcome.UNREACHABLE,
}


def believed(belief: str) -> str:
    return "refuses" if belief == Belief.UNMOVED else "persuaded"


def _daytime(at: datetime) -> datetime:
    """The reviewers work by day."""
    local = at.astimezone(SHANGHAI)
    if local.hour in DAY_HOURS:
        return at
    day = local + timedelta(days=1 if local.hour >= DAY_HOURS.stop else 0)
    return day.replace(hour=8, minute=local.minute)
