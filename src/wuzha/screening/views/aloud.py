"""What a grid worker or a teller says of a verdict to whoever stands before them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from wuzha.detection.texts.verdicts import NONE
from wuzha.lib.questions import question_sets
from wuzha.lib.scripts import common, script_for
from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest
from wuzha.screening import showing
from wuzha.screening.public import HEADINGS, MOST_SAID
from wuzha.screening.views.verdicts import visible_verdicts


@require_safe
def aloud(request: PersonRequest, pk: int) -> HttpResponse:
    """To be read aloud from a phone; at the counter, with what is asked there."""
    found = get_object_or_404(visible_verdicts(request), pk=pk)
    is_scam = found.verdict != NONE
    asks = may(request.user, Permission.COUNTER_ASK)
    context = {
        "verdict": found,
        "heading": HEADINGS[found.verdict],
        "kind": showing.plain_kind(found.fraud_class),
        "says": list(dict.fromkeys(one["says"] for one in found.reasons))[:MOST_SAID],
        "advice": showing.advice_for(found),
        "do_now": script_for(found.fraud_class).do_now if is_scam else (),
        "if_money_moved": common().if_money_moved,
        "asked": next(iter(question_sets().values())) if asks else None,
    }
    return render(request, "screening/aloud.html", context)
