"""A branch's reports: made, looked at, passed on or closed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.accounts.actions import suspicions as actions
from wuzha.accounts.branches import own_branch
from wuzha.accounts.forms.suspicions import (
    WAITING,
    AnswerForm,
    IncidentForm,
    SuspicionFilter,
    SuspicionForm,
    WarningForm,
)
from wuzha.accounts.models import Suspicion
from wuzha.accounts.states import SuspicionState
from wuzha.accounts.views.rows import visible_suspicions
from wuzha.clocks.models import Clock
from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Unit
from wuzha.ui.paging import page_of, total_text

PAGE = 50


@require_safe
def suspicions(request: PersonRequest) -> HttpResponse:
    """To branches and to the police that look."""
    reports = may(request.user, Permission.SUSPICION_REPORT)
    if not reports and not may(request.user, Permission.SUSPICION_HANDLE):
        raise Http404
    beginning = {} if reports else {"state": WAITING}
    form = SuspicionFilter(request.GET or beginning)
    rows = visible_suspicions(request.user)
    if form.is_valid():
        state = form.cleaned_data["state"]
        if state == WAITING:
            rows = rows.waiting()
        elif state:
            rows = rows.filter(state=state)
    page = page_of(rows, request.GET.get("page"), PAGE)
    context = {
        "page": page,
        "total_text": total_text(page),
        "filter_form": form,
        "may_report": reports,
    }
    return render(request, "accounts/suspicions.html", context)


@found_with(Permission.SUSPICION_REPORT)
def report(request: PersonRequest) -> HttpResponse:
    branch = own_branch(request.user, Permission.SUSPICION_REPORT)
    form = SuspicionForm(posted(request))
    if form.is_valid():
        made = actions.report_suspicion(
            suspicion=form.suspicion(), branch=branch, by=request.user
        )
        said = _("已报%(unit)s，回执号 %(number)s。")
        messages.success(request, said % {"unit": made.handler, "number": made.number})
        return redirect(made)
    context = {
        "form": form,
        "branch": branch,
        "verb": _("报给公安"),
        "back_url": reverse("accounts:suspicions"),
    }
    return render(request, "accounts/suspicion_new.html", context)


@require_safe
def suspicion(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_suspicions(request.user), pk=pk)
    context = {
        "suspicion": found,
        "handles": may(request.user, Permission.SUSPICION_HANDLE, found.handler),
        "clock": Clock.objects.open().of(found).first(),
        "back_url": reverse("accounts:suspicions"),
    }
    return render(request, "accounts/suspicion.html", context)


@require_POST
def look(request: PersonRequest, pk: int) -> HttpResponse:
    found = handled(request, pk)
    actions.look_at_suspicion(suspicion=found, by=request.user)
    return redirect(found)


def warn(request: PersonRequest, pk: int) -> HttpResponse:
    found, form = handled(request, pk), WarningForm(posted(request))
    if form.is_valid():
        actions.pass_on_as_warning(
            suspicion=found, by=request.user, **form.cleaned_data
        )
        return redirect(found)
    shown = {
        "heading": _("转为预警劝阻"),
        "verb": _("发出预警"),
        "consequences": [_("按预警分派，去人劝阻。网点会收到答复。")],
    }
    return _act(request, found, form, shown)


def open_case(request: PersonRequest, pk: int) -> HttpResponse:
    found, form = handled(request, pk), IncidentForm(posted(request))
    if form.is_valid():
        kind = form.classified()
        actions.pass_on_as_incident(
            suspicion=found,
            fraud_class=kind["fraud_class"],
            sub_type=kind["sub_type"],
            answer=form.cleaned_data["answer"],
            by=request.user,
        )
        return redirect(found)
    shown = {
        "heading": _("转为案件"),
        "verb": _("立为案件"),
        "consequences": [_("客户的钱已经转出，作为受害人登记案件，转出的一笔带入。")],
    }
    return _act(request, found, form, shown)


def close(request: PersonRequest, pk: int) -> HttpResponse:
    found, form = handled(request, pk), AnswerForm(posted(request))
    if form.is_valid():
        actions.close_suspicion(suspicion=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    shown = {"heading": _("不转办，了结"), "verb": _("了结")}
    return _act(request, found, form, shown)


def handled(request: PersonRequest, pk: int) -> Suspicion:
    found, _unit = opened(request, pk)
    return found


def opened(request: PersonRequest, pk: int) -> tuple[Suspicion, Unit]:
    """To the police that look at it."""
    found = get_object_or_404(visible_suspicions(request.user), pk=pk)
    if not may(request.user, Permission.SUSPICION_HANDLE, found.handler):
        raise Http404
    return found, found.handler


def _act(
    request: PersonRequest, found: Suspicion, form: Any, shown: dict[str, Any]
) -> HttpResponse:
    if found.state != SuspicionState.LOOKED_AT:
        return redirect(found)
    context = {
        "form": form,
        "suspicion": found,
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
        **shown,
    }
    return render(request, "accounts/deed.html", context)
