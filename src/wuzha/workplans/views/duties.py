"""What a duty asks of whom and who has answered; what is asked for no more."""

from dataclasses import replace

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Person
from wuzha.ui.paging import page_of
from wuzha.workplans import actions
from wuzha.workplans.facts import written
from wuzha.workplans.figures import completeness, completeness_by_duty
from wuzha.workplans.forms.items import CadenceForm
from wuzha.workplans.forms.tasks import NoteForm
from wuzha.workplans.models import Duty, ExpectedReport
from wuzha.workplans.states import ReportState
from wuzha.workplans.views.rows import of_units_or_plans, visible_plans
from wuzha.workplans.words import cadence_text

A_PAGE = 50


def visible_reports(person: Person) -> QuerySet[ExpectedReport]:
    rows = ExpectedReport.objects.select_related("unit", "duty__plan__unit", "done_by")
    return of_units_or_plans(person, rows, "duty__plan")


@require_safe
@found_with(Permission.TASK_VIEW)
def duties(request: PersonRequest) -> HttpResponse:
    """Those that ask something of units that one sees, those in force first, with how
    far the latest period of each is met; for who sees the plan also those that cannot
    ask yet, and why."""
    seen = visible_reports(request.user)
    asks = seen.order_by().filter(duty=OuterRef("pk"))
    plans = visible_plans(request.user).order_by().values("pk")
    stuck = ~Q(problem="") & Q(plan__in=plans)
    rows = Duty.objects.filter(Exists(asks) | stuck)
    rows = rows.order_by(
        F("valid_to").desc(nulls_first=True), "plan", "item__position", "pk"
    )
    page = page_of(rows.select_related("plan"), request.GET.get("page"), A_PAGE)
    counted = completeness_by_duty(page.object_list, seen, timezone.now())
    for duty in page.object_list:
        duty.counted = counted.get(duty.pk)
        duty.cadence = cadence_text(duty.facts)
    return render(request, "workplans/duties.html", {"page": page})


@require_safe
def duty(request: PersonRequest, pk: int) -> HttpResponse:
    """One duty: its reports period by period, those that are missing first."""
    reports = visible_reports(request.user).filter(duty=pk)
    related = ("plan__unit", "to_unit", "follows", "followed_by")
    found = get_object_or_404(Duty.objects.select_related(*related), pk=pk)
    is_makers = may(request.user, Permission.PLAN_VIEW, found.plan.unit)
    if not is_makers and not reports.exists():
        raise Http404
    now = timezone.now()
    asked = request.GET.get("state", "")
    rows = reports.filter(state=asked) if asked in ReportState else reports
    if asked == "missing":
        rows = reports.filter(state=ReportState.WAITING, due_at__lt=now)
    page = page_of(
        rows.order_by("-due_at", "unit__path"), request.GET.get("page"), A_PAGE
    )
    context = {
        "duty": found,
        "cadence": cadence_text(found.facts),
        "counted": completeness(reports, now),
        "page": page,
        "asked": asked,
        "before": found.follows,
        "after": getattr(found, "followed_by", None),
        "may_change": found.valid_to is None
        and may(request.user, Permission.PLAN_CONFIRM, found.plan.unit),
        "back_url": reverse("duties"),
        "back_label": _("周期职责"),
    }
    return render(request, "workplans/duty.html", context)


def cadence(request: PersonRequest, pk: int) -> HttpResponse:
    """From the next period on; what was asked so far stays."""
    found = get_object_or_404(Duty.objects.select_related("plan__unit"), pk=pk)
    if not may(request.user, Permission.PLAN_CONFIRM, found.plan.unit):
        raise Http404
    initial = written(found.facts)
    form = CadenceForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        following = actions.change_cadence(
            duty=found,
            facts=replace(found.facts, **form.cadence),
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        return redirect(following)
    context = {
        "form": form,
        "verb": _("调整"),
        "heading": _("调整频次"),
        "note": found.text,
        "consequences": [
            _("已经开始的时段照旧报送，从下一个时段起按新的频次。"),
            _("已报、迟报、未报的记录保持不变。"),
        ],
        "back_url": found.get_absolute_url(),
        "back_label": _("周期职责"),
    }
    return render(request, "workplans/deed.html", context)


@require_POST
def waive(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_reports(request.user), pk=pk)
    if not may(request.user, Permission.TASK_REVIEW, found.duty.plan.unit):
        raise Http404
    form = NoteForm(request.POST)
    reason = form.cleaned_data["note"] if form.is_valid() else ""
    actions.waive_report(report=found, reason=reason, by=request.user)
    return redirect(found)
