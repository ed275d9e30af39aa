"""The notice to the person, the notice of the end, and the list for an authority."""

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.documents.sheets import write_sheet
from wuzha.organisation.http import PersonRequest, posted
from wuzha.organisation.words import in_county_words
from wuzha.restrictions import papers, sheets
from wuzha.restrictions.actions import restrictions as actions
from wuzha.restrictions.forms import OPEN, ExportForm, ListFilter
from wuzha.restrictions.models import Restriction
from wuzha.restrictions.views.restrictions import editors, filtered
from wuzha.security.factors import require_fresh

EXPORTED_AT_A_TIME = 500


@editors
@require_safe
@in_county_words
def paper(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """With name and number in full, so that taking it is recorded."""
    if kind not in papers.PAPERS:
        raise Http404
    found = get_object_or_404(Restriction, pk=pk, forgotten_at=None)
    actions.read_restriction(restriction=found, how=kind, by=request.user)
    return HttpResponse(
        papers.PAPERS[kind](found),
        content_type=papers.WORD,
        headers={"Content-Disposition": f'attachment; filename="{found}-{kind}.docx"'},
    )


@editors
@in_county_words
def export(request: PersonRequest) -> HttpResponseBase:
    require_fresh(request)
    form = ExportForm(posted(request))
    if not form.is_valid():
        context = {
            "form": form,
            "verb": _("导出"),
            "back_url": reverse("restrictions:list"),
        }
        return render(request, "restrictions/export.html", context)
    asked = form.cleaned_data
    actions.export_restrictions(by=request.user, **asked)
    rows = filtered(ListFilter(request.GET or {"state": OPEN}))
    note = _("供%(recipient)s，用途：%(purpose)s。个人信息已遮盖。") % asked
    file = write_sheet(
        sheets.OUT,
        sheets.exported(rows.prefetch_related("appeals").iterator(EXPORTED_AT_A_TIME)),
        title=_("惩戒登记"),
        note=note,
    )
    return FileResponse(file, as_attachment=True, filename=_("惩戒登记.xlsx"))
