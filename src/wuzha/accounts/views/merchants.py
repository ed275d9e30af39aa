"""Merchants that rules leave alone: listed with a source and an end."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.accounts.actions import merchants as actions
from wuzha.accounts.forms.merchants import MerchantForm
from wuzha.accounts.models import AllowedMerchant
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, found_with, posted

A_PAGE = 50
keepers = found_with(Permission.ACCOUNTS_REVIEW, everywhere=True)


@keepers
@require_safe
def merchants(request: PersonRequest) -> HttpResponse:
    rows = AllowedMerchant.objects.filter(valid_to__gt=timezone.localdate())
    page = Paginator(rows.select_related("changed_by"), A_PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "back_url": reverse("monitoring:rules"),
    }
    return render(request, "accounts/merchants.html", context)


@keepers
def allow(request: PersonRequest) -> HttpResponse:
    form = MerchantForm(posted(request))
    if form.is_valid():
        actions.allow_merchant(by=request.user, **form.cleaned_data)
        return redirect("accounts:merchants")
    context = {
        "form": form,
        "heading": _("列入白名单"),
        "verb": _("列入白名单"),
        "back_url": reverse("accounts:merchants"),
        "consequences": [
            _("带白名单条件的规则不再命中这个收款账户，其他规则照常。"),
            _("只管列入以后的流水，以前的命中不变。"),
        ],
    }
    return render(request, "accounts/check_deed.html", context)


@require_POST
@keepers
def end(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(AllowedMerchant, pk=pk)
    actions.end_allowance(merchant=found, by=request.user)
    return redirect("accounts:merchants")
