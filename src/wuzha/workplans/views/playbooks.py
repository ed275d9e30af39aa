"""The playbooks: a list, a page each, and the deeds by which they are written."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from wuzha.organisation.access import Permission, may, visible_to
from wuzha.organisation.http import PersonRequest, found_with, posted
from wuzha.organisation.models import Person, Unit
from wuzha.ui.paging import page_of
from wuzha.workplans import actions
from wuzha.workplans.forms.playbooks import (
    DrillForm,
    FromPlanForm,
    NewPlaybookForm,
    PlaybookForm,
    RoleForm,
    StepForm,
)
from wuzha.workplans.forms.tasks import SeenForm
from wuzha.workplans.models import Playbook, PlaybookRole, PlaybookStep, WorkPlan
from wuzha.workplans.readiness import why_not_start
from wuzha.workplans.states import PlanState, PlaybookState
from wuzha.workplans.views.rows import planners

A_PAGE = 30
DEEDS = (Permission.PLAN_EDIT, Permission.PLAN_CONFIRM, Permission.TASK_REVIEW)


def visible_playbooks(person: Person) -> QuerySet[Playbook]:
    rows = Playbook.objects.select_related("unit", "plan", "made_by", "confirmed_by")
    return visible_to(person, Permission.PLAN_VIEW, rows)


@require_safe
@found_with(Permission.PLAN_VIEW)
def playbooks(request: PersonRequest) -> HttpResponse:
    rows = visible_playbooks(request.user).order_by("situation", "title", "pk")
    context = {
        "page": page_of(
            rows.annotate(count=Count("steps")), request.GET.get("page"), A_PAGE
        ),
        "may_edit": may(request.user, Permission.PLAN_EDIT),
    }
    return render(request, "workplans/playbooks.html", context)


@found_with(Permission.PLAN_EDIT)
def new(request: PersonRequest) -> HttpResponse:
    form = NewPlaybookForm(posted(request), units=planners(request.user))
    if request.method == "POST" and form.is_valid():
        kept = {
            name: form.cleaned_data[name] for name in ("unit", "title", "situation")
        }
        return redirect(actions.make_playbook(by=request.user, **kept))
    return _deed(request, form, _("新建"), _("新建预案"), reverse("playbooks"))


@found_with(Permission.PLAN_EDIT)
def from_plan(request: PersonRequest) -> HttpResponse:
    """An emergency plan of the library becomes playbooks, to be looked over."""
    rows = WorkPlan.objects.listed().exclude(state=PlanState.READING)
    plans = visible_to(request.user, Permission.PLAN_EDIT, rows)
    form = FromPlanForm(posted(request), plans=plans)
    if request.method == "POST" and form.is_valid():
        plan = form.cleaned_data["plan"]
        made = actions.read_playbooks_of(plan=plan, by=request.user)
        said = ngettext(
            "读出 %(n)d 个预案。请核对步骤，选定每个角色由谁担任，再确认。",
            "读出 %(n)d 个预案。请核对步骤，选定每个角色由谁担任，再确认。",
            len(made),
        )
        messages.success(request, said % {"n": len(made)})
        return redirect(made[0] if len(made) == 1 else "playbooks")
    heading = _("从应急预案生成")
    return _deed(request, form, _("读出步骤"), heading, reverse("playbooks"))


@require_safe
def playbook(request: PersonRequest, pk: int) -> HttpResponse:
    found = one(request, pk)
    steps = list(found.steps.select_related("role__person", "role__unit"))
    text = found.plan.text if found.plan and may_see_plan(request, found) else ""
    for step in steps:
        step.quote = text[step.start : step.end] if step.end else ""
    context = {
        "playbook": found,
        "steps": steps,
        "roles": found.roles.select_related("person", "unit"),
        "runs": found.runs.select_related("unit", "started_by")[:10],
        "can": {str(deed) for deed in DEEDS if may(request.user, deed, found.unit)},
        "why_not": why_not_start(found),
        "shows_plan": bool(text),
        "back_url": reverse("playbooks"),
        "back_label": _("预案"),
    }
    return render(request, "workplans/playbook.html", context)


def may_see_plan(request: PersonRequest, found: Playbook) -> bool:
    return bool(found.plan and may(request.user, Permission.PLAN_VIEW, found.plan.unit))


def one(
    request: PersonRequest, pk: int, deed: Permission = Permission.PLAN_VIEW
) -> Playbook:
    found = get_object_or_404(visible_playbooks(request.user), pk=pk)
    if not may(request.user, deed, found.unit):
        raise Http404
    return found


def describe(request: PersonRequest, pk: int) -> HttpResponse:
    found = one(request, pk, Permission.PLAN_EDIT)
    initial = {
        "title": found.title,
        "situation": found.situation,
        "seen": found.version,
    }
    form = PlaybookForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        return redirect(
            actions.describe_playbook(
                playbook=found, by=request.user, **form.cleaned_data
            )
        )
    return _deed(request, form, _("保存"), _("改名称和用途"), found.get_absolute_url())


def role_new(request: PersonRequest, pk: int) -> HttpResponse:
    return _role(request, one(request, pk, Permission.PLAN_EDIT), None)


def role(request: PersonRequest, pk: int) -> HttpResponse:
    rows = PlaybookRole.objects.select_related("person", "unit")
    found = get_object_or_404(rows, pk=pk)
    return _role(request, one(request, found.playbook_id, Permission.PLAN_EDIT), found)


def _role(
    request: PersonRequest, found: Playbook, part: PlaybookRole | None
) -> HttpResponse:
    initial: dict[str, Any] = {"seen": found.version}
    if part:
        initial |= {
            "name": part.name,
            "office": part.office,
            "unit": part.unit.code or part.unit.name if part.unit else "",
            "username": part.person.username if part.person else "",
        }
    units = Unit.objects.within(found.unit)
    form = RoleForm(posted(request), initial=initial, units=units)
    if request.method == "POST" and form.is_valid():
        actions.cast_role(playbook=found, role=part, by=request.user, **form.cast())
        return redirect(found)
    heading = _("角色由谁担任") if part else _("添加角色")
    return _deed(request, form, _("保存"), heading, found.get_absolute_url())


@require_POST
def role_remove(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        PlaybookRole.objects.select_related("playbook__unit"), pk=pk
    )
    one(request, found.playbook_id, Permission.PLAN_EDIT)
    return redirect(actions.remove_role(role=found, by=request.user))


def step_new(request: PersonRequest, pk: int) -> HttpResponse:
    return _step(request, one(request, pk, Permission.PLAN_EDIT), None)


def step(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(PlaybookStep.objects.select_related("role"), pk=pk)
    return _step(request, one(request, found.playbook_id, Permission.PLAN_EDIT), found)


def _step(
    request: PersonRequest, found: Playbook, line: PlaybookStep | None
) -> HttpResponse:
    initial: dict[str, Any] = {"seen": found.version}
    if line:
        initial |= {
            "text": line.text,
            "role": line.role,
            "minutes": line.minutes,
            "from_previous": line.from_previous,
            "calls": "、".join(line.calls),
        }
    form = StepForm(posted(request), initial=initial, roles=found.roles.all())
    if request.method == "POST" and form.is_valid():
        actions.write_step(
            playbook=found, step=line, by=request.user, **form.cleaned_data
        )
        return redirect(found)
    heading = _("改第 %(n)d 步") % {"n": line.order} if line else _("添加步骤")
    return _deed(request, form, _("保存"), heading, found.get_absolute_url())


@require_POST
def step_move(request: PersonRequest, pk: int) -> HttpResponse:
    """Posted with `up` or without."""
    found = _line(request, pk)
    return redirect(
        actions.move_step(step=found, up="up" in request.POST, by=request.user)
    )


@require_POST
def step_remove(request: PersonRequest, pk: int) -> HttpResponse:
    return redirect(actions.remove_step(step=_line(request, pk), by=request.user))


def _line(request: PersonRequest, pk: int) -> PlaybookStep:
    rows = PlaybookStep.objects.select_related("playbook__unit")
    found = get_object_or_404(rows, pk=pk)
    one(request, found.playbook_id, Permission.PLAN_EDIT)
    return found


@require_POST
def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    found = one(request, pk, Permission.PLAN_CONFIRM)
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    return redirect(
        actions.confirm_playbook(playbook=found, seen=seen, by=request.user)
    )


@require_POST
def revise(request: PersonRequest, pk: int) -> HttpResponse:
    found = one(request, pk, Permission.PLAN_EDIT)
    return redirect(actions.revise_playbook(playbook=found, by=request.user))


@require_POST
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    found = one(request, pk, Permission.PLAN_CONFIRM)
    return redirect(actions.withdraw_playbook(playbook=found, by=request.user))


def drill(request: PersonRequest, pk: int) -> HttpResponse:
    found = one(request, pk, Permission.TASK_REVIEW)
    if found.state == PlaybookState.WITHDRAWN:
        raise Http404
    form = DrillForm(posted(request), units=Unit.objects.within(found.unit))
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        return redirect(actions.start_drill(playbook=found, unit=unit, by=request.user))
    context = {
        "form": form,
        "verb": _("启动演练"),
        "heading": _("演练“%(title)s”") % {"title": found.title},
        "consequences": [
            _(
                "按这个单位找各角色的人，步骤和时限与真的一样，提醒写明“演练”，只在系统内。"
            ),
            _("不产生预警和案件，不计入它们的数字；演练次数和结果单独统计。"),
        ],
        "back_url": found.get_absolute_url(),
        "back_label": found.title,
    }
    return render(request, "workplans/deed.html", context)


def _deed(
    request: PersonRequest, form: Any, verb: str, heading: str, back: str
) -> HttpResponse:
    context = {
        "form": form,
        "verb": verb,
        "heading": heading,
        "back_url": back,
        "back_label": _("预案"),
    }
    return render(request, "workplans/deed.html", context)
