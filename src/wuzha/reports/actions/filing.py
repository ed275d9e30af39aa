"""A report is filled in and sent up."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.notices import outbox
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.reports.actions.row import _keep, _receivers, _tell
from wuzha.reports.answers import fields_of
from wuzha.reports.duties import keys_of, route
from wuzha.reports.figures import FIGURES
from wuzha.reports.lines import is_all_zero, lines_of
from wuzha.reports.models import FigureCorrection, Report
from wuzha.reports.states import FILING, FilingState
from wuzha.workplans.actions.reports import report_duty
from wuzha.workplans.models import ExpectedReport
from wuzha.workplans.states import ReportState


@transaction.atomic
def correct_figure(
    *,
    expected: ExpectedReport,
    key: str,
    corrected: int,
    reason: str,
    seen: int | None = None,
    by: Person,
) -> FigureCorrection:
    """The derived value stays beside the new one, with the reason and who gave it."""
    require(by, Permission.TASK_WORK, expected.unit)
    report = _open(expected, seen)
    if key not in keys_of(report.expected.duty):
        raise Refused(_("这张报表没有这项指标，不能更正。请回到报表重新选择。"))
    if not reason.strip():
        raise Refused(_("更正数字要写明原因。请填写原因后再保存。"))
    unit, period = report.expected.unit, report.expected.period
    correction = FigureCorrection.objects.create(
        report=report,
        key=key,
        derived=FIGURES[key].value(unit, period),
        corrected=corrected,
        reason=reason.strip(),
        by=by,
        at=timezone.now(),
    )
    _keep(report)
    record(
        "report.corrected",
        by=by,
        subject=report,
        unit=unit,
        key=key,
        derived=correction.derived,
        corrected=corrected,
    )
    return correction


@transaction.atomic
def keep_report(
    *,
    expected: ExpectedReport,
    entries: Mapping[str, str],
    note: str = "",
    seen: int | None = None,
    by: Person,
) -> Report:
    """What was typed so far, for whoever goes on with it."""
    require(by, Permission.TASK_WORK, expected.unit)
    report = _open(expected, seen)
    report.entries, report.note = dict(entries), note
    _keep(report, "entries", "note")
    record("report.kept", by=by, subject=report, unit=expected.unit)
    return report


@transaction.atomic
def send_report(
    *,
    expected: ExpectedReport,
    entries: Mapping[str, str] | None = None,
    note: str = "",
    zero: bool = False,
    seen: int | None = None,
    by: Person,
) -> Report:
    """A person stands for the figures as they are now. What was expected is done, in
    time or late; when every figure is nothing it is a zero report."""
    require(by, Permission.TASK_WORK, expected.unit)
    report = _open(expected, seen)
    expected = report.expected
    answers = dict(entries or {})
    _refuse_gaps(expected, answers)
    lines = lines_of(expected, report)
    is_nothing = is_all_zero(lines, answers)
    asked = bool(lines or answers)
    if zero and not is_nothing:
        raise Refused(
            _("本期有不为零的数，不能作零报告。请核对后报送；数不对的先更正。")
        )
    now = timezone.now()
    move(report, FilingState.SENT, FILING)
    report.is_zero = is_nothing if asked else zero
    report.entries, report.note = answers, note
    report.frozen = [line.kept() for line in lines]
    report.sent_by, report.sent_at = by, now
    first = route(expected, timezone.localdate(now))[0]
    report.to_unit, people = _receivers(first, by)
    _keep(
        report,
        *("state", "is_zero", "entries", "note", "frozen", "sent_by", "sent_at"),
        "to_unit",
    )
    if expected.state == ReportState.WAITING:
        report_duty(report=expected, zero=report.is_zero, note=note, by=by)
    outbox.settle(subject=report)
    _tell(report, people, kept("已报送，请审核"))
    record(
        "report.sent",
        by=by,
        subject=report,
        unit=expected.unit,
        zero=report.is_zero,
    )
    return report


def _open(expected: ExpectedReport, seen: int | None) -> Report:
    """The report to be filled in, begun if nobody has; `seen` is the version that a
    form began on, 0 for none. Whoever comes second is told."""
    expected = ExpectedReport.objects.locked(expected)
    if expected.state == ReportState.WAIVED:
        raise Refused(_("这一期已经免报，不用填报。"))
    report, is_new = Report.objects.select_related("sent_by").get_or_create(
        expected=expected
    )
    report.expected = expected
    known = 0 if is_new else report.version
    if seen is not None and seen != known:
        raise Conflict(
            _(
                "报表在您填写时已有别人改动，现在是“%(state)s”，您的内容没有保存。"
                "请返回报表，对照最新内容后再提交；您填的内容还在页面上。"
            )
            % {"state": report.state_label}
        )
    if report.is_fixed:
        raise Refused(
            _("报表现在是“%(state)s”，不能再改。要改的话，请审核单位退回。")
            % {"state": report.state_label}
        )
    return report


def _refuse_gaps(expected: ExpectedReport, answers: Mapping[str, str]) -> None:
    asked = fields_of(expected, timezone.localdate())
    gaps = [field.label for field in asked if not answers.get(str(field.pk))]
    if gaps:
        raise Refused(
            _("还有没填的：%(gaps)s。请填好再报；没有的填0或“无”。")
            % {"gaps": "、".join(gaps)}
        )
