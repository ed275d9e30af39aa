"""Tasks of plans: to be done, to be looked over, to be given more time."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from wuzha.clocks.models import Clock
from wuzha.home.desk.items import FEW, Item, Timed, earliest, limit_name, nothing
from wuzha.home.desk.seats import Seat
from wuzha.organisation.access import Permission
from wuzha.workplans.models import Extension, Task
from wuzha.workplans.models.tasks import TaskQuerySet
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
    """Those that nobody has begun and whose end is far: one line however many."""
    rows = Task.objects.open().filter(
        unit__in=seat.units(*WORKERS), state=TaskState.WAITING
    )
    rows = rows.exclude(pk__in=ends).order_by("made_at", "pk")
    yield from _few(rows, _("新任务"), _("办理"), "waiting")


def _to_review(seat: Seat) -> Iterable[Item]:
    rows = Task.objects.filter(_above(seat), state=TaskState.DONE_REPORTED)
    rows = rows.exclude(reported_by=seat.person).order_by("reported_at", "pk")
    yield from _few(rows, _("报来的完成情况"), _("审核"), "done_reported")


def _few(rows: TaskQuerySet, kind: str, step: str, state: str) -> Iterable[Item]:
    found = list(rows.select_related("plan", "unit")[: FEW + 1])
    if len(found) > FEW:
        yield Item(
            title=_("%(count)d 项任务") % {"count": rows.count()},
            kind=kind,
            step=step,
            url=f"{reverse('tasks')}?state={state}",
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
        _above(seat, "task__"), state=ExtensionState.ASKED, task__ended_at=None
    )
    for asked in rows.select_related("task__unit")[:FEW]:
        yield Item(
            title=asked.task.text[:60],
            kind=_("“%(unit)s”申请延期") % {"unit": asked.task.unit},
            step=_("批复"),
            url=asked.task.get_absolute_url(),
            since=asked.asked_at,
        )


def _above(seat: Seat, prefix: str = "") -> Q:
    """Whose people review: the unit of the task above, else the one of the plan."""
    units = seat.units(*REVIEWERS)
    return Q(**{f"{prefix}parent__unit__in": units}) | Q(
        **{f"{prefix}parent": None, f"{prefix}plan__unit__in": units}
    )
