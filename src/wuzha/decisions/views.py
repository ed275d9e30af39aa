from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.clocks.models import Clock
from wuzha.decisions import actions, figures
from wuzha.decisions.forms import WAITING, DecisionFilter, EndingForm
from wuzha.decisions.models import Decision
from wuzha.decisions.states import CHANNELS, Answer
from wuzha.lib import codes, params
from wuzha.lib.questions import question_sets
from wuzha.organisation.access import Permission, may, visible_to
from wuzha.organisation.http import PersonRequest

A_PAGE = 50
DAYS = 30


def visible_decisions(request: PersonRequest) -> QuerySet[Decision]:
    rows = Decision.objects.select_related("unit", "asked_by", "outcome__by")
    return visible_to(request.user, Permission.DECISION_VIEW, rows)


@require_safe
def decisions(request: PersonRequest) -> HttpResponse:
    form = DecisionFilter({"show": WAITING, **request.GET.dict()})
    rows = _filtered(visible_decisions(request), form)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "decisions/decisions.html", {"page": page, "filter_form": form}
    )


@require_safe
def decision(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_decisions(request), pk=pk)
    waits = found.answer == Answer.HOLD and not hasattr(found, "outcome")
    context = {
        "decision": found,
        "outcome": getattr(found, "outcome", None),
        "questions": question_sets().get(found.question_set),
        "clock": Clock.objects.open().of(found).first(),
        "may_end": waits and may(request.user, Permission.HOLD_RELEASE, found.unit),
        "back_url": reverse("decisions:decisions"),
    }
    return render(request, "decisions/decision.html", context)


def end_hold(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_decisions(request), pk=pk)
    may_stop = may(request.user, Permission.HOLD_STOP, found.unit)
    form = EndingForm(request.POST or None, may_stop=may_stop)
    if form.is_valid():
        actions.end_hold(decision=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("结果已记下，银行来查时即可看到。"))
        return redirect(found)
    context = {
        "decision": found,
        "form": form,
        "may_stop": may_stop,
        "verb": _("记下结果"),
        "back_url": found.get_absolute_url(),
        "consequences": _consequences(may_stop=may_stop),
    }
    return render(request, "decisions/end_hold.html", context)


@require_safe
def alerts(request: PersonRequest) -> HttpResponse:
    context = {
        "alerts": figures.alerts(visible_decisions(request), DAYS),
        "terms": _terms(),
        "back_url": reverse("decisions:decisions"),
    }
    return render(request, "decisions/alerts.html", context)


def _filtered(rows: QuerySet[Decision], form: DecisionFilter) -> QuerySet[Decision]:
    asked = form.cleaned_data if form.is_valid() else {"show": WAITING}
    if asked["show"] == WAITING:
        rows = rows.filter(answer=Answer.HOLD, outcome=None)
    elif asked["show"]:
        rows = rows.filter(answer=asked["show"])
    if typed := asked.get("account"):
        rows = rows.of_account(codes.bank_account(typed).value)  # type: ignore[attr-defined]
    return rows.order_by("-pk")


def _consequences(*, may_stop: bool) -> list[str]:
    said = [_("放行：银行即可转出，这笔钱从现在起计入双方的往来。")]
    if may_stop:
        said.append(_("不予转出：银行不办理这笔转账，请当面告知客户理由。"))
    else:
        said.append(_("不予转出由民警决定。"))
    return said


def _terms() -> list[dict[str, Any]]:
    """What decides, with how sure it is."""
    on = timezone.localdate()
    keys = ("ask_from", "hold_from", "hold_minutes", "fail_closed_channels")
    rows = [params.value(f"decisions.{key}", on=on) for key in keys]
    return [
        {
            "label": _(row.label),
            "value": "、".join(str(CHANNELS.get(one, one)) for one in row.texts)
            if row.unit == "list"
            else row.whole,
            "basis": _(row.basis),
            "confidence": row.confidence,
            "sure": _(params.CONFIDENCE[row.confidence]),
        }
        for row in rows
    ]
