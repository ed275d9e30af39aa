"""Papers out. A paper shows everything, so that taking one is recorded."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from wuzha.incidents.papers import WORD
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.words import in_county_words
from wuzha.returns import actions, papers
from wuzha.returns.models import ReturnRound
from wuzha.returns.papers.shipped import PaperKind
from wuzha.returns.views.rows import claim_or_404, lines_of, round_or_404

OF_CLAIM = {
    PaperKind.APPLICATION: papers.application,
    PaperKind.DECISION: papers.decision,
    PaperKind.FLOW: papers.flow,
}


@require_safe
@in_county_words
def of_claim(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    claim = claim_or_404(request, pk)
    if kind not in OF_CLAIM or (kind == PaperKind.DECISION and not claim.paper_number):
        raise Http404
    actions.read_return(returning=claim.round, paper=kind, by=request.user)
    return _file(OF_CLAIM[PaperKind(kind)](claim), f"{claim.round.number}-{kind}-{pk}")


@require_safe
@in_county_words
def report(request: PersonRequest, pk: int) -> HttpResponse:
    returning = round_or_404(request, pk)
    lines = lines_of(returning, returning.standing)
    shared = [(line.claim, line.share) for line in lines if line.share is not None]
    if not shared:
        raise Http404
    return _of_round(
        request, returning, PaperKind.REPORT, papers.report(returning, shared)
    )


@require_safe
@in_county_words
def notice(request: PersonRequest, pk: int) -> HttpResponse:
    returning = round_or_404(request, pk)
    if returning.notice_at is None:
        raise Http404
    return _of_round(request, returning, PaperKind.NOTICE, papers.notice(returning))


def _of_round(
    request: PersonRequest, returning: ReturnRound, kind: PaperKind, content: bytes
) -> HttpResponse:
    actions.read_return(returning=returning, paper=kind.value, by=request.user)
    return _file(content, f"{returning.number}-{kind}")


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=WORD,
        headers={"Content-Disposition": f'attachment; filename="{name}.docx"'},
    )
