"""The brief as a table."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.briefs.figures import Line
from wuzha.briefs.models import Brief
from wuzha.documents.columns import Column, Columns
from wuzha.documents.sheets import Record
from wuzha.lib.money import plain_text

BRIEF = Columns(
    [
        Column(name="label", title=N_("指标"), width=24),
        Column(name="value", title=N_("当日")),
        Column(name="yesterday", title=N_("前一日")),
        Column(name="last_week", title=N_("上周同日")),
        Column(name="unit", title=N_("单位")),
        Column(name="derived", title=N_("系统原数")),
        Column(name="reason", title=N_("更正原因"), width=40),
    ]
)


def title_of(brief: Brief) -> str:
    kind = _("反诈零报告") if brief.is_zero else _("反诈日报")
    return (
        f"{brief.unit}{kind}（{brief.day.year}年{brief.day.month}月{brief.day.day}日）"
    )


def standing_of(brief: Brief) -> str:
    """Who stands for the figures, as far as anybody does yet."""
    if brief.published_by and brief.published_at:
        at = timezone.localtime(brief.published_at)
        return _("%(who)s %(at)s 发布") % {
            "who": brief.published_by,
            "at": f"{at:%Y-%m-%d %H:%M}",
        }
    if brief.confirmed_by and brief.confirmed_at:
        at = timezone.localtime(brief.confirmed_at)
        return _("%(who)s %(at)s 核对，尚未发布") % {
            "who": brief.confirmed_by,
            "at": f"{at:%Y-%m-%d %H:%M}",
        }
    return _("尚未核对")


def record_of(line: Line) -> Record:
    corrected = line.correction
    return {
        "label": str(line.label),
        "value": _shown(line, line.value),
        "yesterday": _shown(line, line.yesterday),
        "last_week": _shown(line, line.last_week),
        "unit": "元" if line.is_money else "件",
        "derived": _shown(line, corrected.derived) if corrected else "",
        "reason": corrected.reason if corrected else "",
    }


def _shown(line: Line, value: int) -> str:
    return plain_text(value) if line.is_money else str(value)
