"""Reports to be looked over, and those that were given back."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import FEW, Item, Timed, nothing
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat
from wuzha.reports.models import Report
from wuzha.reports.models.reports import ReportQuerySet
from wuzha.reports.states import FilingState
from wuzha.ui.times import said

# Those that are owed have their clocks: `plans` speaks for them.
CLOCKS: Mapping[str, Timed] = {}
handed = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    yield from _to_review(seat)
    back = _rows().filter(
        state=FilingState.RETURNED,
        expected__unit__in=seat.units(Permission.TASK_WORK),
    )
    for report in back:
        yield Item(
            title=report.expected.duty.text[:60],
            kind=_("报表被退回"),
            note=said(report.expected.period.label),
            step=_("补正"),
            url=report.get_absolute_url(),
            since=report.decided_at or report.expected.opens_at,
            is_pressing=True,
        )


def waiting(seat: Seat) -> Iterable[Item]:
    rows = _rows().filter(state=FilingState.SENT, sent_by__in=seat.people)
    for report in rows[:FEW]:
        yield Item(
            title=report.expected.duty.text[:60],
            kind=_("等“%(unit)s”审核报表") % {"unit": report.to_unit},
            url=report.get_absolute_url(),
            since=report.sent_at or report.expected.opens_at,
        )


def _to_review(seat: Seat) -> Iterable[Item]:
    """One line however many, once there are more than a few."""
    rows = _rows().to_review(seat.units(Permission.TASK_REVIEW), by=seat.person)
    rows = rows.order_by("sent_at", "pk")
    found = list(rows[: FEW + 1])
    if len(found) > FEW:
        yield Item(
            title=_("%(count)d 张报表") % {"count": rows.count()},
            kind=_("报来的报表"),
            step=_("审核"),
            url=f"{reverse('reports')}?show=review",
            since=found[0].sent_at or found[0].expected.opens_at,
        )
        return
    for report in found:
        expected = report.expected
        yield Item(
            title=expected.duty.text[:60],
            kind=_("报来的报表"),
            note=f"{expected.unit} · {said(expected.period.label)}",
            step=_("审核"),
            url=report.get_absolute_url(),
            since=report.sent_at or expected.opens_at,
        )


def _rows() -> ReportQuerySet:
    return Report.objects.select_related("expected__duty", "expected__unit", "to_unit")
