"""How plans and their items look: `{% load workplans %}`."""

from django import template
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.workplans.models import Task
from wuzha.workplans.models.playbooks import Step
from wuzha.workplans.states import (
    ItemState,
    PlanState,
    PlaybookState,
    ReportState,
    RunState,
    TaskState,
)
from wuzha.workplans.timing import Colour

register = template.Library()

TONES: dict[str, dict[str, str]] = {
    "workplan": {
        PlanState.READING: "soon",
        PlanState.READ: "soon",
        PlanState.CONFIRMED: "active",
    },
    "planitem": {
        ItemState.READ: "soon",
        ItemState.ACCEPTED: "done",
        ItemState.CORRECTED: "done",
    },
    "task": {
        TaskState.DOING: "active",
        TaskState.BLOCKED: "danger",
        TaskState.DONE_REPORTED: "soon",
        TaskState.DONE: "done",
    },
    "playbook": {PlaybookState.DRAFT: "soon", PlaybookState.IN_FORCE: "active"},
    "playbookrun": {
        RunState.RUNNING: "active",
        RunState.FINISHED: "done",
        RunState.BROKEN_OFF: "soon",
    },
    "expectedreport": {
        ReportState.REPORTED: "done",
        ReportState.ZERO: "done",
        ReportState.LATE: "soon",
    },
}

LIGHTS: dict[str, str] = {
    Colour.RED: "danger",
    Colour.YELLOW: "soon",
    Colour.GREEN: "done",
}


@register.filter
def tone(row: Model) -> str:
    """Amber for what waits, green for what is settled, red for what went wrong."""
    name = row._meta.model_name or ""
    return TONES[name].get(getattr(row, "state", ""), "plain")


@register.filter
def limit(step: Step) -> str:
    """How soon, and counted from when; empty without a limit."""
    if step.minutes is None:
        return ""
    within = _("%(n)d 分钟内") % {"n": step.minutes} if step.minutes else _("立即")
    if not step.is_counted_from_previous:
        return within
    return _("上一步做完后%(within)s") % {"within": within}


@register.inclusion_tag("workplans/_light.html")
def light(task: Task) -> dict[str, object]:
    """The colour of a task by the days that remain, with its word as well."""
    colour = getattr(task, "colour", Colour.NONE)
    left = (task.due - timezone.localdate()).days if task.due else 0
    return {"tone": LIGHTS.get(colour, ""), "left": left, "late": -left}
