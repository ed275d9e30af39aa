"""A plan is confirmed, and runs; is withdrawn or replaced, and what is open ends."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.clocks import engine
from wuzha.jobs.queue import enqueue
from wuzha.lib.refused import Conflict, Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.workplans.actions.row import _under_review
from wuzha.workplans.models import ExpectedReport, Task, WorkPlan
from wuzha.workplans.readiness import why_not_confirm
from wuzha.workplans.states import PLAN, PlanState, ReportState, TaskState

RUN_JOB = "workplans.run"
# Keys in one statement: well below what SQLite takes.
CHUNK = 5_000


@transaction.atomic
def confirm_plan(
    *,
    plan: WorkPlan,
    replaces: WorkPlan | None = None,
    seen: int | None = None,
    by: Person,
) -> WorkPlan:
    """From now on it runs: its work is made item by item, by a job. The plan that it
    replaces ends with the same deed. `seen` is the version that was looked at."""
    require(by, Permission.PLAN_CONFIRM, plan.unit)
    if replaces is not None:
        require(by, Permission.PLAN_CONFIRM, replaces.unit)
    plan = _under_review(plan)
    if seen is not None and seen != plan.version:
        raise Conflict(
            _("您查看之后方案又有改动，没有确认。请再看一遍改动后的条目，然后确认。")
        )
    if why := why_not_confirm(plan):
        raise Refused(why)
    now = timezone.now()
    move(plan, PlanState.CONFIRMED, PLAN)
    plan.confirmed_by, plan.confirmed_at, plan.replaces = by, now, replaces
    plan.save(
        update_fields=["state", "confirmed_by", "confirmed_at", "replaces"],
    )
    if replaces is not None:
        reason = kept("由“%(title)s”替代", title=plan.title)
        _end(WorkPlan.objects.locked(replaces), PlanState.SUPERSEDED, reason, by, now)
    enqueue(RUN_JOB, {"plan": plan.pk}, key=f"{RUN_JOB}:{plan.pk}", by=by)
    record("plan.confirmed", by=by, subject=plan, unit=plan.unit)
    return plan


@transaction.atomic
def withdraw_plan(*, plan: WorkPlan, reason: str, by: Person) -> WorkPlan:
    """Open work ends with the reason; what was done stays as it is, and what was
    missed stays missing."""
    require(by, Permission.PLAN_CONFIRM, plan.unit)
    plan = WorkPlan.objects.locked(plan)
    _end(plan, PlanState.WITHDRAWN, reason, by, timezone.now())
    record("plan.withdrawn", by=by, subject=plan, unit=plan.unit)
    return plan


def _end(
    plan: WorkPlan, state: PlanState, reason: str, by: Person, at: datetime
) -> None:
    move(plan, state, PLAN)
    plan.ended_by, plan.ended_at, plan.end_reason = by, at, reason[:200]
    plan.save(update_fields=["state", "ended_by", "ended_at", "end_reason"])
    _cancel_tasks(plan, plan.end_reason, at)
    _end_reports(plan, plan.end_reason, at)
    today = timezone.localdate(at)
    for duty in plan.duties.in_force():
        duty.valid_to = max(today, duty.valid_from)
        duty.save(update_fields=["valid_to"])


def _cancel_tasks(plan: WorkPlan, reason: str, at: datetime) -> None:
    open_ones = Task.objects.open().filter(plan=plan)
    for keys in _keys(open_ones):
        Task.objects.filter(pk__in=keys).update(
            state=TaskState.CANCELLED, ended_at=at, end_reason=reason
        )
        engine.cancel_many(model=Task, ids=keys, at=at)


def _end_reports(plan: WorkPlan, reason: str, at: datetime) -> None:
    waiting = ExpectedReport.objects.waiting().filter(duty__plan=plan)
    for keys in _keys(waiting.exclude(opened_at=None)):
        engine.cancel_many(model=ExpectedReport, ids=keys, at=at)
    waiting.filter(due_at__gt=at).update(
        state=ReportState.WAIVED, done_at=at, note=reason
    )


def _keys(rows: models.QuerySet[Any]) -> list[list[int]]:
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return [keys[i : i + CHUNK] for i in range(0, len(keys), CHUNK)]
