"""The reports of the first town's plan stand in every state, and say what was done."""

from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from wuzha.demo.history.reporting import seen_period
from wuzha.organisation.models import Person
from wuzha.reports.burden import by_kind
from wuzha.reports.lines import lines_of
from wuzha.reports.models import Asking, Complaint, FigureCorrection, Report
from wuzha.reports.states import FilingState
from wuzha.workplans.states import ReportState

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.django_db,
]


def test_reports_are_accepted_and_one_was_given_back() -> None:
    states = Counter(Report.objects.values_list("state", flat=True))
    assert states[FilingState.ACCEPTED] > 3
    assert states[FilingState.RETURNED] == 1
    assert FigureCorrection.objects.count() <= 1


def test_what_was_sent_is_what_the_records_say() -> None:
    corrected = FigureCorrection.objects.values("report")
    for report in Report.objects.exclude(pk__in=corrected).select_related(
        "expected__unit", "expected__duty"
    ):
        period = seen_period(report)
        lines = lines_of(report.expected, None, period=period)
        now = [line.kept() for line in lines]
        assert report.frozen == now
        if now:
            is_zero = not any(line["value"] for line in now)
            assert report.is_zero == is_zero
            assert (report.expected.state == ReportState.ZERO) <= is_zero


def test_what_is_asked_is_registered_and_somebody_has_complained() -> None:
    assert Asking.objects.filter(duty=None).count() == 1
    assert Asking.objects.exclude(duty=None).exists()
    assert Complaint.objects.get().by is None
    kinds = {row.kind: row for row in by_kind(timezone.localdate())}
    assert 0 < kinds["grid"].average.minutes < 10


def test_the_pages_of_reports_open(signed_in: Callable[[Person], Client]) -> None:
    clerk = Report.objects.exclude(decided_by=None)[0].decided_by
    assert clerk is not None
    client = signed_in(clerk)
    for url in (
        "/reports/", "/reports/completeness/", "/reports/askings/", "/reports/burden/",
        "/reports/complaints/", "/reports/papers/?kind=weekly",
        Report.objects.all()[0].get_absolute_url(),
    ):  # fmt: skip
        assert client.get(url).status_code == 200, url
