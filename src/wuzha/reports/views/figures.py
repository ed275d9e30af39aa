"""The records behind a figure; a plan's targets beside their facts."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wuzha.organisation.access import Permission, scope
from wuzha.organisation.http import PersonRequest
from wuzha.reports import rows
from wuzha.reports.figures import FIGURES
from wuzha.reports.forms import WhereAndWhenForm
from wuzha.reports.targets import facts_of, period_of
from wuzha.ui.paging import page_of
from wuzha.workplans.views.rows import plan_or_404

A_PAGE = 50
SEERS = (Permission.TASK_VIEW, Permission.BRIEF_VIEW, Permission.PLAN_VIEW)


@require_safe
def figure(request: PersonRequest, key: str) -> HttpResponse:
    """Of a unit and a stretch of days that the address names; `whole` shows what a rate
    is taken of."""
    form = WhereAndWhenForm(request.GET)
    if key not in FIGURES or not form.is_valid():
        raise Http404
    unit = form.cleaned_data["unit"]
    if not scope(request.user, *SEERS).covers(unit.path):
        raise Http404
    found, whole = FIGURES[key], "whole" in request.GET
    behind = rows.behind(key, unit, form.period, whole=whole)
    page = page_of(behind, request.GET.get("page"), A_PAGE)
    page.object_list = [rows.line_of(row) for row in page.object_list]
    context = {
        "figure": found,
        "measured": found.measured(unit, form.period),
        "unit": unit,
        "period": form.period,
        "whole": whole,
        "page": page,
    }
    return render(request, "reports/figure.html", context)


@require_safe
def targets(request: PersonRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    today = timezone.localdate()
    context = {
        "plan": plan,
        "facts": list(facts_of(plan, today)),
        "period": period_of(plan, today),
    }
    return render(request, "reports/targets.html", context)
