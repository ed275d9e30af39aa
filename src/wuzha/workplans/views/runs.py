"""A playbook that runs: its page, the ticks, its end, and the paper of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.organisation.access import Permission, may, scope
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Person
from wuzha.ui.paging import page_of
from wuzha.ui.timeline import Event
from wuzha.ui.undo import offer_undo
from wuzha.workplans import actions
from wuzha.workplans.figures import RunResult
from wuzha.workplans.forms.playbooks import BreakOffForm, FinishForm, TickForm
from wuzha.workplans.models import PlaybookRun, RunStep
from wuzha.workplans.states import PlayedState

A_PAGE = 30
SHOWN = ("drill", "real")


def visible_runs(person: Person) -> QuerySet[PlaybookRun]:
    """For who plays in it, and for who sees the work of its unit."""
    plays = RunStep.objects.filter(people=person).values("run")
    led = scope(person, Permission.TASK_VIEW).filter("unit__path")
    rows = PlaybookRun.objects.select_related(
        "unit", "playbook", "started_by", "ended_by"
    )
    return rows.filter(led | Q(pk__in=plays))


@require_safe
@found_with(Permission.PLAN_VIEW)
def runs(request: PersonRequest) -> HttpResponse:
    """Every time that a playbook was set going: `?show=drill` or `real`."""
    asked = request.GET.get("show", "")
    rows = visible_runs(request.user).prefetch_related("steps__people")
    if asked in SHOWN:
        rows = rows.filter(is_drill=asked == "drill")
    page = page_of(rows, request.GET.get("page"), A_PAGE)
    for row in page:
        row.result = RunResult.of(row, row.steps.all())
    return render(request, "workplans/runs.html", {"page": page, "asked": asked})


@require_safe
def run(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_runs(request.user), pk=pk)
    return render(request, "workplans/run.html", shown(request, found))


@require_safe
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_runs(request.user), pk=pk)
    return render(request, "workplans/run_paper.html", shown(request, found))


def shown(request: PersonRequest, found: PlaybookRun) -> dict[str, object]:
    steps = steps_of(found, request.user)
    subject = found.subject_url if may(request.user, Permission.INCIDENT_VIEW) else ""
    return {
        "run": found,
        "steps": steps,
        "done": sum(step.done_at is not None for step in steps),
        "result": RunResult.of(found, steps),
        "history": history_of(found, steps),
        "subject_url": subject,
        "may_lead": found.is_open
        and may(request.user, Permission.TASK_WORK, found.unit),
        "back_url": subject or reverse("desk"),
        "back_label": found.subject_name if subject else _("待办"),
    }


def steps_of(found: PlaybookRun, person: Person) -> list[RunStep]:
    """Each with whether it is late now and whether the person may tick it."""
    rows = found.steps.select_related("unit", "done_by").prefetch_related("people")
    held = scope(person, Permission.TASK_WORK)
    leads, now = held.covers(found.unit.path), timezone.now()
    steps = list(rows)
    for step in steps:
        plays = person in step.people.all() or leads or held.covers(step.unit.path)
        step.may_tick = found.is_open and plays
        step.overdue = _is_overdue(step, found.ended_at or now)
    return steps


def _is_overdue(step: RunStep, now: datetime) -> bool:
    if step.state == PlayedState.SKIPPED or step.due_at is None:
        return False
    return (step.done_at or now) > step.due_at


def history_of(found: PlaybookRun, steps: Iterable[RunStep]) -> list[Event]:
    """The latest first."""
    what = _("启动演练") if found.is_drill else _("启动预案")
    events = [Event(found.started_at, what, found.started_by)]
    for step in steps:
        if step.done_at:
            said = f"{step.order}. {step.text}"
            tone = "danger" if step.overdue else "done"
            what = said if step.state == PlayedState.DONE else _("不需要：%s") % said
            events.append(
                Event(step.done_at, what, step.done_by or "", step.note, tone)
            )
        elif step.overdue and step.due_at:
            late = _("超时未做：%(n)d. %(text)s") % {"n": step.order, "text": step.text}
            events.append(Event(step.due_at, late, "", step.role, "danger"))
    if found.ended_at:
        end = found.state_label
        events.append(
            Event(found.ended_at, end, found.ended_by or "", found.end_reason)
        )
    return sorted(events, key=lambda event: event.at, reverse=True)


def _one(request: PersonRequest, pk: int) -> RunStep:
    rows = RunStep.objects.select_related("unit", "run__unit")
    seen = visible_runs(request.user).values("pk")
    found = get_object_or_404(rows.filter(run__in=seen), pk=pk)
    (step,) = (s for s in steps_of(found.run, request.user) if s.pk == pk)
    if not step.may_tick and found.run.is_open:
        raise Http404
    return found


@require_POST
def tick(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    form = TickForm(request.POST)
    facts = form.cleaned_data if form.is_valid() else {}
    step = actions.tick_step(step=found, by=request.user, **facts)
    said = _("第 %(n)d 步：%(state)s。") % {"n": step.order, "state": step.state_label}
    offer_undo(request, said, reverse("run_step_untick", args=[pk]))
    return redirect(step)


@require_POST
def untick(request: PersonRequest, pk: int) -> HttpResponse:
    return redirect(actions.untick_step(step=_one(request, pk), by=request.user))


def _led(request: PersonRequest, pk: int) -> PlaybookRun:
    found = get_object_or_404(visible_runs(request.user), pk=pk)
    if not may(request.user, Permission.TASK_WORK, found.unit):
        raise Http404
    return found


@require_POST
def finish(request: PersonRequest, pk: int) -> HttpResponse:
    form = FinishForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    found = actions.finish_run(run=_led(request, pk), note=note, by=request.user)
    return redirect(found)


def break_off(request: PersonRequest, pk: int) -> HttpResponse:
    found = _led(request, pk)
    form = BreakOffForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return redirect(
            actions.break_off_run(run=found, by=request.user, **form.cleaned_data)
        )
    context = {
        "form": form,
        "verb": _("中止"),
        "heading": _("中止“%(title)s”") % {"title": found.title},
        "back_url": found.get_absolute_url(),
        "back_label": found.title,
    }
    return render(request, "workplans/deed.html", context)
