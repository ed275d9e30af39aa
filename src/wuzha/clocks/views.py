"""The county's working days: a table a year, and what a change of it would move."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.clocks import actions
from wuzha.clocks.forms import NoticeForm, TableForm, YearForm
from wuzha.clocks.models import CalendarYear
from wuzha.clocks.workdays import (
    Change,
    Shifted,
    change_by,
    county_calendar,
    missing_years,
    shifted_clocks,
)
from wuzha.lib.holidays import read_notice
from wuzha.lib.workdays import Holiday, shipped
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.security.events import subject_words
from wuzha.ui.undo import offer_undo

settings_page = found_with(Permission.SETTINGS_EDIT, everywhere=True)
EARLIEST, LATEST = 2000, 2100
MOST_SHOWN = 50


@settings_page
@require_safe
def years(request: PersonRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    shifted = shifted_clocks(now)
    context = {
        "years": _years(today.year),
        "missing": missing_years(today),
        "shifted": [_row(one) for one in shifted[:MOST_SHOWN]],
        "shifted_count": len(shifted),
    }
    return render(request, "clocks/years.html", context)


@settings_page
def year(request: PersonRequest, year: int) -> HttpResponse:
    form = TableForm(_known(year), request.POST or None, begin=_begin(year))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, NoticeForm())
    if not form.is_previewed:
        change = change_by(form.table, timezone.now())
        return _page(request, form, NoticeForm(), change=change)
    row = actions.set_calendar_year(
        table=form.table,
        url=form.head.cleaned_data["url"],
        seen=form.head.cleaned_data["seen"],
        by=request.user,
    )
    offer_undo(
        request,
        _("%(year)d年的工作日历已保存，现在起生效。") % {"year": year},
        reverse("clocks:undo", args=[year, row.version]),
    )
    return redirect("clocks:years")


@settings_page
@require_POST
def undo(request: PersonRequest, year: int, version: int) -> HttpResponse:
    """Takes back the version that the person has before them."""
    if not CalendarYear.objects.filter(year=year, version=version).exists():
        raise Http404
    actions.undo_calendar_year(year=year, seen=version, by=request.user)
    messages.success(
        request, _("已撤销，%(year)d年的工作日历回到改动之前。") % {"year": year}
    )
    return redirect("clocks:years")


@settings_page
@require_POST
def notice(request: PersonRequest, year: int) -> HttpResponse:
    """What was read of a pasted notice, in the form and not yet saved."""
    begin = _begin(_known(year))
    pasted = NoticeForm(request.POST)
    if pasted.is_valid():
        begin["holidays"] = read_notice(pasted.cleaned_data["notice"], year)
    form = TableForm(year, begin=begin)
    return _page(request, form, pasted, is_preview=pasted.is_valid())


@settings_page
@require_POST
def move(request: PersonRequest) -> HttpResponse:
    moved = actions.move_clocks(by=request.user)
    messages.success(request, _("%(count)d 个时限已改期。") % {"count": moved})
    return redirect("clocks:years")


def _page(
    request: PersonRequest,
    form: TableForm,
    pasted: NoticeForm,
    *,
    is_preview: bool = False,
    change: Change | None = None,
) -> HttpResponse:
    typed_wrong = form.head.is_bound and change is None
    wrong = typed_wrong or (pasted.is_bound and not is_preview)
    context = {
        "year": form.year,
        "form": form,
        "pasted": pasted,
        "is_preview": is_preview,
        "change": change,
        "history": _history(form.year),
        "newest": CalendarYear.objects.filter(year=form.year).last(),
    }
    return render(request, "clocks/year.html", context, status=422 if wrong else 200)


def _row(shifted: Shifted) -> dict[str, Any]:
    clock = shifted.clock
    return {
        "what": subject_words(f"{clock.subject_type}:{clock.subject_id}"),
        "unit": clock.unit,
        "was": clock.due_at,
        "due": shifted.due_at,
    }


def _known(year: int) -> int:
    if not EARLIEST <= year <= LATEST:
        raise Http404
    return year


def _begin(year: int) -> dict[str, Any]:
    """The table in force: the county's, else the shipped one, else none."""
    row = CalendarYear.objects.newest().filter(year=year).first()
    own = row if row and not row.withdrawn else None
    table = own.table if own else next((t for t in shipped() if t.year == year), None)
    return {
        "basis": table.basis if table else "",
        "url": own.url if own else "",
        "seen": row.version if row else 0,
        "holidays": table.holidays if table else (),
        **YearForm.hours_of(county_calendar().shifts_of(year)),
    }


def _years(this_year: int) -> list[dict[str, Any]]:
    """Newest first; the years with a table, this one and the next."""
    own = {r.year: r for r in CalendarYear.objects.in_force().select_related("by")}
    given = {table.year: table for table in shipped()}
    return [
        {
            "year": number,
            "row": own.get(number),
            "table": own[number].table if number in own else given.get(number),
        }
        for number in sorted({*own, *given, this_year, this_year + 1}, reverse=True)
    ]


def _history(year: int) -> list[dict[str, Any]]:
    rows = CalendarYear.objects.filter(year=year).select_related("by")
    return [
        {
            "at": row.recorded_at,
            "what": _("第%(version)d版，%(basis)s")
            % {"version": row.version, "basis": row.basis},
            "who": row.by.name,
            "detail": _detail(row),
        }
        for row in rows.order_by("-version")
    ]


def _detail(row: CalendarYear) -> str:
    if row.withdrawn:
        return _("撤销了本县填写的日历")
    return "\n".join(_in_words(row.table.holidays))


def _in_words(holidays: Iterable[Holiday]) -> list[str]:
    return [
        _("%(name)s %(first)s 至 %(last)s，补班 %(make_up)s")
        % {
            "name": one.name,
            "first": one.first,
            "last": one.last,
            "make_up": "、".join(map(str, one.make_up)) or _("无"),
        }
        for one in holidays
    ]
