"""What happens when a clock of this area rings."""

from datetime import datetime

from django.apps import apps
from django.db import transaction

from wuzha.audit.record import record
from wuzha.clocks.models import ClockStep
from wuzha.clocks.states import StepKind
from wuzha.incidents.actions.freezes import expire_freeze
from wuzha.incidents.actions.stop_payments import expire_stop_payment
from wuzha.incidents.models import Freeze, FreezeComplaint, Incident, StopPaymentOrder
from wuzha.incidents.notifying import Subject, tell_above, tell_doer, tell_police
from wuzha.incidents.states import ClockKind
from wuzha.lib.clocks import span_text
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept


@transaction.atomic
def answer_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    """To the doer before and at the end; from the end on to the level above as well."""
    require(by, Permission.CLOCK_FIRE)
    subject, unit = _subject(step), step.clock.unit
    what = _what(step)
    tell_doer(subject, unit, what, at=at)
    if step.what != StepKind.PRE_ALARM:
        tell_above(subject, unit, what, at=at)
    record(
        "incident.alarm",
        by=by,
        subject=subject,
        unit=unit,
        kind=step.clock.kind,
        what=step.what,
        level=step.level,
    )


@transaction.atomic
def answer_end_of_stop(*, step: ClockStep, at: datetime, by: Person) -> None:
    require(by, Permission.CLOCK_FIRE)
    order = StopPaymentOrder.objects.get(pk=step.clock.subject_id)
    if step.what == StepKind.PRE_ALARM:
        tell_police(order, step.clock.unit, _what(step), at=at)
    else:
        expire_stop_payment(order=order, at=at, by=by)
    record("stop_payment.alarm", by=by, subject=order, unit=step.clock.unit)


@transaction.atomic
def answer_end_of_freeze(*, step: ClockStep, at: datetime, by: Person) -> None:
    require(by, Permission.CLOCK_FIRE)
    freeze = Freeze.objects.get(pk=step.clock.subject_id)
    if step.what == StepKind.PRE_ALARM:
        tell_police(freeze, step.clock.unit, _what(step), at=at)
    else:
        expire_freeze(freeze=freeze, at=at, by=by)
    record("freeze.alarm", by=by, subject=freeze, unit=step.clock.unit)


def _what(step: ClockStep) -> str:
    """签发止付，还剩 5分00秒"""
    kind = ClockKind(step.clock.kind).label
    left = span_text(step.clock.due_at - step.at)
    if step.what == StepKind.PRE_ALARM:
        return kept("%(kind)s，%(left)s", kind=kind, left=left)
    return kept("%(kind)s已超时", kind=kind)


def _subject(step: ClockStep) -> Subject:
    found = apps.get_model(step.clock.subject_type).objects.get(
        pk=step.clock.subject_id
    )
    known = Incident | StopPaymentOrder | Freeze | FreezeComplaint
    assert isinstance(found, known)  # noqa: S101
    return found
