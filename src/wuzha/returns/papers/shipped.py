"""The templates that are shipped, made by code in the layout that the county keeps; and
the fields that a county's own may show."""

from functools import cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as lazy

from wuzha.documents.official import OfficialPaper
from wuzha.documents.papertemplates import Fields

SIGNED = "（签名）　　　　　（签名）"
SIGNED_ONCE = "　　（签名）　　　　年　　月　　日"
SEALED = "（公章）　　　　　年　　月　　日"


class PaperKind(TextChoices):
    APPLICATION = "application", lazy("冻结资金返还申请表")
    REPORT = "report", lazy("呈请返还资金报告书")
    NOTICE = "notice", lazy("资金返还公告")
    DECISION = "decision", lazy("冻结资金返还决定书")
    FLOW = "flow", lazy("资金流向表")

    @property
    def template(self) -> str:
        """Its name among the kinds of all papers."""
        return f"return_{self.value}"


OF_ROUND: Fields = {
    "number": "返还编号",
    "unit": "冻结单位",
    "frozen_name": "冻结账户户名",
    "frozen_account": "冻结账户账号",
    "frozen": "冻结金额",
    "freeze_paper": "冻结文书",
    "bank": "冻结账户开户行",
    "available": "可返还金额",
    "way": "返还方式",
    "reason": "返还理由",
    "rule": "按比例的算法",
    "rule_words": "算法说明",
    "formula": "算法公式",
    "law": "法律条款",
    "rules": "返还规定",
    "day": "成文日期",
}
OF_CLAIM: Fields = {
    "victim": "受害人",
    "sex": "性别",
    "identity": "证件或机构代码",
    "phone": "联系电话",
    "address": "住址",
    "agent": "代理人",
    "case_unit": "立案单位",
    "case_number": "案件编号",
    "lost": "核实损失",
    "applied": "申请日期",
    "share": "返还金额",
    "return_account": "返还账户账号",
    "return_bank": "返还账户开户银行",
    "account_reason": "不返还原账户的原因",
}
LINE = {
    "victim": "受害人",
    "lost": "核实损失",
    "traced": "追踪结果",
    "share": "返还金额",
    "account": "返还账户",
}
HOP = {
    "level": "层级",
    "at": "时间",
    "origin": "转出账户",
    "target": "转入账户",
    "amount": "金额",
}
FIELDS: dict[PaperKind, Fields] = {
    PaperKind.APPLICATION: {**OF_ROUND, **OF_CLAIM},
    PaperKind.REPORT: {**OF_ROUND, "total": "返还合计", "victims": [LINE]},
    PaperKind.NOTICE: {
        **OF_ROUND,
        "frozen_masked": "冻结账户（隐去）",
        "notice_until": "公告期满",
        "victims": [{name: LINE[name] for name in ("victim", "lost", "share")}],
    },
    PaperKind.DECISION: {
        **OF_ROUND,
        **OF_CLAIM,
        "paper_number": "决定书编号",
        "approved_by": "批准人",
        "decided_by": "填发人",
        "days": "银行办理的工作日",
    },
    PaperKind.FLOW: {**OF_ROUND, **OF_CLAIM, "hops": [HOP], "trace": "追踪结论"},
}


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
        LINE,
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
        HOP,
        over="hops",
        shares=(0.08, 0.14, 0.29, 0.29, 0.2),
    )
    with paper.only_if("trace"):
        paper.paragraph("{{ trace }}")
    paper.signature("{{ unit }}", "{{ day }}")
    return paper.saved()


TEMPLATES = {
    PaperKind.APPLICATION: application_template,
    PaperKind.REPORT: report_template,
    PaperKind.NOTICE: notice_template,
    PaperKind.DECISION: decision_template,
    PaperKind.FLOW: flow_template,
}
