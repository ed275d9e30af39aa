"""The tabs of the reports: `{% load reports %}`."""

from typing import Any

from django import template
from django.template.context import RequestContext

from wuzha.organisation.access import Permission, may

register = template.Library()


@register.inclusion_tag("reports/_tabs.html", takes_context=True)
def report_tabs(context: RequestContext, here: str) -> dict[str, Any]:
    """Papers are for those who look over what others report."""
    writes = may(context["request"].user, Permission.TASK_REVIEW)
    return {"here": here, "may_write_papers": writes}
