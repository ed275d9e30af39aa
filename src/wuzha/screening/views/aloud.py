"""What a grid worker or a teller says of a verdict to whoever stands before them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuzha.detection.texts.verdicts import NONE
from wuzha.lib.questions import question_sets
from wuzha.lib.scripts import common, script_for
from wuzha.organisation.access import Permission, may
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.words import in_county_words
from wuzha.screening import showing
from wuzha.screening.models import Verdict
from wuzha.screening.public import HEADINGS, MOST_SAID
from wuzha.screening.views.verdicts import visible_verdicts


@require_safe
def aloud(request: PersonRequest, pk: int) -> HttpResponse:
    """To be read aloud from a phone; at the counter, with what is asked there."""
    found = get_object_or_404(visible_verdicts(request), pk=pk)
    asks = may(request.user, Permission.COUNTER_ASK)
    context = {
        "verdict": found,
        **_spoken(found),
        "asked": next(iter(question_sets().values())) if asks else None,
    }
    return render(request, "screening/aloud.html", context)


@in_county_words
def _spoken(found: Verdict) -> dict[str, object]:
    """In the language of whoever listens, not of whoever reads."""
    heading, kind = _(HEADINGS[found.verdict]), showing.plain_kind(found.fraud_class)
    like = _("像是%(kind)s") % {"kind": kind} if kind else ""
    is_scam = found.verdict != NONE
    do_now = script_for(found.fraud_class).do_now if is_scam else ()
    return {
        "lead": _("，").join(filter(None, [heading, like])) + _("。"),
        "says": showing.reasons_of(found, MOST_SAID),
        "do_now": [*do_now, *showing.advice_for(found)],
        "if_money_moved": common().if_money_moved,
    }
