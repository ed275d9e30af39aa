"""The request for a stop (FM04): as a Word paper, and as plain fields by the names that
bank-side programs are known to use."""

from datetime import datetime
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.documents.official import OfficialPaper
from wuzha.documents.papers import PaperValue, render
from wuzha.incidents.models import ReportChannel, StopPaymentOrder
from wuzha.incidents.timing import number
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
    return str(number("money_clocks.stop_payment_hours", at).whole)


def _minute(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _compact(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):{COMPACT}}" if moment else ""
