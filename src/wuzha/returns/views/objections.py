"""Objections: taken in, answered."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest, posted
from wuzha.returns import actions
from wuzha.returns.forms import AnswerForm, ObjectionForm
from wuzha.returns.models import Objection
from wuzha.returns.states import RoundState
from wuzha.returns.views.rows import round_or_404, visible_rounds


def new(request: PersonRequest, pk: int) -> HttpResponse:
    returning = round_or_404(request, pk, Permission.RETURN_PREPARE)
    if returning.state != RoundState.ON_NOTICE:
        raise Http404
    form = ObjectionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.receive_objection(
            returning=returning, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已登记异议，已通知有权决定的民警答复。"))
        return redirect(returning)
    context = {
        "form": form,
        "verb": _("登记异议"),
        "heading": _("登记异议"),
        "note": returning.number,
        "back_url": returning.get_absolute_url(),
        "back_label": returning.number,
    }
    return render(request, "returns/act_form.html", context)


def answer(request: PersonRequest, pk: int) -> HttpResponse:
    seen = Objection.objects.filter(round__in=visible_rounds(request.user))
    objection = get_object_or_404(seen.select_related("round__unit"), pk=pk)
    if not may(request.user, Permission.RETURN_DECIDE, objection.round.unit):
        raise Http404
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.answer_objection(
            objection=objection, by=request.user, **form.cleaned_data
        )
        return redirect(objection.round)
    context = {
        "form": form,
        "verb": _("答复"),
        "heading": _("答复异议"),
        "objection": objection,
        "note": objection.round.number,
        "back_url": objection.round.get_absolute_url(),
        "back_label": objection.round.number,
    }
    return render(request, "returns/act_form.html", context)
