"""Orders on the side of those who ask for them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.incidents import actions
from wuzha.incidents.forms.filters import OPEN, OrderFilter
from wuzha.incidents.forms.stop_payments import (
    ExecuteForm,
    FeedbackForm,
    IssueForm,
    OrderForm,
    ReasonForm,
    RefuseForm,
)
from wuzha.incidents.models import Payment, StopPaymentOrder
from wuzha.incidents.searching import orders_matching
from wuzha.incidents.states import StopState
from wuzha.incidents.timing import most_stops, number
from wuzha.incidents.views.bank import bank_order
from wuzha.incidents.views.history import order_history
from wuzha.incidents.views.rows import (
    clock_name,
    clocks_of_order,
    clocks_of_orders,
    find_or_404,
    orders_by_clock,
    rights,
    visible_incidents,
    visible_orders,
)
from wuzha.lib import codes
from wuzha.lib.protected import warnings_for
from wuzha.organisation.access import ROLES, Permission, may
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Person, Unit, UnitKind, valid_on
from wuzha.security.factors import require_fresh
from wuzha.ui.times import said
from wuzha.ui.undo import offer_undo

A_PAGE = 30


@require_safe
@found_with(Permission.INCIDENT_VIEW)
def stop_payments(request: PersonRequest) -> HttpResponse:
    form = OrderFilter(request.GET or {"state": OPEN})
    rows = filtered(request, form)
    if form.is_valid() and form.cleaned_data["state"] == OPEN:
        rows = orders_by_clock(rows)
    else:
        rows = rows.order_by("-drafted_at", "-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    clocks_of_orders(page.object_list)
    context = {
        "page": page,
        "filter_form": form,
        "export_url": reverse("stop_payments_sheet"),
    }
    return render(request, "incidents/stop_payments.html", context)


def filtered(request: PersonRequest, form: OrderFilter) -> QuerySet[StopPaymentOrder]:
    rows = visible_orders(request.user)
    if not form.is_valid():
        return rows.none()
    if typed := form.cleaned_data["q"]:
        return rows.filter(orders_matching(typed))
    return rows.filter(**form.conditions())


@require_safe
def stop_payment(request: PersonRequest, pk: int) -> HttpResponse:
    return order_page(request, _one(request, pk), {})


def order_page(
    request: PersonRequest, order: StopPaymentOrder, bound: dict[str, Any]
) -> HttpResponse:
    """For the police; the bank that it is addressed to gets its own page of it."""
    forms = _answer_forms(request, order) | bound
    if not may(request.user, Permission.INCIDENT_VIEW, order.incident.unit):
        return bank_order(request, order, forms)
    can = rights(request.user, order.incident.unit)
    shows_all = Permission.STOP_DRAFT in can
    if shows_all:
        actions.read_stop_payment(order=order, by=request.user)
    clocks = clocks_of_order(order)
    context = {
        "order": order,
        "can": can,
        "shows_all": shows_all,
        "answers_here": order.bank_unit is None and Permission.STOP_ISSUE in can,
        "clocks": [(clock, clock_name(clock)) for clock in clocks],
        "warnings": _warnings(order),
        "most": most_stops(order.drafted_at),
        "history": order_history(order),
        "freeze": getattr(order, "freeze", None),
        "back_url": order.incident.get_absolute_url(),
        "back_label": order.incident.number,
        **forms,
    }
    return render(request, "incidents/stop_payment.html", context)


def _answer_forms(request: PersonRequest, order: StopPaymentOrder) -> dict[str, Any]:
    who = {"handler": request.user.name, "handler_phone": request.user.phone}
    initial = who if order.bank_unit else None
    if order.state == StopState.ISSUED:
        return {"execute": ExecuteForm(initial=initial), "refuse": RefuseForm()}
    if order.state == StopState.EXECUTED and order.fed_back_at is None:
        return {"feedback": FeedbackForm(initial=initial)}
    return {}


@require_POST
def draft(request: PersonRequest, pk: int) -> HttpResponse:
    """One click on a payment: the order is filled in from it."""
    rows = Payment.objects.standing().filter(
        incident__in=visible_incidents(request.user)
    )
    payment = get_object_or_404(rows.select_related("incident__unit"), pk=pk)
    find_or_404(request.user, Permission.STOP_DRAFT, payment.incident.unit)
    order = actions.draft_stop_payment(
        incident=payment.incident, payment=payment, by=request.user
    )
    offer_undo(
        request,
        _("%(number)s已起草，请核对。") % {"number": order.number},
        reverse("stop_payment_discard", args=[order.pk]),
    )
    return redirect(order)


def correct(request: PersonRequest, pk: int) -> HttpResponse:
    order = _one(request, pk, Permission.STOP_DRAFT)
    form = OrderForm(posted(request), order=order, branches=_branches())
    if request.method == "POST" and form.is_valid():
        actions.correct_stop_payment(
            order=order,
            to=form.account_in(),
            bank_unit=form.cleaned_data["bank_unit"],
            at_counter=form.cleaned_data["at_counter"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        return redirect(order)
    context = {
        "form": form,
        "verb": _("保存"),
        "heading": _("核对要素"),
        "back_url": order.get_absolute_url(),
        "back_label": order.number,
    }
    return render(request, "incidents/order_form.html", context)


def issue(request: PersonRequest, pk: int) -> HttpResponse:
    """The page says what will happen, to whom; it asks again who one is."""
    order = _one(request, pk, Permission.STOP_ISSUE)
    require_fresh(request)
    form = IssueForm(posted(request), officers=_officers(request, order))
    if request.method == "POST" and form.is_valid():
        actions.issue_stop_payment(order=order, by=request.user, **form.cleaned_data)
        messages.success(request, _("%(number)s已签发。") % {"number": order.number})
        return redirect(order)
    actions.read_stop_payment(order=order, by=request.user)
    context = {
        "form": form,
        "order": order,
        "verb": _("签发止付"),
        "final": True,
        "warnings": _warnings(order),
        "consequences": _consequences(order),
        "most": most_stops(timezone.now()),
        "back_url": order.get_absolute_url(),
        "back_label": order.number,
    }
    return render(request, "incidents/issue.html", context)


@require_POST
def discard(request: PersonRequest, pk: int) -> HttpResponse:
    order = _one(request, pk, Permission.STOP_DRAFT)
    actions.discard_stop_payment(order=order, by=request.user)
    offer_undo(
        request,
        _("%(number)s草稿已作废。") % {"number": order.number},
        reverse("stop_payment_restore", args=[pk]),
    )
    return redirect(order.incident)


@require_POST
def restore(request: PersonRequest, pk: int) -> HttpResponse:
    order = _one(request, pk, Permission.STOP_DRAFT)
    actions.restore_stop_payment(order=order, by=request.user)
    return redirect(order)


@require_POST
def renew(request: PersonRequest, pk: int) -> HttpResponse:
    order = _one(request, pk, Permission.STOP_DRAFT)
    second = actions.renew_stop_payment(order=order, by=request.user)
    offer_undo(
        request,
        _("第%(round)d次止付已起草，签发后由银行执行。") % {"round": second.round},
        reverse("stop_payment_discard", args=[second.pk]),
    )
    return redirect(second)


@require_POST
def deliver(request: PersonRequest, pk: int) -> HttpResponse:
    order = _one(request, pk, Permission.STOP_ISSUE)
    actions.deliver_papers(order=order, by=request.user)
    messages.success(request, _("已登记文书送达银行。"))
    return redirect(order)


def recall(request: PersonRequest, pk: int) -> HttpResponse:
    order = _one(request, pk, Permission.STOP_ISSUE)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.recall_stop_payment(order=order, by=request.user, **form.cleaned_data)
        return redirect(order)
    told = [_("银行页面上不再显示这份止付令。"), _("更正后可以重新起草。")]
    return _deed(request, order, form, _("撤回"), told)


def lift(request: PersonRequest, pk: int) -> HttpResponse:
    order = _one(request, pk, Permission.STOP_ISSUE)
    require_fresh(request)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.lift_stop_payment(order=order, by=request.user, **form.cleaned_data)
        return redirect(order)
    told = [
        _("银行收到通知，恢复账户支付，账户里的钱可能马上被转走。"),
        _("解除记入审计，解除人为您本人。"),
    ]
    return _deed(request, order, form, _("解除止付"), told)


def _deed(
    request: PersonRequest,
    order: StopPaymentOrder,
    form: ReasonForm,
    verb: str,
    consequences: list[str],
) -> HttpResponse:
    context = {
        "form": form,
        "verb": verb,
        "heading": f"{verb} {order.number}",
        "final": True,
        "consequences": consequences,
        "back_url": order.get_absolute_url(),
        "back_label": order.number,
    }
    return render(request, "incidents/deed.html", context)


def _one(
    request: PersonRequest, pk: int, deed: Permission | None = None
) -> StopPaymentOrder:
    order = get_object_or_404(visible_orders(request.user), pk=pk)
    if deed is not None:
        find_or_404(request.user, deed, order.incident.unit)
    return order


def _warnings(order: StopPaymentOrder) -> list[str]:
    """They warn, they never block: the names and digits only hint."""
    problem = codes.bank_account(order.account).problem
    found = [*warnings_for(order.account_name), *([problem] if problem else [])]
    return [said(sentence) for sentence in found]


def _consequences(order: StopPaymentOrder) -> list[str]:
    hours = number("money_clocks.stop_payment_hours", timezone.now()).whole
    to = order.bank_unit or order.bank_name or _("开户银行")
    sent = _("%(bank)s收到止付令，核对四项要素后执行。") % {"bank": to}
    if order.bank_unit is None:
        sent = _("%(bank)s在本县没有网点，请打印止付申请送达，再登记答复。") % {
            "bank": to
        }
    return [
        sent,
        _("账户只收不付，自银行执行起%(hours)d小时，到期自动解除。") % {"hours": hours},
        _("签发记入审计，签发人为您本人。"),
    ]


def _branches() -> Any:
    rows = Unit.objects.valid(on=timezone.localdate())
    return rows.filter(kind=UnitKind.BANK_BRANCH).order_by("name")


def _officers(request: PersonRequest, order: StopPaymentOrder) -> QuerySet[Person]:
    """Other police of the unit that issues, or of the county above it."""
    roles = [role for role, held in ROLES.items() if Permission.STOP_ISSUE in held]
    keys = [int(key) for key in order.incident.unit.path.strip("/").split("/")]
    return (
        Person.objects.filter(
            valid_on(timezone.localdate(), "appointments__"),
            appointments__role__in=roles,
            appointments__unit__in=keys,
            is_active=True,
        )
        .exclude(pk=request.user.pk)
        .distinct()
    )
