"""Sign for it, try to reach the person. Each may be sent twice, or late from a phone
without a network, and counts once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.earlywarnings.actions.row import _alone, _keep, _warn_of_loss
from wuzha.earlywarnings.actions.steps import (
    _begin_again,
    _plausible,
    _refuse_to_take_back,
    _refuse_unless_at_work,
    _sign,
    _stop,
)
from wuzha.earlywarnings.guidance import contact_results
from wuzha.earlywarnings.models import ContactAttempt, Dissuasion
from wuzha.earlywarnings.states import DISSUASION, ClockKind, Outcome, State
from wuzha.lib.refused import Conflict
from wuzha.lib.scripts import script_for
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.ui.times import when_text

SIGNED_FIELDS = ("state", "person", "signed_at", "signed_in_time")
CALLED_FIELDS = ("called_at", "called_in_time", "reached_at")


@transaction.atomic
def sign(*, dissuasion: Dissuasion, at: datetime | None = None, by: Person) -> None:
    """I have it. Of two who sign at once one has it, and the other is told who."""
    _alone(dissuasion)
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    if dissuasion.signed_at and dissuasion.person and dissuasion.person_id != by.pk:
        raise Conflict(
            _("%(number)s 已由%(person)s于%(when)s签收，不用再签。")
            % {
                "number": dissuasion,
                "person": dissuasion.person,
                "when": when_text(dissuasion.signed_at),
            }
        )
    _sign(dissuasion, at or timezone.now(), by)
    _keep(dissuasion, *SIGNED_FIELDS)
    record("dissuasion.signed", by=by, subject=dissuasion, unit=dissuasion.unit)


@transaction.atomic
def record_attempt(  # noqa: PLR0913 (one line of FM02)
    *,
    dissuasion: Dissuasion,
    key: UUID,
    way: str,
    result: str,
    note: str = "",
    made_at: datetime | None = None,
    at: datetime | None = None,
    by: Person,
) -> ContactAttempt:
    """Whoever calls has signed. `made_at` lies back when the network was missing."""
    _alone(dissuasion)
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    if known := ContactAttempt.objects.filter(key=key).first():
        return known
    _refuse_unless_at_work(dissuasion)
    now = at or timezone.now()
    made = _plausible(made_at, dissuasion, now)
    if dissuasion.state == State.DISPATCHED:
        _sign(dissuasion, made, by)
    meaning = contact_results()[result]
    script = script_for(dissuasion.fraud_class)
    attempt = ContactAttempt.objects.create(
        dissuasion=dissuasion,
        key=key,
        at=made,
        way=way,
        result=result,
        reached=meaning.reached,
        script_version=f"{dissuasion.fraud_class}/{script.version}",
        note=note,
        by=by,
        recorded_at=now,
    )
    _note_attempt(dissuasion, attempt)
    if meaning.outcome == Outcome.DEFRAUDED:
        _warn_of_loss(dissuasion, now)
    record(
        "dissuasion.attempted",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        way=way,
        result=result,
    )
    return attempt


@transaction.atomic
def take_back_attempt(
    *, attempt: ContactAttempt, at: datetime | None = None, by: Person
) -> None:
    """A slip of the finger: the entry stays, crossed out."""
    dissuasion = attempt.dissuasion
    _alone(dissuasion)
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    now = at or timezone.now()
    attempt.refresh_from_db()
    _refuse_to_take_back(attempt, now, by)
    attempt.taken_back_at = now
    attempt.save(update_fields=["taken_back_at"])
    standing = dissuasion.attempts.filter(taken_back_at=None)
    if dissuasion.state == State.CONTACTED and not standing.exists():
        move(dissuasion, State.SIGNED, DISSUASION)
        _begin_again(dissuasion, ClockKind.CALL)
        dissuasion.called_at = dissuasion.called_in_time = None
    reached = standing.filter(reached=True).first()
    dissuasion.reached_at = reached.at if reached else None
    _keep(dissuasion, "state", *CALLED_FIELDS)
    record(
        "dissuasion.attempt_taken_back",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        result=attempt.result,
    )


def _note_attempt(dissuasion: Dissuasion, attempt: ContactAttempt) -> None:
    if dissuasion.called_at is None:
        _stop(dissuasion, ClockKind.CALL, attempt.at)
        dissuasion.called_at = attempt.at
    if attempt.reached and dissuasion.reached_at is None:
        dissuasion.reached_at = attempt.at
    if dissuasion.state == State.SIGNED:
        move(dissuasion, State.CONTACTED, DISSUASION)
    _keep(dissuasion, *SIGNED_FIELDS, *CALLED_FIELDS)
