from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from wuzha.earlywarnings.views.rows import seen_by, workable_by
from wuzha.organisation.http import PersonRequest


def dissuasion(request: PersonRequest, pk: int) -> HttpResponse:
    """Whoever only works on it is led to the visit page."""
    row = seen_by(request.user).filter(pk=pk).first()
    if row is None:
        row = get_object_or_404(workable_by(request.user), pk=pk)
        return redirect("dissuasion", pk=row.pk)
    return HttpResponse(row.number)
