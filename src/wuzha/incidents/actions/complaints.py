"""Complaints against a freeze: taken in by the police or the bank, or written by who is
hit by it; answered in 30 days. Where the freeze was wrong, its end is on a clock."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import Clock
from wuzha.incidents.actions.freezes import find_unrelated
from wuzha.incidents.inputs import ComplaintIn
from wuzha.incidents.models import Freeze, FreezeComplaint
from wuzha.incidents.notifying import settle, tell_deciders, tell_police
from wuzha.incidents.states import COMPLAINT, ClockKind, ComplaintState
from wuzha.incidents.timing import time_complaint
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.retention import kept_since
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
def receive_public_complaint(
    *, written: ComplaintIn, at: datetime | None = None, by: None = None
) -> FreezeComplaint:
    """Nothing is looked up here: whoever wrote learns only that it has come."""
    made = FreezeComplaint.objects.create(
        **asdict(written), received_at=at or timezone.now(), received_by=by
    )
    time_complaint(made)
    record("freeze.complaint_written", by=by, subject=made, unit=made.unit)
    what = kept("群众提出冻结申诉，请找到冻结并审查")
    tell_deciders(made, made.unit, what, at=made.received_at)
    return made


@transaction.atomic
def place_freeze_complaint(
    *,
    complaint: FreezeComplaint,
    freeze: Freeze,
    at: datetime | None = None,
    by: Person,
) -> None:
    """Somebody has found the freeze that is meant; the days run on."""
    unit = freeze.order.incident.unit
    require(by, Permission.FREEZE_DECIDE, unit)
    complaint = FreezeComplaint.objects.locked(complaint)
    if complaint.freeze is not None or complaint.state != ComplaintState.RECEIVED:
        raise Conflict(_("这件申诉已经有人办理，请刷新页面查看。"))
    now = at or timezone.now()
    complaint.freeze = freeze
    complaint.save(update_fields=["freeze"])
    for clock in Clock.objects.open().of(complaint):
        engine.hand_over(clock=clock, unit=unit, restart=False, at=now)
    record("freeze.complaint_placed", by=by, subject=freeze, unit=unit)
    tell_police(complaint, unit, kept("收到冻结申诉，请审查并书面答复"), at=now)


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
    complaint = FreezeComplaint.objects.locked(complaint)
    unit = complaint.unit
    require(by, Permission.FREEZE_DECIDE, unit)
    freeze, now = complaint.freeze, at or timezone.now()
    if is_upheld and freeze is None:
        raise Refused(_("还没有找到申诉所说的冻结，不能认定冻结错了。请先选定冻结。"))
    to = ComplaintState.UPHELD if is_upheld else ComplaintState.DISMISSED
    move(complaint, to, COMPLAINT)
    complaint.reasons = reasons.strip()
    complaint.decided_at, complaint.decided_by = now, by
    complaint.save(update_fields=["state", "reasons", "decided_at", "decided_by"])
    engine.stop(subject=complaint, kind=ClockKind.COMPLAINT, at=now)
    settle(subject=complaint)
    if is_upheld and freeze and not (freeze.ended_at or freeze.found_unrelated_at):
        find_unrelated(freeze=freeze, at=now, by=by)
    record(
        "freeze.complaint_decided",
        by=by,
        subject=freeze or complaint,
        unit=unit,
        is_upheld=is_upheld,
    )


@transaction.atomic
def forget_stray_complaints(*, at: datetime, by: Person) -> None:
    """Answered, and of no freeze here; the others are kept with their case."""
    require(by, Permission.CLOCK_FIRE)
    old = FreezeComplaint.objects.filter(
        freeze=None, decided_at__lt=kept_since("stray_complaint_days", at)
    ).exclude(name="")
    written = dict.fromkeys(FreezeComplaint.WRITTEN, "")
    if count := old.update(**written, reasons=kept("已到期删除")):
        record("freeze.complaints_forgotten", by=by, count=count)
