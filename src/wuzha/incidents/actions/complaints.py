"""Complaints against a freeze: taken in by the police or the bank, answered in 30 days;
where the freeze was wrong, its end is on a clock from then on."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.incidents.actions.freezes import find_unrelated
from wuzha.incidents.models import Freeze, FreezeComplaint
from wuzha.incidents.notifying import settle, tell_police
from wuzha.incidents.states import COMPLAINT, ClockKind, ComplaintState
from wuzha.incidents.timing import time_complaint
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, may, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept


@transaction.atomic
def receive_freeze_complaint(
    *,
    freeze: Freeze,
    name: str,
    phone: str,
    capacity: str,
    grounds: str,
    at: datetime | None = None,
    by: Person,
) -> FreezeComplaint:
    """The freeze stays while it is looked into."""
    unit = freeze.order.incident.unit
    if may(by, Permission.INCIDENT_EDIT, unit):
        require(by, Permission.INCIDENT_EDIT, unit)
    else:
        require(by, Permission.STOP_EXECUTE, freeze.order.answering_unit)
    now = at or timezone.now()
    made = FreezeComplaint.objects.create(
        freeze=freeze,
        name=name.strip(),
        phone=phone,
        capacity=capacity,
        grounds=grounds.strip(),
        received_at=now,
        received_by=by,
    )
    time_complaint(made)
    record("freeze.complaint_received", by=by, subject=freeze, unit=unit)
    tell_police(made, unit, kept("收到冻结申诉，请审查并书面答复"), at=now)
    return made


@transaction.atomic
def decide_freeze_complaint(
    *,
    complaint: FreezeComplaint,
    is_upheld: bool,
    reasons: str,
    at: datetime | None = None,
    by: Person,
) -> None:
    """Upheld, the account has nothing to do with the case: it is let go in time."""
    unit = complaint.freeze.order.incident.unit
    require(by, Permission.FREEZE_DECIDE, unit)
    complaint = FreezeComplaint.objects.locked(complaint)
    now = at or timezone.now()
    to = ComplaintState.UPHELD if is_upheld else ComplaintState.DISMISSED
    move(complaint, to, COMPLAINT)
    complaint.reasons = reasons.strip()
    complaint.decided_at, complaint.decided_by = now, by
    complaint.save(update_fields=["state", "reasons", "decided_at", "decided_by"])
    engine.stop(subject=complaint, kind=ClockKind.COMPLAINT, at=now)
    settle(subject=complaint)
    freeze = complaint.freeze
    if is_upheld and freeze.ended_at is None and freeze.found_unrelated_at is None:
        find_unrelated(freeze=freeze, at=now, by=by)
    record(
        "freeze.complaint_decided",
        by=by,
        subject=freeze,
        unit=unit,
        is_upheld=is_upheld,
    )
