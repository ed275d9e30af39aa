"""What the administrator sets: second factors by role, tokens of machines."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from wuzha.organisation.access import MACHINE_ROLES, Permission, Role
from wuzha.organisation.http import PersonRequest, found_with
from wuzha.security import actions, factors
from wuzha.security.forms.rules import FactorRuleForm, TokenForm
from wuzha.security.models import ApiToken, FactorRule

settings_page = found_with(Permission.SETTINGS_EDIT, everywhere=True)
tokens_page = found_with(Permission.TOKEN_EDIT, everywhere=True)


@settings_page
@require_safe
def factor_rules(request: PersonRequest) -> HttpResponse:
    rules = {rule.role: rule for rule in FactorRule.objects.filter(valid_to=None)}
    without = factors.without_any_by_role(timezone.localdate())
    roles = [
        {"role": role, "rule": rules.get(role), "without": without.get(role, 0)}
        for role in Role
        if role not in MACHINE_ROLES
    ]
    return render(request, "security/factor_rules.html", {"roles": roles})


@settings_page
def require_factor(request: PersonRequest, role: str) -> HttpResponse:
    form = FactorRuleForm(request.POST or None, role=role)
    if form.is_valid():
        actions.require_factor(role=form.role, by=request.user, **form.cleaned_data)
        messages.success(request, _("已要求“%s”使用双重验证。") % form.role.label)
        return redirect("security:factor_rules")
    context = {
        "form": form,
        "verb": _("要求"),
        "back_url": reverse("security:factor_rules"),
    }
    return render(request, "security/require_factor.html", context)


@settings_page
@require_POST
def release_factor(request: PersonRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(FactorRule, pk=pk, valid_to=None)
    actions.release_factor(rule=rule, by=request.user)
    messages.success(request, _("已取消这项要求。"))
    return redirect("security:factor_rules")


@tokens_page
@require_safe
def tokens(request: PersonRequest) -> HttpResponse:
    rows = ApiToken.objects.select_related("person")
    return render(request, "security/tokens.html", {"tokens": rows})


@tokens_page
@never_cache
def issue_token(request: PersonRequest) -> HttpResponse:
    """The token stands in the answer to the post, and nowhere afterwards."""
    form = TokenForm(request.POST or None)
    if not form.is_valid():
        context = {
            "form": form,
            "verb": _("签发"),
            "back_url": reverse("security:tokens"),
        }
        return render(request, "security/issue_token.html", context)
    token, text = actions.issue_token(
        person=form.cleaned_data["person"],
        purpose=form.cleaned_data["purpose"],
        expires_at=timezone.now() + timedelta(days=int(form.cleaned_data["days"])),
        by=request.user,
    )
    return render(request, "security/token.html", {"token": token, "text": text})


@tokens_page
@require_POST
def revoke_token(request: PersonRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk)
    actions.revoke_token(token=token, by=request.user)
    messages.success(request, _("令牌已作废，立即生效。"))
    return redirect("security:tokens")
