"""A plan is set going, or withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest, posted
from wuzha.workplans import actions
from wuzha.workplans.forms.confirmation import ConfirmForm, WithdrawForm
from wuzha.workplans.readiness import Outlook, why_not_confirm
from wuzha.workplans.states import PlanState
from wuzha.workplans.views.rows import plan_or_404, visible_plans


def confirm(request: PersonRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk, Permission.PLAN_CONFIRM)
    running = visible_plans(request.user).filter(
        unit=plan.unit, state=PlanState.CONFIRMED
    )
    form = ConfirmForm(posted(request), running=running, initial={"seen": plan.version})
    if request.method == "POST" and form.is_valid():
        actions.confirm_plan(plan=plan, by=request.user, **form.cleaned_data)
        messages.success(request, _("方案已确认，正在给各单位分派任务。"))
        return redirect(plan)
    why_not, now = why_not_confirm(plan), timezone.now()
    context = {
        "form": form,
        "plan": plan,
        "why_not": why_not,
        "consequences": [] if why_not else _consequences(Outlook.of(plan, now)),
        "verb": _("确认并执行"),
        "heading": _("确认方案"),
        "back_url": plan.get_absolute_url(),
        "back_label": plan.title,
    }
    return render(request, "workplans/confirm.html", context)


def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk, Permission.PLAN_CONFIRM)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw_plan(plan=plan, by=request.user, **form.cleaned_data)
        return redirect(plan)
    context = {
        "form": form,
        "verb": _("撤回方案"),
        "heading": _("撤回方案"),
        "consequences": [
            _("未完成的任务全部取消，不再催办和计时。"),
            _("还没到期的应报事项改为免报；过期没报的仍记为未报。"),
            _("已完成的任务和已报的事项保留不变。"),
        ],
        "final": True,
        "back_url": plan.get_absolute_url(),
        "back_label": plan.title,
    }
    return render(request, "workplans/deed.html", context)


def _consequences(outlook: Outlook) -> list[str]:
    found = [
        _("%(tasks)d 项任务分给各单位，共 %(rows)d 件，有期限的开始计时。")
        % {"tasks": outlook.tasks, "rows": outlook.unit_tasks},
        _("%(duties)d 项周期职责按期生成应报事项，每期 %(rows)d 件。")
        % {"duties": outlook.duties, "rows": outlook.duty_units},
        _("%(targets)d 个目标与系统数据对照；没有数据的会注明。")
        % {"targets": outlook.targets},
        _("共涉及 %(units)d 个单位，各收到一条通知。") % {"units": outlook.unit_count},
    ]
    if outlook.overdue:
        found.append(
            _("%(n)d 项任务的期限已过，一确认就是超期。不做的请先不采用，或更正时限。")
            % {"n": outlook.overdue}
        )
    if outlook.without_people:
        found.append(
            _("%(n)d 个单位现在没有经办人，收不到通知；请先任命，或由上级代办。")
            % {"n": outlook.without_people}
        )
    return found
