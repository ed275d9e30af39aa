"""How plans and their items look: `{% load workplans %}`."""

from django import template
from django.db.models import Model

from wuzha.workplans.states import ItemState, PlanState

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
}


@register.filter
def tone(row: Model) -> str:
    """Amber for what waits, green for what is settled, red for what went wrong."""
    name = row._meta.model_name or ""
    return TONES[name].get(getattr(row, "state", ""), "plain")
