"""A limit is near, or has run out: the doer is reminded, the deputy told, and then the
unit above takes over: grid → station → county. People pause and resume a clock."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import Clock, ClockStep
from wuzha.clocks.states import StepKind
from wuzha.earlywarnings.actions.revisits import _remind_of_revisit
from wuzha.earlywarnings.actions.row import _alone, _doers, _keep, _notify
from wuzha.earlywarnings.actions.sending import (
    SENT_FIELDS,
    _after_sending,
    _hand_over_clocks,
    _send_to,
)
from wuzha.earlywarnings.actions.steps import IN_TIME
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.models import Dissuasion, Revisit
from wuzha.earlywarnings.states import ClockKind, Why
from wuzha.lib.refused import Refused
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, deputy_of, on_duty, require
from wuzha.organisation.models import Person, Unit, UnitKind
from wuzha.organisation.words import kept

# Left undone, these send the work up; for the others the unit above is only told.
TAKEN_OVER = (ClockKind.SIGN, ClockKind.CALL, ClockKind.MEET)


@transaction.atomic
def answer_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    """Of any clock on a dissuasion. Whatever ends the work ends its clocks."""
    dissuasion = Dissuasion.objects.get(pk=step.clock.subject_id)
    _alone(dissuasion)
    require(by, Permission.CLOCK_FIRE, dissuasion.unit)
    ANSWERS[StepKind(step.what)](dissuasion, step.clock, at, by)
    record(
        "dissuasion.alarm",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        kind=step.clock.kind,
        what=step.what,
        level=step.level,
        late=step.late,
    )


@transaction.atomic
def answer_revisit_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    revisit = Revisit.objects.select_related("dissuasion__unit").get(
        pk=step.clock.subject_id
    )
    require(by, Permission.CLOCK_FIRE, revisit.dissuasion.unit)
    _remind_of_revisit(revisit, at)
    record("revisit.due", by=by, subject=revisit.dissuasion, hours=revisit.hours)


@transaction.atomic
def pause_clock(
    *,
    dissuasion: Dissuasion,
    kind: str,
    reason: str,
    at: datetime | None = None,
    by: Person,
) -> None:
    """As when the person is on a flight. What is left of the limit is kept."""
    _alone(dissuasion)
    require(by, Permission.WARNING_DISPATCH, dissuasion.unit)
    if not reason.strip():
        raise Refused(_("请写明暂停的原因。"))
    clock = _clock(dissuasion, kind)
    engine.pause(clock=clock, reason=reason.strip(), at=at or timezone.now())
    _keep(dissuasion)
    record(
        "dissuasion.clock_paused",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        kind=kind,
    )


@transaction.atomic
def resume_clock(
    *, dissuasion: Dissuasion, kind: str, at: datetime | None = None, by: Person
) -> None:
    _alone(dissuasion)
    require(by, Permission.WARNING_DISPATCH, dissuasion.unit)
    engine.resume(clock=_clock(dissuasion, kind), at=at or timezone.now())
    _keep(dissuasion)
    record(
        "dissuasion.clock_resumed",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        kind=kind,
    )


def _clock(dissuasion: Dissuasion, kind: str) -> Clock:
    clock = Clock.objects.of(dissuasion).open().filter(kind=kind).first()
    if clock is None:
        raise Refused(_("这个时限已经结束，不用再操作。请刷新页面查看最新情况。"))
    return clock


def _remind(dissuasion: Dissuasion, clock: Clock, at: datetime, by: Person) -> None:
    what = kept("%(clock)s快到了", clock=ClockKind(clock.kind).label)
    _notify(dissuasion, _doers(dissuasion, at), what)


def _tell_deputy(
    dissuasion: Dissuasion, clock: Clock, at: datetime, by: Person
) -> None:
    """The limit is missed, and stays so whoever acts now."""
    if column := IN_TIME.get(ClockKind(clock.kind)):
        setattr(dissuasion, column, False)
        _keep(dissuasion, column)
    doers = _doers(dissuasion, at)
    deputies = (deputy_of(doer, dissuasion.unit, at) for doer in doers)
    what = kept("%(clock)s已超，请立即处理", clock=ClockKind(clock.kind).label)
    _notify(dissuasion, [*doers, *filter(None, deputies)], what)


def _go_up(dissuasion: Dissuasion, clock: Clock, at: datetime, by: Person) -> None:
    desk = Desk.now()
    above = desk.above(dissuasion.unit)
    if above is None or clock.kind not in TAKEN_OVER:
        _tell_above(dissuasion, clock, above or desk.county, at)
        return
    former = dissuasion.person
    settle(subject=dissuasion)
    rule = desk.rule(dissuasion.grade)
    _send_to(dissuasion, above, rule, at)
    _keep(dissuasion, *SENT_FIELDS)
    _hand_over_clocks(dissuasion, rule, at, restart=rule.restarts)
    _after_sending(dissuasion, why=Why.OVERDUE, at=at, by=by)
    if former:
        _notify(dissuasion, [former], kept("已超时，由上级单位接手"))


def _tell_above(dissuasion: Dissuasion, clock: Clock, unit: Unit, at: datetime) -> None:
    """At the county those who answer for it are told: nobody else could take over."""
    permission = (
        Permission.BRIEF_PUBLISH
        if unit.kind == UnitKind.COUNTY
        else Permission.WARNING_WORK
    )
    what = kept(
        "%(unit)s%(clock)s已超，请督办",
        unit=dissuasion.unit,
        clock=ClockKind(clock.kind).label,
    )
    _notify(dissuasion, on_duty(unit, permission, at), what)


ANSWERS = {
    StepKind.PRE_ALARM: _remind,
    StepKind.DUE: _tell_deputy,
    StepKind.LEVEL: _go_up,
}
