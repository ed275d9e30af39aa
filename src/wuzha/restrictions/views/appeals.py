"""An appeal is entered, and answered with reasons."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.lib import params
from wuzha.organisation.http import PersonRequest, posted
from wuzha.restrictions.actions import appeals as actions
from wuzha.restrictions.forms import AnswerForm, AppealForm
from wuzha.restrictions.models import Restriction, RestrictionAppeal
from wuzha.restrictions.timing import ANSWER_DAYS
from wuzha.restrictions.views.restrictions import editors


@editors
def receive(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Restriction, pk=pk)
    form = AppealForm(posted(request))
    if form.is_valid():
        actions.receive_appeal(restriction=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    context = {
        "form": form,
        "restriction": found,
        "heading": _("登记申诉"),
        "verb": _("登记申诉"),
        "consequences": [_("开始计答复时限。答复之前照常执行。")],
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
    }
    return render(request, "restrictions/deed.html", context)


@editors
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    rows = RestrictionAppeal.objects.select_related("restriction", "answered_by")
    found = get_object_or_404(rows, pk=pk)
    form = AnswerForm(posted(request))
    if form.is_valid():
        grants = "grant" in request.POST
        decide = actions.grant_appeal if grants else actions.uphold_restriction
        decide(appeal=found, answer=form.cleaned_data["answer"], by=request.user)
        return redirect(found.restriction)
    context = {
        "appeal": found,
        "form": form,
        "clock": Clock.objects.open().of(found).first(),
        "limit": params.value(ANSWER_DAYS, on=found.made_on),
        "back_url": found.restriction.get_absolute_url(),
        "back_label": found.restriction.number,
    }
    return render(request, "restrictions/appeal.html", context)
