"""An entry is made on a decision, told to the person, and ends: by itself, by a
decision, or because it should not have been made."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.models import Outcome
from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.clocks.models import ClockStep
from wuzha.lib import masking
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.notices.outbox import settle
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.restrictions.law import refuse_unfit
from wuzha.restrictions.models import Restriction
from wuzha.restrictions.states import RESTRICTION, State
from wuzha.restrictions.timing import tell_police, time_term

PURPOSE_LENGTH = 60
ENDED = ["state", "ended_at", "ended_by", "end_reason"]


@transaction.atomic
def enter_restriction(*, entry: Restriction, by: Person) -> Restriction:
    """`entry` being a row not yet kept. In force at once if the person was told."""
    county = Unit.objects.root()
    require(by, Permission.RESTRICTION_EDIT, county)
    refuse_unfit(entry)
    if Restriction.objects.of_decision(entry).exists():
        raise Conflict(_("这份文书对这个号码已登记过，请在名单里查看那一条。"))
    entry.state, entry.entered_by, entry.entered_at = (
        State.PENDING,
        by,
        timezone.now(),
    )
    if entry.notified_on:
        move(entry, State.IN_FORCE, RESTRICTION)
    entry.save(force_insert=True)
    time_term(entry)
    record(
        "restriction.entered",
        by=by,
        subject=entry,
        unit=county,
        ground=entry.ground,
        basis=entry.basis,
        until=entry.ends_on,
        state=entry.state,
    )
    return entry


@transaction.atomic
def note_notice(
    *, restriction: Restriction, notified_on: date, notified_how: str, by: Person
) -> None:
    """The person has the reasons, the term, the measures and the way of appeal in
    writing: from now on it is in force."""
    county = Unit.objects.root()
    require(by, Permission.RESTRICTION_EDIT, county)
    row = Restriction.objects.locked(restriction)
    move(row, State.IN_FORCE, RESTRICTION)
    row.notified_on, row.notified_how = notified_on, notified_how
    row.save(update_fields=["state", "notified_on", "notified_how"])
    record("restriction.notified", by=by, subject=row, unit=county)


@transaction.atomic
def lift_restriction(*, restriction: Restriction, reason: str, by: Person) -> None:
    """Before its term is over; the person and whoever executes it are to be told."""
    county = Unit.objects.root()
    require(by, Permission.RESTRICTION_EDIT, county)
    row = Restriction.objects.locked(restriction)
    _end(row, State.LIFTED, reason.strip(), by)
    record("restriction.lifted", by=by, subject=row, unit=county)
    _ask_to_tell_the_end(row)


@transaction.atomic
def expire_restriction(*, step: ClockStep, at: datetime, by: Person) -> None:
    """By the clock, at the end of the last day. Without effect if it ended before."""
    require(by, Permission.CLOCK_FIRE)
    row = Restriction.objects.locked(Restriction(pk=step.clock.subject_id))
    if row.state in RESTRICTION.final:
        return
    _end(row, State.EXPIRED, kept("期满自动解除"), by, at)
    record("restriction.expired", by=by, subject=row, unit=step.clock.unit)
    _ask_to_tell_the_end(row)


@transaction.atomic
def withdraw_restriction(*, restriction: Restriction, reason: str, by: Person) -> None:
    """It was entered by mistake: it never held, and leaves its trace all the same."""
    county = Unit.objects.root()
    require(by, Permission.RESTRICTION_EDIT, county)
    row = Restriction.objects.locked(restriction)
    if row.appeals.exists():
        raise Refused(_("已有人对它提出申诉，不能按误录撤回。请答复申诉，或办理解除。"))
    _end(row, State.WITHDRAWN, reason.strip(), by)
    settle(subject=row)
    record("restriction.withdrawn", by=by, subject=row, unit=county)


@transaction.atomic
def note_end_told(
    *, restriction: Restriction, told_on: date, told_how: str, by: Person
) -> None:
    """The person knows that it has ended."""
    county = Unit.objects.root()
    require(by, Permission.RESTRICTION_EDIT, county)
    row = Restriction.objects.locked(restriction)
    if row.state not in {State.LIFTED, State.EXPIRED}:
        raise Refused(_("它还没有解除，没有解除可以告知。"))
    row.end_told_on, row.end_told_how = told_on, told_how
    row.save(update_fields=["end_told_on", "end_told_how"])
    settle(subject=row)
    record("restriction.end_told", by=by, subject=row, unit=county)


@transaction.atomic
def read_restriction(*, restriction: Restriction, how: str, by: Person) -> None:
    county = Unit.objects.root()
    require(by, Permission.RESTRICTION_EDIT, county)
    record(
        "restriction.read",
        by=by,
        subject=restriction,
        unit=county,
        outcome=Outcome.READ,
        how=how,
    )


@transaction.atomic
def check_number(*, number: str, purpose: str, by: Person) -> list[Restriction]:
    """What is in force today for one full number; every asking is kept, with what for,
    and never the number."""
    require(by, Permission.RESTRICTION_CHECK)
    today = timezone.localdate()
    rows = Restriction.objects.in_force().of_number(number)
    found = list(rows.filter(starts_on__lte=today, ends_on__gte=today))
    record(
        "restriction.checked",
        by=by,
        outcome=Outcome.READ,
        reason=masking.numbers_in(purpose.strip())[:PURPOSE_LENGTH],
        found=len(found),
    )
    return found


@transaction.atomic
def export_restrictions(*, recipient: str, purpose: str, by: Person) -> None:
    """A table leaves the house, masked, for the authority that is named."""
    county = Unit.objects.root()
    require(by, Permission.RESTRICTION_EDIT, county)
    record(
        "restriction.exported",
        by=by,
        unit=county,
        outcome=Outcome.READ,
        recipient=masking.numbers_in(recipient.strip()),
        reason=masking.numbers_in(purpose.strip())[:PURPOSE_LENGTH],
    )


def _end(
    row: Restriction,
    state: State,
    reason: str,
    by: Person,
    at: datetime | None = None,
) -> None:
    move(row, state, RESTRICTION)
    row.ended_at, row.ended_by, row.end_reason = at or timezone.now(), by, reason
    row.save(update_fields=ENDED)
    engine.cancel(subject=row, at=row.ended_at)


def _ask_to_tell_the_end(row: Restriction) -> None:
    assert row.ended_at is not None  # noqa: S101 (a constraint of the database)
    told = kept("已解除，请告知当事人和执行单位")
    tell_police(row, told, about=row, at=row.ended_at)
