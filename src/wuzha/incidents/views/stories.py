"""The story of an incident: its class confirmed, and itself without names."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.incidents import actions
from wuzha.incidents.forms.classes import SortingForm
from wuzha.incidents.views.incidents import opened
from wuzha.incidents.views.rows import find_or_404
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest


@require_POST
def sort(request: PersonRequest, pk: int) -> HttpResponse:
    found, unit = opened(request, pk)
    find_or_404(request.user, Permission.INCIDENT_EDIT, unit)
    form = SortingForm(request.POST)
    if form.is_valid():
        kind = form.cleaned_data["kind"]
        actions.sort_incident(incident=found, kind=kind, by=request.user)
        messages.success(request, _("归类已确认。"))
    return redirect(found)


@require_safe
def story(request: PersonRequest, pk: int) -> HttpResponse:
    found, _unit = opened(request, pk)
    masked = actions.take_story(incident=found, by=request.user)
    context = {
        "incident": found,
        "masked": masked,
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
    }
    return render(request, "incidents/story.html", context)
