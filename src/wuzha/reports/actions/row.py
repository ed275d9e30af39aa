"""The row of a report inside an action: kept with its version, told of."""

from django.utils import timezone

from wuzha.notices import outbox
from wuzha.organisation.access import Permission, on_duty
from wuzha.organisation.models import Person, Unit
from wuzha.reports.models import Report

WORDS = 50


def _keep(report: Report, *columns: str) -> None:
    report.version += 1
    report.save(update_fields=list({*columns, "version"}))


def _receivers(named: Unit, by: Person) -> tuple[Unit, list[Person]]:
    """Who receives it, or the nearest unit above where somebody else can."""
    where: Unit | None = named
    while where is not None:
        held = on_duty(where, Permission.TASK_REVIEW, timezone.now())
        if people := [person for person in held if person != by]:
            return where, people
        where = where.parent
    return named, []


def _tell(report: Report, people: list[Person], what: str) -> None:
    unit, duty = report.expected.unit, report.expected.duty
    outbox.tell(
        people=people,
        item=f"{unit} {duty.text[:WORDS]}：{what}",
        url=report.get_absolute_url(),
        subject=report,
        urgent=False,
    )
