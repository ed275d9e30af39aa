"""A report is filled in, sent up, accepted or given back, and opened again."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.notices import outbox
from wuzha.organisation.access import Permission, on_duty, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.reports.answers import answers_of, fields_of
from wuzha.reports.duties import following, keys_of, route
from wuzha.reports.figures import FIGURES
from wuzha.reports.lines import is_all_zero, lines_of
from wuzha.reports.models import FigureCorrection, IssuedPaper, Report, ReportApproval
from wuzha.reports.papers import report_paper
from wuzha.reports.states import FILING, FilingState
from wuzha.workplans.actions.reports import report_duty
from wuzha.workplans.models import ExpectedReport
from wuzha.workplans.states import ReportState

WORDS = 50
DECIDED = ["state", "version", "decided_by", "decided_at", "decision"]


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


@transaction.atomic
def approve_report(*, report: Report, seen: int | None = None, by: Person) -> Report:
    """By a level in between; the next one up has it now."""
    report = _before_reviewer(report, seen)
    require(by, Permission.TASK_REVIEW, report.to_unit)
    _refuse_own(report, by)
    now, here = timezone.now(), report.to_unit
    above = following(report, timezone.localdate(now))
    if report.state != FilingState.SENT or here is None or above is None:
        raise Conflict(_("这张报表不用再往上报。请刷新页面查看。"))
    ReportApproval.objects.create(report=report, unit=here, by=by, at=now)
    report.to_unit, people = _receivers(above, by)
    _keep(report, "to_unit")
    outbox.settle(subject=report)
    _tell(report, people, kept("下级已审核上报，请接收"))
    record("report.approved", by=by, subject=report, unit=report.expected.unit)
    return report


@transaction.atomic
def accept_report(*, report: Report, seen: int | None = None, by: Person) -> Report:
    """From now on nothing changes it, whatever is entered later."""
    report = _before_reviewer(report, seen)
    require(by, Permission.TASK_REVIEW, report.to_unit)
    _refuse_own(report, by)
    if above := following(report, timezone.localdate()):
        raise Refused(
            _("这张报表审核后还要报“%(unit)s”，不能在这一级接收。") % {"unit": above}
        )
    move(report, FilingState.ACCEPTED, FILING)
    _decide(report, "", by)
    paper = _issue(report, timezone.now())
    outbox.settle(subject=report)
    record(
        "report.accepted",
        by=by,
        subject=report,
        unit=report.expected.unit,
        paper=paper.sha256,
    )
    return report


@transaction.atomic
def return_report(
    *, report: Report, reason: str, seen: int | None = None, by: Person
) -> Report:
    """To be mended, for a reason; its figures follow the records again."""
    report = _before_reviewer(report, seen)
    require(by, Permission.TASK_REVIEW, report.to_unit)
    _refuse_own(report, by)
    if report.state != FilingState.SENT:
        raise Refused(
            _("报表现在是“%(state)s”，不能退回。") % {"state": report.state_label}
        )
    _give_back(report, reason, by)
    record("report.returned", by=by, subject=report, unit=report.expected.unit)
    return report


@transaction.atomic
def reopen_report(*, report: Report, reason: str, by: Person) -> Report:
    """What was accepted stays beside it, with who opened it again and why."""
    report = _before_reviewer(report, None)
    require(by, Permission.TASK_REVIEW, report.to_unit)
    if report.state != FilingState.ACCEPTED:
        raise Refused(
            _("报表现在是“%(state)s”，不用重新打开。") % {"state": report.state_label}
        )
    past = {
        "lines": report.frozen,
        "entries": report.entries,
        "accepted_at": report.decided_at.isoformat() if report.decided_at else "",
        "reopened_at": timezone.now().isoformat(),
        "reason": reason.strip(),
        "by": str(by),
    }
    report.former = [*report.former, past]
    _give_back(report, reason, by, "former")
    record("report.reopened", by=by, subject=report, unit=report.expected.unit)
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


def _before_reviewer(report: Report, seen: int | None) -> Report:
    report = Report.objects.locked(report)
    if seen is not None and seen != report.version:
        raise Conflict(
            _("报表在您查看后已有变化，现在是“%(state)s”。请看过最新内容再处理。")
            % {"state": report.state_label}
        )
    return report


def _refuse_own(report: Report, by: Person) -> None:
    if report.sent_by_id == by.pk:
        raise Refused(_("这张报表是您自己报送的，不能自己审核。请同事处理。"))
    if report.approvals.filter(by=by, at__gte=report.sent_at).exists():
        raise Refused(_("上一级的审核是您做的，这一级要由另一个人处理。"))


def _give_back(report: Report, reason: str, by: Person, *columns: str) -> None:
    if not reason.strip():
        raise Refused(_("退回报表要写明原因。请填写原因。"))
    move(report, FilingState.RETURNED, FILING)
    _decide(report, reason.strip(), by, *columns)
    outbox.settle(subject=report)
    unit = report.expected.unit
    people = on_duty(unit, Permission.TASK_WORK, timezone.now())
    _tell(report, people, kept("已退回，请补正"))


def _issue(report: Report, at: datetime) -> IssuedPaper:
    """As it is now, whatever becomes of the template."""
    expected = report.expected
    lines, answers = lines_of(expected, report), answers_of(report)
    content = report_paper(expected, report, lines, answers)
    return IssuedPaper.objects.create(
        report=report,
        content=b64encode(content).decode(),
        sha256=sha256(content).hexdigest(),
        issued_at=at,
    )


def _decide(report: Report, decision: str, by: Person, *columns: str) -> None:
    report.decided_by, report.decided_at = by, timezone.now()
    report.decision = decision
    _keep(report, *DECIDED, *columns)


def _keep(report: Report, *columns: str) -> None:
    report.version += 1
    report.save(update_fields=list({*columns, "version"}))


def _receivers(named: Unit, by: Person) -> tuple[Unit, list[Person]]:
    """Who receives it, or the nearest unit above where somebody else can."""
    where: Unit | None = named
    while where is not None:
        held = on_duty(where, Permission.TASK_REVIEW, timezone.now())
        if people := [person for person in held if person != by]:
            return where, people
        where = where.parent
    return named, []


def _tell(report: Report, people: list[Person], what: str) -> None:
    unit, duty = report.expected.unit, report.expected.duty
    outbox.tell(
        people=people,
        item=f"{unit} {duty.text[:WORDS]}：{what}",
        url=report.get_absolute_url(),
        subject=report,
        urgent=False,
    )
