"""An involved account is looked back on: begun with a hit, and put to the rules."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wuzha.accounts.states import LookBackState
from wuzha.accounts.views.look_backs import deed_page, found_look_back
from wuzha.monitoring.actions import look_backs as actions
from wuzha.monitoring.forms.hits import StatementForm
from wuzha.monitoring.looking_back import search_statement
from wuzha.monitoring.views.hits import visible_hits
from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest
from wuzha.transfers.uploads import forget_uploads, put_down


@require_POST
def start(request: PersonRequest, pk: int) -> HttpResponse:
    """Of the account of a confirmed hit."""
    found = get_object_or_404(visible_hits(request), pk=pk)
    if not may(request.user, Permission.ACCOUNTS_REVIEW):
        raise Http404
    made = actions.look_back_on_hit(hit=found, by=request.user)
    messages.success(
        request,
        _("已通知%(branch)s倒查，系统内的流水正在回测。") % {"branch": made.branch},
    )
    return redirect(made)


@require_POST
def search(request: PersonRequest, pk: int) -> HttpResponse:
    found = found_look_back(request, pk, Permission.ACCOUNTS_REVIEW, LookBackState.OPEN)
    actions.ask_search(look_back=found, by=request.user)
    return redirect(found)


def statement(request: PersonRequest, pk: int) -> HttpResponse:
    """The rules put to a file of the account's transfers; the file itself goes."""
    found = found_look_back(request, pk, Permission.ACCOUNTS_WORK, LookBackState.OPEN)
    form = StatementForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        path = put_down(form.cleaned_data["file"])
        try:
            search_statement(look_back=found, file=path, by=request.user)
        finally:
            forget_uploads([path])
        return redirect(found)
    shown = {
        "heading": _("哪条规则能发现"),
        "verb": _("用规则回测"),
        "consequences": [
            _("只算这一个账户，流水读完就删，只留各条规则第一次命中的时间。")
        ],
    }
    return deed_page(request, found, form, shown)
