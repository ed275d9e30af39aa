"""Ask again after the meeting: the person may be called back by the fraud."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.earlywarnings.actions.row import (
    _alone,
    _doers,
    _keep,
    _notify,
    _warn_of_loss,
)
from wuzha.earlywarnings.models import Dissuasion, Revisit
from wuzha.earlywarnings.rules import rule_of
from wuzha.earlywarnings.states import ClockKind, RevisitResult
from wuzha.lib.refused import Conflict, Refused
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, on_duty, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept


@transaction.atomic
def plan_revisit(
    *, dissuasion: Dissuasion, hours: int, at: datetime | None = None, by: Person
) -> Revisit:
    """One more than the rule asks for, so many hours from now."""
    _alone(dissuasion)
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    if not dissuasion.met_at or not dissuasion.is_open:
        raise Refused(_("见面之后、办结之前才能安排回访。"))
    now = at or timezone.now()
    passed = (now - dissuasion.met_at) // timedelta(hours=1)
    if dissuasion.revisits.filter(hours=passed + hours, cancelled_at=None).exists():
        raise Conflict(_("这个时间已经安排了回访。"))
    revisit = _plan(dissuasion, dissuasion.met_at, passed + hours)
    record("revisit.planned", by=by, subject=dissuasion, unit=dissuasion.unit)
    return revisit


@transaction.atomic
def record_revisit(
    *,
    revisit: Revisit,
    key: UUID,
    way: str,
    result: str,
    note: str = "",
    at: datetime | None = None,
    by: Person,
) -> None:
    dissuasion = revisit.dissuasion
    _alone(dissuasion)
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    revisit.refresh_from_db()
    if revisit.key == key:
        return
    if revisit.done_at or revisit.cancelled_at:
        raise Conflict(_("这次回访已经有记录或已取消，您的记录没有保存。请刷新查看。"))
    now = at or timezone.now()
    clock = engine.stop(subject=revisit, kind=ClockKind.REVISIT, at=now)
    settle(subject=revisit)
    revisit.done_at, revisit.key, revisit.by = now, key, by
    revisit.way, revisit.result, revisit.note = way, result, note
    revisit.in_time = clock.in_time if clock else None
    revisit.save(
        update_fields=["done_at", "key", "by", "way", "result", "note", "in_time"]
    )
    _act_on(dissuasion, result, now)
    record(
        "revisit.done",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        hours=revisit.hours,
        result=result,
    )


def _act_on(dissuasion: Dissuasion, result: str, now: datetime) -> None:
    if result == RevisitResult.DEFRAUDED and not dissuasion.defrauded_at:
        dissuasion.defrauded_at = now
        _warn_of_loss(dissuasion, now)
    if result == RevisitResult.AT_RISK:
        people = on_duty(dissuasion.unit, Permission.WARNING_REVIEW, now)
        people += on_duty(Unit.objects.root(), Permission.WARNING_DISPATCH, now)
        _notify(dissuasion, people, kept("回访发现仍与对方联系，请重新劝阻"))
    _keep(dissuasion, "defrauded_at")


def _plan_revisits(dissuasion: Dissuasion, met_at: datetime) -> None:
    rule = rule_of(county=Unit.objects.root(), grade=dissuasion.grade, at=met_at)
    for hours in rule.revisits:
        _plan(dissuasion, met_at, hours)


def _plan(dissuasion: Dissuasion, met_at: datetime, hours: int) -> Revisit:
    revisit = Revisit.objects.create(
        dissuasion=dissuasion, hours=hours, due_at=met_at + timedelta(hours=hours)
    )
    engine.start(
        kind=ClockKind.REVISIT,
        subject=revisit,
        unit=dissuasion.unit,
        person=dissuasion.person,
        begins=met_at,
        due_at=revisit.due_at,
    )
    return revisit


def _cancel_revisits(dissuasion: Dissuasion, at: datetime) -> None:
    for revisit in dissuasion.revisits.waiting():
        revisit.cancelled_at = at
        revisit.save(update_fields=["cancelled_at"])
        engine.cancel(subject=revisit, at=at)
        settle(subject=revisit)


def _remind_of_revisit(revisit: Revisit, at: datetime) -> None:
    dissuasion = revisit.dissuasion
    _notify(dissuasion, _doers(dissuasion, at), kept("回访到时间了"))
