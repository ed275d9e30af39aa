"""What the bank answers; for a bank without a seat here, what the police heard."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wuzha.incidents import actions
from wuzha.incidents.forms.stop_payments import ExecuteForm, FeedbackForm, RefuseForm
from wuzha.incidents.models import StopPaymentOrder
from wuzha.incidents.views.rows import find_or_404, visible_orders
from wuzha.incidents.views.stop_payments import order_page
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest


@require_POST
def execute(request: PersonRequest, pk: int) -> HttpResponse:
    order = _one(request, pk)
    form = ExecuteForm(request.POST)
    if not form.is_valid():
        return _again(request, order, execute=form)
    actions.execute_stop_payment(
        order=order,
        executed_at=form.cleaned_data["executed_at"],
        answer=form.answer(),
        by=request.user,
    )
    messages.success(request, _("已登记止付。"))
    return redirect(order)


@require_POST
def refuse(request: PersonRequest, pk: int) -> HttpResponse:
    order = _one(request, pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _again(request, order, refuse=form)
    actions.refuse_stop_payment(order=order, by=request.user, **form.cleaned_data)
    messages.success(request, _("已答复办案单位。"))
    return redirect(order)


@require_POST
def feed_back(request: PersonRequest, pk: int) -> HttpResponse:
    order = _one(request, pk)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _again(request, order, feedback=form)
    actions.feed_back_stop_payment(order=order, answer=form.answer(), by=request.user)
    messages.success(request, _("已反馈余额。"))
    return redirect(order)


def _one(request: PersonRequest, pk: int) -> StopPaymentOrder:
    order = get_object_or_404(visible_orders(request.user), pk=pk)
    deed = Permission.STOP_EXECUTE if order.bank_unit else Permission.STOP_ISSUE
    find_or_404(request.user, deed, order.answering_unit)
    return order


def _again(
    request: PersonRequest, order: StopPaymentOrder, **bound: Any
) -> HttpResponse:
    response = order_page(request, order, bound)
    response.status_code = 422
    return response
