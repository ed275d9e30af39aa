"""The notice that an entry stands on, and the notice that it has ended."""

from collections.abc import Callable
from datetime import date
from functools import cache

from django.utils import timezone

from wuzha.documents.official import OfficialPaper
from wuzha.documents.papers import render
from wuzha.organisation.words import kept
from wuzha.restrictions.models import Restriction

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@cache
def notice_template() -> bytes:
    """Reason, remedy and papers needed stand in every notice (反电诈法 32(3))."""
    paper = OfficialPaper("惩戒告知书")
    paper.title("惩戒告知书")
    paper.addressee("{{ name }}：")
    paper.paragraph(
        "{{ authority }}以《{{ document }}》（{{ decided }}）作出决定，现告知如下。"
    )
    paper.form(
        [
            ("证件或账号", "{{ number }}"),
            ("事由", "{{ reason }}"),
            ("法律依据", "{{ basis }}"),
            ("惩戒措施", "{{ measures }}"),
            ("期限", "{{ starts }}至{{ ends }}，期满自动解除"),
            ("申诉受理机关", "{{ appeal_to }}"),
            ("申诉所需材料", "{{ appeal_papers }}"),
        ],
        wide=(
            *("证件或账号", "事由", "法律依据", "惩戒措施", "期限"),
            *("申诉受理机关", "申诉所需材料"),
        ),
    )
    paper.paragraph(
        "对上述决定有异议的，可以向受理机关申诉；经核查属实的，立即解除。"
        "也可以依法申请行政复议或者提起行政诉讼。"
        "惩戒期间保留基本的金融和通信服务，不影响家属。"
    )
    paper.signature("{{ county }}", "{{ day }}")
    return paper.saved()


@cache
def end_template() -> bytes:
    paper = OfficialPaper("惩戒解除通知书")
    paper.title("惩戒解除通知书")
    paper.addressee("{{ name }}：")
    paper.paragraph(
        "{{ authority }}《{{ document }}》对你（单位）的惩戒（{{ measures }}），"
        "已于{{ ended }}解除。原因：{{ end_reason }}。"
    )
    paper.paragraph(
        "有关银行、支付机构和电信企业应当恢复相应业务；没有恢复的，"
        "可以凭本通知书向其提出，或者向{{ appeal_to }}反映。"
    )
    paper.signature("{{ county }}", "{{ day }}")
    return paper.saved()


def notice(row: Restriction) -> bytes:
    return render(notice_template(), _values(row))


def end_notice(row: Restriction) -> bytes:
    ended = _day(timezone.localdate(row.ended_at)) if row.ended_at else ""
    values = {**_values(row), "ended": ended, "end_reason": row.end_reason}
    return render(end_template(), values)


PAPERS: dict[str, Callable[[Restriction], bytes]] = {
    "notice": notice,
    "end": end_notice,
}


def _values(row: Restriction) -> dict[str, str]:
    return {
        "name": row.name,
        "number": row.identity or row.account,
        "authority": row.authority,
        "document": row.document_number,
        "decided": _day(row.decided_on),
        "reason": row.reason,
        "basis": row.basis,
        "measures": row.measures_text,
        "starts": _day(row.starts_on),
        "ends": _day(row.ends_on),
        "appeal_to": row.appeal_to,
        "appeal_papers": row.appeal_papers,
        "county": kept("（印章）"),
        "day": _day(timezone.localdate()),
    }


def _day(day: date) -> str:
    return f"{day:%Y年%-m月%-d日}"
