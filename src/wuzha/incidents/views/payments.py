"""Payments and marks of an incident: added, corrected, removed, taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wuzha.incidents import actions
from wuzha.incidents.forms.intake import IdentifierForm, PaymentForm
from wuzha.incidents.models import Identifier, Incident, Payment
from wuzha.incidents.views.rows import find_or_404, visible_incidents
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, posted
from wuzha.ui.undo import offer_undo


def add(request: PersonRequest, pk: int) -> HttpResponse:
    incident = _incident(request, pk)
    form = PaymentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.add_payment(incident=incident, payment=form.payment(), by=request.user)
        return redirect(incident)
    return _page(request, form, incident, _("加一笔"))


def correct(request: PersonRequest, pk: int) -> HttpResponse:
    payment = _payment(request, pk)
    initial = {name: getattr(payment, name) for name in PaymentForm.base_fields}
    form = PaymentForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.correct_payment(payment=payment, to=form.payment(), by=request.user)
        return redirect(payment.incident)
    return _page(request, form, payment.incident, _("保存更正"))


@require_POST
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    payment = _payment(request, pk)
    actions.remove_payment(payment=payment, by=request.user)
    undo = reverse("payment_restore", args=[pk])
    offer_undo(request, _("已移去这笔款项。"), undo)
    return redirect(payment.incident)


@require_POST
def restore(request: PersonRequest, pk: int) -> HttpResponse:
    payment = _payment(request, pk)
    actions.restore_payment(payment=payment, by=request.user)
    return redirect(payment.incident)


@require_POST
def add_identifier(request: PersonRequest, pk: int) -> HttpResponse:
    incident = _incident(request, pk)
    form = IdentifierForm(request.POST)
    if form.is_valid():
        actions.add_identifiers(
            incident=incident, identifiers=[form.identifier()], by=request.user
        )
    else:
        for errors in form.errors.values():
            for error in errors:
                messages.warning(request, str(error))
    return redirect(incident)


@require_POST
def remove_identifier(request: PersonRequest, pk: int) -> HttpResponse:
    marks = Identifier.objects.filter(incident__in=visible_incidents(request.user))
    identifier = get_object_or_404(marks.select_related("incident__unit"), pk=pk)
    find_or_404(request.user, Permission.INCIDENT_EDIT, identifier.incident.unit)
    actions.remove_identifier(identifier=identifier, by=request.user)
    return redirect(identifier.incident)


def _incident(request: PersonRequest, pk: int) -> Incident:
    found = get_object_or_404(visible_incidents(request.user), pk=pk)
    find_or_404(request.user, Permission.INCIDENT_EDIT, found.unit)
    return found


def _payment(request: PersonRequest, pk: int) -> Payment:
    rows = Payment.objects.filter(incident__in=visible_incidents(request.user))
    found = get_object_or_404(rows.select_related("incident__unit"), pk=pk)
    find_or_404(request.user, Permission.INCIDENT_EDIT, found.incident.unit)
    return found


def _page(
    request: PersonRequest, form: PaymentForm, incident: Incident, verb: str
) -> HttpResponse:
    context = {
        "form": form,
        "verb": verb,
        "heading": _("转出款项"),
        "back_url": incident.get_absolute_url(),
        "back_label": incident.number,
    }
    return render(request, "incidents/payment.html", context)
