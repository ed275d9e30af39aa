"""The door: which reports somebody gets to see."""

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from wuzha.organisation.access import Permission, may, scope
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.models import Person
from wuzha.reports.models import Report
from wuzha.workplans.models import ExpectedReport
from wuzha.workplans.views.rows import of_units_or_plans


def visible_reports(person: Person) -> QuerySet[ExpectedReport]:
    """Of one's part of the tree and of one's own plans, and those that were sent to
    one's unit from beside it."""
    rows = ExpectedReport.objects.select_related(
        "unit__parent", "duty__plan__unit", "duty__to_unit", "done_by"
    )
    if scope(person, Permission.TASK_VIEW).everywhere:
        return rows
    received = scope(person, Permission.TASK_REVIEW).filter("report__to_unit__path")
    return of_units_or_plans(person, rows, "duty__plan") | rows.filter(received)


def expected_or_404(
    request: PersonRequest, pk: int, deed: Permission = Permission.TASK_VIEW
) -> ExpectedReport:
    found = get_object_or_404(visible_reports(request.user), pk=pk)
    if deed != Permission.TASK_VIEW and not may(request.user, deed, found.unit):
        raise Http404
    return found


def report_of(expected: ExpectedReport) -> Report | None:
    rows = Report.objects.select_related("sent_by", "decided_by", "to_unit")
    found = (
        rows.prefetch_related("corrections__by", "approvals__by", "approvals__unit")
        .filter(expected=expected)
        .first()
    )
    if found is not None:
        found.expected = expected
    return found


def received_or_404(request: PersonRequest, pk: int) -> Report:
    """For whoever reviews it; `pk` is that of what was expected."""
    expected = expected_or_404(request, pk)
    report = report_of(expected)
    if report is None or report.to_unit is None:
        raise Http404
    if not may(request.user, Permission.TASK_REVIEW, report.to_unit):
        raise Http404
    return report
