"""Freezes: decided, extended, lifted."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.clocks.models import Clock, ClockStep
from wuzha.incidents import actions
from wuzha.incidents.forms.stop_payments import ApprovalForm, FreezeForm, ReasonForm
from wuzha.incidents.models import Freeze
from wuzha.incidents.states import FREEZE
from wuzha.incidents.timing import FREEZE_MONTHS, number
from wuzha.incidents.views.complaints import complaints_of
from wuzha.incidents.views.history import freeze_history
from wuzha.incidents.views.rows import (
    clock_name,
    find_or_404,
    first_clock,
    open_clocks,
    rights,
    visible_freezes,
    visible_orders,
)
from wuzha.lib.params import Parameter
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.security.factors import require_fresh
from wuzha.ui.undo import offer_undo

A_PAGE = 30


@require_safe
@found_with(Permission.INCIDENT_VIEW)
def freezes(request: PersonRequest) -> HttpResponse:
    """What is frozen now, what runs out first on top."""
    rows = visible_freezes(request.user).filter(state__in=FREEZE.open)
    rows = rows.order_by(F("until").asc(nulls_last=True), "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    first_clock(Freeze, page.object_list)
    return render(request, "incidents/freezes.html", {"page": page})


@require_safe
def freeze(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    clocks = open_clocks(Freeze, [found]).get(found.pk, [])
    context = {
        "freeze": found,
        "can": rights(request.user, found.order.incident.unit),
        "clocks": [(clock, clock_name(clock)) for clock in clocks],
        "history": freeze_history(found),
        "renewals": found.renewals.all(),
        "complaints": complaints_of(found),
        "is_open": found.ended_at is None,
        "ends_soon": _is_alarmed(clocks),
        "back_url": found.order.incident.get_absolute_url(),
        "back_label": found.order.incident.number,
    }
    return render(request, "incidents/freeze.html", context)


def _is_alarmed(clocks: list[Clock]) -> bool:
    """From the first alarm on, to extend is what comes next; before, it can wait."""
    steps = ClockStep.objects.filter(clock__in=clocks, at__lte=timezone.now())
    return steps.exists()


def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """From a stop to a freeze, on the paper of the police."""
    order = get_object_or_404(visible_orders(request.user), pk=pk)
    find_or_404(request.user, Permission.FREEZE_DECIDE, order.incident.unit)
    require_fresh(request)
    form = FreezeForm(
        posted(request), initial={"amount_cents": order.stopped_cents or None}
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        made = actions.freeze(
            order=order,
            term=asked["term"],
            amount_cents=asked["amount_cents"],
            starts_at=asked["starts_at"],
            approval=form.approval(),
            by=request.user,
        )
        said = _("%(number)s已登记，%(state)s。")
        facts = {"number": made.number, "state": made.state_label}
        messages.success(request, said % facts)
        return redirect(made)
    context = {
        "form": form,
        "order": order,
        "verb": _("登记冻结"),
        "terms": _terms(),
        "back_url": order.get_absolute_url(),
        "back_label": order.number,
    }
    return render(request, "incidents/freeze_form.html", context)


def extend(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.FREEZE_DECIDE)
    form = ApprovalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.extend_freeze(freeze=found, approval=form.approval(), by=request.user)
        return redirect(found)
    context = {
        "form": form,
        "verb": _("登记续冻"),
        "heading": _("续冻 %(number)s") % {"number": found.number},
        "consequences": [_("从原期限届满时起，按原来的期限再续一次。")],
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
    }
    return render(request, "incidents/deed.html", context)


@require_POST
def unrelated(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.FREEZE_DECIDE)
    actions.find_unrelated(freeze=found, by=request.user)
    undo = reverse("freeze_related", args=[pk])
    offer_undo(request, _("已登记为查明无关，三日内须解冻。"), undo)
    return redirect(found)


@require_POST
def related(request: PersonRequest, pk: int) -> HttpResponse:
    """Takes the finding back."""
    found = _one(request, pk, Permission.FREEZE_DECIDE)
    actions.take_back_finding(freeze=found, by=request.user)
    return redirect(found)


def unfreeze(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.FREEZE_DECIDE)
    require_fresh(request)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.unfreeze(freeze=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    context = {
        "form": form,
        "verb": _("解冻"),
        "heading": _("解冻 %(number)s") % {"number": found.number},
        "final": True,
        "consequences": [_("账户恢复支付。有轮候冻结的，轮候冻结随即生效。")],
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
    }
    return render(request, "incidents/deed.html", context)


def _one(
    request: PersonRequest, pk: int, deed: Permission = Permission.INCIDENT_VIEW
) -> Freeze:
    found = get_object_or_404(visible_freezes(request.user), pk=pk)
    find_or_404(request.user, deed, found.order.incident.unit)
    return found


def _terms() -> list[Parameter]:
    now = timezone.now()
    return [number(key, now) for key in FREEZE_MONTHS.values()]
