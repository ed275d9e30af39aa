"""An incident from its report to its closing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.incidents.inputs import (
    IdentifierIn,
    PaymentIn,
    ReviewIn,
    VictimIn,
    class_columns,
)
from wuzha.incidents.models import (
    Identifier,
    Incident,
    Payment,
    ReportChannel,
    Review,
    StopPaymentOrder,
)
from wuzha.incidents.notifying import settle, tell_police
from wuzha.incidents.requesting import retime_request
from wuzha.incidents.states import INCIDENT, ClockKind, IncidentState
from wuzha.incidents.timing import time_first_entry
from wuzha.lib.refused import Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.workplans.models import PlaybookRun

BANK_TRANSFER = "bank_transfer"
VICTIM_KEYS = ("victim_name_key", "victim_phone_key", "victim_identity_key")
CORRECTABLE = frozenset(
    {
        *("place", "case_number", "fraud_class", "fraud_subtype", "is_telecom_fraud"),
        *("story", "other_loss_cents", "money_out_form", "reported_at", "channel"),
    }
)


@transaction.atomic
def open_incident(  # noqa: PLR0913 (a report has that many sides)
    *,
    unit: Unit,
    fraud_class: str,
    sub_type: str = "",
    victim: VictimIn,
    story: str = "",
    payments: Sequence[PaymentIn] = (),
    identifiers: Sequence[IdentifierIn] = (),
    warning_ref: str = "",
    reported_at: datetime,
    channel: str = ReportChannel.STATION,
    place: Unit | None = None,
    other_loss_cents: int = 0,
    money_out_form: str = BANK_TRANSFER,
    is_telecom_fraud: bool = True,
    at: datetime | None = None,
    by: Person,
) -> Incident:
    """Entered and taken up at once, by police or the county centre."""
    require(by, Permission.INCIDENT_OPEN, unit)
    now = at or timezone.now()
    incident = _enter(
        Incident(
            unit=unit,
            place=place,
            channel=channel,
            warning_ref=warning_ref,
            story=story.strip(),
            other_loss_cents=other_loss_cents,
            money_out_form=money_out_form,
            is_telecom_fraud=is_telecom_fraud,
            reported_at=reported_at,
            entered_at=now,
            entered_by=by,
            **class_columns(fraud_class, sub_type),
            **victim.fields(),
        ),
        payments,
        identifiers,
    )
    _accept(incident, now)
    record(
        "incident.opened",
        by=by,
        subject=incident,
        unit=unit,
        fraud_class=fraud_class,
        payments=len(payments),
        loss_cents=incident.loss_cents,
    )
    return incident


@transaction.atomic
def report_incident(  # noqa: PLR0913 (see `open_incident`)
    *,
    reporting_unit: Unit,
    unit: Unit,
    channel: str,
    fraud_class: str,
    sub_type: str = "",
    victim: VictimIn,
    story: str = "",
    payments: Sequence[PaymentIn] = (),
    identifiers: Sequence[IdentifierIn] = (),
    reported_at: datetime,
    at: datetime | None = None,
    by: Person,
) -> Incident:
    """By a bank, a school, a firm or a grid: it waits until `unit` takes it up."""
    require(by, Permission.INCIDENT_REPORT, reporting_unit)
    now = at or timezone.now()
    incident = _enter(
        Incident(
            unit=unit,
            reporting_unit=reporting_unit,
            channel=channel,
            story=story.strip(),
            reported_at=reported_at,
            entered_at=now,
            entered_by=by,
            **class_columns(fraud_class, sub_type),
            **victim.fields(),
        ),
        payments,
        identifiers,
    )
    record("incident.reported", by=by, subject=incident, unit=unit, channel=channel)
    tell_police(incident, unit, kept("请受理"), at=now)
    return incident


@transaction.atomic
def read_incident(*, incident: Incident, by: Person) -> None:
    """Who opened the story and the names in full."""
    require(by, Permission.INCIDENT_EDIT, incident.unit)
    record(
        "incident.read",
        by=by,
        subject=incident,
        unit=incident.unit,
        outcome=Outcome.READ,
    )


@transaction.atomic
def accept_incident(
    *, incident: Incident, at: datetime | None = None, by: Person
) -> None:
    require(by, Permission.INCIDENT_OPEN, incident.unit)
    incident = Incident.objects.locked(incident)
    _accept(incident, at or timezone.now())
    settle(subject=incident)
    record("incident.accepted", by=by, subject=incident, unit=incident.unit)


@transaction.atomic
def dismiss_incident(
    *, incident: Incident, reason: str, at: datetime | None = None, by: Person
) -> None:
    """Not a fraud, or a report of one that is here already."""
    require(by, Permission.INCIDENT_OPEN, incident.unit)
    incident = Incident.objects.locked(incident)
    _refuse_while_a_playbook_runs(incident)
    move(incident, IncidentState.DISMISSED, INCIDENT)
    incident.dismissal_reason = reason.strip()
    incident.save(update_fields=["state", "dismissal_reason"])
    engine.cancel(subject=incident, at=at or timezone.now())
    settle(subject=incident)
    record("incident.dismissed", by=by, subject=incident, unit=incident.unit)


@transaction.atomic
def restore_incident(
    *, incident: Incident, at: datetime | None = None, by: Person
) -> None:
    """Takes a dismissal back; its clocks count from the report as before."""
    require(by, Permission.INCIDENT_OPEN, incident.unit)
    incident = Incident.objects.locked(incident)
    move(incident, IncidentState.REPORTED, INCIDENT)
    incident.dismissal_reason = ""
    incident.save(update_fields=["state", "dismissal_reason"])
    _start_clocks(incident, at or timezone.now(), by)
    record("incident.restored", by=by, subject=incident, unit=incident.unit)


@transaction.atomic
def correct_incident(
    *,
    incident: Incident,
    victim: VictimIn,
    facts: dict[str, Any],
    by: Person,
) -> None:
    """`facts` are columns of `CORRECTABLE`."""
    require(by, Permission.INCIDENT_EDIT, incident.unit)
    if not facts.keys() <= CORRECTABLE:
        raise ValueError(f"not to be corrected here: {facts.keys() - CORRECTABLE}")
    incident = Incident.objects.locked(incident)
    incident.refuse_unless_editable()
    columns = {**victim.fields(), **facts}
    if "fraud_class" in facts:
        subtype = facts.get("fraud_subtype", "")
        columns |= class_columns(facts["fraud_class"], subtype)
    for column, value in columns.items():
        setattr(incident, column, value)
    incident.loss_cents = incident.losses()
    incident.save(update_fields=[*columns, *VICTIM_KEYS, "loss_cents"])
    record(
        "incident.corrected",
        by=by,
        subject=incident,
        unit=incident.unit,
        columns=", ".join(sorted(facts)),
    )


@transaction.atomic
def review_incident(
    *,
    incident: Incident,
    review: ReviewIn,
    at: datetime | None = None,
    by: Person,
) -> Review:
    """Written once, corrected as often as need be until the incident is closed."""
    require(by, Permission.INCIDENT_CLOSE, incident.unit)
    incident = Incident.objects.locked(incident)
    incident.refuse_unless_editable()
    written, _created = Review.objects.update_or_create(
        incident=incident,
        defaults={
            **asdict(review),
            "written_by": by,
            "written_at": at or timezone.now(),
        },
    )
    record(
        "incident.reviewed",
        by=by,
        subject=incident,
        unit=incident.unit,
        had_warning=review.had_warning,
        met_in_time=review.met_in_time,
    )
    return written


@transaction.atomic
def close_incident(
    *, incident: Incident, at: datetime | None = None, by: Person
) -> None:
    require(by, Permission.INCIDENT_CLOSE, incident.unit)
    incident = Incident.objects.locked(incident)
    _refuse_to_close_too_early(incident)
    now = at or timezone.now()
    move(incident, IncidentState.CLOSED, INCIDENT)
    incident.closed_at, incident.closed_by = now, by
    incident.save(update_fields=["state", "closed_at", "closed_by"])
    engine.cancel(subject=incident, at=now)
    settle(subject=incident)
    record("incident.closed", by=by, subject=incident, unit=incident.unit)


@transaction.atomic
def reopen_incident(*, incident: Incident, by: Person) -> None:
    require(by, Permission.INCIDENT_CLOSE, incident.unit)
    incident = Incident.objects.locked(incident)
    move(incident, IncidentState.OPEN, INCIDENT)
    incident.closed_at = incident.closed_by = None
    incident.save(update_fields=["state", "closed_at", "closed_by"])
    record("incident.reopened", by=by, subject=incident, unit=incident.unit)


def _enter(
    incident: Incident,
    payments: Iterable[PaymentIn],
    identifiers: Iterable[IdentifierIn],
) -> Incident:
    if incident.reported_at > incident.entered_at:
        raise Refused(_("报案时间晚于现在，无法登记。请核对日期和时刻。"))
    incident.save(force_insert=True)
    Payment.objects.bulk_create(
        Payment(incident=incident, entered_at=incident.entered_at, **one.fields())
        for one in payments
    )
    Identifier.objects.bulk_create(
        (Identifier.of(incident, **one.fields()) for one in identifiers),
        ignore_conflicts=True,
    )
    incident.loss_cents = incident.losses()
    incident.save(update_fields=["loss_cents"])
    _start_clocks(incident, incident.entered_at, incident.entered_by)
    return incident


def _start_clocks(incident: Incident, at: datetime, by: Person) -> None:
    time_first_entry(incident, at)
    retime_request(incident, begins=incident.reported_at, at=at, by=by)


def _accept(incident: Incident, at: datetime) -> None:
    move(incident, IncidentState.OPEN, INCIDENT)
    incident.accepted_at = at
    incident.save(update_fields=["state", "accepted_at"])
    engine.stop(subject=incident, kind=ClockKind.FIRST_ENTRY, at=at)


def _refuse_to_close_too_early(incident: Incident) -> None:
    if not Review.objects.filter(incident=incident).exists():
        raise Refused(
            _("%(number)s还没有复盘，不能结案。请先填写复盘，再结案。")
            % {"number": incident.number}
        )
    waiting = StopPaymentOrder.objects.under_way().filter(incident=incident).count()
    if waiting:
        raise Refused(
            _(
                "%(number)s还有%(count)d份止付令没有结果，不能结案。请先签发、作废或等银行答复。"
            )
            % {"number": incident.number, "count": waiting}
        )
    _refuse_while_a_playbook_runs(incident)


def _refuse_while_a_playbook_runs(incident: Incident) -> None:
    """Its steps would go on ringing for an incident that is over."""
    if PlaybookRun.objects.open().of(incident).exists():
        raise Refused(
            _("%(number)s的预案还在执行。请先完成或中止预案，再结案或不予受理。")
            % {"number": incident.number}
        )
