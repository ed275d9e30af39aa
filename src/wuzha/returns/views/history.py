"""What has happened to a round, from its own rows, the latest first."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from wuzha.lib.masking import name
from wuzha.lib.money import yuan_text
from wuzha.returns.models import ReturnRound
from wuzha.ui.timeline import Event


def history_of(returning: ReturnRound) -> list[Event]:
    events = [
        *_of_round(returning),
        *_of_claims(returning),
        *_of_objections(returning),
    ]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _of_round(returning: ReturnRound) -> Iterator[Event]:
    amount = yuan_text(returning.available_cents)
    opener = returning.opened_by
    yield Event(returning.opened_at, _("开始办理返还"), opener, amount)
    if returning.notice_at:
        place, publisher = returning.notice_place, returning.notice_by or ""
        yield Event(returning.notice_at, _("发布公告"), publisher, place)
    if returning.decided_at:
        decider, paper = returning.decided_by or "", returning.paper_number
        yield Event(returning.decided_at, _("决定返还"), decider, paper, "done")
    if returning.ended_at:
        reason = returning.end_reason
        yield Event(returning.ended_at, returning.state_label, "", reason)


def _of_claims(returning: ReturnRound) -> Iterator[Event]:
    for claim in returning.claims.select_related("incident", "received_by"):
        victim = name(claim.incident.victim_name)
        what = _("受理申请 %s") % victim
        yield Event(claim.applied_at, what, claim.received_by)
        if claim.withdrawn_at:
            yield Event(claim.withdrawn_at, _("撤回申请 %s") % victim)
        if claim.paid_at and claim.share_cents:
            paid = yuan_text(claim.share_cents)
            what = _("银行已返还 %s") % victim
            yield Event(claim.paid_at, what, claim.handler, paid, "done")


def _of_objections(returning: ReturnRound) -> Iterator[Event]:
    for one in returning.objections.select_related("received_by", "answered_by"):
        yield Event(one.received_at, _("收到异议"), one.received_by, tone="soon")
        if one.answered_at:
            words = _("异议成立") if one.is_upheld else _("异议不成立")
            yield Event(one.answered_at, words, one.answered_by or "")
