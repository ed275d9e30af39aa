"""Sheets to print: the order (FM01), the feedback (FM02), the notice (FM03)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from wuzha.earlywarnings import actions
from wuzha.earlywarnings.guidance import contact_results, measures
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.views.rows import seen_by, workable_by
from wuzha.lib.taxonomy import taxonomy
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.words import in_county_words

PAPERS = {
    "order": "earlywarnings/paper_order.html",
    "feedback": "earlywarnings/paper_feedback.html",
    "notice": "earlywarnings/paper_notice.html",
}


@require_safe
@in_county_words
def paper(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """The notice names the person, for a signature: whoever meets them prints it."""
    if kind not in PAPERS:
        raise Http404
    rows = workable_by(request.user) if kind == "notice" else seen_by(request.user)
    case: Dissuasion = get_object_or_404(rows, pk=pk)
    if kind == "notice":
        actions.print_notice(dissuasion=case, by=request.user)
    labels, done = contact_results(), measures()
    attempts = case.attempts.filter(taken_back_at=None).select_related("by")
    met = case.meetings.filter(taken_back_at=None).select_related("by").first()
    context = {
        "case": case,
        "warnings": case.warnings.order_by("received_at"),
        "fraud": taxonomy().fraud_class(case.fraud_class),
        "attempts": [(one, labels[one.result].label) for one in attempts],
        "met": met,
        "measures": [done[code].label for code in (met.measures if met else ())],
        "revisits": case.revisits.filter(cancelled_at=None),
        "now": timezone.now(),
    }
    return render(request, PAPERS[kind], context)
