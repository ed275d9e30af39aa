"""Applications: taken in, corrected, taken back; and what the bank says of each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wuzha.incidents.models import Incident
from wuzha.incidents.views.rows import find_or_404, visible_incidents
from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest, posted
from wuzha.returns import actions
from wuzha.returns.forms import (
    AccountForm,
    ClaimForm,
    IncidentForm,
    PaidForm,
    ReasonForm,
)
from wuzha.returns.models import Claim
from wuzha.returns.states import RoundState
from wuzha.returns.views.rows import (
    claim_or_404,
    paid_into,
    payable_or_404,
    round_or_404,
)
from wuzha.security.factors import require_fresh
from wuzha.ui.undo import offer_undo


def find(request: PersonRequest, pk: int) -> HttpResponse:
    """An incident whose money came into the account by way of others."""
    returning = round_or_404(request, pk, Permission.RETURN_PREPARE)
    form = IncidentForm(posted(request), incidents=visible_incidents(request.user))
    if request.method == "POST" and form.is_valid():
        incident = form.cleaned_data["number"]
        return redirect("return_claim_new", pk, incident.pk)
    return _page(request, form, _("下一步"), _("别的案件的受害人"), returning)


def new(request: PersonRequest, pk: int, incident_pk: int) -> HttpResponse:
    returning = round_or_404(request, pk)
    incident = get_object_or_404(visible_incidents(request.user), pk=incident_pk)
    find_or_404(request.user, Permission.RETURN_PREPARE, incident.unit)
    if returning.state != RoundState.COLLECTING:
        raise Http404
    original, first = _original(returning, incident)
    form = ClaimForm(posted(request), original=original, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.receive_claim(
            returning=returning,
            incident=incident,
            claim=form.claim(),
            by=request.user,
        )
        messages.success(request, _("已受理申请，请打印申请表由申请人签名。"))
        return redirect(returning)
    heading = _("受理 %(number)s 的返还申请") % {"number": incident.number}
    return _page(request, form, _("受理申请"), heading, returning, incident)


def correct(request: PersonRequest, pk: int) -> HttpResponse:
    claim = claim_or_404(request, pk, Permission.RETURN_PREPARE)
    if claim.round.state != RoundState.COLLECTING:
        raise Http404
    original, _first = _original(claim.round, claim.incident)
    form = ClaimForm(
        posted(request), original=original, initial=ClaimForm.initial_of(claim)
    )
    if request.method == "POST" and form.is_valid():
        actions.correct_claim(claim=claim, facts=form.claim(), by=request.user)
        return redirect(claim.round)
    heading = _("更正 %(number)s 的返还申请") % {"number": claim.incident.number}
    return _page(request, form, _("保存"), heading, claim.round, claim.incident)


@require_POST
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    claim = claim_or_404(request, pk, Permission.RETURN_PREPARE)
    actions.withdraw_claim(claim=claim, by=request.user)
    offer_undo(request, _("已撤回申请。"), reverse("return_claim_restore", args=[pk]))
    return redirect(claim.round)


@require_POST
def restore(request: PersonRequest, pk: int) -> HttpResponse:
    claim = claim_or_404(request, pk, Permission.RETURN_PREPARE)
    actions.restore_claim(claim=claim, by=request.user)
    return redirect(claim.round)


def change_account(request: PersonRequest, pk: int) -> HttpResponse:
    """The bank could not pay into the one decided."""
    claim = claim_or_404(request, pk)
    if not claim.failure or not may(
        request.user, Permission.RETURN_DECIDE, claim.round.unit
    ):
        raise Http404
    require_fresh(request)
    form = AccountForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.change_account(claim=claim, account=form.account(), by=request.user)
        return redirect(claim.round)
    verb = _("另行指定账户")
    return _page(request, form, verb, verb, claim.round, claim.incident)


def paid(request: PersonRequest, pk: int) -> HttpResponse:
    claim = _waiting(request, pk)
    form = PaidForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.confirm_payment(claim=claim, by=request.user, **form.cleaned_data)
        messages.success(request, _("已登记返还。"))
        return redirect(claim.round)
    return _answer(request, form, claim, _("已返还"))


def failed(request: PersonRequest, pk: int) -> HttpResponse:
    claim = _waiting(request, pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.report_failure(claim=claim, by=request.user, **form.cleaned_data)
        messages.success(request, _("已告知公安，等另行指定账户。"))
        return redirect(claim.round)
    return _answer(request, form, claim, _("不能入账"))


def _waiting(request: PersonRequest, pk: int) -> Claim:
    claim = payable_or_404(request, pk)
    if not Claim.objects.payable().filter(pk=claim.pk).exists():
        raise Http404
    return claim


def _original(returning: Any, incident: Incident) -> tuple[str, dict[str, Any]]:
    """The account that the money came from, and the form as the payments fill it."""
    paid = paid_into(returning.freeze, incident)
    known = [one for one in paid or incident.payments.standing() if one.payer_account]
    first = {"lost_cents": sum(one.amount_cents for one in paid) or None}
    if not known:
        return "", first
    return known[-1].payer_account, {
        **first,
        "return_account": known[-1].payer_account,
        "return_bank": known[-1].payer_bank,
    }


def _page(
    request: PersonRequest,
    form: object,
    verb: str,
    heading: str,
    returning: Any,
    incident: Incident | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "verb": verb,
        "heading": heading,
        "incident": incident,
        "note": returning.number,
        "back_url": returning.get_absolute_url(),
        "back_label": returning.number,
    }
    template = "claim_form" if isinstance(form, ClaimForm) else "act_form"
    return render(request, f"returns/{template}.html", context)


def _answer(
    request: PersonRequest, form: object, claim: Claim, verb: str
) -> HttpResponse:
    context = {
        "form": form,
        "verb": verb,
        "heading": verb,
        "claim": claim,
        "back_url": claim.round.get_absolute_url(),
        "back_label": claim.round.number,
    }
    return render(request, "returns/answer.html", context)
