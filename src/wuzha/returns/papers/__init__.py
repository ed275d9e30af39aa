"""The papers of a return: application, report, notice, decision, table of the flow.

Each is filled in the sandbox, in the county's own template or in the shipped one. The
article of law is that of the day of the paper.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.documents.papers import PaperValue, render
from wuzha.incidents.timing import number
from wuzha.lib import masking
from wuzha.lib.money import yuan_text
from wuzha.organisation.models import PaperTemplate
from wuzha.returns.flows import Hop, flow_of
from wuzha.returns.models import Claim, ReturnRound
from wuzha.returns.papers.shipped import TEMPLATES, PaperKind

Values = dict[str, PaperValue]
# -- papers ----------------------------------------------------------------------------


def application(claim: Claim) -> bytes:
    values = {**_of_round(claim.round), **_of_claim(claim)}
    return _paper(PaperKind.APPLICATION, values)


def report(returning: ReturnRound, lines: Sequence[tuple[Claim, int]]) -> bytes:
    """With what each victim gets, as the page shows it."""
    total = yuan_text(sum(share for _claim, share in lines))
    victims = [_line(claim, share) for claim, share in lines]
    values = {**_of_round(returning), "total": total, "victims": victims}
    return _paper(PaperKind.REPORT, values)


def notice(returning: ReturnRound) -> bytes:
    """For the public: names and accounts masked."""
    victims: list[PaperValue] = [
        {
            "victim": masking.name(claim.incident.victim_name),
            "lost": yuan_text(claim.lost_cents),
            "share": yuan_text(claim.share_cents or 0),
        }
        for claim in returning.standing
    ]
    account = masking.bank_account(returning.freeze.order.account)
    until = _day(returning.notice_until)
    values = {
        **_of_round(returning),
        "frozen_masked": account,
        "notice_until": until,
        "victims": victims,
        "day": _day(returning.notice_at),
    }
    return _paper(PaperKind.NOTICE, values)


def decision(claim: Claim) -> bytes:
    returning = claim.round
    at = returning.decided_at or timezone.now()
    values = {
        **_of_round(returning),
        **_of_claim(claim),
        "paper_number": claim.paper_number,
        "approved_by": returning.approved_by,
        "decided_by": str(returning.decided_by or ""),
        "days": str(number("money_clocks.return_by_bank", at).whole),
        "day": _day(at),
    }
    return _paper(PaperKind.DECISION, values)


def flow(claim: Claim) -> bytes:
    hops: list[PaperValue] = [
        _hop(place, hop) for place, hop in enumerate(flow_of(claim), start=1)
    ]
    values = {
        **_of_round(claim.round),
        **_of_claim(claim),
        "hops": hops,
        "trace": _trace(claim),
    }
    return _paper(PaperKind.FLOW, values)


def _paper(kind: PaperKind, values: Values) -> bytes:
    own = PaperTemplate.objects.own(kind.template)
    return render(own or TEMPLATES[kind](), values)


# -- what they say ---------------------------------------------------------------------


def _of_round(returning: ReturnRound) -> Values:
    freeze, order = returning.freeze, returning.freeze.order
    at = returning.decided_at or timezone.now()
    rule = returning.used_rule if returning.way == "pro_rata" else None
    return {
        "number": returning.number,
        "unit": returning.unit.name,
        "frozen_name": order.account_name,
        "frozen_account": order.account,
        "frozen": yuan_text(freeze.amount_cents),
        "freeze_paper": freeze.paper_number,
        "bank": str(order.bank_unit or order.bank_name),
        "available": yuan_text(returning.available_cents),
        "way": returning.get_way_display(),
        "reason": returning.way_reason,
        "rule": rule.name if rule else "",
        "rule_words": rule.words if rule else "",
        "formula": rule.formula if rule else "",
        "law": number("returns.legal_basis", at).texts[0],
        "rules": number("returns.return_rules", at).texts[0],
        "day": _day(at),
    }


def _of_claim(claim: Claim) -> Values:
    incident = claim.incident
    return {
        "victim": incident.victim_name,
        "sex": incident.get_victim_sex_display(),
        "identity": incident.victim_identity,
        "phone": incident.victim_phone,
        "address": incident.victim_address,
        "agent": _agent(claim),
        "case_unit": incident.unit.name,
        "case_number": incident.case_number or incident.number,
        "lost": yuan_text(claim.lost_cents),
        "applied": _day(claim.applied_at),
        "share": yuan_text(claim.share_cents or 0),
        "return_account": claim.return_account,
        "return_bank": claim.return_bank,
        "account_reason": claim.account_reason,
    }


def _line(claim: Claim, share: int) -> Values:
    return {
        "victim": claim.incident.victim_name,
        "lost": yuan_text(claim.lost_cents),
        "traced": _traced(claim),
        "share": yuan_text(share),
        "account": f"{claim.return_account}\n{claim.return_bank}",
    }


def _hop(place: int, hop: Hop) -> Values:
    return {
        "level": str(place),
        "at": f"{timezone.localtime(hop.at):%Y-%m-%d %H:%M}" if hop.at else "",
        "origin": f"{hop.from_name}\n{hop.from_account}".strip(),
        "target": f"{hop.to_name}\n{hop.to_account}".strip(),
        "amount": yuan_text(hop.amount_cents),
    }


def _agent(claim: Claim) -> str:
    if not claim.agent_name:
        return _("本人申请")
    return _("%(name)s，证件%(identity)s，%(paper)s（已核实）") % {
        "name": claim.agent_name,
        "identity": claim.agent_identity,
        "paper": claim.authorisation,
    }


def _traced(claim: Claim) -> str:
    if claim.traced_cents is None:
        return "—"
    return f"{yuan_text(claim.traced_cents)} {claim.get_trace_method_display()}"


def _trace(claim: Claim) -> str:
    if claim.traced_cents is None:
        return ""
    return _(
        "按%(method)s追踪，冻结资金中属于该受害人的为%(found)s（%(source)s）。"
    ) % {
        "method": claim.get_trace_method_display(),
        "found": yuan_text(claim.traced_cents),
        "source": claim.trace_source,
    }


def _day(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y年%-m月%-d日}" if moment else ""
