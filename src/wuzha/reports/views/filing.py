"""One report: filled in, corrected, sent, accepted, given back, opened again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wuzha.clocks.models import Clock
from wuzha.organisation.access import Permission, may, scope
from wuzha.organisation.http import PersonRequest, posted
from wuzha.reports import actions
from wuzha.reports.answers import answers_of, fields_of
from wuzha.reports.duties import following, keys_of, route
from wuzha.reports.figures import FIGURES
from wuzha.reports.forms import AmountForm, CountForm, FilingForm, ReasonForm
from wuzha.reports.history import history_of
from wuzha.reports.lines import Line, counted_until, is_all_zero, lines_of
from wuzha.reports.models import Asking, Report
from wuzha.reports.states import FilingState
from wuzha.reports.views.door import expected_or_404, received_or_404, report_of
from wuzha.workplans.models import ExpectedReport
from wuzha.workplans.states import ReportState
from wuzha.workplans.words import cadence_text


def report(request: PersonRequest, pk: int) -> HttpResponse:
    """Posted it is sent; with `keep` it is put away, with `zero` there is nothing."""
    expected = expected_or_404(request, pk)
    found = report_of(expected)
    may_fill = _may_fill(request, expected, found)
    start = {"note": found.note if found else "", "seen": found.version if found else 0}
    asked = fields_of(expected, timezone.localdate()) if may_fill else []
    entries = found.entries if found else {}
    form = FilingForm(posted(request), asked=asked, entries=entries, initial=start)
    if request.method == "POST" and form.is_valid():
        if not may(request.user, Permission.TASK_WORK, expected.unit):
            raise Http404
        _fill(request, expected, form)
        return redirect(expected)
    now = timezone.now()
    lines = lines_of(expected, found)
    context = {
        "expected": expected,
        "report": found,
        "lines": lines,
        "is_nothing": is_all_zero(lines, {}) and not asked,
        "asks": bool(lines or asked),
        "answers": answers_of(found),
        "asking": Asking.objects.filter(duty=expected.duty_id).first(),
        "form": form,
        "may_fill": may_fill,
        "cadence": cadence_text(expected.duty.facts),
        "route": route(expected, timezone.localdate(now)),
        "above": following(found, timezone.localdate(now)) if found else None,
        "until": counted_until(expected.period, now),
        "clocks": list(Clock.objects.open().of(expected)),
        "sees_rows": scope(request.user, Permission.TASK_VIEW).covers(
            expected.unit.path
        ),
        "papers": list(found.papers.defer("content")) if found else [],
        "history": history_of(expected, found),
        "former": [
            {**past, "shown": [Line.of(kept) for kept in past["lines"]]}
            for past in (found.former if found else [])
        ],
        "back_url": expected.duty.get_absolute_url(),
        "back_label": _("周期职责"),
        **_rights(request, expected, found),
    }
    return render(request, "reports/report.html", context)


def correct(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    expected = expected_or_404(request, pk, Permission.TASK_WORK)
    found = report_of(expected)
    if key not in keys_of(expected.duty) or not _may_fill(request, expected, found):
        raise Http404
    figure = FIGURES[key]
    kind = AmountForm if figure.is_money else CountForm
    form = kind(posted(request), initial={"seen": found.version if found else 0})
    if form.is_valid():
        actions.correct_figure(
            expected=expected, key=key, by=request.user, **form.cleaned_data
        )
        messages.success(request, _("已更正，原数和原因一并保留。"))
        return redirect(expected)
    context = {
        "expected": expected,
        "figure": figure,
        "derived": figure.measured(expected.unit, expected.period),
        "form": form,
        "verb": _("更正"),
        "back_url": expected.get_absolute_url(),
    }
    return render(request, "reports/correct.html", context)


@require_POST
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    """At a level in between it is approved, and goes on."""
    found = received_or_404(request, pk)
    seen = _seen(request)
    if above := following(found, timezone.localdate()):
        actions.approve_report(report=found, seen=seen, by=request.user)
        messages.success(request, _("已审核，报“%(unit)s”。") % {"unit": above})
    else:
        actions.accept_report(report=found, seen=seen, by=request.user)
        messages.success(request, _("已接收，数字已固定。"))
    return redirect(found)


def give_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Before it is accepted it is returned, afterwards opened again."""
    found = received_or_404(request, pk)
    if found.state not in (FilingState.SENT, FilingState.ACCEPTED):
        raise Http404
    is_locked = found.state == FilingState.ACCEPTED
    form = ReasonForm(posted(request), initial={"seen": found.version})
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if is_locked:
            actions.reopen_report(report=found, reason=reason, by=request.user)
        else:
            seen = form.cleaned_data["seen"]
            actions.return_report(
                report=found, reason=reason, seen=seen, by=request.user
            )
        return redirect(found)
    context = {
        "report": found,
        "expected": found.expected,
        "is_locked": is_locked,
        "form": form,
        "verb": _("重新打开") if is_locked else _("退回补正"),
        "consequences": _consequences(found, is_locked=is_locked),
        "back_url": reverse("expected_report", args=[pk]),
    }
    return render(request, "reports/give_back.html", context)


def _fill(request: PersonRequest, expected: ExpectedReport, form: FilingForm) -> None:
    asked = form.cleaned_data
    if "keep" in request.POST:
        actions.keep_report(
            expected=expected,
            entries=form.entries,
            note=asked["note"],
            seen=asked["seen"],
            by=request.user,
        )
        messages.success(request, _("已保存，尚未报送。"))
        return
    sent = actions.send_report(
        expected=expected,
        entries=form.entries,
        note=asked["note"],
        zero="zero" in request.POST,
        seen=asked["seen"],
        by=request.user,
    )
    done = _("零报告已报送。") if sent.is_zero else _("已报送，等待审核。")
    messages.success(request, done)


def _may_fill(
    request: PersonRequest, expected: ExpectedReport, found: Report | None
) -> bool:
    if expected.state == ReportState.WAIVED or (found and found.is_fixed):
        return False
    if found is None and expected.state != ReportState.WAITING:
        return False
    return may(request.user, Permission.TASK_WORK, expected.unit)


def _rights(
    request: PersonRequest, expected: ExpectedReport, found: Report | None
) -> dict[str, bool]:
    waives = may(request.user, Permission.TASK_REVIEW, expected.duty.plan.unit)
    reviews = (
        found is not None
        and found.to_unit is not None
        and may(request.user, Permission.TASK_REVIEW, found.to_unit)
    )
    sent = found is not None and found.state == FilingState.SENT
    locked = found is not None and found.state == FilingState.ACCEPTED
    is_own = found is not None and found.sent_by_id == request.user.pk
    return {
        "may_waive": waives and expected.state == ReportState.WAITING,
        "may_decide": reviews and sent and not is_own,
        "may_reopen": reviews and locked,
    }


def _consequences(report: Report, *, is_locked: bool) -> list[str]:
    unit = {"unit": report.expected.unit}
    if is_locked:
        return [
            _("原来接收的数字留存在报表里，连同您写的原因。"),
            _("“%(unit)s”收到通知，按现在的记录核对后再报。") % unit,
        ]
    return [
        _("“%(unit)s”收到通知和您写的原因，补正后再报。") % unit,
        _("按时还是迟报，以第一次报送为准。"),
    ]


def _seen(request: PersonRequest) -> int | None:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() else None
