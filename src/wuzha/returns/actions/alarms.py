"""What happens when a clock of this area rings."""

from datetime import datetime

from django.db import transaction

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import ClockStep
from wuzha.clocks.states import StepKind
from wuzha.lib.clocks import span_text
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.returns.models import ReturnRound
from wuzha.returns.notifying import tell_bank, tell_deciders
from wuzha.returns.states import ClockKind


@transaction.atomic
def answer_end_of_notice(*, step: ClockStep, at: datetime, by: Person) -> None:
    """The police are asked to decide; nothing is decided by itself."""
    require(by, Permission.CLOCK_FIRE)
    returning = ReturnRound.objects.get(pk=step.clock.subject_id)
    if step.what == StepKind.PRE_ALARM:
        left = span_text(step.clock.due_at - step.at)
        what = kept("公告快要期满，%(left)s", left=left)
    else:
        what = kept("公告期满，请核对异议并作出决定")
        engine.stop(subject=returning, kind=ClockKind.NOTICE, at=step.at)
    tell_deciders(returning, what, at=at)
    record(
        "return.alarm",
        by=by,
        subject=returning,
        unit=step.clock.unit,
        kind=step.clock.kind,
        what=step.what,
    )


@transaction.atomic
def answer_payment_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    """To the bank before the end; from the end on to the police."""
    require(by, Permission.CLOCK_FIRE)
    returning = ReturnRound.objects.get(pk=step.clock.subject_id)
    kind = ClockKind.PAYMENT.label
    if step.what == StepKind.PRE_ALARM:
        left = span_text(step.clock.due_at - step.at)
        what = kept("%(kind)s，%(left)s", kind=kind, left=left)
        tell_bank(returning, what, at=at)
    else:
        tell_deciders(returning, kept("%(kind)s已超时", kind=kind), at=at)
    record(
        "return.alarm",
        by=by,
        subject=returning,
        unit=step.clock.unit,
        kind=step.clock.kind,
        what=step.what,
    )
