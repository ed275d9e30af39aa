"""The suspect account of a hit is handed over; the bank and the police answer."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.accounts.views.bank_accounts import check_tabs
from wuzha.monitoring.actions import checks as actions
from wuzha.monitoring.checking import DOERS, doer_of
from wuzha.monitoring.forms.checks import AnswerForm, CheckFilter, HandOverForm
from wuzha.monitoring.models import AccountHandover
from wuzha.monitoring.states import CheckState
from wuzha.monitoring.views.hits import visible_hits
from wuzha.organisation.access import Permission, may, visible_to
from wuzha.organisation.http import PersonRequest, posted
from wuzha.organisation.models import Person, Unit
from wuzha.security.reveal import reveal_view
from wuzha.ui.paging import page_of

A_PAGE = 50


def hand_over(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_hits(request), pk=pk)
    form = HandOverForm(posted(request), hit=found)
    if form.is_valid():
        made = actions.hand_over_hit(hit=found, by=request.user, **form.cleaned_data)
        units = "、".join(check.unit.name for check in made)
        messages.success(request, _("已移交%(units)s核查。") % {"units": units})
        return redirect("monitoring:hit", pk)
    context = {
        "hit": found,
        "masked": found.masked_suspect,
        "form": form,
        "verb": _("移交核查"),
        "back_url": reverse("monitoring:hit", args=[pk]),
        "consequences": [
            _("开户网点和辖区公安收到通知，由那里的人核查、决定并答复。"),
            _("这里不作任何限制：账户照常使用，除非银行或公安另行决定。"),
        ],
    }
    return render(request, "monitoring/hand_over.html", context)


@require_safe
def checks(request: PersonRequest) -> HttpResponse:
    if not any(may(request.user, one) for one in (*DOERS, Permission.HIT_VIEW)):
        raise Http404
    rows = visible_checks(request.user)
    form = CheckFilter(request.GET or {"state": CheckState.WAITING})
    if form.is_valid() and form.cleaned_data["state"]:
        rows = rows.filter(state=form.cleaned_data["state"])
    page = page_of(rows, request.GET.get("page"), A_PAGE)
    keeps = may(request.user, Permission.ACCOUNTS_WORK)
    context = {
        "page": page,
        "filter_form": form,
        "keeps": keeps,
        "tabs": check_tabs(request.user) if keeps else [],
    }
    return render(request, "monitoring/checks.html", context)


def check(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_checks(request.user), pk=pk)
    form = AnswerForm(posted(request), unit=found.unit)
    if form.is_valid():
        actions.answer_check(check=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("已答复，谢谢。"))
        return redirect("monitoring:checks")
    answers = found.state == CheckState.WAITING and may(
        request.user, doer_of(found.unit), found.unit
    )
    context = {
        "check": found,
        "form": form,
        "answers": answers,
        "verb": _("答复"),
        "back_url": reverse("monitoring:checks"),
        "back_label": _("移交账户"),
        "consequences": [_("答复告知移交的研判员。")] if answers else [],
    }
    return render(request, "monitoring/check.html", context)


def opened(request: PersonRequest, pk: int) -> tuple[AccountHandover, Unit]:
    """For the full account: to those who are asked about it."""
    found = get_object_or_404(visible_checks(request.user), pk=pk)
    return found, found.unit


REVEALS = {
    permission: reveal_view(door=opened, fields={"account": permission})
    for permission in DOERS
}


def reveal(request: PersonRequest, pk: int, field: str) -> HttpResponse:
    found, unit = opened(request, pk)
    return REVEALS[doer_of(unit)](request, pk=found.pk, field=field)


def visible_checks(person: Person) -> QuerySet[AccountHandover]:
    """Of one's own branch or station; to those who see hits all of theirs."""
    rows = AccountHandover.objects.select_related(
        "hit", "unit", "asked_by", "answered_by"
    )
    bank, police = (visible_to(person, one, rows) for one in DOERS)
    own = visible_to(person, Permission.HIT_VIEW, rows, "hit__run__unit__path")
    return bank | police | own
