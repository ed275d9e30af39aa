"""The list and the page of an incident, and what is done to it as a whole."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.forms.filters import IncidentFilter
from wuzha.incidents.forms.intake import CorrectionForm, IdentifierForm
from wuzha.incidents.forms.stop_payments import ReasonForm, ReviewForm
from wuzha.incidents.jurisdiction import handlers, homes
from wuzha.incidents.linking import linked_incidents
from wuzha.incidents.models import Answer, Freeze, Incident, Review, StopPaymentOrder
from wuzha.incidents.requesting import unasked
from wuzha.incidents.searching import incidents_matching
from wuzha.incidents.states import UNDER_WAY, IncidentState, StopState
from wuzha.incidents.telling import told_outside
from wuzha.incidents.views.history import history_of
from wuzha.incidents.views.picture import money_picture
from wuzha.incidents.views.playbooks import playbooks_for, runs_of
from wuzha.incidents.views.proposals import proposal_for
from wuzha.incidents.views.rows import (
    attach_first_clocks,
    clock_name,
    find_or_404,
    first_clock,
    open_clocks,
    rights,
    visible_incidents,
)
from wuzha.lib import codes
from wuzha.organisation.access import Permission, may, scope
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.ui.times import said
from wuzha.ui.undo import offer_undo

A_PAGE = 30
MOST_CLOCKS = 3
OPEN = (IncidentState.REPORTED, IncidentState.OPEN)


@require_safe
@found_with(Permission.INCIDENT_VIEW)
def incidents(request: PersonRequest) -> HttpResponse:
    form = _filter(request)
    page = Paginator(filtered(request, form), A_PAGE).get_page(request.GET.get("page"))
    attach_first_clocks(page.object_list)
    context = {
        "page": page,
        "filter_form": form,
        "export_url": reverse("incidents_sheet"),
        "may_open": may(request.user, Permission.INCIDENT_OPEN),
    }
    return render(request, "incidents/incidents.html", context)


def filtered(request: PersonRequest, form: IncidentFilter) -> QuerySet[Incident]:
    rows = visible_incidents(request.user)
    if not form.is_valid():
        return rows.none()
    asked = form.cleaned_data
    if asked["q"]:
        return rows.filter(incidents_matching(asked["q"]))
    return rows.filter(**form.conditions())


def _filter(request: PersonRequest) -> IncidentFilter:
    held = scope(request.user, Permission.INCIDENT_VIEW)
    units = handlers(held, timezone.localdate())
    return IncidentFilter(request.GET or {"state": "open"}, units=units)


@require_safe
def incident(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    payments = [_Shown.of(one) for one in found.payments.standing()]
    accounts = list(unasked(found, timezone.now())) if found.is_open else []
    people = ("drafted_by", "issued_by", "answered_by")
    orders = list(found.orders.select_related("bank_unit", *people))
    freezes = list(
        Freeze.objects.filter(order__in=orders)
        .select_related("order", "decided_by")
        .prefetch_related("renewals__decided_by")
    )
    can = rights(request.user, found.unit)
    shows_all = Permission.INCIDENT_EDIT in can
    if shows_all:
        actions.read_incident(incident=found, by=request.user)
    context = {
        "incident": found,
        "shows_all": shows_all,
        "proposal": proposal_for(found) if shows_all else None,
        "told_outside": "" if shows_all else told_outside(found).text,
        "payments": payments,
        "orders": orders,
        "freezes": freezes,
        "clocks": _clocks(found, orders, freezes)[:MOST_CLOCKS],
        "picture": money_picture(found, orders),
        "traces": found.traces.all(),
        "replies": found.replies.select_related("file"),
        "linked": linked_incidents(found, visible_incidents(request.user)),
        "identifiers": found.identifiers.all(),
        "identifier_form": IdentifierForm(),
        "review": Review.objects.filter(incident=found).first(),
        "history": history_of(found, orders, freezes),
        "can": can,
        "undrafted": [one.payment for one in accounts if one.is_left],
        "why_not": next((one.why_not for one in accounts if one.why_not), None),
        "drafts": [one for one in orders if one.state == StopState.DRAFTED],
        "waiting": [one for one in orders if one.state in UNDER_WAY],
        "reveal": _reveal(can),
        "is_editable": found.state in OPEN,
        "runs": runs_of(found, request.user),
        "has_playbook": shows_all and playbooks_for(found).exists(),
    }
    first_clock(StopPaymentOrder, orders)
    return render(request, "incidents/incident.html", context)


@dataclass(frozen=True)
class _Shown:
    """A payment with what is still to be asked and what looks wrong."""

    row: Any
    missing: list[str]
    doubt: str

    @classmethod
    def of(cls, payment: Any) -> "_Shown":
        problem = codes.bank_account(payment.payee_account).problem
        return cls(payment, payment.missing_items, said(problem) if problem else "")


def _clocks(
    found: Incident, orders: list[StopPaymentOrder], freezes: list[Freeze]
) -> list[dict[str, Any]]:
    """The loudest first: whatever runs out next, of the case and its orders."""
    accounts = {one.pk: one.account for one in orders}
    frozen = {one.pk: one.order.account for one in freezes}
    named = [
        *((one, "") for one in open_clocks(Incident, [found]).get(found.pk, [])),
        *_named(open_clocks(StopPaymentOrder, orders), accounts),
        *_named(open_clocks(Freeze, freezes), frozen),
    ]
    return [
        {
            "due_at": clock.due_at,
            "started_at": clock.begins_at,
            "name": clock_name(clock, account),
        }
        for clock, account in sorted(named, key=lambda pair: pair[0].due_at)
    ]


def _named(
    clocks: dict[int, list[Clock]], accounts: dict[int, str]
) -> list[tuple[Clock, str]]:
    return [(one, accounts[key]) for key, found in clocks.items() for one in found]


def _reveal(can: set[str]) -> set[str]:
    fields: set[str] = set()
    if Permission.CONTACT_REVEAL in can:
        fields |= {"victim_name", "victim_phone", "victim_address"}
    if Permission.IDENTITY_REVEAL in can:
        fields |= {"victim_identity"}
    return fields


def _one(
    request: PersonRequest, pk: int, deed: Permission = Permission.INCIDENT_VIEW
) -> Incident:
    found = get_object_or_404(visible_incidents(request.user), pk=pk)
    find_or_404(request.user, deed, found.unit)
    return found


def opened(request: PersonRequest, pk: int) -> tuple[Incident, Any]:
    """The door of `reveal_view`."""
    found = _one(request, pk)
    return found, found.unit


@require_POST
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.INCIDENT_OPEN)
    actions.accept_incident(incident=found, by=request.user)
    return redirect(found)


def dismiss(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.INCIDENT_OPEN)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.dismiss_incident(incident=found, by=request.user, **form.cleaned_data)
        undo = reverse("incident_restore", args=[pk])
        offer_undo(request, _("已登记为不予受理。"), undo)
        return redirect(found)
    context = {
        "form": form,
        "verb": _("不予受理"),
        "heading": _("不予受理 %(number)s") % {"number": found.number},
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
    }
    return render(request, "incidents/deed.html", context)


@require_POST
def restore(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.INCIDENT_OPEN)
    actions.restore_incident(incident=found, by=request.user)
    return redirect(found)


def correct(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.INCIDENT_EDIT)
    held = scope(request.user, Permission.INCIDENT_EDIT)
    places = homes(held, timezone.localdate())
    form = CorrectionForm(posted(request), incident=found, places=places)
    if request.method == "POST" and form.is_valid():
        actions.correct_incident(
            incident=found, victim=form.victim(), facts=form.facts(), by=request.user
        )
        return redirect(found)
    context = {
        "form": form,
        "verb": _("保存更正"),
        "heading": _("更正 %(number)s") % {"number": found.number},
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
    }
    return render(request, "incidents/deed.html", context)


def review(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.INCIDENT_CLOSE)
    written = Review.objects.filter(incident=found).first()
    names = ReviewForm.base_fields
    initial = {name: getattr(written, name) for name in names} if written else {}
    if not written:
        initial = _known_before(request, found)
    form = ReviewForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.review_incident(incident=found, review=form.review(), by=request.user)
        return redirect(found)
    context = {
        "form": form,
        "incident": found,
        "verb": _("保存复盘"),
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
    }
    return render(request, "incidents/review.html", context)


def _known_before(request: PersonRequest, incident: Incident) -> dict[str, str]:
    """What is known of an earlier warning: the area that keeps warnings links here with
    `?had_warning=yes&met_in_time=no`."""
    known = {"had_warning": Answer.YES.value} if incident.warning_ref else {}
    told = {name: request.GET.get(name, "") for name in ("had_warning", "met_in_time")}
    return known | {name: value for name, value in told.items() if value}


@require_POST
def close(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.INCIDENT_CLOSE)
    actions.close_incident(incident=found, by=request.user)
    undo = reverse("incident_reopen", args=[pk])
    offer_undo(request, _("%(number)s已结案。") % {"number": found.number}, undo)
    return redirect(found)


@require_POST
def reopen(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.INCIDENT_CLOSE)
    actions.reopen_incident(incident=found, by=request.user)
    return redirect(found)
