"""`{{ appointment.role|role_label }}`."""

from django import template

from wuzha.organisation.access import Role

register = template.Library()


@register.filter
def role_label(role: str) -> str:
    return str(Role(role).label) if role in Role else role
