"""What a report asks that no record tells, and what was answered."""

from dataclasses import dataclass
from datetime import date

from wuzha.reports.models import AskedField, Report
from wuzha.workplans.models import ExpectedReport


@dataclass(frozen=True)
class Answer:
    label: str
    text: str


def fields_of(expected: ExpectedReport, on: date) -> list[AskedField]:
    """Asked of the duty on the day; what has ended is asked no more."""
    return list(AskedField.objects.asked(on).filter(asking__duty=expected.duty_id))


def answers_of(report: Report | None) -> list[Answer]:
    """Also to what is asked no longer, in the order in which it was asked."""
    if report is None or not report.entries:
        return []
    fields = AskedField.objects.filter(pk__in=report.entries)
    return [Answer(field.label, report.entries[str(field.pk)]) for field in fields]
