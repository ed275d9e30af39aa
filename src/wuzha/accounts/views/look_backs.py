"""Involved accounts looked back on: by the bank that opened them, and the police."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.accounts import papers
from wuzha.accounts.actions import look_backs as actions
from wuzha.accounts.forms.look_backs import LookBackForm, NoteForm
from wuzha.accounts.models import BankAccount, LookBack
from wuzha.accounts.states import Ground, LookBackState
from wuzha.accounts.views.rows import (
    entered_to_look_back_on,
    to_look_back_on,
    visible_look_backs,
)
from wuzha.clocks.models import Clock
from wuzha.jobs.models import Job
from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.words import in_county_words
from wuzha.ui.paging import page_of, total_text

PAGE = 50


@require_safe
def look_backs(request: PersonRequest) -> HttpResponse:
    reviews = may(request.user, Permission.ACCOUNTS_REVIEW)
    if not reviews and not may(request.user, Permission.ACCOUNTS_WORK):
        raise Http404
    page = page_of(visible_look_backs(request.user), request.GET.get("page"), PAGE)
    context = {
        "page": page,
        "total_text": total_text(page),
        "candidates": to_look_back_on(request.user) if reviews else [],
        "entered": entered_to_look_back_on(request.user) if reviews else [],
    }
    return render(request, "accounts/look_backs.html", context)


@require_POST
@found_with(Permission.ACCOUNTS_REVIEW)
def start(request: PersonRequest, pk: int) -> HttpResponse:
    orders = {order.pk: order for order in to_look_back_on(request.user)}
    if pk not in orders:
        raise Http404
    made = actions.start_look_back(order=orders[pk], by=request.user)
    return _told(request, made)


@require_POST
@found_with(Permission.ACCOUNTS_REVIEW)
def start_on_entry(request: PersonRequest, pk: int) -> HttpResponse:
    """Of an account in the register of restrictions."""
    entries = {entry.pk: entry for entry in entered_to_look_back_on(request.user)}
    if pk not in entries:
        raise Http404
    entry = entries[pk]
    made = actions.start_look_back_on(
        account=entry.account,
        branch=BankAccount.objects.branch_of(entry.account),
        ground=Ground.ENTERED,
        began_with=entry.number,
        known_at=entry.in_force_from or entry.entered_at,
        by=request.user,
    )
    return _told(request, made)


def _told(request: PersonRequest, made: LookBack) -> HttpResponse:
    messages.success(request, _("已通知%(branch)s倒查。") % {"branch": made.branch})
    return redirect(made)


@require_safe
def look_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_look_backs(request.user), pk=pk)
    fired = found.fired()
    context = {
        "look_back": found,
        "fired": fired,
        "earliest": next(
            (one for one in fired if one["ahead"].total_seconds() > 0), None
        ),
        "works": may(request.user, Permission.ACCOUNTS_WORK, found.branch),
        "reviews": may(request.user, Permission.ACCOUNTS_REVIEW, found.branch),
        "clock": Clock.objects.open().of(found).first(),
        "searches": Job.objects.unfinished().filter(key=found.search_key).exists(),
        "back_url": reverse("accounts:look_backs"),
    }
    return render(request, "accounts/look_back.html", context)


def answer(request: PersonRequest, pk: int) -> HttpResponse:
    found = found_look_back(request, pk, Permission.ACCOUNTS_WORK, LookBackState.OPEN)
    form = LookBackForm(posted(request), look_back=found)
    if form.is_valid():
        actions.answer_look_back(
            look_back=found, facts=form.cleaned_data, by=request.user
        )
        return redirect(found)
    shown = {"heading": _("填写倒查"), "verb": _("提交公安审阅")}
    return deed_page(request, found, form, shown)


def send_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = found_look_back(
        request, pk, Permission.ACCOUNTS_REVIEW, LookBackState.ANSWERED
    )
    form = NoteForm(posted(request))
    if form.is_valid():
        actions.return_look_back(look_back=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return deed_page(
        request, found, form, {"heading": _("退回补充"), "verb": _("退回")}
    )


@require_POST
def close(request: PersonRequest, pk: int) -> HttpResponse:
    found = found_look_back(request, pk, Permission.ACCOUNTS_REVIEW)
    actions.close_look_back(look_back=found, by=request.user)
    return redirect(found)


@require_safe
@in_county_words
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_look_backs(request.user), pk=pk)
    actions.read_look_back(look_back=found, by=request.user)
    return HttpResponse(
        papers.look_back_paper(found),
        content_type=papers.WORD,
        headers={"Content-Disposition": f'attachment; filename="{found}.docx"'},
    )


def found_look_back(
    request: PersonRequest, pk: int, deed: Permission, state: str = ""
) -> LookBack:
    """The page of a deed is not there for who may not do it, or not now."""
    found = get_object_or_404(visible_look_backs(request.user), pk=pk)
    if not may(request.user, deed, found.branch) or (state and found.state != state):
        raise Http404
    return found


def deed_page(
    request: PersonRequest, found: LookBack, form: Any, shown: dict[str, Any]
) -> HttpResponse:
    context = {
        "form": form,
        "look_back": found,
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
        **shown,
    }
    return render(request, "accounts/look_back_deed.html", context)
