"""How incidents, orders and freezes look: `{% load incidents %}`."""

from django import template
from django.utils.translation import gettext as _

from wuzha.incidents.models import Freeze, Incident, StopPaymentOrder
from wuzha.incidents.states import FreezeState, IncidentState, StopState
from wuzha.lib import masking
from wuzha.lib.taxonomy import taxonomy

register = template.Library()

GROUP = 4

TONES: dict[type, dict[str, str]] = {
    Incident: {
        IncidentState.REPORTED: "soon",
        IncidentState.OPEN: "active",
        IncidentState.CLOSED: "done",
    },
    StopPaymentOrder: {
        StopState.DRAFTED: "soon",
        StopState.ISSUED: "active",
        StopState.EXECUTED: "done",
        StopState.FROZEN: "done",
        StopState.RENEWED: "done",
        StopState.REFUSED: "danger",
        StopState.EXPIRED: "danger",
    },
    Freeze: {FreezeState.IN_FORCE: "done", FreezeState.EXPIRED: "danger"},
}


@register.filter
def tone(row: Incident | StopPaymentOrder | Freeze) -> str:
    """Red only for what went wrong, amber for what waits, green for money held."""
    return TONES[type(row)].get(row.state, "plain")


@register.filter
def spaced(account: str) -> str:
    """6222 0200 0000 0000 006: read out and compared in groups of four."""
    groups = range(0, len(account), GROUP)
    return " ".join(account[place : place + GROUP] for place in groups)


@register.filter
def without_numbers(text: str) -> str:
    """For those who see the case and do not work on it."""
    return masking.numbers_in(text)


@register.filter
def fraud(incident: Incident) -> str:
    return _(taxonomy().fraud_class(incident.fraud_class).short)


@register.filter
def fraud_whole(incident: Incident) -> str:
    """Class and sub-type."""
    kinds, subtype = taxonomy(), incident.fraud_subtype
    name = _(kinds.fraud_class(incident.fraud_class).name)
    return f"{name} · {_(kinds.subtype(subtype).name)}" if subtype else name


@register.filter
def money_form(incident: Incident) -> str:
    form = dict(taxonomy().money_out_choices).get(incident.money_out_form)
    return _(form) if form else ""
