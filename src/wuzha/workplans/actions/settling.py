"""What a plan says twice is settled in one: one place stands for the others."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Conflict, Refused
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.workplans.actions.matches import _match
from wuzha.workplans.actions.review import _correct, _judge
from wuzha.workplans.actions.row import _item_of, _touch, _under_review
from wuzha.workplans.facts import facts_of, kind_of, written
from wuzha.workplans.facts import joined as joined_facts
from wuzha.workplans.models import PlanItem, WorkPlan
from wuzha.workplans.states import ItemState
from wuzha.workplans.twice import Group, groups, standing_for


@transaction.atomic
def keep_one(*, item: PlanItem, seen: str, by: Person) -> list[PlanItem]:
    """The others that say the same are joined into the item's side of their group; its
    words stay, and units or an end that they alone tell are added. `seen`, here and
    below, is the group as the page showed it."""
    require(by, Permission.PLAN_EDIT, item.plan.unit)
    plan = _under_review(item.plan)
    group = _group_of(plan, item, seen)
    side = group.side_of(item)
    count = _settle(plan, group, side, by)
    _touch(plan)
    record("plan.twice_settled", by=by, subject=item, unit=plan.unit, count=count)
    return list(side)


@transaction.atomic
def keep_duties(*, plan: WorkPlan, by: Person) -> int:
    """Wherever the same words were read as a task and as what recurs, the latter is
    kept; how many groups there were."""
    require(by, Permission.PLAN_EDIT, plan.unit)
    plan = _under_review(plan)
    same = [one for one in groups(plan.items.live()) if one.is_one_place]
    for group in same:
        _settle(plan, group, group.sides[0], by)
    _touch(plan)
    count = len(same)
    record("plan.duties_kept", by=by, subject=plan, unit=plan.unit, count=count)
    return count


def _settle(plan: WorkPlan, group: Group, side: Sequence[PlanItem], by: Person) -> int:
    """How many were joined into the side."""
    joined: dict[int, list[PlanItem]] = {one.pk: [] for one in side}
    for other in group.items:
        if other not in side:
            other.joined_into = _stands_for(other, side)
            _judge(other, ItemState.JOINED, by, "joined_into")
            joined[other.joined_into.pk].append(other)
    for one in side:
        _keep(plan, one, joined[one.pk], by)
    return len(group.items) - len(side)


@transaction.atomic
def keep_all(*, item: PlanItem, seen: str, by: Person) -> int:
    """They are not the same after all: each of the group is accepted."""
    require(by, Permission.PLAN_EDIT, item.plan.unit)
    plan = _under_review(item.plan)
    waiting = [
        one for one in _group_of(plan, item, seen).items if one.state == ItemState.READ
    ]
    for one in waiting:
        _judge(one, ItemState.ACCEPTED, by)
    _touch(plan)
    count = len(waiting)
    record("plan.group_accepted", by=by, subject=item, unit=plan.unit, count=count)
    return count


@transaction.atomic
def part_items(*, item: PlanItem, seen: str | None = None, by: Person) -> int:
    """What was joined into the item is to be judged again, and so is the item; what
    somebody corrected in it before stays."""
    require(by, Permission.PLAN_EDIT, item.plan.unit)
    plan = _under_review(item.plan)
    item = _item_of(plan, item, seen=seen)
    others = list(item.joined.all())
    if not others:
        raise Refused(_("没有别的条目并入这一条。"))
    for other in others:
        other.joined_into = None
        _judge(other, ItemState.READ, by, "joined_into")
    if _comes_of_joining(item, others):
        item.accepted = None
    _judge(item, ItemState.READ, by, "accepted")
    _match(plan, [item])
    _touch(plan)
    count = len(others)
    record("plan.items_parted", by=by, subject=item, unit=plan.unit, count=count)
    return count


def _comes_of_joining(item: PlanItem, others: Sequence[PlanItem]) -> bool:
    """Nobody has written anything of it by hand."""
    if not item.facts or kind_of(item.facts) != item.kind:
        return False
    read = facts_of(item.kind, item.facts)
    told = [facts_of(one.kind, one.content) for one in others]
    whole = [standing_for(read, told)]
    if all(one.kind == item.kind for one in others):
        whole.append(joined_facts([read, *told]))
    return item.accepted in [written(facts) for facts in whole]


def _group_of(plan: WorkPlan, item: PlanItem, seen: str) -> Group:
    live = plan.items.live().select_related("by")
    found = next((one for one in groups(live) if item in one.items), None)
    if found is None or found.seen_mark != seen:
        raise Conflict(_("这几条在您查看时有变化，您的选择没有保存。请核对后再定。"))
    return found


def _stands_for(other: PlanItem, side: Sequence[PlanItem]) -> PlanItem:
    """That of the same cadence, else the first of its kind, else the first."""
    per = other.content.get("per")
    near = [one for one in side if one.kind == other.kind]
    same = [one for one in near if one.content.get("per") == per]
    return (same or near or side)[0]


def _keep(
    plan: WorkPlan, item: PlanItem, others: Sequence[PlanItem], by: Person
) -> None:
    facts = facts_of(item.kind, item.content)
    others = sorted(others, key=lambda one: (one.position, one.pk))
    whole = standing_for(facts, (facts_of(one.kind, one.content) for one in others))
    if whole != facts:
        item.accepted = written(whole)
        _correct(item, by)
        _match(plan, [item])
    elif item.state == ItemState.READ:
        _judge(item, ItemState.ACCEPTED, by)
