"""Sending the work to a unit: its clocks go along, its people are told."""

from datetime import datetime

from wuzha.clocks import engine
from wuzha.clocks.models import Clock
from wuzha.earlywarnings.actions.row import _notify
from wuzha.earlywarnings.models import Dissuasion, GradeRule, Handover
from wuzha.earlywarnings.rules import STEPS
from wuzha.earlywarnings.states import DISSUASION, ClockKind, State, Why
from wuzha.lib.states import move
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, on_duty
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept

SENT_FIELDS = (
    *("state", "unit", "person", "dispatched_at", "must_meet"),
    *("signed_at", "signed_in_time"),
)
WORK_CLOCKS = tuple(f"warning.{step}" for step in STEPS)


def _send_to(dissuasion: Dissuasion, unit: Unit, rule: GradeRule, at: datetime) -> None:
    """Changes the row only; the caller saves it, then calls `_after_sending`."""
    if dissuasion.state != State.DISPATCHED:
        move(dissuasion, State.DISPATCHED, DISSUASION)
    dissuasion.unit, dissuasion.person = unit, None
    # An import's time is that of its beginning: what an alarm did meanwhile came first.
    dissuasion.dispatched_at = max(at, dissuasion.dispatched_at or at)
    dissuasion.must_meet = rule.meet is not None
    dissuasion.signed_at = None
    if dissuasion.signed_in_time:
        # The next unit has to sign as well; a limit once missed stays missed.
        dissuasion.signed_in_time = None


def _after_sending(
    dissuasion: Dissuasion,
    *,
    why: Why,
    reason: str = "",
    at: datetime,
    by: Person,
    people: list[Person] | None = None,
) -> None:
    Handover.objects.create(
        dissuasion=dissuasion,
        unit=dissuasion.unit,
        why=why,
        reason=reason,
        at=max(at, dissuasion.dispatched_at or at),
        by=by,
    )
    if people is None:
        people = on_duty(dissuasion.unit, Permission.WARNING_WORK, at)
    _notify(dissuasion, people, _to_sign())


def _start_clocks(
    dissuasion: Dissuasion, rule: GradeRule, at: datetime, limit_at: datetime | None
) -> None:
    engine.start_many(_starts(dissuasion, rule, at, limit_at))


def _starts(
    dissuasion: Dissuasion, rule: GradeRule, at: datetime, limit_at: datetime | None
) -> list[engine.Start]:
    """All limits count from now."""
    return [
        _start(dissuasion, step, rule, at, limit_at)
        for step in _steps_ahead(dissuasion, rule)
    ]


def _start(
    dissuasion: Dissuasion,
    step: str,
    rule: GradeRule,
    at: datetime,
    limit_at: datetime | None = None,
) -> engine.Start:
    """A time by which the source wants the person met holds if it is earlier."""
    limit, due_at = rule.limit(step), None
    if step == "meet" and limit and limit_at and limit_at < at + limit:
        due_at = max(limit_at, at)
    return engine.Start(
        kind=f"warning.{step}",
        subject=dissuasion,
        unit=dissuasion.unit,
        person=dissuasion.person,
        begins=at,
        limit=limit,
        due_at=due_at,
        pre_alarms=rule.alarms(step),
        levels=rule.waits,
    )


def _hand_over_clocks(
    dissuasion: Dissuasion, rule: GradeRule, at: datetime, *, restart: bool
) -> None:
    """What runs goes along; what has ended and is to be done again begins anew."""
    running = {clock.kind: clock for clock in Clock.objects.of(dissuasion).open()}
    for clock in running.values():
        engine.hand_over(clock=clock, unit=dissuasion.unit, restart=restart, at=at)
    ahead = _steps_ahead(dissuasion, rule)
    missing = [step for step in ahead if f"warning.{step}" not in running]
    engine.start_many(_start(dissuasion, step, rule, at) for step in missing)


def _steps_ahead(dissuasion: Dissuasion, rule: GradeRule) -> list[str]:
    """The steps with a limit that are still to be done by the unit that has it now."""
    done = {
        "sign": dissuasion.state != State.DISPATCHED,
        "call": dissuasion.called_at is not None,
        "meet": dissuasion.met_at is not None,
        "feed_back": dissuasion.fed_back_at is not None,
    }
    return [step for step in STEPS if not done[step] and rule.limit(step)]


def _begin_triage(dissuasion: Dissuasion, rule: GradeRule, at: datetime) -> None:
    engine.start_many([_triage_clock(dissuasion, rule, at)])
    people = on_duty(dissuasion.unit, Permission.WARNING_DISPATCH, at)
    _notify(dissuasion, people, _to_triage())


def _triage_clock(
    dissuasion: Dissuasion, rule: GradeRule, at: datetime
) -> engine.Start:
    """The county decides where it goes, under a limit of its own."""
    return engine.Start(
        kind=ClockKind.TRIAGE,
        subject=dissuasion,
        unit=dissuasion.unit,
        begins=at,
        limit=rule.limit("sign"),
        levels=rule.waits,
    )


def _to_triage() -> str:
    return kept("没有确定由谁承办，请分派")


def _to_sign() -> str:
    return kept("请签收")


def _end_clocks(dissuasion: Dissuasion, at: datetime) -> None:
    engine.cancel(subject=dissuasion, at=at)
    settle(subject=dissuasion)
