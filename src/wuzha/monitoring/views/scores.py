"""Learned scores: handed in, tested, put in force by a person, taken back."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.detection.hits import LEARNED
from wuzha.jobs.models import Job
from wuzha.monitoring import figures
from wuzha.monitoring.actions import scores as actions
from wuzha.monitoring.forms.hits import ScoreForm
from wuzha.monitoring.models import ScoreVersion
from wuzha.monitoring.outcome import Found
from wuzha.monitoring.scoring import Opened
from wuzha.monitoring.states import ScoreState
from wuzha.monitoring.views.rules import sees
from wuzha.organisation.access import Permission, may, require
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.models import Unit
from wuzha.security.factors import require_fresh

A_PAGE = 50


class Row(NamedTuple):
    version: ScoreVersion
    judged: figures.Judged | None


@require_safe
@sees
def scores(request: PersonRequest) -> HttpResponse:
    versions = ScoreVersion.objects.defer("content").select_related("put_in_force_by")
    judged = _judged()
    rows = [Row(version, judged.get(version.pk)) for version in versions]
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "may_edit": may(request.user, Permission.RULES_EDIT),
        "back_url": reverse("monitoring:hits"),
    }
    return render(request, "monitoring/scores.html", context)


@sees
def new(request: PersonRequest) -> HttpResponse:
    require(request.user, Permission.RULES_EDIT, Unit.objects.root())
    form = ScoreForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        found: Opened = form.cleaned_data["file"]
        return redirect(actions.add_score(**found._asdict(), by=request.user))
    context = {
        "form": form,
        "verb": _("提交模型"),
        "back_url": reverse("monitoring:scores"),
        "consequences": [
            _("先用最近的流水试算，看过结果再由人启用；启用前不产生命中。"),
            _("评分只是提示：不限制任何人、任何账户，由人核实后决定。"),
        ],
    }
    return render(request, "monitoring/new_score.html", context)


@require_safe
@sees
def score(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(pk)
    may_release = may(request.user, Permission.RULES_RELEASE)
    tests = Job.objects.unfinished().filter(key=found.test_key).exists()
    context = {
        **_facts(found),
        "tests": tests,
        "may_test": may(request.user, Permission.RULES_EDIT) and not tests,
        "may_put_in_force": may_release
        and found.tested_at
        and found.state != ScoreState.IN_FORCE,
        "may_roll_back": may_release and found.state == ScoreState.IN_FORCE,
        "judged": _judged().get(found.pk),
        "causes": figures.dismissed_by_cause(LEARNED),
        "back_url": reverse("monitoring:scores"),
        "back_label": _("评分模型"),
    }
    return render(request, "monitoring/score.html", context)


@require_POST
@sees
def test(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(pk)
    actions.ask_score_test(version=found, by=request.user)
    return redirect(found)


@sees
def put_in_force(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(pk)
    require(request.user, Permission.RULES_RELEASE, Unit.objects.root())
    require_fresh(request)
    if request.method == "POST":
        actions.put_score_in_force(version=found, by=request.user)
        messages.success(request, _("%(version)s 已启用。") % {"version": found})
        return redirect(found)
    now = ScoreVersion.objects.in_force()
    context = {
        **_facts(found),
        "verb": _("启用"),
        "back_url": found.get_absolute_url(),
        "back_label": str(found),
        "consequences": [
            _("此后每次研判都带上这个评分，分最高的排进待核实队列，每日不超过预算。"),
            _("评分只是提示：不限制任何人、任何账户，由人核实后决定。"),
            _("随时可以一键回退到 %(version)s。") % {"version": now}
            if now
            else _("随时可以一键停用，只用规则。"),
        ],
    }
    return render(request, "monitoring/score_in_force.html", context)


@require_POST
@sees
def roll_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(pk)
    actions.roll_back_score(version=found, by=request.user)
    now = ScoreVersion.objects.in_force()
    said = (
        _("已回退，现在使用 %(version)s。") % {"version": now}
        if now
        else _("已停用，现在只用规则。")
    )
    messages.success(request, said)
    return redirect("monitoring:scores")


def _judged() -> dict[int, figures.Judged]:
    return {one.of: one for one in figures.judged_by_version(LEARNED)}


def _one(pk: int) -> ScoreVersion:
    return get_object_or_404(ScoreVersion.objects.defer("content"), pk=pk)


def _facts(found: ScoreVersion) -> dict[str, Any]:
    return {
        "version": found,
        "card": found.card,
        "outcome": Found(**found.outcome) if found.outcome else None,
    }
