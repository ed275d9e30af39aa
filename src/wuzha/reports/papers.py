"""Reports, notices and lists as Word papers. The shipped templates are made by code; a
county may put its own in their place. All are filled in the sandbox."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.documents.official import OfficialPaper
from wuzha.documents.papers import PaperValue, render
from wuzha.documents.papertemplates import Fields
from wuzha.lib.refused import Refused
from wuzha.organisation.words import in_county_words
from wuzha.reports.answers import Answer
from wuzha.reports.contents import Contents, PaperKind, Row
from wuzha.reports.lines import Line
from wuzha.reports.models import IssuedPaper, Report
from wuzha.reports.states import FilingState
from wuzha.ui.times import said
from wuzha.workplans.models import ExpectedReport

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What a template can show, with what each field is called; then what is shown of each
# record of a list.
PLAIN = {
    "office": "发文机关",
    "number": "文号或期号",
    "title": "标题",
    "addressee": "主送机关",
    "period": "时段",
    "unit": "单位",
    "more": "未列出的项数",
    "demands": "要求",
    "copies": "抄送",
    "day": "成文日期",
}
LISTS = {
    "sections": {"heading": "小标题", "text": "正文"},
    "figures": {"label": "指标", "now": "本期", "before": "上期"},
    "targets": {
        "label": "目标",
        "goal": "要求",
        "now": "现在",
        "reached": "是否达到",
        "why": "不能对照的原因",
    },
    "units": {
        "unit": "单位",
        "received": "预警收到",
        "met": "按时见面/应见面",
        "missed": "超时未见面",
        "defrauded": "预警后被骗",
        "reports": "按时报送/应报",
        "missing": "未报",
    },
    "items": {
        "index": "序号",
        "unit": "单位",
        "problem": "问题",
        "basis": "依据",
        "due": "期限",
    },
}
FIELDS: Fields = {**PLAIN, **{name: [record] for name, record in LISTS.items()}}
FIGURES_HEAD = {"label": "指标", "now": "本期", "before": "上期"}
TARGETS_HEAD = {"label": "目标", "goal": "要求", "now": "现在", "reached": "情况"}
UNITS_HEAD = {
    "unit": "单位",
    "received": "预警收到",
    "met": "按时见面",
    "missed": "超时未见",
    "defrauded": "预警后被骗",
    "reports": "按时报送",
    "missing": "未报",
}
# A clause of a plan is no title with its last mark.
ENDS = "。；，、;,. "
ITEMS_HEAD = {"index": "序号", "unit": "单位", "problem": "问题", "due": "期限"}


@cache
def template(kind: str) -> bytes:
    """The one that is shipped."""
    paper = OfficialPaper(str(PaperKind(kind).label))
    paper.red_head("{{ office }}", "{{ number }}")
    paper.title("{{ title }}")
    with paper.only_if("addressee"):
        paper.addressee("{{ addressee }}：")
    if kind == PaperKind.RECTIFICATION:
        _list_of_items(paper)
    else:
        paper.sections("sections")
    if kind == PaperKind.NOTICE:
        _table_of_units(paper)
    if kind == PaperKind.SPECIAL:
        with paper.only_if("targets"):
            paper.paragraph("各项目标进展如下。")
            paper.list_table(
                TARGETS_HEAD, over="targets", shares=(0.22, 0.2, 0.4, 0.18)
            )
    if kind in (PaperKind.WEEKLY, PaperKind.MONTHLY, PaperKind.SPECIAL):
        paper.paragraph("主要指标与上期对照如下。")
        paper.list_table(FIGURES_HEAD, over="figures", shares=(0.36, 0.32, 0.32))
    paper.signature("{{ office }}", "{{ day }}")
    with paper.only_if("copies"):
        paper.imprint("{{ copies }}", "{{ office }}", "{{ day }}")
    return paper.saved()


def paper_of(contents: Contents, template_file: bytes | None = None) -> bytes:
    """With the county's own template, or the shipped one."""
    return render(template_file or template(contents.kind), values(contents))


