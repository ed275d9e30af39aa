"""A warning comes in by hand."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.earlywarnings import actions
from wuzha.earlywarnings.forms.intake import WarningForm
from wuzha.earlywarnings.states import Door, State
from wuzha.earlywarnings.views.answers import saved
from wuzha.earlywarnings.views.rows import seen_by
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, found_with

intake_page = found_with(Permission.WARNING_CREATE)


@intake_page
def new(request: PersonRequest) -> HttpResponse:
    form = WarningForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        received = actions.receive_warning(
            warning=form.cleaned_data["warning"], door=Door.HAND, by=request.user
        )
        return saved(request, _next_page(request, received), _said(received))
    context = {
        "form": form,
        "verb": _("收下并分派"),
        "back_url": reverse("earlywarnings:list"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "earlywarnings/new.html", context, status=status)


def _said(received: actions.Received) -> str:
    case = received.dissuasion
    facts = {"number": case, "unit": case.unit}
    if not received.created:
        return _("这条预警已经收过，见 %(number)s。") % facts
    if case.state == State.TRIAGE:
        return _("已收下 %(number)s，地址没有对应的单位，请分派。") % facts
    if case.received_at < received.warning.received_at:
        return _("已收下，并入同一人的 %(number)s，由%(unit)s承办。") % facts
    return _("已收下 %(number)s，已分派给%(unit)s。") % facts


def _next_page(request: PersonRequest, received: actions.Received) -> str:
    case = received.dissuasion
    if seen_by(request.user).filter(pk=case.pk).exists():
        return case.get_absolute_url()
    return reverse("earlywarnings:new")
