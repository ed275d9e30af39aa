"""What a duty asks of whom, who has answered, and one unit's answer."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.clocks.models import Clock
from wuzha.organisation.access import Permission, may, visible_to
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Person
from wuzha.ui.paging import page_of
from wuzha.workplans import actions
from wuzha.workplans.figures import completeness, completeness_by_duty
from wuzha.workplans.forms.tasks import NoteForm
from wuzha.workplans.models import Duty, ExpectedReport
from wuzha.workplans.states import ReportState
from wuzha.workplans.views.rows import posted
from wuzha.workplans.words import cadence_text

A_PAGE = 50


def visible_reports(person: Person) -> QuerySet[ExpectedReport]:
    rows = ExpectedReport.objects.select_related("unit", "duty__plan__unit", "done_by")
    return visible_to(person, Permission.TASK_VIEW, rows)


@require_safe
@found_with(Permission.TASK_VIEW)
def duties(request: PersonRequest) -> HttpResponse:
    """Those that ask something of units that one sees, with how far they are met."""
    seen = visible_reports(request.user)
    rows = Duty.objects.filter(pk__in=seen.order_by().values("duty"))
    page = page_of(rows.select_related("plan"), request.GET.get("page"), A_PAGE)
    own = seen.filter(duty__in=page.object_list)
    counted = completeness_by_duty(own, timezone.now())
    for duty in page.object_list:
        duty.counted = counted.get(duty.pk)
        duty.cadence = cadence_text(duty.facts)
    return render(request, "workplans/duties.html", {"page": page})


@require_safe
def duty(request: PersonRequest, pk: int) -> HttpResponse:
    """One duty: its reports period by period, those that are missing first."""
    reports = visible_reports(request.user).filter(duty=pk)
    if not reports.exists():
        raise Http404
    found = get_object_or_404(Duty.objects.select_related("plan", "to_unit"), pk=pk)
    now = timezone.now()
    asked = request.GET.get("state", "")
    rows = reports.filter(state=asked) if asked in ReportState else reports
    if asked == "missing":
        rows = reports.filter(pk__in=ExpectedReport.objects.missing(now).values("pk"))
    page = page_of(
        rows.order_by("-due_at", "unit__path"), request.GET.get("page"), A_PAGE
    )
    for row in page.object_list:
        row.is_missing = row.state == ReportState.WAITING and row.due_at < now
    context = {
        "duty": found,
        "cadence": cadence_text(found.facts),
        "counted": completeness(reports, now),
        "page": page,
        "asked": asked,
        "back_url": reverse("duties"),
        "back_label": _("周期职责"),
    }
    return render(request, "workplans/duty.html", context)


def expected_report(request: PersonRequest, pk: int) -> HttpResponse:
    """One unit's answer for one period; posted with `zero` there is nothing to say."""
    found = get_object_or_404(visible_reports(request.user), pk=pk)
    may_work = may(request.user, Permission.TASK_WORK, found.unit)
    form = NoteForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not may_work:
            raise Http404
        zero = "zero" in request.POST
        actions.report_duty(
            report=found, zero=zero, by=request.user, **form.cleaned_data
        )
        return redirect(found)
    above = found.duty.plan.unit
    context = {
        "report": found,
        "form": form,
        "cadence": cadence_text(found.duty.facts),
        "clocks": list(Clock.objects.open().of(found)),
        "may_work": may_work and found.state == ReportState.WAITING,
        "may_waive": may(request.user, Permission.TASK_REVIEW, above)
        and found.state == ReportState.WAITING,
        "back_url": found.duty.get_absolute_url(),
        "back_label": _("周期职责"),
    }
    return render(request, "workplans/report.html", context)


@require_POST
def waive(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_reports(request.user), pk=pk)
    if not may(request.user, Permission.TASK_REVIEW, found.duty.plan.unit):
        raise Http404
    form = NoteForm(request.POST)
    reason = form.cleaned_data["note"] if form.is_valid() else ""
    actions.waive_report(report=found, reason=reason, by=request.user)
    return redirect(found)
