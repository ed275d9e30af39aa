"""The person was defrauded after all: the incident is opened from here in one step, or
one reported elsewhere is joined back to the warning."""

from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.earlywarnings.actions.row import _alone, _keep
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.models import Dissuasion, Meeting
from wuzha.earlywarnings.rules import defrauded_window
from wuzha.incidents.actions import PaymentIn, VictimIn, open_incident
from wuzha.incidents.models import Incident, ReportChannel
from wuzha.lib.refused import Conflict
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit, UnitKind

JOINED_FIELDS = ("incident", "defrauded_at")


@transaction.atomic
def open_case(
    *, dissuasion: Dissuasion, at: datetime | None = None, by: Person
) -> Incident:
    """With the person, the story and the payments that the meeting brought to light."""
    _alone(dissuasion)
    unit = _police_of(dissuasion)
    require(by, Permission.INCIDENT_OPEN, unit)
    if dissuasion.incident:
        raise Conflict(
            _("%(number)s 已经转为案件 %(incident)s，请直接办理那一件。")
            % {"number": dissuasion, "incident": dissuasion.incident}
        )
    now = at or timezone.now()
    meeting = dissuasion.meetings.filter(taken_back_at=None).first()
    incident = open_incident(
        unit=unit,
        place=dissuasion.place,
        fraud_class=dissuasion.fraud_class,
        victim=_victim(dissuasion),
        story=meeting.story if meeting else "",
        payments=_payments(meeting),
        warning_ref=dissuasion.number,
        reported_at=now,
        channel=ReportChannel.DISSUASION,
        at=now,
        by=by,
    )
    dissuasion.incident = incident
    dissuasion.defrauded_at = dissuasion.defrauded_at or now
    _keep(dissuasion, *JOINED_FIELDS)
    record(
        "dissuasion.became_incident",
        by=by,
        subject=dissuasion,
        unit=unit,
        incident=incident.number,
    )
    return incident


@transaction.atomic
def join_incident(
    *,
    dissuasion: Dissuasion,
    incident: Incident,
    by: Person,
) -> None:
    """Reported without anybody thinking of the warning."""
    _alone(dissuasion)
    require(by, Permission.INCIDENT_OPEN, incident.unit)
    if dissuasion.incident and dissuasion.incident != incident:
        raise Conflict(
            _("%(number)s 已经关联案件 %(incident)s。")
            % {"number": dissuasion, "incident": dissuasion.incident}
        )
    _join(dissuasion, incident)
    record(
        "dissuasion.joined",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        incident=incident.number,
    )


@transaction.atomic
def join_reported(*, at: datetime, by: Person) -> None:
    """Incidents find the last warning of the same person before them, by the blind
    indexes: the figure "cheated after warning" comes from here."""
    require(by, Permission.CLOCK_FIRE, Unit.objects.root())
    for reported, warned in _reported_after_warning(at):
        dissuasion = Dissuasion.objects.get(pk=warned)
        _alone(dissuasion)
        _join(dissuasion, Incident.objects.get(pk=reported))
        record("dissuasion.joined", by=by, subject=dissuasion, unit=dissuasion.unit)


def _reported_after_warning(at: datetime) -> list[tuple[int, int]]:
    """Each incident with the last dissuasion of its victim before the report."""
    since = at - defrauded_window(at)
    same_person = Q(phone_key=OuterRef("victim_phone_key")) & ~Q(phone_key="")
    same_person |= Q(identity_key=OuterRef("victim_identity_key")) & ~Q(identity_key="")
    before = Dissuasion.objects.filter(
        same_person,
        incident=None,
        received_at__gte=since,
        received_at__lte=OuterRef("reported_at"),
    )
    return list(
        Incident.objects.filter(reported_at__gte=since, dissuasions=None)
        .annotate(warned=Subquery(before.order_by("-received_at").values("pk")[:1]))
        .exclude(warned=None)
        .order_by("reported_at")
        .values_list("pk", "warned")
    )


def _join(dissuasion: Dissuasion, incident: Incident) -> None:
    dissuasion.incident = incident
    dissuasion.defrauded_at = dissuasion.defrauded_at or incident.reported_at
    _keep(dissuasion, *JOINED_FIELDS)


def _police_of(dissuasion: Dissuasion) -> Unit:
    """Who works on the incident: the station that has it or polices the place."""
    if dissuasion.unit.kind in (UnitKind.STATION, UnitKind.COUNTY):
        return dissuasion.unit
    desk = Desk.now()
    return desk.nearest(dissuasion.place, UnitKind.STATION) or desk.county


def _victim(dissuasion: Dissuasion) -> VictimIn:
    return VictimIn(
        name=dissuasion.name,
        phone=dissuasion.phone,
        identity=dissuasion.identity,
        address=dissuasion.address,
        age_band=dissuasion.age_band,
        sex=dissuasion.sex,
        job=dissuasion.occupation,
    )


def _payments(meeting: Meeting | None) -> list[PaymentIn]:
    """What has no account yet stays in the story."""
    return [
        PaymentIn(
            payee_name=payment.get("payee_name", ""),
            payee_account=payment["account"],
            amount_cents=payment["amount_cents"],
            paid_at=parse_datetime(payment.get("paid_at") or ""),
        )
        for payment in (meeting.payments if meeting else ())
        if payment.get("account")
    ]
