"""What stands for each clause of a plan; a plan beside another, clause by clause."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.organisation.http import PersonRequest
from wuzha.workplans.clauses import clauses, compared
from wuzha.workplans.coverage import Coverage
from wuzha.workplans.views.rows import plan_or_404, visible_plans

KINDS = ("new", "changed", "gone", "same")


@require_safe
def coverage(request: PersonRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    found = Coverage.of(plan, timezone.now())
    only = request.GET.get("show") == "bare"
    context = {
        "plan": plan,
        "coverage": found,
        "rows": [row for row in found.rows if row.is_bare or not only],
        "only": only,
        "others": visible_plans(request.user).exclude(pk=pk).defer("text")[:20],
        "back_url": plan.get_absolute_url(),
        "back_label": plan.title,
    }
    return render(request, "workplans/coverage.html", context)


@require_safe
def compare(request: PersonRequest, pk: int, other: int) -> HttpResponse:
    """`other` is the older one."""
    plan, old = plan_or_404(request, pk), plan_or_404(request, other)
    pairs = compared(clauses(old), clauses(plan))
    counts = {kind: sum(pair.kind == kind for pair in pairs) for kind in KINDS}
    asked = request.GET.get("show", "")
    context = {
        "plan": plan,
        "old": old,
        "pairs": [pair for pair in pairs if not asked or pair.kind == asked],
        "counts": counts,
        "asked": asked,
        "back_url": plan.get_absolute_url(),
        "back_label": plan.title,
        "heading": _("与上一份方案比较"),
    }
    return render(request, "workplans/compare.html", context)
