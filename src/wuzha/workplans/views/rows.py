"""The door: which plans somebody gets to see, and what they may do there."""

from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from wuzha.organisation.access import Permission, may, scope, visible_to
from wuzha.organisation.http import PersonRequest
from wuzha.organisation.models import Person, Unit, UnitKind
from wuzha.workplans.models import ExpectedReport, PlanItem, WorkPlan
from wuzha.workplans.models.tasks import TaskQuerySet

WorkRows = TypeVar("WorkRows", TaskQuerySet, QuerySet[ExpectedReport])
DEEDS = (Permission.PLAN_EDIT, Permission.PLAN_CONFIRM)


def visible_plans(person: Person) -> QuerySet[WorkPlan]:
    rows = WorkPlan.objects.select_related("unit", "uploaded_by", "confirmed_by")
    return visible_to(person, Permission.PLAN_VIEW, rows)


def of_units_or_plans(person: Person, rows: WorkRows, plan: str) -> WorkRows:
    """Of units that one sees, and of plans that one reviews wherever their units are: a
    bank or a station hangs below the county, also when a town's plan asks it."""
    seen = scope(person, Permission.TASK_VIEW)
    if seen.everywhere:
        return rows
    units = Unit.objects.filter(seen.filter("path")).order_by().values("pk")
    reviewed = scope(person, Permission.TASK_REVIEW).filter("unit__path")
    keys = list(WorkPlan.objects.filter(reviewed).values_list("pk", flat=True))
    if not keys:
        return rows.filter(unit__in=units)
    return rows.filter(Q(unit__in=units) | Q(**{f"{plan}__in": keys}))


def plan_or_404(
    request: PersonRequest, pk: int, deed: Permission = Permission.PLAN_VIEW
) -> WorkPlan:
    """The page of a deed is not there for those who see the plan but may not do it."""
    plan = get_object_or_404(visible_plans(request.user), pk=pk)
    if not may(request.user, deed, plan.unit):
        raise Http404
    return plan


def item_or_404(request: PersonRequest, pk: int) -> PlanItem:
    """For those who judge items."""
    rows = PlanItem.objects.select_related("by", "plan__unit")
    item = get_object_or_404(rows.filter(plan__in=visible_plans(request.user)), pk=pk)
    if not may(request.user, Permission.PLAN_EDIT, item.plan.unit):
        raise Http404
    return item


def planners(person: Person) -> QuerySet[Unit]:
    """For whom the person writes plans and playbooks: places and institutions; a grid
    has none of its own."""
    held = scope(person, Permission.PLAN_EDIT)
    units = Unit.objects.filter(held.filter("path"), valid_to=None)
    return units.exclude(kind=UnitKind.GRID)


def rights(person: Person, unit: Unit) -> set[str]:
    return {str(deed) for deed in DEEDS if may(person, deed, unit)}
