"""The list and the page of a task, and what is done to it."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuzha.organisation.access import Permission, may, scope
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Person, Unit, valid_on
from wuzha.organisation.seats import Seat
from wuzha.ui.paging import page_of
from wuzha.workplans import actions
from wuzha.workplans.figures import task_sum
from wuzha.workplans.forms.tasks import (
    MINE,
    OPEN,
    REVIEW,
    BlockForm,
    DoneForm,
    ExtensionForm,
    PassOnForm,
    ReviewForm,
    SeenForm,
    TaskFilter,
)
from wuzha.workplans.history import history_of
from wuzha.workplans.models import Extension, Task, WorkPlan
from wuzha.workplans.models.tasks import TaskQuerySet
from wuzha.workplans.notifying import reviewers
from wuzha.workplans.states import ExtensionState, TaskState
from wuzha.workplans.timing import colour
from wuzha.workplans.views.rows import of_units_or_plans

A_PAGE = 30
MOST_PARTS = 100


def visible_tasks(person: Person) -> TaskQuerySet:
    rows = Task.objects.select_related("unit", "plan__unit", "parent__unit")
    return of_units_or_plans(person, rows, "plan")


@require_safe
@found_with(Permission.TASK_VIEW)
def tasks(request: PersonRequest) -> HttpResponse:
    rows = visible_tasks(request.user)
    plans = WorkPlan.objects.filter(pk__in=rows.order_by().values("plan")).listed()
    form = TaskFilter(request.GET or {"whose": MINE, "state": OPEN}, plans=plans)
    if not form.is_valid():
        rows = rows.none()
    else:
        rows = rows.filter(**form.conditions())
        rows = _whose(form.cleaned_data["whose"], rows, request.user)
    now = timezone.now()
    rows = rows.order_by(F("due").asc(nulls_last=True), "pk")
    page = page_of(rows, request.GET.get("page"), A_PAGE)
    _paint(page.object_list, now)
    context = {
        "page": page,
        "filter_form": form,
        "sum": task_sum(rows, timezone.localdate(now)),
    }
    return render(request, "workplans/tasks.html", context)


def _whose(whose: str, rows: TaskQuerySet, person: Person) -> TaskQuerySet:
    """As the desk of the person counts them."""
    seat = Seat.of(person, timezone.now())
    if whose == MINE:
        return rows.filter(unit__in=seat.units(Permission.TASK_WORK))
    if whose == REVIEW:
        return rows.to_review(seat.units(Permission.TASK_REVIEW), by=person)
    return rows


def _paint(rows: Iterable[Any], now: Any) -> None:
    """`task.colour`, by the days that remain, of those that somebody has to do."""
    for row in rows:
        to_do = row.is_open and row.state != TaskState.DONE_REPORTED
        row.colour = colour(row.due, now) if to_do else ""


@require_safe
def task(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(visible_tasks(request.user), pk=pk)
    now = timezone.now()
    parts = Task.objects.parts_of(found).select_related("unit")
    shown = list(parts.order_by("unit__path")[:MOST_PARTS])
    _paint([found, *shown], now)
    summed = task_sum(parts, timezone.localdate(now))
    extensions = list(found.extensions.select_related("asked_by", "decided_by"))
    context = {
        "task": found,
        "quote": found.plan.text[found.item.start : found.item.end],
        "parts": shown,
        "sum": summed,
        "more": summed.total - len(shown),
        "asked": [one for one in extensions if one.state == ExtensionState.ASKED],
        "history": history_of(found, extensions),
        "may_work": may(request.user, Permission.TASK_WORK, found.unit),
        "is_own": found.unit in Seat.of(request.user, now).units(Permission.TASK_WORK),
        "may_review": may(request.user, Permission.TASK_REVIEW, found.above)
        and found.reported_by_id != request.user.pk,
        "reviewed_at": reviewers(found.above, now)[0],
        "may_urge": may(request.user, Permission.TASK_REVIEW, found.above),
        "may_see_plan": may(request.user, Permission.PLAN_VIEW, found.plan.unit),
        "can_pass_on": _below(found).exists(),
        "back_url": reverse("tasks"),
        "back_label": _("任务"),
    }
    return render(request, "workplans/task.html", context)


def _one(request: PersonRequest, pk: int, deed: Permission) -> Task:
    """For who works on it, or for who reviews it at the level above."""
    found = get_object_or_404(visible_tasks(request.user), pk=pk)
    where = found.unit if deed == Permission.TASK_WORK else found.above
    if not may(request.user, deed, where):
        raise Http404
    return found


def _below(found: Task) -> QuerySet[Unit]:
    today = timezone.localdate()
    has = Task.objects.filter(item=found.item_id).values("unit")
    return found.unit.children.filter(valid_on(today)).exclude(pk__in=has)


@require_POST
def start(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.TASK_WORK)
    return redirect(actions.start_task(task=found, by=request.user))


@require_POST
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.TASK_REVIEW)
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    return redirect(actions.accept_task(task=found, seen=seen, by=request.user))


@require_POST
def urge(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.TASK_REVIEW)
    if actions.urge_task(task=found, by=request.user):
        messages.success(request, _("已催办，对方会立即收到通知。"))
    else:
        messages.warning(request, _("该单位现在没有经办人在岗，请电话联系。"))
    return redirect(found)


def _act(
    form_class: Callable[..., forms.Form],
    action: Callable[..., Any],
    words: Callable[[], tuple[str, str]],
    deed: Permission = Permission.TASK_WORK,
) -> Callable[..., HttpResponse]:
    """A page with one form for one deed on a task."""

    def view(request: PersonRequest, pk: int) -> HttpResponse:
        found = _one(request, pk, deed)
        form = form_class(posted(request), initial={"seen": found.version})
        if request.method == "POST" and form.is_valid():
            action(task=found, by=request.user, **form.cleaned_data)
            return redirect(found)
        verb, heading = words()
        return _deed(request, found, form, verb, heading)

    return view


def _deed(
    request: PersonRequest, found: Task, form: forms.Form, verb: str, heading: str
) -> HttpResponse:
    context = {
        "form": form,
        "verb": verb,
        "heading": heading,
        "note": found.text,
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
    }
    return render(request, "workplans/deed.html", context)


def done(request: PersonRequest, pk: int) -> HttpResponse:
    """With how much of it is still open below."""
    found = _one(request, pk, Permission.TASK_WORK)
    form = DoneForm(posted(request), initial={"seen": found.version})
    if request.method == "POST" and form.is_valid():
        actions.report_done(task=found, by=request.user, **form.cleaned_data)
        return redirect(found)
    context = {
        "form": form,
        "verb": _("报送完成"),
        "heading": _("报完成"),
        "note": found.text,
        "parts_open": Task.objects.parts_of(found).open().count(),
        "back_url": found.get_absolute_url(),
        "back_label": found.number,
    }
    return render(request, "workplans/done.html", context)


block = _act(BlockForm, actions.block_task, lambda: (_("报告受阻"), _("任务受阻")))
extend = _act(
    ExtensionForm, actions.ask_extension, lambda: (_("申请延期"), _("申请延期"))
)
give_back = _act(
    ReviewForm,
    actions.return_task,
    lambda: (_("退回补正"), _("退回任务")),
    Permission.TASK_REVIEW,
)


def pass_on(request: PersonRequest, pk: int) -> HttpResponse:
    found = _one(request, pk, Permission.TASK_WORK)
    form = PassOnForm(posted(request), units=_below(found))
    if request.method == "POST" and form.is_valid():
        units = list(form.cleaned_data["units"])
        actions.pass_on_task(task=found, units=units, by=request.user)
        return redirect(found)
    return _deed(request, found, form, _("分给下级"), _("分解任务"))


@require_POST
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """On the extension that waits: `grant` is yes or no."""
    seen = visible_tasks(request.user)
    rows = Extension.objects.filter(task__in=seen).select_related(
        "task__unit", "task__plan__unit", "task__parent__unit"
    )
    extension = get_object_or_404(rows, pk=pk)
    if not scope(request.user, Permission.TASK_REVIEW).covers(
        extension.task.above.path
    ):
        raise Http404
    grant = request.POST.get("grant") == "yes"
    actions.decide_extension(extension=extension, grant=grant, by=request.user)
    return redirect(extension.task)
