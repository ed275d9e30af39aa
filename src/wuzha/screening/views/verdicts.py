from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.organisation.access import Permission, may, permissions_of, visible_to
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Unit
from wuzha.screening import showing
from wuzha.screening.actions.verdicts import screen_text
from wuzha.screening.asking import asking_units
from wuzha.screening.forms import TextForm, VerdictFilter
from wuzha.screening.models import Verdict
from wuzha.screening.models.verdicts import VerdictQuerySet
from wuzha.screening.states import Labelling
from wuzha.security.reveal import reveal_view

A_PAGE = 50


def visible_verdicts(request: PersonRequest) -> VerdictQuerySet:
    rows = Verdict.objects.select_related("unit", "asked_by")
    return visible_to(request.user, Permission.SCREENING_ASK, rows)


@found_with(Permission.SCREENING_ASK)
def verdicts(request: PersonRequest) -> HttpResponse:
    """What was handed in, below the box for the next text."""
    units = asking_units(request.user)
    form = TextForm(request.POST or None, units=units)
    if form.is_valid():
        verdict = screen_text(by=request.user, **form.cleaned_data)
        return redirect(verdict)
    rows, filter_form = _filtered(request)
    return render(
        request,
        "screening/verdicts.html",
        {
            "form": form,
            "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
            "filter_form": filter_form,
            "may": permissions_of(request.user),
        },
    )


@require_safe
def verdict(request: PersonRequest, pk: int) -> HttpResponse:
    """Labels are shown to whoever can no longer be swayed by them."""
    found = get_object_or_404(visible_verdicts(request), pk=pk)
    said_by = [one.by_id for one in found.labels.all()]
    own = request.user.pk in said_by
    may_label = may(request.user, Permission.SCREENING_LABEL, found.unit)
    decided = found.state in (Labelling.DISPUTED, Labelling.SETTLED)
    return render(
        request,
        "screening/verdict.html",
        {
            "verdict": found,
            "back_url": reverse("screening:verdicts"),
            "back_label": _("识诈"),
            "pieces": showing.pieces(found),
            "advice": showing.advice_for(found),
            "reasons": showing.reasons_of(found),
            "mentions": showing.mentioned_in(found),
            "chance": showing.chance(found),
            "class_name": showing.class_name(found.fraud_class),
            "may_reveal": may_label,
            "labels": showing.labels_of(found) if own or decided else [],
            "may_take_back": may_label and said_by == [request.user.pk],
            "may_label": may_label and not own and not decided and found.text,
            "own": own,
            "may_settle": may(request.user, Permission.SCREENING_TRAIN, found.unit),
        },
    )


def _filtered(request: PersonRequest) -> tuple[QuerySet[Verdict], VerdictFilter]:
    rows = visible_verdicts(request).handed_in()
    form = VerdictFilter(request.GET or None)
    if form.is_valid():
        asked = {name: value for name, value in form.cleaned_data.items() if value}
        rows = rows.filter(**asked)
    return rows, form


def _opened(request: PersonRequest, pk: int) -> tuple[Verdict, Unit]:
    found = get_object_or_404(visible_verdicts(request), pk=pk)
    return found, found.unit


reveal = reveal_view(door=_opened, fields={"text": Permission.SCREENING_LABEL})
