"""The request for a stop (FM04): as a Word paper, and as plain fields by the names that
bank-side programs are known to use; the table of where the money went."""

from datetime import datetime
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.documents.official import OfficialPaper
from wuzha.documents.papers import PaperValue, render
from wuzha.incidents.models import FundTrace, ReportChannel, StopPaymentOrder
from wuzha.incidents.timing import number as setting
from wuzha.incidents.traced import Flow, Found, accounts_of, found_in
from wuzha.lib.money import plain_text, yuan_text
from wuzha.lib.taxonomy import taxonomy

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COMPACT = "%Y%m%d%H%M%S"
# The interface itself is not public; the names come from programs of banks.
FIELD_MODEL = (
    "字段名取自公开的银行侧程序（2016年），只是字段模型，"
    "不代表符合公安机关与银行之间的接口规范，不能据此报送。"
)


@cache
def template() -> bytes:
    paper = OfficialPaper("止付申请要素表")
    paper.title("紧急止付申请要素表")
    paper.paragraph(
        "四项要素一致的立即止付，自执行起{{ hours }}小时只收不付；"
        "不一致的不得止付。请即时反馈结果和余额。"
    )
    paper.form(
        [
            ("收款户名", "{{ account_name }}"),
            ("收款账号", "{{ account }}"),
            ("转账金额", "{{ amount }}"),
            ("转账时间", "{{ transferred_at }}"),
        ],
        wide=("收款户名", "收款账号"),
    )
    paper.form(
        [
            ("申请编号", "{{ application }}"),
            ("次数、缓急", "{{ round }}，{{ urgency }}"),
            ("案件编号", "{{ case_number }}"),
            ("案件类别", "{{ case_kind }}"),
            ("开户银行", "{{ bank }}"),
            ("联行号", "{{ bank_code }}"),
            ("账户类型", "{{ account_kind }}"),
            ("申请止付", "{{ requested }}"),
            ("转出户名", "{{ payer_name }}"),
            ("转出银行", "{{ payer_bank }}"),
            ("转出账号", "{{ payer_account }}"),
            ("止付事由", "{{ reason }}"),
            ("经办人", "{{ operator }}"),
            ("联系电话", "{{ operator_phone }}"),
            ("协查人", "{{ investigator }}"),
            ("签发时间", "{{ issued_at }}"),
        ],
        wide=("开户银行", "止付事由"),
    )
    paper.signature("{{ unit }}", "{{ day }}")
    return paper.saved()


def request_paper(order: StopPaymentOrder) -> bytes:
    """Not issued yet, it says so in place of the time of issue."""
    issued = order.issued_at
    values: dict[str, PaperValue] = {
        **_case(order),
        "account_name": order.account_name,
        "account": order.account,
        "amount": yuan_text(order.amount_cents),
        "transferred_at": _minute(order.transferred_at),
        "bank": _bank(order),
        "bank_code": order.bank_code,
        "account_kind": order.get_account_kind_display(),
        "requested": yuan_text(order.requested_cents),
        **_payer(order),
        "reason": order.reason or _reason(order),
        "hours": _hours(order),
        "operator": str(order.issued_by or ""),
        "operator_phone": order.issued_by.phone if order.issued_by else "",
        "investigator": str(order.investigator or ""),
        "issued_at": _minute(issued) if issued else _("（草稿，未签发）"),
        "day": f"{timezone.localtime(issued or order.drafted_at):%Y年%-m月%-d日}",
    }
    return render(template(), values)


def request_fields(order: StopPaymentOrder) -> dict[str, object]:
    """Names and forms of reference field lists; empty where we do not ask."""
    payment = order.payments().last()
    operator, second = order.issued_by, order.investigator
    return {
        "applicationID": application_id(order),
        "applicationType": _application_type(order),
        "originalApplicationID": (
            order.incident.number if _is_from_bank(order) or order.at_counter else ""
        ),
        "caseNumber": order.incident.case_number or order.incident.number,
        "caseType": order.incident.fraud_class,
        "emergencyLevel": "02" if order.is_urgent else "01",
        "transferOutBankID": "",
        "transferOutBankName": payment.payer_bank if payment else "",
        "transferOutAccountName": order.incident.victim_name,
        "transferOutAccountNumber": payment.payer_account if payment else "",
        "currency": order.currency,
        "transferAmount": plain_text(order.amount_cents),
        "transferTime": _compact(order.transferred_at),
        "bankID": order.bank_code,
        "bankName": _bank(order),
        "accountType": "02" if order.account_kind == "company" else "01",
        "accountName": order.account_name,
        "accountNumber": order.account,
        "reason": order.reason or _reason(order),
        "remark": "",
        "startTime": _compact(order.executed_at),
        "expireTime": _compact(order.ends_at),
        "applicationTime": _compact(order.issued_at),
        "applicationOrgID": order.incident.unit.code,
        "applicationOrgName": order.incident.unit.name,
        "operatorIDType": "",
        "operatorIDNumber": "",
        "operatorName": str(operator or ""),
        "operatorPhone": operator.phone if operator else "",
        "investigatorIDType": "",
        "investigatorIDNumber": "",
        "investigatorName": str(second or ""),
    }


