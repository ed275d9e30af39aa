"""A report is looked over: approved on its way, accepted, given back, opened again."""

from base64 import b64encode
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
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.reports.actions.row import _keep, _receivers, _tell
from wuzha.reports.answers import answers_of
from wuzha.reports.duties import following
from wuzha.reports.lines import lines_of
from wuzha.reports.models import IssuedPaper, Report, ReportApproval
from wuzha.reports.papers import report_paper
from wuzha.reports.states import FILING, FilingState

DECIDED = ["state", "version", "decided_by", "decided_at", "decision"]


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


def _give_back(report: Report, reason: str, by: Person, *columns: str) -> None:
    if not reason.strip():
        raise Refused(_("退回报表要写明原因。请填写原因。"))
    move(report, FilingState.RETURNED, FILING)
    _decide(report, reason.strip(), by, *columns)
    outbox.settle(subject=report)
    unit = report.expected.unit
    people = on_duty(unit, Permission.TASK_WORK, timezone.now())
    _tell(report, people, kept("已退回，请补正"))


def _decide(report: Report, decision: str, by: Person, *columns: str) -> None:
    report.decided_by, report.decided_at = by, timezone.now()
    report.decision = decision
    _keep(report, *DECIDED, *columns)