def values(contents: Contents) -> dict[str, PaperValue]:
    words, day = contents.words, contents.day
    more = contents.item_count - len(contents.items)
    return {
        "office": contents.office,
        "number": words.number,
        "title": contents.title,
        "addressee": words.addressee,
        "period": said(contents.period.label),
        "unit": str(contents.unit),
        "sections": [
            {"heading": one.heading, "text": one.text} for one in contents.sections
        ],
        "figures": [_record(row) for row in contents.figures],
        "targets": [_record(row) for row in contents.targets],
        "units": [_record(row) for row in contents.units],
        "items": [
            {"index": str(place), **row}
            for place, row in enumerate(contents.items, start=1)
        ],
        "more": str(more) if more else "",
        "demands": words.demands,
        "copies": words.copies,
        "day": f"{day.year}年{day.month}月{day.day}日",
    }


@cache
def report_template() -> bytes:
    paper = OfficialPaper("周期报表")
    paper.red_head("{{ unit }}", "{{ period }}")
    paper.title("{{ title }}")
    with paper.only_if("zero"):
        paper.paragraph("{{ zero }}")
    with paper.only_if("figures"):
        paper.list_table(
            {"label": "指标", "now": "本期"}, over="figures", shares=(0.5, 0.5)
        )
    paper.each(
        "corrections",
        "{{ item.label }}由系统原数{{ item.derived }}更正为{{ item.now }}，"
        "原因：{{ item.reason }}。",
    )
    with paper.only_if("note"):
        paper.paragraph("{{ note }}")
    paper.paragraph("{{ standing }}")
    paper.signature("{{ unit }}", "{{ day }}")
    return paper.saved()


def as_issued(paper: IssuedPaper) -> bytes:
    """The very bytes; what was tampered with is not handed out."""
    content = b64decode(paper.content)
    if sha256(content).hexdigest() != paper.sha256:
        raise Refused(
            _("这份文书与接收时的不一致，不能下载。请联系管理员，从备份中核对。")
        )
    return content


@in_county_words
def report_paper(
    expected: ExpectedReport,
    report: Report | None,
    lines: Sequence[Line],
    answers: Sequence[Answer],
) -> bytes:
    """A unit's report as the page shows it."""
    at = timezone.localtime(report.sent_at if report and report.sent_at else None)
    figures = [{"label": str(one.label), "now": one.measured.text} for one in lines]
    figures += [{"label": one.label, "now": one.text} for one in answers]
    is_zero = report is not None and report.is_zero and report.is_fixed
    return render(
        report_template(),
        {
            "unit": str(expected.unit),
            "period": said(expected.period.label),
            "title": expected.duty.text.rstrip(ENDS)[:60],
            "zero": "本期没有须报送的情况，作零报告。" if is_zero else "",
            "figures": figures,
            "corrections": [
                {
                    "label": str(one.label),
                    "derived": one.derived.text,
                    "now": one.measured.text,
                    "reason": one.reason,
                }
                for one in lines
                if one.derived
            ],
            "note": report.note if report else "",
            "standing": standing_of(report),
            "day": f"{at.year}年{at.month}月{at.day}日",
        },
    )


def standing_of(report: Report | None) -> str:
    """Who stands for the figures, as far as anybody does yet."""
    if report is None or not report.is_fixed:
        return _("尚未报送，数字还会变。")
    if report.state == FilingState.ACCEPTED:
        words = _("%(who)s 报送，%(by)s 接收。")
        return words % {"who": report.sent_by, "by": report.decided_by}
    words = _("%(who)s 报送，待“%(unit)s”审核。")
    return words % {"who": report.sent_by, "unit": report.to_unit}


def _record(row: Row) -> Mapping[str, PaperValue]:
    return dict(row)


def _list_of_items(paper: OfficialPaper) -> None:
    paper.paragraph("{{ period }}，{{ unit }}须整改的事项如下，请逐项整改并报送结果。")
    with paper.only_if("items"):
        paper.list_table(ITEMS_HEAD, over="items", shares=(0.09, 0.23, 0.48, 0.2))
    with paper.only_if("more"):
        paper.paragraph("另有{{ more }}项未列出，见系统。")
    with paper.only_if("demands"):
        paper.paragraph("{{ demands }}")


def _table_of_units(paper: OfficialPaper) -> None:
    with paper.only_if("units"):
        paper.paragraph(
            "各单位情况如下，按区划顺序排列，不作排名；比率以“分子/分母”列出。"
        )
        paper.list_table(
            UNITS_HEAD, over="units", shares=(0.19, 0.12, 0.2, 0.11, 0.12, 0.16, 0.1)
        )
