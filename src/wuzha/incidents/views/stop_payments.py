from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from wuzha.incidents.models import StopPaymentOrder
from wuzha.incidents.states import NOT_ISSUED
from wuzha.organisation.access import Permission, scope
from wuzha.organisation.http import PersonRequest


def visible_orders(request: PersonRequest) -> QuerySet[StopPaymentOrder]:
    """Those of one's incidents, and what was sent to one's bank."""
    rows = StopPaymentOrder.objects.select_related("incident__unit", "bank_unit")
    police = scope(request.user, Permission.INCIDENT_VIEW)
    bank = scope(request.user, Permission.STOP_EXECUTE)
    sent = bank.filter("bank_unit__path") & ~Q(state__in=NOT_ISSUED)
    return rows.filter(police.filter("incident__unit__path") | sent)


def stop_payment(request: PersonRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(visible_orders(request), pk=pk)
    return render(request, "incidents/stop_payment.html", {"order": order})
