from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from wuzha.incidents.models import Incident
from wuzha.organisation.access import Permission, visible_to
from wuzha.organisation.http import PersonRequest


def visible_incidents(request: PersonRequest) -> QuerySet[Incident]:
    rows = Incident.objects.select_related("unit", "place")
    return visible_to(request.user, Permission.INCIDENT_VIEW, rows)


def incident(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_incidents(request), pk=pk)
    return render(request, "incidents/incident.html", {"incident": found})
