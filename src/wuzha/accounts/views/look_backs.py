"""Involved accounts looked back on: by the bank that opened them, and the police."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.accounts import papers
from wuzha.accounts.actions import look_backs as actions
from wuzha.accounts.firings import first_firings
from wuzha.accounts.forms.look_backs import LookBackForm, NoteForm, StatementForm
from wuzha.accounts.models import LookBack
from wuzha.accounts.states import LookBackState
from wuzha.accounts.views.rows import to_look_back_on, visible_look_backs
from wuzha.clocks.models import Clock
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
    }
    return render(request, "accounts/look_backs.html", context)


@require_POST
@found_with(Permission.ACCOUNTS_REVIEW)
def start(request: PersonRequest, pk: int) -> HttpResponse:
    orders = {order.pk: order for order in to_look_back_on(request.user)}
    if pk not in orders:
        raise Http404
    made = actions.start_look_back(order=orders[pk], by=request.user)
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
        "back_url": reverse("accounts:look_backs"),
    }
    return render(request, "accounts/look_back.html", context)


def test(request: PersonRequest, pk: int) -> HttpResponse:
    """The rules put to a file of the account's transfers; the file itself goes."""
    found = _one(request, pk, Permission.ACCOUNTS_WORK, LookBackState.OPEN)
    form = StatementForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        firings, transfers = _put_rules(found, form.cleaned_data["file"])
        actions.keep_firings(
            look_back=found, firings=firings, transfers=transfers, by=request.user
        )
        return redirect(found)
    shown = {
        "heading": _("哪条规则能发现"),
        "verb": _("用规则回测"),
        "consequences": [
            _("只算这一个账户，流水读完就删，只留各条规则第一次命中的时间。")
        ],
    }
    return _act(request, found, form, shown)


def answer(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.ACCOUNTS_WORK, LookBackState.OPEN)
    form = LookBackForm(posted(request), look_back=found)
    if form.is_valid():
        actions.answer_look_back(
            look_back=found, facts=form.cleaned_data, by=request.user
        )
        return redirect(found)
    shown = {"heading": _("填写倒查"), "verb": _("提交公安审阅")}
    return _act(request, found, form, shown)


def send_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.ACCOUNTS_REVIEW, LookBackState.ANSWERED)
    form = NoteForm(posted(request))
    if form.is_valid():
        actions.return_look_back(look_back=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return _act(request, found, form, {"heading": _("退回补充"), "verb": _("退回")})


@require_POST
def close(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.ACCOUNTS_REVIEW)
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


def _put_rules(found: LookBack, file: Any) -> tuple[list[dict[str, Any]], int]:
    suffix = Path(file.name).suffix.lower()
    with NamedTemporaryFile(suffix=suffix) as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return first_firings(
            Path(kept.name),
            account=found.account,
            opened_on=found.account_opened_on,
            account_class=found.account_class,
        )


def _one(
    request: PersonRequest, pk: int, deed: Permission, state: str = ""
) -> LookBack:
    """The page of a deed is not there for who may not do it, or not now."""
    found = get_object_or_404(visible_look_backs(request.user), pk=pk)
    if not may(request.user, deed, found.branch) or (state and found.state != state):
        raise Http404
    return found


def _act(
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
