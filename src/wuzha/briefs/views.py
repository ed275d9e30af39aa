from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.briefs import actions, papers, sheets
from wuzha.briefs.figures import FIGURES, lines, reporting_units
from wuzha.briefs.forms import AmountCorrectionForm, ConfirmForm, CorrectionForm
from wuzha.briefs.models import Brief
from wuzha.briefs.states import BriefState
from wuzha.documents.sheets import write_sheet
from wuzha.lib.periods import typed_day
from wuzha.organisation.access import Permission, may, scope
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.words import in_county_words
from wuzha.reports import rows
from wuzha.ui.undo import offer_undo

A_PAGE = 50


def visible_briefs(request: PersonRequest) -> QuerySet[Brief]:
    """Of one's part of the tree, to read or to confirm."""
    held = scope(request.user, Permission.BRIEF_VIEW, Permission.BRIEF_CONFIRM)
    found = Brief.objects.select_related("unit", "confirmed_by", "published_by")
    return found if held.everywhere else found.filter(held.filter("unit__path"))


@require_safe
def days(request: PersonRequest) -> HttpResponse:
    """Every unit's standing on one day: confirmed, zero, late, waiting, missing."""
    day = _asked_day(request)
    now = timezone.now()
    found = list(visible_briefs(request).of_day(day).order_by("unit__path"))  # type: ignore[attr-defined]
    standing = [(brief, brief.standing(now)) for brief in found]
    context = {
        "day": day,
        "standing": standing,
        "counts": _counted(standing),
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < timezone.localdate() else None,
        "may_draw": may(request.user, Permission.BRIEF_CONFIRM),
    }
    return render(request, "briefs/days.html", context)


@require_POST
def today(request: PersonRequest) -> HttpResponse:
    """The brief of the day that runs, as far as it has come."""
    held = scope(request.user, Permission.BRIEF_CONFIRM)
    day = timezone.localdate()
    own = [u for u in reporting_units(day) if u.path in held.paths]
    if not own:
        raise Http404
    brief = actions.draw_up(unit=own[0], day=day, at=timezone.now(), by=request.user)
    return redirect("briefs:brief", brief.pk)


@require_safe
def brief(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_briefs(request), pk=pk)
    now = timezone.now()
    ended = now >= found.period.ends_at
    may_confirm = may(request.user, Permission.BRIEF_CONFIRM, found.unit)
    confirmed = found.state == BriefState.CONFIRMED
    may_publish = may(request.user, Permission.BRIEF_PUBLISH, found.unit)
    context = {
        "brief": found,
        "standing": found.standing(now),
        "lines": lines(found),
        "corrections": found.corrections.select_related("by"),
        "labels": {key: figure.label for key, figure in FIGURES.items()},
        "ended": ended,
        "may_confirm": may_confirm and ended and found.state == BriefState.DRAWN,
        "may_correct": may_confirm and found.state == BriefState.DRAWN,
        "may_take_back": may_confirm and confirmed,
        "may_publish": may_publish and confirmed,
        "back_url": f"{reverse('briefs:list')}?day={found.day:%Y-%m-%d}",
    }
    return render(request, "briefs/brief.html", context)


def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_briefs(request), pk=pk)
    form = ConfirmForm(request.POST or None, initial={"note": found.note})
    if request.method == "POST" and form.is_valid():
        actions.confirm_brief(brief=found, by=request.user, **form.cleaned_data)
        offer_undo(
            request,
            _("日报已核对。"),
            reverse("briefs:take_back", args=[pk]),
        )
        return redirect("briefs:brief", pk)
    context = {
        "brief": found,
        "form": form,
        "verb": _("核对无误"),
        "back_url": reverse("briefs:brief", args=[pk]),
        "lines": lines(found),
    }
    return render(request, "briefs/confirm.html", context)


@require_POST
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_briefs(request), pk=pk)
    actions.take_back_confirmation(brief=found, by=request.user)
    return redirect("briefs:brief", pk)


def publish(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_briefs(request), pk=pk)
    if request.method == "POST":
        actions.publish_brief(brief=found, by=request.user)
        messages.success(request, _("日报已发布，数字已固定。"))
        return redirect("briefs:brief", pk)
    context = {
        "brief": found,
        "verb": _("发布日报"),
        "final": True,
        "back_url": reverse("briefs:brief", args=[pk]),
        "consequences": [
            _("数字固定为现在的样子，以后补录、更正不再改变这份日报。"),
            _("有查看权限的人都能看到、导出和打印。"),
        ],
    }
    return render(request, "briefs/publish.html", context)


@require_safe
def figure(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    """The records behind a number."""
    found = get_object_or_404(visible_briefs(request), pk=pk)
    if key not in FIGURES:
        raise Http404
    behind = rows.behind(key, found.unit, found.period)
    page = Paginator(behind, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = [rows.line_of(row) for row in page]
    context = {
        "brief": found,
        "key": key,
        "label": FIGURES[key].label,
        "page": page,
        "back_url": reverse("briefs:brief", args=[pk]),
    }
    return render(request, "briefs/figure.html", context)


def correct(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    found = get_object_or_404(visible_briefs(request), pk=pk)
    if key not in FIGURES:
        raise Http404
    is_money = FIGURES[key].amount is not None
    form = (AmountCorrectionForm if is_money else CorrectionForm)(request.POST or None)
    if form.is_valid():
        actions.correct_figure(
            brief=found, key=key, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已更正，原数和原因一并保留。"))
        return redirect("briefs:brief", pk)
    context = {
        "brief": found,
        "label": FIGURES[key].label,
        "derived": FIGURES[key].value(found.unit, found.period),
        "is_money": is_money,
        "form": form,
        "verb": _("更正"),
        "back_url": reverse("briefs:brief", args=[pk]),
    }
    return render(request, "briefs/correct.html", context)


@require_safe
@in_county_words
def sheet(request: PersonRequest, pk: int) -> FileResponse:
    found = get_object_or_404(visible_briefs(request), pk=pk)
    return FileResponse(
        write_sheet(
            sheets.BRIEF,
            (sheets.record_of(line) for line in lines(found)),
            title=sheets.title_of(found),
            note=sheets.standing_of(found),
        ),
        as_attachment=True,
        filename=f"brief-{found.day:%Y%m%d}-{found.pk}.xlsx",
    )


@require_safe
@in_county_words
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_briefs(request), pk=pk)
    name = f"brief-{found.day:%Y%m%d}-{found.pk}.docx"
    return HttpResponse(
        papers.brief_paper(found),
        content_type=papers.WORD,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _asked_day(request: PersonRequest) -> date:
    yesterday = timezone.localdate() - timedelta(days=1)
    return typed_day(request.GET.get("day", "")) or yesterday


def _counted(standing: list[tuple[Brief, Any]]) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for _brief, how in standing:
        found[str(how.label)] = found.get(str(how.label), 0) + 1
    return list(found.items())
