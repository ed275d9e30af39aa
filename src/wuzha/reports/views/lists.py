"""Reports to be filled in and to be looked over; who has reported and who has not."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wuzha.lib.periods import Kind, Period
from wuzha.organisation.access import Permission, scope
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.seats import Seat
from wuzha.reports.completeness import MISSING, of_state, parts_of, rows_of, total
from wuzha.reports.forms import WhereAndWhenForm
from wuzha.reports.models import Report
from wuzha.reports.states import FilingState
from wuzha.reports.views.door import visible_reports
from wuzha.ui.paging import page_of
from wuzha.workplans.models import ExpectedReport
from wuzha.workplans.states import ReportState

A_PAGE = 50
DUE, REVIEW, SENT = "due", "review", "sent"


@require_safe
@found_with(Permission.TASK_VIEW)
def reports(request: PersonRequest) -> HttpResponse:
    """Those of one's own units, and those that lie before one to be looked over."""
    shows = {
        DUE: _due(request.user),
        REVIEW: _to_review(request.user),
        SENT: _sent(request.user),
    }
    counts = {name: shows[name][:A_PAGE].count() for name in (DUE, REVIEW)}
    asked = request.GET.get("show", "")
    if asked not in shows:
        asked = DUE if counts[DUE] or not counts[REVIEW] else REVIEW
    page = page_of(shows[asked], request.GET.get("page"), A_PAGE)
    context = {"page": page, "asked": asked, "counts": counts, "here": "reports"}
    return render(request, "reports/reports.html", context)


@require_safe
@found_with(Permission.TASK_VIEW)
def completeness(request: PersonRequest) -> HttpResponse:
    """A unit and the parts below it, this month unless asked otherwise."""
    form = _where_and_when(request)
    unit, period = form.cleaned_data["unit"], form.period
    parts = parts_of(unit, period, timezone.now())
    context = {
        "unit": unit,
        "period": period,
        "parts": parts,
        "total": total(parts),
        "filter_form": form,
        "here": "completeness",
        "above": unit.parent if _may_see(request.user, unit.parent) else None,
    }
    return render(request, "reports/completeness.html", context)


@require_safe
@found_with(Permission.TASK_VIEW)
def owed(request: PersonRequest) -> HttpResponse:
    """The rows behind a number of the page of completeness."""
    form = _where_and_when(request)
    state = request.GET.get("state", "")
    now = timezone.now()
    unit = form.cleaned_data["unit"]
    rows = of_state(rows_of(unit, form.period), state, now)
    if "itself" in request.GET:
        rows = rows.filter(unit=unit)
    rows = rows.select_related("unit", "duty").order_by("-due_at", "unit__path")
    page = page_of(rows, request.GET.get("page"), A_PAGE)
    context = {
        "page": page,
        "unit": unit,
        "period": form.period,
        "state": state,
        "is_missing": state == MISSING,
    }
    return render(request, "reports/owed.html", context)


def _where_and_when(request: PersonRequest) -> WhereAndWhenForm:
    """What the address says; for the rest one's own unit, and this month."""
    month = Period.of(Kind.MONTH, timezone.localdate() - timedelta(days=1))
    own = _own_unit(request.user)
    asked = {
        "unit": request.GET.get("unit") or own.pk,
        "first": request.GET.get("first") or month.first.isoformat(),
        "last": request.GET.get("last") or month.last.isoformat(),
    }
    form = WhereAndWhenForm(asked)
    form.fields["unit"].widget = form.fields["unit"].hidden_widget()
    if not form.is_valid() or not _may_see(request.user, form.cleaned_data["unit"]):
        raise Http404
    return form


def _own_unit(person: Person) -> Unit:
    """The highest that they may look at."""
    held = scope(person, Permission.TASK_VIEW)
    found = Unit.objects.filter(path__in=held.paths).order_by("path").first()
    if found is None:
        raise Http404
    return found


def _may_see(person: Person, unit: Unit | None) -> bool:
    held = scope(person, Permission.TASK_VIEW)
    return unit is not None and held.covers(unit.path)


def _due(person: Person) -> QuerySet[ExpectedReport]:
    """At the very units where they work; those that were given back as well."""
    own = scope(person, Permission.TASK_WORK).paths
    waiting = Q(state=ReportState.WAITING, opened_at__isnull=False)
    back = Q(report__state=FilingState.RETURNED)
    rows = visible_reports(person).filter(waiting | back, unit__path__in=own)
    return rows.select_related("report").order_by("due_at", "pk")


def _to_review(person: Person) -> QuerySet[ExpectedReport]:
    """As the desk of the person counts them."""
    units = Seat.of(person, timezone.now()).units(Permission.TASK_REVIEW)
    waiting = Report.objects.to_review(units, by=person).order_by()
    rows = visible_reports(person).filter(pk__in=waiting.values("expected"))
    return rows.select_related("report").order_by("report__sent_at", "pk")


def _sent(person: Person) -> QuerySet[ExpectedReport]:
    own = scope(person, Permission.TASK_WORK).paths
    rows = visible_reports(person).filter(unit__path__in=own)
    rows = rows.exclude(state=ReportState.WAITING)
    return rows.select_related("report").order_by("-done_at", "pk")
