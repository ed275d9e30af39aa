"""What a plan says twice, group by group: one is kept, or all are."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from wuzha.organisation.access import Permission
from wuzha.organisation.http import PersonRequest
from wuzha.workplans import actions
from wuzha.workplans.facts import facts_of, words_of
from wuzha.workplans.models import PlanItem, WorkPlan
from wuzha.workplans.review import Card
from wuzha.workplans.states import ItemState
from wuzha.workplans.twice import Group, groups
from wuzha.workplans.views.rows import item_or_404, plan_or_404, rights


@dataclass(frozen=True)
class Side:
    """What is kept or joined together, with the cards of its items."""

    cards: list[Card]

    @property
    def item(self) -> PlanItem:
        return self.cards[0].item


@dataclass(frozen=True)
class Shown:
    seen_mark: str
    sides: list[Side]

    @property
    def item(self) -> PlanItem:
        return self.sides[0].item

    @classmethod
    def of(cls, group: Group) -> "Shown":
        sides = [Side([Card.of(item) for item in side]) for side in group.sides]
        return cls(group.seen_mark, sides)


@dataclass(frozen=True)
class Settled:
    """An item with the words of those that it stands for."""

    item: PlanItem
    words: str
    others: list[str]


@require_safe
def twice(request: PersonRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk)
    found = groups(plan.items.live().select_related("by"))
    context = {
        "plan": plan,
        "groups": [Shown.of(group) for group in found],
        "of_one_place": sum(group.is_one_place for group in found),
        "settled": _settled(plan),
        "can": rights(request.user, plan.unit) if plan.is_under_review else set(),
        "back_url": plan.get_absolute_url(),
        "back_label": plan.title,
    }
    return render(request, "workplans/twice.html", context)


def _settled(plan: WorkPlan) -> list[Settled]:
    rows = plan.items.filter(state=ItemState.JOINED).select_related("joined_into__by")
    found: dict[PlanItem, list[str]] = {}
    for row in rows:
        if row.joined_into:
            found.setdefault(row.joined_into, []).append(_words(row))
    return [Settled(item, _words(item), others) for item, others in found.items()]


def _words(item: PlanItem) -> str:
    return words_of(facts_of(item.kind, item.content))


@require_POST
def keep_duties(request: PersonRequest, pk: int) -> HttpResponse:
    plan = plan_or_404(request, pk, Permission.PLAN_EDIT)
    actions.keep_duties(plan=plan, by=request.user)
    return redirect(reverse("plan_twice", args=[pk]))


def _deed(action: Callable[..., object]) -> Callable[..., HttpResponse]:
    @require_POST
    def view(request: PersonRequest, pk: int) -> HttpResponse:
        item = item_or_404(request, pk)
        action(item=item, seen=request.POST.get("seen", ""), by=request.user)
        return redirect(reverse("plan_twice", args=[item.plan_id]))

    return view


keep_one = _deed(actions.keep_one)
keep_all = _deed(actions.keep_all)
part = _deed(actions.part_items)
