"""The list, the question by one full number, an entry and what is done about it."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Unit
from wuzha.restrictions.actions import restrictions as actions
from wuzha.restrictions.forms import (
    OPEN,
    CheckForm,
    DecisionForm,
    ListFilter,
    ReasonForm,
    ToldForm,
)
from wuzha.restrictions.law import terms
from wuzha.restrictions.models import Restriction
from wuzha.restrictions.states import RESTRICTION, Ground, State
from wuzha.security.factors import require_fresh
from wuzha.ui.paging import page_of, total_text
from wuzha.ui.timeline import Event

PAGE = 50
editors = found_with(Permission.RESTRICTION_EDIT, everywhere=True)


@editors
@require_safe
def listed(request: PersonRequest) -> HttpResponse:
    """Masked; what ends first on top."""
    form = ListFilter(request.GET or {"state": OPEN})
    page = page_of(filtered(form), request.GET.get("page"), PAGE)
    context = {"page": page, "counted": total_text(page), "filter_form": form}
    return render(request, "restrictions/list.html", context)


@never_cache
@found_with(Permission.RESTRICTION_CHECK)
def check(request: PersonRequest) -> HttpResponse:
    """By one full number, with what for; nothing is found by a part of it."""
    form = CheckForm(posted(request))
    context: dict[str, Any] = {
        "form": form,
        "keep_as": "-",
        "may_open": may(request.user, Permission.RESTRICTION_EDIT),
    }
    if form.is_valid():
        context["found"] = actions.check_number(by=request.user, **form.cleaned_data)
        context["asked"] = True
    return render(request, "restrictions/check.html", context)


@editors
def enter(request: PersonRequest) -> HttpResponse:
    form = DecisionForm(posted(request))
    if form.is_valid():
        made = actions.enter_restriction(entry=form.entry(), by=request.user)
        said = _("%(number)s已登记，%(state)s。")
        facts = {"number": made.number, "state": made.get_state_display()}
        messages.success(request, said % facts)
        return redirect(made)
    context = {
        "form": form,
        "verb": _("登记"),
        "terms": _terms_today(),
        "back_url": reverse("restrictions:list"),
    }
    return render(request, "restrictions/enter.html", context)


@editors
@require_safe
def restriction(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(pk)
    actions.read_restriction(restriction=found, how="page", by=request.user)
    appeals = found.appeals.select_related("answered_by")
    context = {
        "restriction": found,
        "is_open": found.state in RESTRICTION.open,
        "is_over": found.state in {State.LIFTED, State.EXPIRED},
        "terms": terms(found.ground, found.decided_on),
        "appeals": appeals,
        "open_appeal": next((one for one in appeals if one.answered_at is None), None),
        "history": _history(found),
        "back_url": reverse("restrictions:list"),
    }
    return render(request, "restrictions/restriction.html", context)


@editors
def told(request: PersonRequest, pk: int) -> HttpResponse:
    """The notice was given: it holds from now on."""
    found, form = _one(pk), ToldForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        actions.note_notice(
            restriction=found,
            notified_on=given["day"],
            notified_how=given["how"],
            by=request.user,
        )
        return redirect(found)
    shown = {
        "heading": _("登记告知"),
        "verb": _("已告知，开始执行"),
        "consequences": [_("从现在起执行，查询时能查到。")],
    }
    return _act(request, found, form, shown)


@editors
def lift(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(pk)
    require_fresh(request)
    form = ReasonForm(posted(request))
    if form.is_valid():
        actions.lift_restriction(
            restriction=found, by=request.user, **form.cleaned_data
        )
        return redirect(found)
    shown = {
        "heading": _("提前解除"),
        "verb": _("解除"),
        "final": True,
        "consequences": [_("立即解除，查询时不再查到。随后请告知当事人和执行单位。")],
    }
    return _act(request, found, form, shown)


@editors
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    found, form = _one(pk), ReasonForm(posted(request))
    if form.is_valid():
        actions.withdraw_restriction(
            restriction=found, by=request.user, **form.cleaned_data
        )
        return redirect(found)
    shown = {
        "heading": _("误录撤回"),
        "verb": _("撤回"),
        "final": True,
        "consequences": [_("登记错了才用。撤回后不再查到，记录留痕。")],
    }
    return _act(request, found, form, shown)


@editors
def end_told(request: PersonRequest, pk: int) -> HttpResponse:
    found, form = _one(pk), ToldForm(posted(request))
    if form.is_valid():
        given = form.cleaned_data
        actions.note_end_told(
            restriction=found,
            told_on=given["day"],
            told_how=given["how"],
            by=request.user,
        )
        return redirect(found)
    shown = {"heading": _("登记解除告知"), "verb": _("已告知解除")}
    return _act(request, found, form, shown)


def opened(request: PersonRequest, pk: int) -> tuple[Restriction, Unit]:
    """To those who keep the register."""
    county = Unit.objects.root()
    if not may(request.user, Permission.RESTRICTION_EDIT, county):
        raise Http404
    return _one(pk), county


def filtered(form: ListFilter) -> QuerySet[Restriction]:
    rows = Restriction.objects.all()
    if not form.is_valid():
        return rows
    asked = form.cleaned_data
    if asked["ground"]:
        rows = rows.filter(ground=asked["ground"])
    if asked["state"] == OPEN:
        return rows.open()
    return rows.filter(state=asked["state"]) if asked["state"] else rows


def _one(pk: int) -> Restriction:
    return get_object_or_404(
        Restriction.objects.select_related("entered_by", "ended_by"), pk=pk
    )


def _act(
    request: PersonRequest, found: Restriction, form: Any, shown: dict[str, Any]
) -> HttpResponse:
    context = {
        "form": form,
        "restriction": found,
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
        **shown,
    }
    return render(request, "restrictions/deed.html", context)


def _terms_today() -> dict[str, Any]:
    today = timezone.localdate()
    return {str(one.label): terms(one, today) for one in Ground}


def _history(row: Restriction) -> list[Event]:
    events = [
        Event(row.entered_at, _("登记"), row.entered_by, tone="done"),
        *(
            Event(one.entered_at, _("收到申诉 %s") % one, one.entered_by)
            for one in row.appeals.select_related("entered_by")
        ),
        *(
            Event(one.answered_at, _("答复申诉 %s") % one, one.answered_by or "")
            for one in row.appeals.exclude(answered_at=None)
            if one.answered_at
        ),
    ]
    if row.ended_at:
        who, why = row.ended_by or "", row.end_reason
        events.append(Event(row.ended_at, row.get_state_display(), who, why))
    return sorted(events, key=lambda event: event.at, reverse=True)
