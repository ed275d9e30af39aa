"""What came of a file of texts: a table to filter and to take away."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.documents.models import ImportRun
from wuzha.documents.sheets import write_sheet
from wuzha.organisation.access import Permission, visible_to
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.views.imports import runs_of
from wuzha.organisation.words import in_county_words
from wuzha.screening.actions.verdicts import export_results
from wuzha.screening.forms import ResultFilter
from wuzha.screening.models import Verdict
from wuzha.screening.sheets import texts as sheets
from wuzha.screening.showing import class_name, said_of
from wuzha.screening.views.verdicts import A_PAGE


@require_safe
@found_with(Permission.SCREENING_ASK)
def results(request: PersonRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(runs_of(request, sheets.TEXTS), pk=pk)
    rows, form = _filtered(request, run)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    told = sheets.rows_of(run, page.object_list)
    shown: list[dict[str, Any]] = [
        {
            "verdict": one,
            "number": told[one.pk].payload.get("number") or told[one.pk].number,
            "class_name": class_name(one.fraud_class),
            "reasons": said_of(one),
        }
        for one in page
    ]
    context = {
        "run": run,
        "page": page,
        "shown": shown,
        "filter_form": form,
        "back_url": reverse("screening:import_texts_run", args=[pk]),
        "export_url": reverse("screening:export_results", args=[pk]),
    }
    return render(request, "screening/results.html", context)


@require_safe
@in_county_words
@found_with(Permission.SCREENING_ASK)
def export(request: PersonRequest, pk: int) -> HttpResponseBase:
    run = get_object_or_404(runs_of(request, sheets.TEXTS), pk=pk)
    rows, _form = _filtered(request, run)
    export_results(run=run, by=request.user)
    now = timezone.localtime()
    note = _("%(person)s 于 %(when)s 导出；个人信息已遮盖。") % {
        "person": request.user,
        "when": f"{now:%Y-%m-%d %H:%M}",
    }
    records = sheets.exported(run, list(rows))
    file = write_sheet(sheets.OUT, records, title=_("批量识诈"), note=note)
    name = _("批量识诈-%(day)s.xlsx") % {"day": f"{now:%Y%m%d-%H%M}"}
    return FileResponse(file, as_attachment=True, filename=name)


def _filtered(
    request: PersonRequest, run: ImportRun
) -> tuple[QuerySet[Verdict], ResultFilter]:
    """The surest scams first."""
    rows = visible_to(
        request.user, Permission.SCREENING_ASK, sheets.verdicts_of(run)
    ).order_by("-score", "pk")
    form = ResultFilter(request.GET or None)
    if form.is_valid():
        asked = {name: value for name, value in form.cleaned_data.items() if value}
        rows = rows.filter(**asked)
    return rows, form
