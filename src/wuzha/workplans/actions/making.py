"""The work of a confirmed plan: made item by item, each in one transaction, so that a
job that dies half-way goes on where it stopped and nothing is there twice."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from wuzha.audit.record import record
from wuzha.notices.models import Notice
from wuzha.notices.outbox import Telling, tell_many
from wuzha.organisation.access import Permission, on_duty_everywhere, require
from wuzha.organisation.models import Person, Unit
from wuzha.organisation.words import kept
from wuzha.workplans.actions.expecting import BATCH, _ask_of, _duty, _expect
from wuzha.workplans.dates import last_day
from wuzha.workplans.facts import DutyFacts, TargetFacts, TaskFacts, facts_of
from wuzha.workplans.kinds import NamedAs, Part
from wuzha.workplans.matching import Directory
from wuzha.workplans.metrics import metrics
from wuzha.workplans.models import PlanItem, Target, Task, WorkPlan
from wuzha.workplans.readiness import units_meant
from wuzha.workplans.states import PlanState
from wuzha.workplans.timing import time_tasks


@transaction.atomic
def make_work(
    *, item: PlanItem, directory: Directory, at: datetime, by: Person
) -> PlanItem:
    """Tasks, a duty or a target of one item; nothing when they are there already."""
    require(by, Permission.PLAN_CONFIRM, item.plan.unit)
    plan = WorkPlan.objects.locked(item.plan)
    item = PlanItem.objects.get(pk=item.pk)
    if item.made_at is None and plan.state == PlanState.CONFIRMED:
        meant = units_meant(item.matches.prefetch_related("units"), directory)
        _make(plan, item, meant, at)
        item.made_at = at
        item.save(update_fields=["made_at"])
        record("plan.work_made", by=by, subject=item, unit=plan.unit)
    return item


@transaction.atomic
def announce_plan(*, plan: WorkPlan, at: datetime, by: Person) -> int:
    """One notice a unit, however many tasks it has of the plan; told once."""
    require(by, Permission.PLAN_CONFIRM, plan.unit)
    counts: dict[int, int] = {}
    if Notice.objects.about(plan).exists():
        return 0
    for unit in Task.objects.open().filter(plan=plan).values_list("unit_id", flat=True):
        counts[unit] = counts.get(unit, 0) + 1
    people = on_duty_everywhere(Permission.TASK_WORK, at)
    told = tell_many(
        Telling(
            people=people[unit],
            item=kept(
                "方案“%(plan)s”：您单位有 %(n)d 项任务",
                plan=plan.title[:60],
                n=count,
            ),
            url="/tasks/",
            subject=plan,
            urgent=False,
        )
        for unit, count in counts.items()
        if unit in people
    )
    record("plan.announced", by=by, subject=plan, unit=plan.unit, count=len(told))
    return len(told)


def _make(
    plan: WorkPlan, item: PlanItem, meant: Mapping[str, list[Unit]], at: datetime
) -> None:
    match facts_of(item.kind, item.content):
        case TaskFacts() as task:
            time_tasks(_make_tasks(plan, item, task, meant, at), at)
        case DutyFacts() as duty:
            _make_duty(plan, item, duty, meant, at)
        case TargetFacts() as target:
            _make_target(plan, item, target)


def _make_tasks(
    plan: WorkPlan,
    item: PlanItem,
    facts: TaskFacts,
    meant: Mapping[str, list[Unit]],
    at: datetime,
) -> list[Task]:
    """One for each unit. A unit's task hangs below that of the nearest unit above it
    that has one, else below that of the one unit that leads."""
    leads, others = meant[NamedAs.LEAD], meant[NamedAs.UNIT]
    if not leads and not others:
        leads = [plan.unit]
    first = {unit.pk for unit in leads}
    co = [unit for unit in others if unit.pk not in first]
    rows = [
        Task(
            plan=plan,
            item=item,
            unit=unit,
            part=Part.LEAD if unit.pk in first else Part.CO,
            text=facts.text,
            standard=facts.standard,
            evidence_asked=facts.evidence_asked,
            due=last_day(facts.due, plan.year),
            made_at=at,
        )
        for unit in (*leads, *co)
    ]
    _keep_tasks(rows, leads)
    return rows


def _keep_tasks(rows: Sequence[Task], leads: Sequence[Unit]) -> None:
    """Layer by layer, so that each has its parent's key."""
    made: dict[int, Task] = {}
    head = leads[0].pk if len(leads) == 1 else None
    layers: dict[tuple[bool, int], list[Task]] = {}
    for row in rows:
        layers.setdefault((row.unit_id != head, row.unit.depth), []).append(row)
    for key in sorted(layers):
        for row in layers[key]:
            above = (made.get(pk) for pk in reversed(row.unit.ancestor_ids))
            nearest = next((task for task in above if task), None)
            if row.unit_id != head:
                row.parent = nearest or (made.get(head) if head else None)
        Task.objects.bulk_create(layers[key], batch_size=BATCH)
        made.update((row.unit_id, row) for row in layers[key])


def _make_duty(
    plan: WorkPlan,
    item: PlanItem,
    facts: DutyFacts,
    meant: Mapping[str, list[Unit]],
    at: datetime,
) -> None:
    duty = _duty(item, facts, timezone.localdate(at), at)
    duty.to_unit = next(iter(meant[NamedAs.TO]), None)
    duty.save()
    _ask_of(duty, [*meant[NamedAs.LEAD], *meant[NamedAs.UNIT]] or [plan.unit])
    _expect(duty, at)


def _make_target(plan: WorkPlan, item: PlanItem, facts: TargetFacts) -> None:
    key, reason = metrics().figure_of(facts.metric)
    Target.objects.create(
        plan=plan,
        item=item,
        text=facts.text,
        metric=facts.metric,
        op=facts.op,
        value=facts.value,
        measure=facts.unit,
        due=last_day(facts.due, plan.year),
        figure_key=key,
        without=reason,
    )
