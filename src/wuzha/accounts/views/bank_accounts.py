"""A branch's accounts with the advice on each, and its work lists."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.accounts import figures
from wuzha.accounts.actions import bank_accounts as actions
from wuzha.accounts.branches import own_branch
from wuzha.accounts.forms.bank_accounts import AccountFilter, AssignForm, FoundForm
from wuzha.accounts.grading import grading, limits_of, signs_of
from wuzha.accounts.models import AccountCheck, BankAccount
from wuzha.accounts.states import CheckKind, CheckState
from wuzha.accounts.views.rows import visible_accounts, visible_checks
from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Person, Unit, valid_on
from wuzha.ui.paging import page_of, total_text

PAGE = 50
keepers = found_with(Permission.ACCOUNTS_WORK)
workers = found_with(Permission.SUSPICION_REPORT)


@keepers
@require_safe
def bank_accounts(request: PersonRequest) -> HttpResponse:
    today = timezone.localdate()
    form = AccountFilter(request.GET)
    rows = visible_accounts(request.user)
    if form.is_valid() and form.cleaned_data["account"]:
        rows = rows.of_number(form.cleaned_data["account"])
    page = page_of(rows.with_signs(today), request.GET.get("page"), PAGE, counted=rows)
    for row in page.object_list:
        row.graded = grading().of(signs_of(row, today))
    context = {
        "page": page,
        "total_text": total_text(page),
        "filter_form": form,
        "kinds": CheckKind.choices,
        "grading": grading(),
    }
    return render(request, "accounts/bank_accounts.html", context)


@keepers
@require_safe
def bank_account(request: PersonRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    rows = visible_accounts(request.user).with_signs(today)
    found = get_object_or_404(rows, pk=pk)
    context = {
        "account": found,
        "graded": grading().of(signs_of(found, today)),
        "grading": grading(),
        "limits": limits_of(found, today),
        "checks": found.checks.select_related("assigned_to", "done_by"),
        "back_url": reverse("accounts:bank_accounts"),
    }
    return render(request, "accounts/bank_account.html", context)


@workers
@require_safe
def checks(request: PersonRequest, kind: str) -> HttpResponse:
    """One work list: what is open first, and how far all of them are."""
    if kind not in CheckKind.values:
        raise Http404
    rows = visible_checks(request.user).filter(kind=kind).order_by("-state", "-pk")
    page = page_of(rows, request.GET.get("page"), PAGE)
    keeps = may(request.user, Permission.ACCOUNTS_WORK)
    context = {
        "page": page,
        "kind": CheckKind(kind),
        "tabs": check_tabs(request.user),
        "keeps": keeps,
        "left": _left(request.user, kind) if keeps else 0,
    }
    return render(request, "accounts/checks.html", context)


@keepers
def assign(request: PersonRequest, kind: str) -> HttpResponse:
    if kind not in CheckKind.values:
        raise Http404
    branch = own_branch(request.user, Permission.ACCOUNTS_WORK)
    there = valid_on(timezone.localdate(), "appointments__")
    people = Person.objects.filter(there, appointments__unit=branch, is_active=True)
    form = AssignForm(posted(request), people=people.distinct())
    if form.is_valid():
        count = actions.assign_checks(
            branch=branch, kind=kind, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已交办 %(count)d 个账户。") % {"count": count})
        return redirect("accounts:checks", kind)
    context = {
        "form": form,
        "heading": CheckKind(kind).label,
        "note": branch.name,
        "verb": _("交办"),
        "back_url": reverse("accounts:checks", args=[kind]),
    }
    return render(request, "accounts/check_deed.html", context)


@workers
def check(request: PersonRequest, pk: int) -> HttpResponse:
    rows = visible_checks(request.user).filter(state=CheckState.OPEN)
    found = get_object_or_404(rows, pk=pk)
    form = FoundForm(posted(request))
    if form.is_valid():
        actions.finish_check(check=found, by=request.user, **form.cleaned_data)
        return redirect("accounts:checks", found.kind)
    context = {
        "form": form,
        "heading": found.get_kind_display(),
        "note": str(found),
        "account": found.account,
        "verb": _("核查完毕"),
        "consequences": [_("只登记结果。限额和销户由本行按规定与客户办理。")],
        "back_url": reverse("accounts:checks", args=[found.kind]),
    }
    return render(request, "accounts/check_deed.html", context)


def opened(request: PersonRequest, pk: int) -> tuple[BankAccount, Unit]:
    """To whoever keeps the table, and to whom it was given to check."""
    given = visible_checks(request.user).values("account")
    kept = visible_accounts(request.user).values("pk")
    rows = BankAccount.objects.filter(Q(pk__in=kept) | Q(pk__in=given))
    found = get_object_or_404(rows.select_related("branch"), pk=pk)
    return found, found.branch


def _left(person: Person, kind: str) -> int:
    """On the list, and given to nobody yet."""
    known = AccountCheck.objects.filter(kind=kind).values("account")
    rows: QuerySet[BankAccount] = visible_accounts(person)
    listed = BankAccount.objects.to_check(kind, timezone.localdate())
    return rows.filter(pk__in=listed.values("pk")).exclude(pk__in=known).count()


def check_tabs(person: Person) -> list[dict[str, object]]:
    """The work lists, with how many checks of each still wait."""
    counted = figures.by_kind(visible_checks(person))
    nothing = {"assigned": 0, "done": 0}
    of_kind = [(one, counted.get(one.value, nothing)) for one in CheckKind]
    return [
        {
            "kind": one.value,
            "label": one.label,
            "waiting": counts["assigned"] - counts["done"],
        }
        for one, counts in of_kind
    ]
