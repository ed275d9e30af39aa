"""The papers of a return: application, report, notice, decision, table of the flow.

Each is a template made by code, in the layout that the county keeps, and filled in the
sandbox. The article of law is that of the day of the paper.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from wuzha.documents.official import OfficialPaper
from wuzha.documents.papers import PaperValue, render
from wuzha.incidents.timing import number
from wuzha.lib import masking
from wuzha.lib.money import yuan_text
from wuzha.returns.flows import Hop, flow_of
from wuzha.returns.models import Claim, ReturnRound

Values = dict[str, PaperValue]
SIGNED = "（签名）　　　　　（签名）"
SIGNED_ONCE = "　　（签名）　　　　年　　月　　日"
SEALED = "（公章）　　　　　年　　月　　日"


class PaperKind(TextChoices):
    APPLICATION = "application", lazy("冻结资金返还申请表")
    REPORT = "report", lazy("呈请返还资金报告书")
    NOTICE = "notice", lazy("资金返还公告")
    DECISION = "decision", lazy("冻结资金返还决定书")
    FLOW = "flow", lazy("资金流向表")


# -- templates -------------------------------------------------------------------------


@cache
def application_template() -> bytes:
    """One page: what the applicant says and signs, then both units."""
    paper = OfficialPaper("冻结资金返还申请表")
    paper.title("冻结资金返还申请表")
    paper.form(
        [
            ("申请人", "{{ victim }}"),
            ("性别", "{{ sex }}"),
            ("证件、机构代码", "{{ identity }}"),
            ("联系电话", "{{ phone }}"),
            ("住址", "{{ address }}"),
            ("代理人", "{{ agent }}"),
            ("返还账户", "{{ victim }}　{{ return_account }}　{{ return_bank }}"),
            ("不返还原账户的原因", "{{ account_reason }}"),
            ("损失金额", "{{ lost }}"),
            ("涉案账户", "{{ frozen_name }}　{{ frozen_account }}"),
            ("申请人声明", f"以上属实，申请返还。办理返还不收任何费用。{SIGNED_ONCE}"),
        ],
        wide=(
            *("证件、机构代码", "联系电话", "住址", "代理人", "返还账户"),
            *("不返还原账户的原因", "损失金额", "涉案账户", "申请人声明"),
        ),
    )
    paper.form(
        [
            ("立案单位", "{{ case_unit }}"),
            ("案件编号", "{{ case_number }}"),
            ("承办人", SIGNED),
            ("立案单位意见", SEALED),
            ("冻结单位", "{{ unit }}"),
            ("冻结金额", "{{ frozen }}"),
            ("冻结承办人", SIGNED),
            ("冻结单位意见", SEALED),
        ],
        wide=("承办人", "立案单位意见", "冻结承办人", "冻结单位意见"),
    )
    return paper.saved()


@cache
def report_template() -> bytes:
    paper = OfficialPaper("呈请返还资金报告书")
    paper.title("呈请返还资金报告书")
    paper.form(
        [
            ("领导批示", SEALED),
            ("审核意见", SIGNED),
            ("编号", "{{ number }}"),
            ("办案单位", "{{ unit }}"),
            ("冻结账户", "{{ frozen_name }}　{{ frozen_account }}"),
            ("开户银行", "{{ bank }}"),
            ("冻结文书", "{{ freeze_paper }}"),
            ("可返还金额", "{{ available }}"),
            ("返还合计", "{{ total }}"),
            ("返还方式", "{{ way }}"),
            ("承办人", SIGNED),
        ],
        wide=("领导批示", "审核意见", "冻结账户", "开户银行", "返还方式", "承办人"),
    )
    paper.paragraph("一、理由。{{ reason }}")
    with paper.only_if("rule"):
        paper.paragraph("二、算法。采用“{{ rule }}”：{{ rule_words }}{{ formula }}。")
    paper.list_table(
        {
            "victim": "受害人",
            "lost": "核实损失",
            "traced": "追踪结果",
            "share": "返还金额",
            "account": "返还账户",
        },
        over="victims",
        shares=(0.12, 0.2, 0.14, 0.2, 0.34),
    )
    paper.paragraph("依据{{ law }}和{{ rules }}，呈请返还。")
    paper.signature("{{ unit }}", "{{ day }}")
    return paper.saved()


@cache
def notice_template() -> bytes:
    paper = OfficialPaper("资金返还公告")
    paper.title("关于返还冻结资金的公告")
    paper.paragraph(
        "账户{{ frozen_masked }}因涉嫌电信网络诈骗被依法冻结，可返还{{ available }}。"
        "账户内资金有多笔汇入，按时间不能区分，拟采用“{{ rule }}”返还：{{ rule_words }}"
    )
    paper.list_table(
        {"victim": "受害人", "lost": "核实损失", "share": "拟返还金额"},
        over="victims",
        shares=(0.3, 0.35, 0.35),
    )
    paper.paragraph(
        "受害人和其他人有异议的，在{{ notice_until }}前向{{ unit }}书面提出；"
        "还有款项进入该账户而未申请的，请携带身份证件和转账凭证前来登记。"
        "办理返还不收取任何费用，不会来电索要验证码、密码或要求转账。"
    )
    paper.signature("{{ unit }}", "{{ day }}")
    return paper.saved()


@cache
def decision_template() -> bytes:
    """Three leaves: the stub that is kept, the victim's, the bank's."""
    paper = OfficialPaper("冻结资金返还决定书")
    paper.title("冻结资金返还决定书（存根）")
    paper.addressee("{{ paper_number }}")
    _decided(paper, ("批准人", "{{ approved_by }}"), ("填发人", "{{ decided_by }}"))
    paper.paragraph("填发日期：{{ day }}")
    for leaf, addressee, rest in (
        ("正本", "{{ victim }}：", "其余资金继续冻结。"),
        (
            "送银行联",
            "{{ bank }}：",
            "请核对后当场办理；不能当场办理的，在{{ days }}个工作日内办理完毕，"
            "并将结果告知本单位。其余资金继续冻结。",
        ),
    ):
        paper.new_page()
        paper.title(f"冻结资金返还决定书（{leaf}）")
        paper.addressee("{{ paper_number }}")
        paper.addressee(addressee)
        paper.paragraph(
            "{{ case_unit }}办理的{{ case_number }}号案件，依据{{ law }}和{{ rules }}，"
            "决定将下列冻结账户内的资金{{ share }}返还受害人。"
        )
        _decided(paper)
        paper.paragraph(rest)
        paper.signature("（公章）", "{{ day }}")
    return paper.saved()


def _decided(paper: OfficialPaper, *more: tuple[str, str]) -> None:
    paper.form(
        [
            ("案件编号", "{{ case_number }}"),
            ("返还金额", "{{ share }}"),
            ("受害人", "{{ victim }}"),
            ("证件、机构代码", "{{ identity }}"),
            ("从冻结账户", "{{ frozen_name }}　{{ frozen_account }}"),
            ("返还至", "{{ victim }}　{{ return_account }}　{{ return_bank }}"),
            *more,
        ],
        wide=("受害人", "证件、机构代码", "从冻结账户", "返还至"),
    )


@cache
def flow_template() -> bytes:
    paper = OfficialPaper("资金流向表")
    paper.title("资金流向表")
    paper.form(
        [
            ("受害人", "{{ victim }}"),
            ("案件编号", "{{ case_number }}"),
            ("冻结账户", "{{ frozen_name }}　{{ frozen_account }}"),
            ("核实损失", "{{ lost }}"),
            ("返还编号", "{{ number }}"),
            ("制表人", SIGNED),
        ],
        wide=("冻结账户", "制表人"),
    )
    paper.list_table(
        {
            "level": "层级",
            "at": "时间",
            "origin": "转出账户",
            "target": "转入账户",
            "amount": "金额",
        },
        over="hops",
        shares=(0.08, 0.14, 0.29, 0.29, 0.2),
    )
    with paper.only_if("trace"):
        paper.paragraph("{{ trace }}")
    paper.signature("{{ unit }}", "{{ day }}")
    return paper.saved()


# -- papers ----------------------------------------------------------------------------


def application(claim: Claim) -> bytes:
    values = {**_of_round(claim.round), **_of_claim(claim)}
    return render(application_template(), values)


def report(returning: ReturnRound, lines: Sequence[tuple[Claim, int]]) -> bytes:
    """With what each victim gets, as the page shows it."""
    total = yuan_text(sum(share for _claim, share in lines))
    victims = [_line(claim, share) for claim, share in lines]
    values = {**_of_round(returning), "total": total, "victims": victims}
    return render(report_template(), values)


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
    return render(notice_template(), values)


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
    return render(decision_template(), values)


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
    return render(flow_template(), values)


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
