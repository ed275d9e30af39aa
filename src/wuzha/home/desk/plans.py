"""Plans to be looked over and confirmed, and what their duties ask of one's unit."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import Item, Timed, earliest, limit_name, nothing
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat
from wuzha.ui.times import said
from wuzha.workplans.models import ExpectedReport, PlanItem, WorkPlan
from wuzha.workplans.states import ClockKind, PlanState

WORKERS = frozenset({Permission.TASK_WORK})
CLOCKS: Mapping[str, Timed] = {ClockKind.REPORT: Timed(WORKERS)}
handed = waiting = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    owed = ExpectedReport.objects.waiting().filter(pk__in=ends)
    for report in owed.select_related("duty"):
        clock = ends[report.pk]
        yield Item(
            title=report.duty.text[:60],
            kind=report.duty.get_kind_display(),
            note=said(report.period.label),
            step=_("报送"),
            url=report.get_absolute_url(),
            clock=clock,
            clock_name=limit_name(ClockKind, clock),
            since=report.opens_at,
        )
    yield from _plans(seat)


def _plans(seat: Seat) -> Iterable[Item]:
    """Who edits sees what is still to be judged, who confirms what is judged."""
    to_judge = Exists(PlanItem.objects.waiting().filter(plan=OuterRef("pk")))
    rows = WorkPlan.objects.listed().filter(state=PlanState.READ)
    rows = rows.select_related("unit")
    for which, deed, step in (
        (to_judge, Permission.PLAN_EDIT, _("审核")),
        (~to_judge, Permission.PLAN_CONFIRM, _("确认")),
    ):
        for plan in rows.filter(which, unit__in=seat.units(deed)):
            yield Item(
                title=plan.title,
                kind=_("方案"),
                note=plan.unit.name,
                step=step,
                url=plan.get_absolute_url(),
                since=plan.uploaded_at,
            )
