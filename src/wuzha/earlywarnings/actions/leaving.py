"""Somebody has left: what they had signed for is to be signed for again at the unit."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.earlywarnings.actions.row import _alone, _keep
from wuzha.earlywarnings.actions.sending import (
    SENT_FIELDS,
    _after_sending,
    _hand_over_clocks,
    _send_to,
)
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.rules import rule_of
from wuzha.earlywarnings.states import State, Why
from wuzha.notices.outbox import settle
from wuzha.organisation.access import ROLES, Permission, may, require
from wuzha.organisation.models import Appointment, Person, Unit, valid_on

# Longer than any stop of the worker.
LOOKED_BACK = timedelta(days=7)


@transaction.atomic
def release_left(*, at: datetime, by: Person) -> None:
    """The limits run on: they are the unit's. Absence for a time is another thing, for
    which there are deputies."""
    county = Unit.objects.root()
    require(by, Permission.CLOCK_FIRE, county)
    for case in _left_behind(at):
        _alone(case)
        former = case.person
        rule = rule_of(county=county, grade=case.grade, at=at)
        settle(subject=case)
        _send_to(case, case.unit, rule, at)
        _keep(case, *SENT_FIELDS)
        _hand_over_clocks(case, rule, at, restart=False)
        _after_sending(case, why=Why.LEFT, at=at, by=by)
        record(
            "dissuasion.released",
            by=by,
            subject=case,
            unit=case.unit,
            former=former.username if former else "",
        )


def _left_behind(at: datetime) -> Iterable[Dissuasion]:
    """Of those who may have left lately, what they may not work on any more."""
    today = timezone.localdate(at)
    roles = [role for role, held in ROLES.items() if Permission.WARNING_WORK in held]
    works = Appointment.objects.filter(
        valid_on(today), person=OuterRef("pk"), role__in=roles
    )
    ended = Appointment.objects.filter(
        person=OuterRef("pk"), valid_to__gt=today - LOOKED_BACK, valid_to__lte=today
    )
    people = Person.objects.filter(
        Q(is_active=False) | ~Exists(works) | Exists(ended)
    ).filter(Exists(Dissuasion.objects.open().filter(person=OuterRef("pk"))))
    cases = Dissuasion.objects.open().filter(
        person__in=people, state__in=(State.SIGNED, State.CONTACTED, State.MET)
    )
    for case in cases.select_related("unit", "person"):
        if case.person and not may(case.person, Permission.WARNING_WORK, case.unit):
            yield case
