"""Numbers of tasks and expected reports, of any part of the tree and any time."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit
from wuzha.workplans.models import (
    Duty,
    ExpectedReport,
    PlaybookRun,
    RunStep,
    Task,
)
from wuzha.workplans.periods import cuts
from wuzha.workplans.states import PlayedState, ReportState, RunState, TaskState

# A yearly one that began before this one did, and its cut-off.
LONGEST_PERIOD = timedelta(days=800)


@dataclass(frozen=True)
class TaskSum:
    """Tasks summed up; what was cancelled is not counted."""

    total: int
    done: int
    reported: int
    blocked: int
    overdue: int

    @property
    def open(self) -> int:
        return self.total - self.done

    @property
    def percent(self) -> int | None:
        return round(self.done * 100 / self.total) if self.total else None


SUMS: dict[str, Any] = {
    "total": Count("pk", filter=~Q(state=TaskState.CANCELLED)),
    "done": Count("pk", filter=Q(state=TaskState.DONE)),
    "reported": Count("pk", filter=Q(state=TaskState.DONE_REPORTED)),
    "blocked": Count("pk", filter=Q(state=TaskState.BLOCKED)),
}


def _overdue(today: date) -> Any:
    late = Q(ended_at=None, due__lt=today) & ~Q(state=TaskState.DONE_REPORTED)
    return Count("pk", filter=late)


@dataclass(frozen=True)
class RunResult:
    """How the steps of a run went. `left` was open at its end, `unmanned` reached
    nobody when it began."""

    in_time: int
    late: int
    skipped: int
    left: int
    unmanned: int
    minutes: int | None

    @classmethod
    def of(cls, run: PlaybookRun, steps: Iterable[RunStep]) -> "RunResult":
        steps = list(steps)
        done = [step for step in steps if step.state == PlayedState.DONE]
        late = sum(step.is_late for step in done)
        lasted = run.ended_at - run.started_at if run.ended_at else None
        return cls(
            in_time=len(done) - late,
            late=late,
            skipped=sum(step.state == PlayedState.SKIPPED for step in steps),
            left=sum(step.state == PlayedState.WAITING for step in steps),
            unmanned=sum(not step.people.all() for step in steps),
            minutes=math.ceil(lasted / timedelta(minutes=1)) if lasted else None,
        )


def drills_held(unit: Unit, period: Period) -> QuerySet[PlaybookRun]:
    """Those that were gone through to the end in the period; what happened in earnest
    is none of them."""
    rows = PlaybookRun.objects.filter(is_drill=True, state=RunState.FINISHED)
    when = {"ended_at__gte": period.starts_at, "ended_at__lt": period.ends_at}
    return rows.filter(unit__path__startswith=unit.path, **when)


def task_sum(rows: QuerySet[Task], today: date) -> TaskSum:
    return TaskSum(**rows.order_by().aggregate(**SUMS, overdue=_overdue(today)))


def sums_by_item(rows: QuerySet[Task], today: date) -> dict[int, TaskSum]:
    """Of a plan's tasks, by the key of the item; one query."""
    found: Any = (
        rows.order_by().values("item").annotate(**SUMS, overdue=_overdue(today))
    )
    return {row.pop("item"): TaskSum(**row) for row in found}


@dataclass(frozen=True)
class Completeness:
    """Of what was expected: done in time, done late, nothing to report, missing, still
    to come. What was waived is not expected."""

    expected: int = 0
    reported: int = 0
    zero: int = 0
    late: int = 0
    missing: int = 0

    @property
    def in_time(self) -> int:
        return self.reported + self.zero

    @property
    def due(self) -> int:
        """Whose time has come, or that were done before."""
        return self.in_time + self.late + self.missing

    @property
    def percent(self) -> int | None:
        """Done, of what was due by now."""
        done = self.in_time + self.late
        return round(done * 100 / self.due) if self.due else None

    @classmethod
    def of(cls, states: Mapping[str, int], missing: int) -> "Completeness":
        waived = states.get(ReportState.WAIVED, 0)
        return cls(
            expected=sum(states.values()) - waived,
            reported=states.get(ReportState.REPORTED, 0),
            zero=states.get(ReportState.ZERO, 0),
            late=states.get(ReportState.LATE, 0),
            missing=missing,
        )


def completeness(rows: QuerySet[ExpectedReport], now: datetime) -> Completeness:
    return Completeness(**rows.order_by().aggregate(**_counts(now)))


def completeness_within(
    unit: Unit, first: date, last: date, now: datetime
) -> Completeness:
    """Of what is due for periods that end in these days, at the unit and below it. Of
    the whole county each state by itself, which an index has in this order."""
    rows = reports_within(unit, first, last).order_by()
    if unit.parent_id is not None:
        return completeness(rows, now)
    states = {state.value: rows.filter(state=state).count() for state in ReportState}
    missing = rows.filter(state=ReportState.WAITING, due_at__lt=now)
    return Completeness.of(states, missing.count())


def completeness_by_duty(
    duties: Iterable[Duty], rows: QuerySet[ExpectedReport], now: datetime
) -> dict[int, Completeness]:
    """Of each duty's latest period whose cut-off has come. One query, in which each
    duty is looked up by itself: one condition for all would leave the index."""
    today = timezone.localdate(now)
    plain = rows.order_by().select_related(None)
    parts = [
        plain.filter(duty=duty.pk, last=last).values("duty").annotate(**_counts(now))
        for duty in duties
        if (last := _latest_end(duty, today))
    ]
    found: Any = parts[0].union(*parts[1:], all=True) if parts else ()
    return {row.pop("duty"): Completeness(**row) for row in found}


def _counts(now: datetime) -> dict[str, Count]:
    """Of columns that stand in the indexes, so that no row need be read."""

    def count(when: Q) -> Count:
        return Count("last", filter=when)

    return {
        "expected": count(~Q(state=ReportState.WAIVED)),
        "reported": count(Q(state=ReportState.REPORTED)),
        "zero": count(Q(state=ReportState.ZERO)),
        "late": count(Q(state=ReportState.LATE)),
        "missing": count(Q(state=ReportState.WAITING, due_at__lt=now)),
    }


def _latest_end(duty: Duty, today: date) -> date | None:
    """The last day of the latest period whose cut-off has come, or the only one."""
    until = min(today, duty.valid_to) if duty.valid_to else today
    found = cuts(duty.facts, until - LONGEST_PERIOD, until)
    ends = [cut.period.last for cut in found if cut.due <= today]
    return ends[-1] if ends else None


def reports_within(unit: Unit, first: date, last: date) -> QuerySet[ExpectedReport]:
    """Of a part of the tree, for the periods that end in a stretch of time."""
    return reports_of(unit).filter(last__gte=first, last__lte=last)


def reports_of(unit: Unit) -> QuerySet[ExpectedReport]:
    """Of a part of the tree; the county's are all, which needs no look at the units."""
    if unit.parent_id is None:
        return ExpectedReport.objects.all()
    below = Unit.objects.within(unit).order_by().values("pk")
    return ExpectedReport.objects.filter(unit__in=below)
