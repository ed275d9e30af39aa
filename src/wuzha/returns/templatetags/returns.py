"""How a return looks: `{% load returns %}`."""

from django import template
from django.utils.translation import gettext

from wuzha.returns.models import ReturnRound
from wuzha.returns.states import RoundState

register = template.Library()

TONES = {
    RoundState.COLLECTING: "soon",
    RoundState.ON_NOTICE: "active",
    RoundState.DECIDED: "active",
    RoundState.RETURNED: "done",
}


@register.filter
def round_tone(returning: ReturnRound) -> str:
    """Amber for what waits for people here, green for money given back."""
    return TONES.get(RoundState(returning.state), "plain")


@register.filter
def marked(text: str) -> str:
    """A sentence of the pure rules in the reader's language."""
    return gettext(text)
