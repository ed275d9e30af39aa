"""Complaints against a freeze: taken in, joined to their freeze, answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.forms.complaints import (
    ComplaintAnswerForm,
    ComplaintForm,
    PlaceForm,
)
from wuzha.incidents.models import Freeze, FreezeComplaint
from wuzha.incidents.states import FREEZE, ComplaintState
from wuzha.incidents.timing import number
from wuzha.incidents.views.rows import (
    complainable_freezes,
    find_or_404,
    open_clocks,
    visible_complaints,
    visible_freezes,
)
from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest, posted


def new(request: PersonRequest, pk: int) -> HttpResponse:
    """For the police, and for the bank that the holder comes to."""
    freeze = get_object_or_404(complainable_freezes(request.user), pk=pk)
    sees_case = may(request.user, Permission.INCIDENT_VIEW, freeze.order.incident.unit)
    back = freeze if sees_case else freeze.order
    form = ComplaintForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.receive_freeze_complaint(
            freeze=freeze, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已登记申诉，已通知公安审查。"))
        return redirect(back)
    days = number("money_clocks.complaint_answer", timezone.now())
    context = {
        "form": form,
        "verb": _("登记申诉"),
        "heading": _("对 %(number)s 的申诉") % {"number": freeze.number},
        "consequences": [
            _("公安在%(days)d天内审查并书面答复；审查期间继续冻结。")
            % {"days": days.whole}
        ],
        "back_url": back.get_absolute_url(),
        "back_label": back.number,
    }
    return render(request, "incidents/deed.html", context)


def place(request: PersonRequest, pk: int) -> HttpResponse:
    """A stranger wrote: which of the freezes here is meant?"""
    waiting = visible_complaints(request.user).filter(state=ComplaintState.RECEIVED)
    complaint = get_object_or_404(waiting, pk=pk, freeze=None)
    open_ = visible_freezes(request.user).filter(state__in=FREEZE.open)
    freezes = complaint.fitting(open_.select_related("order__bank_unit"))
    form = PlaceForm(posted(request), freezes=freezes)
    if request.method == "POST" and form.is_valid():
        actions.place_freeze_complaint(
            complaint=complaint, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已找到冻结，请审查并答复申诉。"))
        return redirect("complaint_decide", complaint.pk)
    context = {
        "form": form,
        "verb": _("就是这一笔"),
        "heading": _("找到申诉 %(number)s 说的冻结") % {"number": complaint.number},
        "complaint": complaint,
        "freezes": freezes,
        "back_url": reverse("freezes"),
        "back_label": _("冻结"),
    }
    return render(request, "incidents/complaint_place.html", context)


def decide(request: PersonRequest, pk: int) -> HttpResponse:
    complaint = get_object_or_404(visible_complaints(request.user), pk=pk)
    freeze = complaint.freeze
    find_or_404(request.user, Permission.FREEZE_DECIDE, complaint.unit)
    form = ComplaintAnswerForm(posted(request), complaint=complaint)
    if request.method == "POST" and form.is_valid():
        actions.decide_freeze_complaint(
            complaint=complaint, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已答复申诉，请送达书面答复。"))
        return redirect(freeze or "freezes")
    days = number("money_clocks.unfreeze_if_unrelated", timezone.now())
    context = {
        "form": form,
        "verb": _("答复"),
        "heading": _("审查申诉 %(number)s") % {"number": complaint.number},
        "complaint": complaint,
        "consequences": [
            _("冻结错了的，即登记为与案件无关，%(days)d天内须解除冻结。")
            % {"days": days.whole}
        ]
        if freeze
        else [],
        "back_url": complaint.get_absolute_url(),
        "back_label": (freeze or complaint).number,
    }
    return render(request, "incidents/complaint.html", context)


def complaints_of(freeze: Freeze) -> list[tuple[FreezeComplaint, Clock | None]]:
    """Each with its clock while it waits."""
    rows = list(freeze.complaints.all())
    clocks = open_clocks(FreezeComplaint, rows)
    return [(one, next(iter(clocks.get(one.pk, [])), None)) for one in rows]
