"""The person is met, and what came of it is fed back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.earlywarnings.actions.contacts import CALLED_FIELDS, SIGNED_FIELDS
from wuzha.earlywarnings.actions.revisits import _cancel_revisits, _plan_revisits
from wuzha.earlywarnings.actions.row import _alone, _keep, _warn_of_loss
from wuzha.earlywarnings.actions.steps import (
    _begin_again,
    _plausible,
    _refuse_to_take_back,
    _refuse_unless_at_work,
    _sign,
    _stop,
)
from wuzha.earlywarnings.models import Dissuasion, Meeting
from wuzha.earlywarnings.states import (
    DISSUASION,
    Belief,
    ClockKind,
    NoticeGiven,
    Outcome,
    State,
)
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.ui.times import when_text

# Where a meeting is asked for, only these can be fed back without one.
WITHOUT_MEETING = frozenset(
    {Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.INVALID, Outcome.DEFRAUDED}
)


@dataclass(frozen=True, kw_only=True)
class MeetingIn:
    """What is told of a meeting (FM02). A payment has the four items that a bank has
    to match: payee_name, account, amount_cents, paid_at."""

    fraud_class: str
    belief: str = Belief.PERSUADED
    spot: str = ""
    companions: str = ""
    identity_checked: bool = False
    story: str = ""
    money_moved: bool | None = None
    payments: Sequence[dict[str, Any]] = ()
    measures: Sequence[str] = ()
    notice_given: str = NoticeGiven.NOT_GIVEN
    witness: str = ""

    def columns(self) -> dict[str, Any]:
        moved = sum(int(payment["amount_cents"]) for payment in self.payments)
        return {
            **vars(self),
            "payments": list(self.payments),
            "measures": list(self.measures),
            "moved_cents": moved,
        }


@transaction.atomic
def record_meeting(
    *,
    dissuasion: Dissuasion,
    key: UUID,
    meeting: MeetingIn,
    seen: int | None = None,
    made_at: datetime | None = None,
    at: datetime | None = None,
    by: Person,
) -> Meeting:
    """Whoever met the person has signed and called. Raises Conflict when a meeting
    stands already, unless the newest version was `seen`: then this one replaces it."""
    _alone(dissuasion)
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    if known := Meeting.objects.filter(key=key).first():
        return known
    _refuse_unless_at_work(dissuasion)
    now = at or timezone.now()
    _give_way(dissuasion, seen, now)
    made = _plausible(made_at, dissuasion, now)
    if dissuasion.state == State.DISPATCHED:
        _sign(dissuasion, made, by)
    met = Meeting.objects.create(
        dissuasion=dissuasion,
        key=key,
        at=made,
        by=by,
        recorded_at=now,
        **meeting.columns(),
    )
    _note_meeting(dissuasion, met)
    _plan_revisits(dissuasion, made)
    if met.money_moved:
        _warn_of_loss(dissuasion, now)
    record(
        "dissuasion.met",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        belief=met.belief,
        money_moved=met.money_moved,
    )
    return met


@transaction.atomic
def take_back_meeting(
    *, meeting: Meeting, at: datetime | None = None, by: Person
) -> None:
    dissuasion = meeting.dissuasion
    _alone(dissuasion)
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    now = at or timezone.now()
    meeting.refresh_from_db()
    _refuse_to_take_back(meeting, now, by)
    meeting.taken_back_at = now
    meeting.save(update_fields=["taken_back_at"])
    move(dissuasion, State.CONTACTED, DISSUASION)
    _begin_again(dissuasion, ClockKind.MEET)
    _cancel_revisits(dissuasion, now)
    dissuasion.met_at = dissuasion.met_in_time = None
    if dissuasion.incident is None:
        dissuasion.defrauded_at = None
    _keep(dissuasion, "state", "met_at", "met_in_time", "defrauded_at")
    record(
        "dissuasion.meeting_taken_back",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
    )


@transaction.atomic
def feed_back(
    *,
    dissuasion: Dissuasion,
    outcome: str,
    opinion: str,
    seen: int | None = None,
    at: datetime | None = None,
    by: Person,
) -> None:
    """What came of it, for whoever reviews it. Where the grade asks for a meeting, one
    is needed unless the person could not or would not be met."""
    _alone(dissuasion, seen=seen)
    require(by, Permission.WARNING_WORK, dissuasion.unit)
    if dissuasion.must_meet and not dissuasion.met_at:
        _refuse_without_meeting(dissuasion, outcome)
    now = at or timezone.now()
    move(dissuasion, State.FED_BACK, DISSUASION)
    _stop(dissuasion, ClockKind.FEED_BACK, now)
    unmet = [ClockKind.MEET, ClockKind.CALL]
    engine.cancel(subject=dissuasion, kinds=unmet, at=now)
    settle(subject=dissuasion)
    dissuasion.fed_back_at = now
    dissuasion.outcome, dissuasion.opinion = outcome, opinion
    if outcome == Outcome.DEFRAUDED and not dissuasion.defrauded_at:
        dissuasion.defrauded_at = now
    _keep(
        dissuasion,
        *("state", "fed_back_at", "fed_back_in_time", "outcome", "opinion"),
        "defrauded_at",
    )
    record(
        "dissuasion.fed_back",
        by=by,
        subject=dissuasion,
        unit=dissuasion.unit,
        result=outcome,
    )


def _note_meeting(dissuasion: Dissuasion, met: Meeting) -> None:
    if dissuasion.called_at is None:
        _stop(dissuasion, ClockKind.CALL, met.at)
        dissuasion.called_at = met.at
    dissuasion.reached_at = dissuasion.reached_at or met.at
    _stop(dissuasion, ClockKind.MEET, met.at)
    move(dissuasion, State.MET, DISSUASION)
    dissuasion.met_at = met.at
    dissuasion.fraud_class = met.fraud_class
    if met.money_moved and not dissuasion.defrauded_at:
        dissuasion.defrauded_at = met.first_paid_at or met.at
    settle(subject=dissuasion)
    _keep(
        dissuasion,
        *SIGNED_FIELDS,
        *CALLED_FIELDS,
        *("met_at", "met_in_time", "fraud_class", "defrauded_at"),
    )


def _give_way(dissuasion: Dissuasion, seen: int | None, now: datetime) -> None:
    other = dissuasion.meetings.filter(taken_back_at=None).select_related("by").first()
    if other is None:
        return
    if seen != dissuasion.version:
        raise Conflict(
            _(
                "%(person)s已在%(when)s记录了见面，您的记录没有保存。"
                "请核对那一条；有补充的写在反馈意见里。"
            )
            % {"person": other.by, "when": when_text(other.at)}
        )
    other.taken_back_at = now
    other.save(update_fields=["taken_back_at"])
    _cancel_revisits(dissuasion, now)
    move(dissuasion, State.CONTACTED, DISSUASION)


def _refuse_without_meeting(dissuasion: Dissuasion, outcome: str) -> None:
    if outcome not in WITHOUT_MEETING:
        raise Refused(
            _(
                "%(grade)s预警要求见面劝阻，现在还没有见面记录，不能按“%(outcome)s”反馈。"
                "请先记录见面；确实见不到的，选对应的结果。"
            )
            % {
                "grade": dissuasion.get_grade_display(),
                "outcome": Outcome(outcome).label,
            }
        )
