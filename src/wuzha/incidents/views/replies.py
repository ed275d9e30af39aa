"""A bank's reply: uploaded, looked at, counted, taken back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.detection.moments import from_microseconds
from wuzha.documents.problems import RowProblem
from wuzha.incidents import actions
from wuzha.incidents.forms.traces import ReplyForm
from wuzha.incidents.models import BankReply
from wuzha.incidents.views.rows import (
    find_or_404,
    visible_incidents,
    visible_replies,
)
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, posted
from wuzha.transfers import store
from wuzha.transfers.models import TransferFile
from wuzha.transfers.statements import UNKNOWN
from wuzha.transfers.uploads import shown_name
from wuzha.ui.undo import offer_undo

# So many show whether its columns were taken for what they are.
SHOWN = 10


def add(request: PersonRequest, pk: int) -> HttpResponse:
    incident = get_object_or_404(visible_incidents(request.user), pk=pk)
    find_or_404(request.user, Permission.INCIDENT_EDIT, incident.unit)
    form = ReplyForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        reply = actions.keep_reply(
            incident=incident,
            statement=form.cleaned_data["statement"],
            name=shown_name(form.cleaned_data["file"].name),
            bank_name=form.cleaned_data["bank_name"],
            by=request.user,
        )
        return redirect(reply)
    context = {
        "form": form,
        "verb": _("上传并预览"),
        "heading": _("银行回复的流水"),
        "back_url": incident.get_absolute_url(),
        "back_label": incident.number,
    }
    return render(request, "incidents/deed.html", context)


@require_safe
def reply(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    context = {
        "reply": found,
        "file": found.file,
        "counted_before": found.counted_before(),
        "transfers": _first(found.file),
        "problems": [RowProblem.unpacked(raw) for raw in found.problems or ()],
        "back_url": found.incident.get_absolute_url(),
        "back_label": found.incident.number,
    }
    return render(request, "incidents/reply.html", context)


@require_POST
def count(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    traces = actions.count_reply(reply=found, by=request.user)
    undo = reverse("bank_reply_take_back", args=[pk])
    offer_undo(request, _("%(n)d 笔流水已计入。") % {"n": found.file.transfers}, undo)
    return redirect(traces[0] if traces else found)


@require_POST
def take_back(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    actions.take_back_reply(reply=found, by=request.user)
    undo = reverse("bank_reply_count", args=[pk])
    offer_undo(request, _("这份流水不再计入追踪。"), undo)
    return redirect(found)


def _first(file: TransferFile) -> list[dict[str, Any]]:
    return [
        {
            "at": from_microseconds(one["at_us"]),
            "src": "" if one["src"].startswith(UNKNOWN) else one["src"],
            "dst": "" if one["dst"].startswith(UNKNOWN) else one["dst"],
            "amount_cents": one["amount_cents"],
        }
        for one in store.first(file, SHOWN)
    ]


def _one(request: PersonRequest, pk: int) -> BankReply:
    found = get_object_or_404(visible_replies(request.user), pk=pk)
    find_or_404(request.user, Permission.INCIDENT_EDIT, found.incident.unit)
    return found
