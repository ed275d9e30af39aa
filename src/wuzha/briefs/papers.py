"""The brief as a Word paper. The template is made by code, filled in the sandbox."""

from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.briefs.figures import Line, lines
from wuzha.briefs.models import Brief
from wuzha.briefs.sheets import record_of, standing_of, title_of
from wuzha.documents.official import OfficialPaper
from wuzha.documents.papers import PaperValue, render
from wuzha.lib.money import wan_text

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@cache
def template() -> bytes:
    paper = OfficialPaper("反诈工作日报")
    paper.red_head("{{ office }}", "{{ number }}")
    paper.title("{{ title }}")
    paper.when("zero", "{{ zero }}")
    paper.when("money", "{{ warnings }}")
    paper.when("money", "{{ money }}")
    paper.list_table(
        {
            "label": "指标",
            "value": "当日",
            "yesterday": "前一日",
            "last_week": "上周同日",
            "unit": "单位",
        },
        over="figures",
        shares=(0.34, 0.19, 0.19, 0.19, 0.09),
    )
    paper.when("note", "{{ note }}")
    paper.each(
        "corrections",
        "{{ item.label }}由系统原数{{ item.derived }}更正为"
        "{{ item.value }}，原因：{{ item.reason }}。",
    )
    paper.paragraph("{{ standing }}")
    paper.signature("{{ office }}", "{{ day }}")
    return paper.saved()


def brief_paper(brief: Brief) -> bytes:
    """Figures as the page shows them: derived now, or as published."""
    shown = lines(brief)
    records: list[dict[str, PaperValue]] = [
        {key: str(value) for key, value in record_of(line).items()} for line in shown
    ]
    values = {line.key: line for line in shown}
    return render(
        template(),
        {
            "office": f"{brief.unit}反诈工作专班"
            if brief.unit.depth == 0
            else str(brief.unit),
            "number": _("第%(number)s期") % {"number": f"{brief.day:%Y%m%d}"},
            "title": title_of(brief),
            "zero": _("当日无新增预警、无新立案件、无止付请求。")
            if brief.is_zero
            else "",
            "warnings": "" if brief.is_zero else _warnings(values),
            "money": "" if brief.is_zero else _money(values),
            "figures": records,
            "note": brief.note,
            "corrections": [record for record in records if record["derived"]],
            "standing": standing_of(brief),
            "day": f"{timezone.localdate():%Y年%-m月%-d日}",
        },
    )


def _warnings(values: dict[str, Line]) -> str:
    return _(
        "当日收到资金预警%(fund)d件、触网预警%(contact)d件，已见面%(met)d人，"
        "按时见面%(in_time)d人，超时未见面%(missed)d人，预警后被骗%(defrauded)d人。"
    ) % {
        "fund": values["fund_received"].value,
        "contact": values["contact_received"].value,
        "met": values["met"].value,
        "in_time": values["met_in_time"].value,
        "missed": values["missed"].value,
        "defrauded": values["defrauded"].value,
    }


def _money(values: dict[str, Line]) -> str:
    return _(
        "新立案件%(incidents)d起，损失%(losses)s；请求止付%(requests)d笔、%(requested)s，"
        "银行执行%(executed)d笔，实际止付%(stopped)s；冻结%(freezes)d笔。"
    ) % {
        "incidents": values["incidents"].value,
        "losses": wan_text(values["losses"].value),
        "requests": values["requests"].value,
        "requested": wan_text(values["requested"].value),
        "executed": values["executed"].value,
        "stopped": wan_text(values["stopped"].value),
        "freezes": values["freezes"].value,
    }
