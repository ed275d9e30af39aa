"""Papers and reports as tables."""

from collections.abc import Sequence
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from wuzha.documents.columns import Column, Columns, Kind
from wuzha.documents.sheets import Record, write_sheet
from wuzha.lib.money import plain_text
from wuzha.reports.answers import Answer
from wuzha.reports.contents import Contents, PaperKind
from wuzha.reports.figures import Measured
from wuzha.reports.lines import Line
from wuzha.ui.times import said
from wuzha.workplans.models import ExpectedReport

FIGURES = Columns(
    [
        Column(name="label", title=N_("指标"), width=24),
        Column(name="now", title=N_("本期"), kind=Kind.INTEGER, width=24),
        Column(name="before", title=N_("上期"), kind=Kind.INTEGER, width=24),
    ]
)
# Targets first, then figures as elsewhere.
SPECIAL = Columns(
    [
        Column(name="label", title=N_("指标"), width=24),
        Column(name="goal", title=N_("要求"), width=20),
        Column(name="now", title=N_("本期"), kind=Kind.INTEGER, width=24),
        Column(name="before", title=N_("上期"), kind=Kind.INTEGER, width=24),
        Column(name="reached", title=N_("是否达到")),
        Column(name="why", title=N_("不能对照的原因"), width=40),
    ]
)
UNITS = Columns(
    [
        Column(name="unit", title=N_("单位"), width=24),
        Column(name="received", title=N_("预警收到"), kind=Kind.INTEGER),
        Column(name="met", title=N_("按时见面/应见面")),
        Column(name="missed", title=N_("超时未见面"), kind=Kind.INTEGER),
        Column(name="defrauded", title=N_("预警后被骗"), kind=Kind.INTEGER),
        Column(name="reports", title=N_("按时报送/应报")),
        Column(name="missing", title=N_("未报"), kind=Kind.INTEGER),
    ]
)
ITEMS = Columns(
    [
        Column(name="unit", title=N_("单位"), width=24),
        Column(name="problem", title=N_("问题"), width=60),
        Column(name="basis", title=N_("依据"), width=40),
        Column(name="due", title=N_("期限")),
    ]
)
REPORT = Columns(
    [
        Column(name="label", title=N_("指标"), width=24),
        Column(name="value", title=N_("本期")),
        Column(name="base", title=N_("分母")),
        Column(name="unit", title=N_("单位")),
        Column(name="derived", title=N_("系统原数")),
        Column(name="reason", title=N_("更正原因"), width=40),
    ]
)


def paper_sheet(contents: Contents) -> IO[bytes]:
    columns, rows = {
        PaperKind.NOTICE: (UNITS, contents.units),
        PaperKind.RECTIFICATION: (ITEMS, contents.items),
        PaperKind.SPECIAL: (SPECIAL, [*contents.targets, *contents.figures]),
    }.get(PaperKind(contents.kind), (FIGURES, contents.figures))
    records: list[Record] = [
        {name: _counted(text) for name, text in row.items()} for row in rows
    ]
    note = f"{contents.unit} {said(contents.period.label)}"
    return write_sheet(columns, records, title=contents.title, note=note)


def _counted(text: str) -> int | str:
    """A count as a number, to be added up; rates and sums of money as the paper says
    them."""
    return int(text) if text.isdecimal() else text


def report_sheet(
    expected: ExpectedReport, lines: Sequence[Line], answers: Sequence[Answer]
) -> IO[bytes]:
    records = [_of_line(line) for line in lines]
    records += [{"label": one.label, "value": one.text} for one in answers]
    period = said(expected.period.label)
    title = f"{expected.unit} {period}"
    return write_sheet(REPORT, records, title=title, note=expected.duty.text[:200])


def _of_line(line: Line) -> dict[str, str]:
    measured, derived = line.measured, line.derived
    return {
        "label": str(line.label),
        "value": _plain(measured, measured.value),
        "base": "" if measured.base is None else _plain(measured, measured.base),
        "unit": _("元") if measured.is_money else "",
        "derived": _plain(derived, derived.value) if derived else "",
        "reason": line.reason,
    }


def _plain(measured: Measured, number: int) -> str:
    return plain_text(number) if measured.is_money else str(number)
