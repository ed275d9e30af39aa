from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.detection.texts.comparing import MEASURES, Compared
from wuzha.organisation.access import Permission, may, require
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Unit
from wuzha.screening.actions import versions as actions
from wuzha.screening.asking import model_in_force
from wuzha.screening.models import ModelVersion, Verdict
from wuzha.screening.states import VersionState
from wuzha.security.factors import require_fresh

A_PAGE = 50
# Who may train may look; who may put in force holds the county's police or analysis.
sees = found_with(Permission.SCREENING_LABEL, everywhere=True)


@dataclass(frozen=True)
class Row:
    """One measure, as the page shows it."""

    label: str
    count: int
    before: float
    after: float
    is_worse: bool


@require_safe
@sees
def versions(request: PersonRequest) -> HttpResponse:
    rows = ModelVersion.objects.select_related("asked_by", "put_in_force_by")
    return render(
        request,
        "screening/versions.html",
        {
            "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
            "in_force": model_in_force().version,
            "labels": Verdict.objects.settled().with_text().count(),
            "may_train": may(request.user, Permission.SCREENING_TRAIN),
        },
    )


@require_safe
@sees
def version(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ModelVersion, pk=pk)
    return render(
        request,
        "screening/version.html",
        {
            **_context(request, found),
            "back_url": reverse("screening:versions"),
            "back_label": _("模型版本"),
        },
    )


@require_POST
def train(request: PersonRequest) -> HttpResponse:
    return redirect(actions.start_training(by=request.user))


@sees
def put_in_force(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ModelVersion, pk=pk)
    require(request.user, Permission.SCREENING_RELEASE, Unit.objects.root())
    require_fresh(request)
    if request.method == "POST":
        actions.put_in_force(version=found, by=request.user)
        messages.success(request, _("%(version)s 已启用。") % {"version": found})
        return redirect(found)
    return render(
        request,
        "screening/put_in_force.html",
        {
            **_context(request, found),
            "back_url": found.get_absolute_url(),
            "back_label": str(found),
            "verb": _("启用"),
            "consequences": [
                _("此后全县的判断，包括群众自查和接口，都由这一版作出。"),
                _("以前的结论不变，仍注明当时的版本。"),
                _("随时可以一键回退到现在的版本。"),
            ],
        },
    )


@require_POST
@sees
def roll_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ModelVersion, pk=pk)
    actions.roll_back(version=found, by=request.user)
    name = model_in_force().version
    messages.success(request, _("已回退，现在使用 %(name)s。") % {"name": name})
    return redirect("screening:versions")


def _context(request: PersonRequest, found: ModelVersion) -> dict[str, object]:
    may_release = may(request.user, Permission.SCREENING_RELEASE)
    waits = found.state in (VersionState.READY, VersionState.RETIRED)
    return {
        "version": found,
        "rows": list(map(_row, found.comparison)),
        "may_put_in_force": may_release and waits,
        "may_roll_back": may_release and found.state == VersionState.IN_FORCE,
    }


def _row(kept: dict[str, object]) -> Row:
    one = Compared(**{**kept, "measure": MEASURES[str(kept["measure"])]})  # type: ignore[arg-type]
    return Row(_(one.measure.label), one.count, one.before, one.after, one.is_worse)
