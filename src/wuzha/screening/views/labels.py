from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.lib.refused import Refused
from wuzha.organisation.access import Permission, may, require, visible_to
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.views.imports import runs_of
from wuzha.screening import showing
from wuzha.screening.actions import labels as actions
from wuzha.screening.forms import ImportedFilter, LabelForm
from wuzha.screening.models import Verdict
from wuzha.screening.sheets import LABELS
from wuzha.screening.sheets.labels import brought_in_by
from wuzha.screening.states import Labelling
from wuzha.ui.undo import offer_undo

A_PAGE = 50


def may_be_labelled(request: PersonRequest) -> QuerySet[Verdict]:
    rows = Verdict.objects.select_related("unit", "asked_by")
    return visible_to(request.user, Permission.SCREENING_LABEL, rows)


def to_label(request: PersonRequest, after: Verdict | None = None) -> QuerySet[Verdict]:
    rows = Verdict.objects.to_label(request.user, after)
    return visible_to(request.user, Permission.SCREENING_LABEL, rows)


@require_safe
@found_with(Permission.SCREENING_LABEL)
def queue(request: PersonRequest) -> HttpResponse:
    """To the next text, the least sure first; `after` is one that was passed over."""
    passed = request.GET.get("after", "")
    after = may_be_labelled(request).filter(pk=passed) if passed.isdecimal() else None
    following = to_label(request, after.first() if after else None).first()
    if following is None:
        return render(request, "screening/nothing_to_label.html")
    return redirect("screening:label", following.pk)


def label(request: PersonRequest, pk: int) -> HttpResponse:
    """Without what the model and others have said, until it is to be settled."""
    found = get_object_or_404(may_be_labelled(request), pk=pk)
    disputed = found.state == Labelling.DISPUTED
    if disputed:
        require(request.user, Permission.SCREENING_TRAIN, found.unit)
    settles = disputed or (
        found.state == Labelling.SETTLED
        and may(request.user, Permission.SCREENING_TRAIN, found.unit)
    )
    form = LabelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = {**form.cleaned_data, "verdict": found, "by": request.user}
        if settles:
            actions.settle_verdict(**said)
            return redirect(found)
        actions.label_verdict(**said)
        offer_undo(
            request,
            _("%(verdict)s 已标注。") % {"verdict": found},
            reverse("screening:take_back_label", args=[pk]),
        )
        return redirect("screening:queue")
    if found.state == Labelling.SETTLED and not settles:
        raise Refused(
            _("这一条已经标注完成。是自己标的，可以撤回；别人标的，请研判员改判。")
        )
    context = {
        "verdict": found,
        "back_url": reverse("screening:verdicts"),
        "back_label": _("识诈"),
        "pieces": showing.pieces(found),
        "form": form,
        "disputed": disputed,
        "settles": settles,
        "labels": showing.labels_of(found) if settles else [],
        "verb": _verb(found.state) if settles else _("提交标注"),
        "waiting": to_label(request).count(),
    }
    return render(request, "screening/label.html", context)


def _verb(state: str) -> str:
    return _("裁定") if state == Labelling.DISPUTED else _("改判")


@require_POST
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(may_be_labelled(request), pk=pk)
    actions.take_back_label(verdict=found, by=request.user)
    return redirect("screening:label", pk)


@require_safe
@found_with(Permission.SCREENING_TRAIN, everywhere=True)
def imported(request: PersonRequest, pk: int) -> HttpResponse:
    """What a file said beside what the model in force that day did; where they differ,
    one of the two is to be looked at."""
    run = get_object_or_404(runs_of(request, LABELS), pk=pk)
    rows = brought_in_by(run).prefetch_related("labels__by")
    form = ImportedFilter(request.GET or None)
    if form.is_valid() and form.cleaned_data["differs"]:
        rows = rows.wrong()
    page = Paginator(rows.order_by("pk"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "page": page,
        "shown": [{"verdict": one, "labels": showing.labels_of(one)} for one in page],
        "filter_form": form,
        "back_url": reverse("screening:import_labels_run", args=[pk]),
    }
    return render(request, "screening/imported_labels.html", context)
