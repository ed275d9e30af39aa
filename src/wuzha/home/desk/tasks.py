"""Tasks of plans: to be done, to be looked over, to be given more time."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import FEW, Item, Timed, earliest, limit_name, nothing
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat
from wuzha.workplans.forms.tasks import MINE, REVIEW
from wuzha.workplans.models import Extension, Task
from wuzha.workplans.models.tasks import TaskQuerySet, reviewed_at
from wuzha.workplans.states import ClockKind, ExtensionState, TaskState

WORKERS = frozenset({Permission.TASK_WORK})
REVIEWERS = frozenset({Permission.TASK_REVIEW})
CLOCKS: Mapping[str, Timed] = {ClockKind.TASK: Timed(WORKERS, is_long=True)}
handed = nothing


def now(seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
    ends = earliest(clocks)
    timed = Task.objects.open().filter(pk__in=ends).select_related("plan")
    for task in timed:
        clock = ends[task.pk]
        yield Item(
            title=task.text[:60],
            kind=_("任务"),
            note=task.plan.title,
            step=_("办理"),
            url=task.get_absolute_url(),
            clock=clock,
            clock_name=limit_name(ClockKind, clock),
            since=task.made_at,
        )
    yield from _new(seat, ends)
    yield from _to_review(seat)
    yield from _to_decide(seat)


def waiting(seat: Seat) -> Iterable[Item]:
    rows = Task.objects.filter(
        state=TaskState.DONE_REPORTED, reported_by__in=seat.people
    ).select_related("plan__unit", "parent__unit")
    for task in rows[:FEW]:
        yield Item(
            title=task.text[:60],
            kind=_("等“%(unit)s”审核") % {"unit": task.above},
            url=task.get_absolute_url(),
            since=task.reported_at or task.made_at,
        )


def _new(seat: Seat, ends: Mapping[int, Clock]) -> Iterable[Item]:
    """Those whose end is near have their own lines."""
    rows = Task.objects.to_begin(seat.units(*WORKERS)).order_by("made_at", "pk")
    address = f"whose={MINE}&state={TaskState.WAITING}"
    yield from _few(rows, _("新任务"), _("办理"), address, told=ends)


def _to_review(seat: Seat) -> Iterable[Item]:
    rows = Task.objects.to_review(seat.units(*REVIEWERS), by=seat.person)
    rows = rows.order_by("reported_at", "pk")
    address = f"whose={REVIEW}&state={TaskState.DONE_REPORTED}"
    yield from _few(rows, _("报来的完成情况"), _("审核"), address)


def _few(
    rows: TaskQuerySet, kind: str, step: str, address: str, told: Collection[int] = ()
) -> Iterable[Item]:
    """One line for many: it says how many the list at the address shows."""
    rest = rows.exclude(pk__in=told).select_related("plan", "unit")
    found = list(rest[: FEW + 1])
    if len(found) > FEW:
        yield Item(
            title=_("%(count)d 项任务") % {"count": rows.count()},
            kind=kind,
            step=step,
            url=f"{reverse('tasks')}?{address}",
            since=found[0].reported_at or found[0].made_at,
        )
        return
    for task in found:
        yield Item(
            title=task.text[:60],
            kind=kind,
            note=f"{task.unit} · {task.plan.title}",
            step=step,
            url=task.get_absolute_url(),
            since=task.reported_at or task.made_at,
        )


def _to_decide(seat: Seat) -> Iterable[Item]:
    rows = Extension.objects.filter(
        reviewed_at(seat.units(*REVIEWERS), "task__"),
        state=ExtensionState.ASKED,
        task__ended_at=None,
    )
    for asked in rows.select_related("task__unit")[:FEW]:
        yield Item(
            title=asked.task.text[:60],
            kind=_("“%(unit)s”申请延期") % {"unit": asked.task.unit},
            step=_("批复"),
            url=asked.task.get_absolute_url(),
            since=asked.asked_at,
        )
