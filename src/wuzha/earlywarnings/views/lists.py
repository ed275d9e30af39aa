"""The list by clock, what waits for triage, and both as a table to take along."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.documents.sheets import write_sheet
from wuzha.earlywarnings import actions, figures, sheets
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.forms.lists import FilterForm
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import State
from wuzha.earlywarnings.views.rows import attach_clocks, by_clock
from wuzha.organisation.access import (
    Permission,
    permissions_of,
    scope,
    visible_to,
)
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.organisation.models import Unit
from wuzha.organisation.words import in_county_words
from wuzha.ui.paging import page_of, total_text

PAGE = 50
EXPORTED_AT_A_TIME = 500
MOST_EXPORTED = 100_000
triage_page = found_with(Permission.WARNING_DISPATCH)
export_page = found_with(Permission.WARNING_EXPORT)


@require_safe
def entrance(request: PersonRequest) -> HttpResponse:
    """Whoever only visits has the visits."""
    granted = permissions_of(request.user)
    if Permission.WARNING_VIEW in granted:
        return _cases(request, granted)
    if Permission.WARNING_WORK in granted:
        return redirect("earlywarnings:visits")
    raise Http404


def _cases(request: PersonRequest, granted: frozenset[Permission]) -> HttpResponse:
    form = FilterForm(request.GET, person=request.user)
    rows = form.filtered()
    counted = rows.order_by() if form.is_by_clock else rows
    page = page_of(rows, request.GET.get("page"), PAGE, counted=counted)
    attach_clocks(page.object_list)  # type: ignore[arg-type]
    context = {
        "page": page,
        "counted": total_text(page),
        "filter_form": form,
        "figure_label": form.figure_label,
        "period": form.period,
        "may_create": Permission.WARNING_CREATE in granted,
        "export_url": (
            reverse("earlywarnings:export")
            if Permission.WARNING_EXPORT in granted
            else ""
        ),
        "tabs": _tabs(request),
    }
    return render(request, "earlywarnings/list.html", context)


@triage_page
@require_safe
def triage(request: PersonRequest) -> HttpResponse:
    """What no rule could send: with the units that the address may mean."""
    waiting = Dissuasion.objects.open().filter(state=State.TRIAGE)
    rows = visible_to(request.user, Permission.WARNING_DISPATCH, waiting)
    page = page_of(by_clock(rows), request.GET.get("page"), PAGE, counted=rows)
    listed: list[Dissuasion] = page.object_list  # type: ignore[assignment]
    attach_clocks(listed)
    _attach_candidates(listed)
    context = {"page": page, "counted": total_text(page), "tabs": _tabs(request)}
    return render(request, "earlywarnings/triage.html", context)


@export_page
@require_safe
@in_county_words
def export(request: PersonRequest) -> HttpResponseBase:
    form = FilterForm(request.GET, person=request.user)
    rows = form.filtered()[:MOST_EXPORTED]
    actions.export_cases(
        filters=request.GET.urlencode(), count=rows.count(), by=request.user
    )
    now = timezone.localtime()
    note = _("%(person)s 于 %(when)s 导出；个人信息已遮盖。") % {
        "person": request.user,
        "when": f"{now:%Y-%m-%d %H:%M}",
    }
    records = sheets.listed(rows.iterator(EXPORTED_AT_A_TIME))
    file = write_sheet(sheets.LIST, records, title=_("预警劝阻"), note=note)
    name = _("预警劝阻-%(day)s.xlsx") % {"day": f"{now:%Y%m%d-%H%M}"}
    return FileResponse(file, as_attachment=True, filename=name)


def _tabs(request: PersonRequest) -> dict[str, Any]:
    """How many wait where: only what is open is counted."""
    if not scope(request.user, Permission.WARNING_DISPATCH).everywhere:
        return {}
    root = Unit.objects.root()
    opened = figures.open_cases(root)
    return {
        "triage": opened.filter(state=State.TRIAGE).count(),
        "overdue": figures.overdue_cases(root, now=timezone.now()).count(),
        "review": opened.filter(state=State.FED_BACK).count(),
    }


def _attach_candidates(rows: list[Dissuasion]) -> None:
    desk = Desk.now()
    for row in rows:
        match = desk.places.match(address=row.address)
        row.candidates = [desk.unit(key) for key in match.candidates]  # type: ignore[attr-defined]
