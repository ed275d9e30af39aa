"""A branch reports what it saw; the police of the place look, pass it on or close it,
and the branch is told."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.accounts.models import Suspicion
from wuzha.accounts.states import SUSPICION, ClockKind, SuspicionState
from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import ClockStep
from wuzha.earlywarnings.actions import receive_warning
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.states import Door, Grade, Signal, Source, Stream
from wuzha.incidents.actions import open_incident
from wuzha.incidents.inputs import PaymentIn, VictimIn
from wuzha.incidents.jurisdiction import handling_unit
from wuzha.incidents.models import ReportChannel
from wuzha.incidents.notifying import nearest
from wuzha.lib import params
from wuzha.lib.refused import Refused
from wuzha.lib.states import move
from wuzha.notices.outbox import settle, tell
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept

LOOKED = ["state", "looked_by", "looked_at", "ended_by", "ended_at"]
ENDED = ["state", "ended_by", "ended_at", "answer", "warning", "incident"]


@transaction.atomic
def report_suspicion(*, suspicion: Suspicion, branch: Unit, by: Person) -> Suspicion:
    """`suspicion` being a row not yet kept."""
    require(by, Permission.SUSPICION_REPORT, branch)
    now = timezone.now()
    suspicion.branch = branch
    suspicion.handler = handling_unit(branch, timezone.localdate(now))
    suspicion.reported_by, suspicion.reported_at = by, now
    suspicion.save(force_insert=True)
    limit = params.value("account_work.look_minutes", on=timezone.localdate(now))
    engine.start(
        kind=ClockKind.LOOK,
        subject=suspicion,
        unit=suspicion.handler,
        begins=now,
        limit=limit.limit,
    )
    _tell_police(suspicion, suspicion.handler, kept("网点报告可疑情况，请核查"), now)
    record(
        "suspicion.reported",
        by=by,
        subject=suspicion,
        unit=branch,
        suspects=suspicion.suspects,
        count=len(suspicion.signs),
    )
    return suspicion


@transaction.atomic
def look_at_suspicion(*, suspicion: Suspicion, by: Person) -> None:
    """Taken up, also again after it was closed."""
    row = Suspicion.objects.locked(suspicion)
    require(by, Permission.SUSPICION_HANDLE, row.handler)
    move(row, SuspicionState.LOOKED_AT, SUSPICION)
    row.looked_by, row.looked_at = by, timezone.now()
    row.ended_by = row.ended_at = None
    row.save(update_fields=LOOKED)
    engine.stop(subject=row, kind=ClockKind.LOOK, at=row.looked_at)
    settle(subject=row)
    record("suspicion.looked_at", by=by, subject=row, unit=row.handler)


@transaction.atomic
def pass_on_as_warning(
    *, suspicion: Suspicion, grade: str, answer: str, by: Person
) -> None:
    """The customer is to be reached and dissuaded."""
    row = Suspicion.objects.locked(suspicion)
    require(by, Permission.SUSPICION_HANDLE, row.handler)
    if not row.holder_phone:
        raise Refused(_("网点没有留客户电话，预警发不到人。请先向网点问清电话。"))
    received = receive_warning(warning=_warning(row, grade), door=Door.HAND, by=by)
    row.warning = received.warning
    _end(row, SuspicionState.PASSED_ON, answer, by)
    record(
        "suspicion.passed_on",
        by=by,
        subject=row,
        unit=row.handler,
        dissuasion=received.dissuasion.number,
    )


@transaction.atomic
def pass_on_as_incident(
    *, suspicion: Suspicion, fraud_class: str, sub_type: str, answer: str, by: Person
) -> None:
    """The money has left: the customer is a victim."""
    row = Suspicion.objects.locked(suspicion)
    require(by, Permission.SUSPICION_HANDLE, row.handler)
    incident = open_incident(
        unit=row.handler,
        fraud_class=fraud_class,
        sub_type=sub_type,
        victim=VictimIn(name=row.holder_name, phone=row.holder_phone),
        story=_story(row),
        payments=_payments(row),
        reported_at=row.reported_at,
        channel=ReportChannel.BANK,
        by=by,
    )
    row.incident = incident
    _end(row, SuspicionState.PASSED_ON, answer, by)
    record(
        "suspicion.passed_on",
        by=by,
        subject=row,
        unit=row.handler,
        incident=incident.number,
    )


@transaction.atomic
def close_suspicion(*, suspicion: Suspicion, answer: str, by: Person) -> None:
    """Nothing more is to be done; the branch reads why."""
    row = Suspicion.objects.locked(suspicion)
    require(by, Permission.SUSPICION_HANDLE, row.handler)
    _end(row, SuspicionState.CLOSED, answer, by)
    record("suspicion.closed", by=by, subject=row, unit=row.handler)


@transaction.atomic
def answer_look_alarm(*, step: ClockStep, at: datetime, by: Person) -> None:
    """Nobody has looked in time: the level above is told as well."""
    require(by, Permission.CLOCK_FIRE)
    row = Suspicion.objects.get(pk=step.clock.subject_id)
    unit = step.clock.unit
    told = kept("可疑情况还没有核查，已超时")
    _tell_police(row, unit, told, at)
    if unit.parent:
        _tell_police(row, unit.parent, told, at)
    record("suspicion.alarm", by=by, subject=row, unit=unit, what=step.what)


def _end(row: Suspicion, state: SuspicionState, answer: str, by: Person) -> None:
    move(row, state, SUSPICION)
    row.ended_by, row.ended_at, row.answer = by, timezone.now(), answer.strip()
    row.save(update_fields=ENDED)
    settle(subject=row)
    tell(
        people=[row.reported_by],
        item=f"{row.number}：{kept('公安已答复，请查看')}",
        url=row.get_absolute_url(),
        subject=row,
        urgent=False,
    )


def _tell_police(row: Suspicion, unit: Unit, what: str, at: datetime) -> None:
    tell(
        people=nearest(unit, Permission.SUSPICION_HANDLE, at),
        item=f"{row.number}：{what}",
        url=row.get_absolute_url(),
        subject=row,
        urgent=True,
    )


def _warning(row: Suspicion, grade: str) -> WarningIn:
    return WarningIn(
        source=Source.BANK,
        source_number=row.number,
        stream=Stream.FUND,
        grade=Grade(grade),
        signal=Signal.TRANSFER,
        issued_at=row.reported_at,
        name=row.holder_name,
        phone=row.holder_phone,
        clue=_story(row),
    )


def _story(row: Suspicion) -> str:
    return "\n".join(
        part for part in ("；".join(row.signs), row.seen, row.asked) if part
    )


def _payments(row: Suspicion) -> list[PaymentIn]:
    if not (row.payee_account and row.amount_cents):
        return []
    return [
        PaymentIn(
            payee_account=row.payee_account,
            amount_cents=row.amount_cents,
            payee_name=row.payee_name,
            paid_at=row.transferred_at,
            payer_account=row.account,
            payer_bank=row.branch.name,
        )
    ]
