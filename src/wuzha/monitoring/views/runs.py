from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.monitoring import actions
from wuzha.monitoring.figures import by_rule
from wuzha.monitoring.forms.hits import TransfersForm
from wuzha.monitoring.models import RuleRun
from wuzha.organisation.access import Permission, may, require, visible_to
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.models import Unit
from wuzha.transfers.uploads import put_down

A_PAGE = 30


def visible_runs(request: PersonRequest) -> QuerySet[RuleRun]:
    rows = RuleRun.objects.select_related("unit", "started_by")
    return visible_to(request.user, Permission.HIT_VIEW, rows)


@require_safe
def runs(request: PersonRequest) -> HttpResponse:
    page = Paginator(visible_runs(request), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "may_run": may(request.user, Permission.RULES_RUN),
        "back_url": reverse("monitoring:hits"),
    }
    return render(request, "monitoring/runs.html", context)


@require_safe
def run(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_runs(request), pk=pk)
    context = {
        "run": found,
        "rules": by_rule(found),
        "back_url": reverse("monitoring:runs"),
    }
    return render(request, "monitoring/run.html", context)


def new(request: PersonRequest) -> HttpResponse:
    require(request.user, Permission.RULES_RUN)
    form = TransfersForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        run = actions.start_run(
            files=[str(put_down(file))],
            names=[file.name],
            unit=Unit.objects.root(),
            by=request.user,
        )
        messages.success(request, _("流水已收下，研判在后台进行。"))
        return redirect("monitoring:run", run.pk)
    context = {
        "form": form,
        "verb": _("开始研判"),
        "back_url": reverse("monitoring:runs"),
        "consequences": [
            _("流水只用于反诈研判，文件留在本机，不进入数据库。"),
            _("命中只是提示：由人核实确认以后才会发出预警。"),
        ],
    }
    return render(request, "monitoring/new_run.html", context)
