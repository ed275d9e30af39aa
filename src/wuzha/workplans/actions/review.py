"""What a person makes of what was read. The facts as read are never changed."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from wuzha.audit.record import record
from wuzha.lib.refused import Refused
from wuzha.lib.states import move
from wuzha.organisation.access import Permission, require
from wuzha.organisation.models import Person
from wuzha.workplans.actions.matches import _match
from wuzha.workplans.actions.row import _item_of, _touch, _under_review
from wuzha.workplans.facts import Facts, facts_of, joined, kind_of, written
from wuzha.workplans.models import PlanItem, WorkPlan
from wuzha.workplans.states import ITEM, LIVE, ItemState
from wuzha.workplans.twice import groups


@transaction.atomic
def accept_item(*, item: PlanItem, seen: str | None = None, by: Person) -> PlanItem:
    """`seen`, here and below, is when the item had last been judged, as the page
    showed it."""
    require(by, Permission.PLAN_EDIT, item.plan.unit)
    plan = _under_review(item.plan)
    item = _item_of(plan, item, seen=seen)
    _judge(item, ItemState.ACCEPTED, by)
    _touch(plan)
    record("plan.item_accepted", by=by, subject=item, unit=plan.unit)
    return item


@transaction.atomic
def accept_kind(*, plan: WorkPlan, kind: str, by: Person) -> int:
    """All of a kind that nobody has judged yet; what the plan says twice is left to be
    settled together."""
    require(by, Permission.PLAN_EDIT, plan.unit)
    plan = _under_review(plan)
    waiting = PlanItem.objects.waiting().filter(plan=plan, kind=kind)
    same = groups(plan.items.live())
    rest = waiting.exclude(pk__in=[item.pk for one in same for item in one.items])
    count = rest.update(state=ItemState.ACCEPTED, by=by, at=timezone.now())
    _touch(plan)
    record(
        "plan.kind_accepted", by=by, subject=plan, unit=plan.unit, kind=kind,
        count=count,
    )  # fmt: skip
    return count


@transaction.atomic
def correct_item(
    *, item: PlanItem, kind: str, facts: Facts, seen: str | None = None, by: Person
) -> PlanItem:
    """What the text means instead; also another kind. What was read is kept beside."""
    require(by, Permission.PLAN_EDIT, item.plan.unit)
    plan = _under_review(item.plan)
    item = _item_of(plan, item, seen=seen)
    item.kind, item.accepted = kind, written(facts)
    _correct(item, by)
    _match(plan, [item])
    _touch(plan)
    record("plan.item_corrected", by=by, subject=item, unit=plan.unit)
    return item


@transaction.atomic
def add_item(
    *, plan: WorkPlan, kind: str, start: int, end: int, facts: Facts, by: Person
) -> PlanItem:
    """What the reading has missed, or a sentence that it did not understand."""
    require(by, Permission.PLAN_EDIT, plan.unit)
    plan = _under_review(plan)
    if not 0 <= start < end <= len(plan.text):
        raise Refused(_("原文里没有这一段，请从方案页面重新选择。"))
    before = PlanItem.objects.filter(plan=plan, start__lte=start).last()
    item = _made(plan, kind, start, end, facts, before.position if before else 0, by)
    _match(plan, [item])
    _touch(plan)
    record("plan.item_added", by=by, subject=item, unit=plan.unit)
    return item


@transaction.atomic
def split_item(
    *, item: PlanItem, parts: Sequence[Facts], seen: str | None = None, by: Person
) -> list[PlanItem]:
    """One sentence that says several things: an item each, of the same characters."""
    require(by, Permission.PLAN_EDIT, item.plan.unit)
    plan = _under_review(item.plan)
    item = _item_of(plan, item, seen=seen)
    if len(parts) < 2:
        raise Refused(_("拆分至少要有两条。请每行写一条。"))
    _judge(item, ItemState.SPLIT, by)
    made = [
        _made(plan, item.kind, item.start, item.end, facts, item.position, by, item)
        for facts in parts
    ]
    _match(plan, made)
    _touch(plan)
    record("plan.item_split", by=by, subject=item, unit=plan.unit, count=len(made))
    return made


@transaction.atomic
def join_items(
    *, item: PlanItem, others: Sequence[PlanItem], seen: str | None = None, by: Person
) -> PlanItem:
    """Several items that say one thing: the others are taken into the first, their
    words and their units with them."""
    require(by, Permission.PLAN_EDIT, item.plan.unit)
    plan = _under_review(item.plan)
    item = _item_of(plan, item, seen=seen)
    _refuse_unlike(item, others)
    taken = [_item_of(plan, other) for other in others]
    for other in taken:
        other.joined_into = item
        _judge(other, ItemState.JOINED, by, "joined_into")
    item.accepted = written(
        joined([facts_of(one.kind, one.content) for one in (item, *taken)])
    )
    _correct(item, by)
    _match(plan, [item])
    _touch(plan)
    record("plan.items_joined", by=by, subject=item, unit=plan.unit, count=len(others))
    return item


@transaction.atomic
def reject_item(*, item: PlanItem, seen: str | None = None, by: Person) -> PlanItem:
    require(by, Permission.PLAN_EDIT, item.plan.unit)
    plan = _under_review(item.plan)
    item = _item_of(plan, item, seen=seen)
    _judge(item, ItemState.REJECTED, by)
    _touch(plan)
    record("plan.item_rejected", by=by, subject=item, unit=plan.unit)
    return item


@transaction.atomic
def restore_item(*, item: PlanItem, seen: str | None = None, by: Person) -> PlanItem:
    """Back to what was read, whatever had been made of it; the parts of a split are
    rejected. An item that a person made keeps what they wrote."""
    require(by, Permission.PLAN_EDIT, item.plan.unit)
    plan = _under_review(item.plan)
    item = _item_of(plan, item, seen=seen)
    parts = item.parts.filter(state__in=LIVE)
    parts.update(state=ItemState.REJECTED, by=by, at=timezone.now())
    item.joined_into = None
    if item.facts:
        item.accepted, item.kind = None, kind_of(item.facts)
    _judge(item, ItemState.READ, by, "joined_into", "accepted", "kind")
    _match(plan, [item])
    _touch(plan)
    record("plan.item_restored", by=by, subject=item, unit=plan.unit)
    return item


@transaction.atomic
def describe_plan(
    *, plan: WorkPlan, title: str, year: int | None, by: Person
) -> WorkPlan:
    """Its title and its year, which dates without a year are taken to be of."""
    require(by, Permission.PLAN_EDIT, plan.unit)
    plan = _under_review(plan)
    plan.title, plan.year = title, year
    plan.save(update_fields=["title", "year"])
    _touch(plan)
    record("plan.described", by=by, subject=plan, unit=plan.unit, year=year)
    return plan


def _judge(item: PlanItem, state: ItemState, by: Person, *more: str) -> None:
    move(item, state, ITEM)
    item.by, item.at = by, timezone.now()
    item.save(update_fields=["state", "by", "at", *more])


def _correct(item: PlanItem, by: Person) -> None:
    """Once more is no move of the state."""
    if item.state != ItemState.CORRECTED:
        move(item, ItemState.CORRECTED, ITEM)
    item.by, item.at = by, timezone.now()
    item.save(update_fields=["state", "by", "at", "kind", "accepted"])


def _made(  # noqa: PLR0913 (one row, said once)
    plan: WorkPlan,
    kind: str,
    start: int,
    end: int,
    facts: Facts,
    position: int,
    by: Person,
    split_from: PlanItem | None = None,
) -> PlanItem:
    return PlanItem.objects.create(
        plan=plan,
        kind=kind,
        start=start,
        end=end,
        position=position,
        accepted=written(facts),
        state=ItemState.CORRECTED,
        by=by,
        at=timezone.now(),
        split_from=split_from,
    )


def _refuse_unlike(item: PlanItem, others: Sequence[PlanItem]) -> None:
    if not others:
        raise Refused(_("请至少选一条并入。"))
    if not item.is_live:
        raise Refused(
            _("这一条现在是“%(state)s”，不能再并入别的条目。")
            % {"state": item.state_label}
        )
    if any(other.pk == item.pk for other in others):
        raise Refused(_("一条不能并入它自己。"))
    if strangers := [other for other in others if other.kind != item.kind]:
        raise Refused(
            _("“%(other)s”和这一条不是同一类，不能合并。请先更正它的类别。")
            % {"other": str(strangers[0])}
        )
