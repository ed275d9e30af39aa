"""Numbers of tasks and expected reports, of any part of the tree and any time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from wuzha.organisation.models import Unit
from wuzha.workplans.models import ExpectedReport, Task
from wuzha.workplans.states import ReportState, TaskState


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

    expected: int
    reported: int
    zero: int
    late: int
    missing: int

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


def _counts(now: datetime) -> dict[str, Any]:
    waived = Q(state=ReportState.WAIVED)
    waiting = Q(state=ReportState.WAITING)
    return {
        "expected": Count("pk", filter=~waived),
        "reported": Count("pk", filter=Q(state=ReportState.REPORTED)),
        "zero": Count("pk", filter=Q(state=ReportState.ZERO)),
        "late": Count("pk", filter=Q(state=ReportState.LATE)),
        "missing": Count("pk", filter=waiting & Q(due_at__lt=now)),
    }


def completeness(rows: QuerySet[ExpectedReport], now: datetime) -> Completeness:
    return Completeness(**rows.order_by().aggregate(**_counts(now)))


def completeness_by_duty(
    rows: QuerySet[ExpectedReport], now: datetime
) -> dict[int, Completeness]:
    found: Any = rows.order_by().values("duty").annotate(**_counts(now))
    return {row.pop("duty"): Completeness(**row) for row in found}


def reports_within(unit: Unit, first: date, last: date) -> QuerySet[ExpectedReport]:
    """Of a part of the tree, for the periods that end in a stretch of time."""
    rows = ExpectedReport.objects.filter(last__gte=first, last__lte=last)
    if unit.parent_id is None:
        return rows
    return rows.filter(unit__path__startswith=unit.path)