@cache
def flow_template() -> bytes:
    paper = OfficialPaper("资金流向表")
    paper.title("资金流向表")
    paper.form(
        [
            ("案件编号", "{{ case_number }}"),
            ("被害人", "{{ victim }}"),
            ("追踪方法", "{{ method }}"),
            ("追踪范围", "{{ bounds }}"),
            ("追踪资金", "{{ started }}"),
            ("仍在账户", "{{ remaining }}"),
        ]
    )
    paper.list_table(
        {
            "number": "序号",
            "at": "时间",
            "src": "付款账户",
            "dst": "收款账户",
            "amount": "转账金额（元）",
            "traced": "其中涉案（元）",
            "level": "层级",
        },
        over="flows",
        shares=(0.06, 0.15, 0.21, 0.21, 0.155, 0.155, 0.06),
    )
    paper.heading("一、资金仍在的账户")
    paper.list_table(
        {"account": "账户", "name": "户名", "bank": "开户银行", "remaining": "余额"},
        over="accounts",
        shares=(0.38, 0.14, 0.28, 0.2),
    )
    paper.heading("二、不能继续追踪的资金")
    paper.paragraph("{{ ends }}")
    paper.heading("三、依据")
    paper.paragraph(
        "依据流水文件{{ files }}份、当事人陈述的转账{{ told }}笔，按“{{ method }}”"
        "计算，每一金额均为该方法的结果，不同方法结果可能不同。证据摘要如下："
    )
    paper.paragraph("{{ digest }}")
    paper.signature("{{ unit }}", "{{ day }}")
    return paper.saved()


def flow_paper(trace: FundTrace) -> bytes:
    """From the victim to each account that the money came to, by the trace's method."""
    found, incident = found_in(trace), trace.incident
    holding = [one for one in accounts_of(trace, ()) if one.lies_there]
    values: dict[str, PaperValue] = {
        "case_number": incident.case_number or incident.number,
        "victim": incident.victim_name,
        "method": trace.get_method_display(),
        "bounds": _("首层之后%(hops)d层，%(hours)d小时内")
        % {"hops": trace.hops, "hours": trace.hours},
        "started": yuan_text(trace.started_cents),
        "remaining": yuan_text(trace.remaining_cents),
        "flows": [_flow(n, flow) for n, flow in enumerate(found.flows, start=1)],
        "accounts": [
            {
                "account": one.account,
                "name": one.name,
                "bank": one.bank,
                "remaining": yuan_text(one.remaining[0] or 0),
            }
            for one in holding
        ],
        "ends": _ends(found),
        "files": str(len(trace.basis["files"])),
        "told": str(len(trace.basis["told"])),
        "digest": trace.digest,
        "unit": incident.unit.name,
        "day": f"{timezone.localtime(trace.made_at):%Y年%-m月%-d日}",
    }
    return render(flow_template(), values)


def _flow(number: int, flow: Flow) -> dict[str, str]:
    return {
        "number": str(number),
        "at": _minute(flow.at),
        "src": flow.src,
        "dst": f"{flow.dst}（{flow.exit}）" if flow.exit else flow.dst,
        "amount": plain_text(flow.amount_cents),
        "traced": plain_text(flow.traced_cents),
        "level": str(flow.level),
    }


def _ends(found: Found) -> str:
    told = [f"{kind}{yuan_text(cents)}" for kind, cents in found.ends.items()]
    return _("；").join(told) + "。" if told else _("无。")


def application_id(order: StopPaymentOrder) -> str:
    """Unique, at most 36 characters: unit, moment of the draft, key."""
    code = (order.incident.unit.code or str(order.incident.unit_id)).zfill(12)[:12]
    return f"{code}{_compact(order.drafted_at)}{order.pk:010}"


def _application_type(order: StopPaymentOrder) -> str:
    """00, 02 and 04 for yuan, one more for other money."""
    kind = 4 if order.at_counter else 2 if _is_from_bank(order) else 0
    return f"{kind + (order.currency != 'CNY'):02}"


def _is_from_bank(order: StopPaymentOrder) -> bool:
    return order.incident.channel == ReportChannel.BANK


def _case(order: StopPaymentOrder) -> dict[str, PaperValue]:
    incident = order.incident
    return {
        "application": order.number,
        "round": _("第%d次") % order.round,
        "case_number": incident.case_number or incident.number,
        "case_kind": taxonomy().fraud_class(incident.fraud_class).name,
        "unit": incident.unit.name,
        "urgency": _("紧急") if order.is_urgent else _("一般"),
    }


def _payer(order: StopPaymentOrder) -> dict[str, PaperValue]:
    """The victim's own account; money that went on came from another one."""
    payment = order.payments().last()
    if order.level > 1 or payment is None:
        return {
            "payer_name": "",
            "payer_bank": "",
            "payer_account": order.from_account,
        }
    return {
        "payer_name": order.incident.victim_name,
        "payer_bank": payment.payer_bank,
        "payer_account": payment.payer_account,
    }


def _reason(order: StopPaymentOrder) -> str:
    kind = taxonomy().fraud_class(order.incident.fraud_class).short
    return _("该账户涉嫌接收电信网络诈骗（%(kind)s）资金，需紧急止付。") % {
        "kind": kind
    }


def _bank(order: StopPaymentOrder) -> str:
    return str(order.bank_unit or order.bank_name)


def _hours(order: StopPaymentOrder) -> str:
    at = order.executed_at or order.drafted_at
    return str(setting("money_clocks.stop_payment_hours", at).whole)


def _minute(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _compact(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):{COMPACT}}" if moment else ""
