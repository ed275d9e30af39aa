"""What has happened to a report, from its own rows, the latest first."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from wuzha.reports.figures import FIGURES, Measured
from wuzha.reports.models import FigureCorrection, Report
from wuzha.reports.states import FilingState
from wuzha.ui.timeline import Event
from wuzha.workplans.models import ExpectedReport


def history_of(expected: ExpectedReport, report: Report | None) -> list[Event]:
    events = list(_events(expected, report))
    return sorted(events, key=lambda event: event.at, reverse=True)


def _events(expected: ExpectedReport, report: Report | None) -> Iterator[Event]:
    if expected.opened_at:
        yield Event(expected.opened_at, _("列入待办"), str(expected.unit))
    if report is None:
        if expected.done_at:
            who = expected.done_by or ""
            yield Event(expected.done_at, expected.state_label, who, expected.note)
        return
    yield from map(_corrected, report.corrections.all())
    if report.sent_at:
        what = _("报送（零报告）") if report.is_zero else _("报送")
        yield Event(report.sent_at, what, report.sent_by or "", report.note)
    for one in report.approvals.all():
        what = _("%(unit)s 审核上报") % {"unit": one.unit}
        yield Event(one.at, what, one.by, tone="done")
    for past in report.former:
        at = datetime.fromisoformat(past["reopened_at"])
        yield Event(at, _("重新打开"), past["by"], past["reason"], "soon")
    if report.decided_at and report.state != FilingState.FILLING:
        yield _decided(report, report.decided_at)


def _decided(report: Report, at: datetime) -> Event:
    was_accepted = report.state == FilingState.ACCEPTED
    what, tone = (_("接收"), "done") if was_accepted else (_("退回"), "danger")
    return Event(at, what, report.decided_by or "", report.decision, tone)


def _corrected(one: FigureCorrection) -> Event:
    figure = FIGURES.get(one.key)
    is_money = figure is not None and figure.is_money
    derived, corrected = (
        Measured(value, is_money=is_money).text
        for value in (one.derived, one.corrected)
    )
    what = _("更正“%(figure)s”") % {"figure": figure.label if figure else one.key}
    return Event(one.at, what, one.by, f"{derived} → {corrected}。{one.reason}")
