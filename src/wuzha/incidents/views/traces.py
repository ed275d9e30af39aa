"""Where the money went: traced, shown, checked; stops drafted from it."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.documents.sheets import write_sheet
from wuzha.incidents import actions, papers, sheets
from wuzha.incidents.forms.traces import TraceForm
from wuzha.incidents.models import FundTrace
from wuzha.incidents.traced import Account, accounts_of, found_in
from wuzha.incidents.tracing import packed_evidence, standard
from wuzha.incidents.views.papers import note
from wuzha.incidents.views.picture import trace_picture
from wuzha.incidents.views.rows import (
    find_or_404,
    rights,
    visible_incidents,
    visible_traces,
)
from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, posted
from wuzha.organisation.words import in_county_words
from wuzha.transfers.models import TransferFile
from wuzha.ui.undo import offer_undo

# What fits a look; the others unfold.
FIRST = 30


def new(request: PersonRequest, pk: int) -> HttpResponse:
    incident = get_object_or_404(visible_incidents(request.user), pk=pk)
    find_or_404(request.user, Permission.INCIDENT_EDIT, incident.unit)
    now = timezone.now()
    initial = {"hops": standard("hops", now), "hours": standard("window_hours", now)}
    form = TraceForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        traces = actions.trace_funds(
            incident=incident, by=request.user, **form.cleaned_data
        )
        return redirect(traces[0])
    context = {
        "form": form,
        "verb": _("开始追踪"),
        "heading": _("追踪资金"),
        "back_url": incident.get_absolute_url(),
        "back_label": incident.number,
    }
    return render(request, "incidents/deed.html", context)


@require_safe
def trace(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    actions.read_trace(trace=found, by=request.user)
    return render(request, "incidents/trace.html", _context(request, found))


def _context(request: PersonRequest, found: FundTrace) -> dict[str, Any]:
    incident = found.incident
    round_ = list(incident.traces.filter(round=found.round))
    others = [one for one in round_ if one.pk != found.pk]
    accounts = accounts_of(found, others)
    told = found_in(found)
    now = timezone.now()
    rows = [(one, _idle(one, now)) for one in accounts]
    holding = [row for row in rows if row[0].lies_there]
    return {
        "trace": found,
        "incident": incident,
        "round": round_,
        "others": others,
        "latest": incident.traces.order_by("-round", "pk").first(),
        "holding": holding[:FIRST],
        "holding_less": holding[FIRST:],
        "emptied": [row for row in rows if not row[0].lies_there],
        "to_stop": [one for one, _idle in holding if one.order is None],
        "ends": told.ends.items(),
        "is_complete": told.is_complete,
        "added": [one for one in accounts if one.is_new],
        "picture": trace_picture(told.flows, accounts) if accounts else None,
        "files": TransferFile.objects.filter(sha256__in=found.basis["files"]),
        "told": found.basis["told"],
        "can": rights(request.user, incident.unit),
        "back_url": incident.get_absolute_url(),
        "back_label": incident.number,
    }


def _idle(one: Account, now: datetime) -> Any:
    return max(now - one.last_at, now - now)


@require_POST
def check(request: PersonRequest, pk: int) -> HttpResponse:
    """The answer is as long as the list of differences: it is a page, not a message."""
    found = _one(request, pk)
    differences = actions.check_trace(trace=found, by=request.user)
    context = _context(request, found) | {
        "is_checked": True,
        "differences": differences,
    }
    return render(request, "incidents/trace.html", context)


@require_POST
def draft_stop(request: PersonRequest, pk: int) -> HttpResponse:
    """One click on an account: by its place in the trace, which never changes."""
    found = _one(request, pk)
    find_or_404(request.user, Permission.STOP_DRAFT, found.incident.unit)
    places = {str(n): one for n, one in enumerate(found_in(found).balances)}
    balance = places.get(request.POST.get("place", ""))
    if balance is None:
        return redirect(found)
    order = actions.draft_stop_of_trace(
        trace=found, account=balance.account, by=request.user
    )
    undo = reverse("stop_payment_discard", args=[order.pk])
    offer_undo(request, _("%(number)s已起草。") % {"number": order.number}, undo)
    return redirect(found)


@require_safe
@in_county_words
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    actions.read_trace(trace=found, how="word", by=request.user)
    return HttpResponse(
        papers.flow_paper(found),
        content_type=papers.WORD,
        headers={"Content-Disposition": f'attachment; filename="{found.number}.docx"'},
    )


@require_safe
@in_county_words
def sheet(request: PersonRequest, pk: int) -> FileResponse:
    found = _one(request, pk)
    actions.read_trace(trace=found, how="sheet", by=request.user)
    file = write_sheet(
        sheets.FLOWS,
        sheets.flow_records(found),
        title=_("资金流向"),
        note=note(request),
    )
    return FileResponse(file, as_attachment=True, filename=f"{found.number}.xlsx")


@require_safe
def evidence(request: PersonRequest, pk: int) -> HttpResponse:
    """With the transfers it was computed from: `wuzha detect verify-trace` checks it
    on any machine."""
    found = _one(request, pk)
    actions.read_trace(trace=found, how="evidence", by=request.user)
    name = f"{found.number}-{found.method}.zip"
    return HttpResponse(
        packed_evidence(found),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _one(request: PersonRequest, pk: int) -> FundTrace:
    found: FundTrace = get_object_or_404(visible_traces(request.user), pk=pk)
    return found
