"""Rows for the tests of this area: plain functions that anyone can read."""

from datetime import timedelta

from django.utils import timezone

from wuzha.organisation.models import Person, Unit
from wuzha.workplans.jobs import ask_for_reports
from wuzha.workplans.models import Duty, ExpectedReport


def due(unit: Unit, *, clockwork: Person) -> ExpectedReport:
    """What the unit owes of the plan of the tests for the latest week, due in an hour,
    open on its desk."""
    soon = timezone.now() + timedelta(hours=1)
    last = ExpectedReport.objects.filter(unit=unit).order_by("-last")[0]
    ExpectedReport.objects.filter(pk=last.pk).update(
        due_at=soon, opens_at=soon - timedelta(days=2)
    )
    ask_for_reports(by=clockwork)
    last.refresh_from_db()
    return last


def counts(expected: ExpectedReport, *keys: str) -> None:
    """As if the plan's duty were bound to one figure."""
    Duty.objects.filter(pk=expected.duty_id).update(figure_key=keys[0])
    expected.refresh_from_db()
