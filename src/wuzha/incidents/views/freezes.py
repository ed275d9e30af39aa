from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from wuzha.incidents.models import Freeze
from wuzha.organisation.access import Permission, visible_to
from wuzha.organisation.http import PersonRequest


def visible_freezes(request: PersonRequest) -> QuerySet[Freeze]:
    return visible_to(
        request.user,
        Permission.INCIDENT_VIEW,
        Freeze.objects.select_related("order__incident__unit", "decided_by"),
        path="order__incident__unit__path",
    )


def freeze(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_freezes(request), pk=pk)
    return render(request, "incidents/freeze.html", {"freeze": found})
