"""The bank's side: orders waiting with their clocks, answers, counter questions. Only
what is addressed to one's own branch, and of a case only the four items."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wuzha.incidents import actions
from wuzha.incidents.forms.counter import CounterForm
from wuzha.incidents.models import Freeze, StopPaymentOrder
from wuzha.incidents.states import StopState
from wuzha.incidents.views.rows import (
    clock_name,
    first_clock,
    open_clocks,
    orders_at_bank,
)
from wuzha.lib.questions import question_sets, red_flags
from wuzha.organisation.access import Permission, scope
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Unit
from wuzha.organisation.words import in_county_words

LATEST = 30


@require_safe
@found_with(Permission.STOP_EXECUTE)
def bank_orders(request: PersonRequest) -> HttpResponse:
    mine = orders_at_bank(request.user)
    waiting = list(mine.awaiting_bank())
    first_clock(StopPaymentOrder, waiting)
    waiting.sort(key=_due)
    running = mine.in_force().exclude(fed_back_at=None).order_by("ends_at")
    done = mine.exclude(state__in=[StopState.ISSUED, StopState.EXECUTED])
    context = {
        "waiting": waiting,
        "running": running,
        "done": done.order_by("-issued_at")[:LATEST],
    }
    return render(request, "incidents/bank_orders.html", context)


def bank_order(
    request: PersonRequest, order: StopPaymentOrder, forms: dict[str, Any]
) -> HttpResponse:
    """The four items in full, which is recorded, and what the bank can answer."""
    actions.read_stop_payment(order=order, by=request.user)
    clocks = open_clocks(StopPaymentOrder, [order]).get(order.pk, [])
    context = {
        "order": order,
        "freeze": Freeze.objects.filter(order=order).first(),
        "clocks": [(clock, clock_name(clock)) for clock in clocks],
        **forms,
    }
    return render(request, "incidents/bank_order.html", context)


@found_with(Permission.COUNTER_ASK)
def counter_questions(request: PersonRequest) -> HttpResponse:
    """Asked at the counter; the slip is printed and signed. Nothing of it is kept here:
    the bank keeps the paper."""
    sets = question_sets()
    asked = sets.get(request.GET.get("set", ""), next(iter(sets.values())))
    form = CounterForm(posted(request), asked=asked, flags=red_flags())
    context = {
        "form": form,
        "asked": asked,
        "sets": sets.values(),
        "flags": red_flags(),
        "unit": _branch(request),
    }
    if form.is_bound and form.is_valid():
        return _slip(request, form, context)
    return render(request, "incidents/counter.html", context)


@in_county_words
def _slip(
    request: PersonRequest, form: CounterForm, context: dict[str, Any]
) -> HttpResponse:
    """For the customer to sign, whatever language the teller reads."""
    slip = {
        "now": timezone.localtime(),
        "answers": form.answers(),
        "business": form.business_label(),
    }
    return render(request, "incidents/counter_slip.html", {**context, **slip})


def _due(order: Any) -> tuple[bool, datetime]:
    """Money still in flight before money that only wants its balance."""
    clock = order.clock
    due: datetime = clock.due_at if clock else order.issued_at
    return order.state != StopState.ISSUED, due


def _branch(request: PersonRequest) -> Unit | None:
    held = scope(request.user, Permission.COUNTER_ASK)
    return Unit.objects.filter(path__in=held.paths).first()
