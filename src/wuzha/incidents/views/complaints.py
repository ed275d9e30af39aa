"""Complaints against a freeze: taken in, answered."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.incidents import actions
from wuzha.incidents.forms.complaints import ComplaintAnswerForm, ComplaintForm
from wuzha.incidents.models import Freeze, FreezeComplaint
from wuzha.incidents.timing import number
from wuzha.incidents.views.rows import (
    complainable_freezes,
    find_or_404,
    open_clocks,
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


def decide(request: PersonRequest, pk: int) -> HttpResponse:
    seen = FreezeComplaint.objects.filter(freeze__in=visible_freezes(request.user))
    rows = seen.select_related("freeze__order__incident__unit")
    complaint = get_object_or_404(rows, pk=pk)
    freeze = complaint.freeze
    find_or_404(request.user, Permission.FREEZE_DECIDE, freeze.order.incident.unit)
    form = ComplaintAnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.decide_freeze_complaint(
            complaint=complaint, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已答复申诉，请送达书面答复。"))
        return redirect(freeze)
    days = number("money_clocks.unfreeze_if_unrelated", timezone.now())
    context = {
        "form": form,
        "verb": _("答复"),
        "heading": _("审查申诉 %(number)s") % {"number": complaint.number},
        "complaint": complaint,
        "consequences": [
            _("冻结错了的，即登记为与案件无关，%(days)d天内须解除冻结。")
            % {"days": days.whole}
        ],
        "back_url": freeze.get_absolute_url(),
        "back_label": freeze.number,
    }
    return render(request, "incidents/complaint.html", context)


def complaints_of(freeze: Freeze) -> list[tuple[FreezeComplaint, Clock | None]]:
    """Each with its clock while it waits."""
    rows = list(freeze.complaints.all())
    clocks = open_clocks(FreezeComplaint, rows)
    return [(one, next(iter(clocks.get(one.pk, [])), None)) for one in rows]
