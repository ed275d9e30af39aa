"""Papers and tables out. A paper holds everything, so that taking one is recorded."""

from django.http import FileResponse, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.documents.sheets import write_sheet
from wuzha.incidents import actions, papers, sheets
from wuzha.incidents.forms.filters import IncidentFilter, OrderFilter
from wuzha.incidents.jurisdiction import handlers
from wuzha.incidents.views import incidents, stop_payments
from wuzha.incidents.views.rows import visible_orders
from wuzha.organisation.access import Permission, scope
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.words import in_county_words


@require_safe
@in_county_words
def request_paper(request: PersonRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(visible_orders(request.user), pk=pk)
    actions.read_stop_payment(order=order, how="word", by=request.user)
    return HttpResponse(
        papers.request_paper(order),
        content_type=papers.WORD,
        headers={"Content-Disposition": f'attachment; filename="{order.number}.docx"'},
    )


@require_safe
@in_county_words
def request_fields(request: PersonRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(visible_orders(request.user), pk=pk)
    actions.read_stop_payment(order=order, how="fields", by=request.user)
    return JsonResponse(
        {"notice": papers.FIELD_MODEL, "request": papers.request_fields(order)},
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Content-Disposition": f'attachment; filename="{order.number}.json"'},
    )


@require_safe
@found_with(Permission.INCIDENT_VIEW)
@in_county_words
def incidents_sheet(request: PersonRequest) -> FileResponse:
    held = scope(request.user, Permission.INCIDENT_VIEW)
    units = handlers(held, timezone.localdate())
    form = IncidentFilter(request.GET or {"state": "open"}, units=units)
    rows = incidents.filtered(request, form)
    file = write_sheet(
        sheets.INCIDENTS,
        sheets.incident_records(rows.iterator(chunk_size=500)),
        title=_("案件"),
        note=note(request),
    )
    return FileResponse(file, as_attachment=True, filename=_("案件.xlsx"))


@require_safe
@found_with(Permission.INCIDENT_VIEW)
@in_county_words
def stop_payments_sheet(request: PersonRequest) -> FileResponse:
    form = OrderFilter(request.GET or {"state": "open"})
    rows = stop_payments.filtered(request, form).order_by("-drafted_at", "-pk")
    file = write_sheet(
        sheets.ORDERS,
        sheets.order_records(rows.iterator(chunk_size=500)),
        title=_("止付"),
        note=note(request),
    )
    return FileResponse(file, as_attachment=True, filename=_("止付.xlsx"))


def note(request: PersonRequest) -> str:
    now = timezone.localtime()
    return _("%(who)s 导出于 %(when)s") % {
        "who": request.user,
        "when": f"{now:%Y-%m-%d %H:%M}",
    }
