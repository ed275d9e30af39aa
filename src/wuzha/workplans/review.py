"""What the page of the review shows: each item as a card, how far the review is."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from wuzha.workplans.facts import facts_of, kind_of, words_of
from wuzha.workplans.kinds import ItemKind
from wuzha.workplans.models import PlanItem, UnitMatch, WorkPlan
from wuzha.workplans.states import KEPT, OPEN_MATCHES, ItemState
from wuzha.workplans.twice import groups
from wuzha.workplans.words import Line, lines


@dataclass(frozen=True)
class Card:
    """An item with what was read of it; `asked` are names whose units are not sure;
    what is `twice` the plan says somewhere else, too."""

    item: PlanItem
    words: str
    lines: list[Line]
    asked: list[str]
    was: list[Line]
    twice: bool = False

    @classmethod
    def of(
        cls, item: PlanItem, matches: Iterable[UnitMatch] = (), *, twice: bool = False
    ) -> "Card":
        facts = facts_of(item.kind, item.content)
        asked = [one.name for one in matches if one.state in OPEN_MATCHES]
        was = []
        if item.facts and item.accepted is not None and item.accepted != item.facts:
            was = _was(item)
        shown = list(lines(facts))
        names = list(dict.fromkeys(asked))
        return cls(item, words_of(facts), shown, names, was, twice)


def _was(item: PlanItem) -> list[Line]:
    """What had been read, where a person corrected it; of the item's first kind."""
    return list(lines(facts_of(kind_of(item.facts), item.facts)))


def cards(items: Iterable[PlanItem]) -> dict[int, Card]:
    """By the key of the item, of one plan; two queries."""
    shown = list(items)
    plans = {item.plan_id for item in shown}
    same = PlanItem.objects.live().filter(plan__in=plans)
    twice = {item.pk for group in groups(same) for item in group.items}
    matches: dict[int, list[UnitMatch]] = defaultdict(list)
    for match in UnitMatch.objects.filter(item__in=shown):
        matches[match.item_id].append(match)
    return {
        item.pk: Card.of(item, matches[item.pk], twice=item.pk in twice)
        for item in shown
    }


@dataclass(frozen=True)
class KindCount:
    kind: str
    label: str
    waiting: int
    kept: int
    rejected: int
    # Of those that wait, what the plan says somewhere else, too.
    twice: int = 0

    @property
    def at_once(self) -> int:
        """That can be accepted together."""
        return self.waiting - self.twice


@dataclass(frozen=True)
class Progress:
    """How far the review of a plan has got."""

    kinds: list[KindCount]
    # Distinct names whose units somebody has to choose.
    names_open: int
    unread: int
    # Of items that say the same.
    groups: int

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.kinds)

    @property
    def kept(self) -> int:
        return sum(one.kept for one in self.kinds)

    @property
    def is_done(self) -> bool:
        return not self.waiting and self.kept > 0

    @classmethod
    def of(cls, plan: WorkPlan) -> "Progress":
        rows = plan.items.values_list("kind", "state").annotate(n=Count("pk"))
        counted = {(kind, state): n for kind, state, n in rows.order_by()}
        names = UnitMatch.objects.open().filter(item__plan=plan)
        same = groups(plan.items.live())
        twice = Counter(
            item.kind
            for group in same
            for item in group.items
            if item.state == ItemState.READ
        )
        return cls(
            kinds=[
                KindCount(
                    kind.value,
                    str(kind.label),
                    counted.get((kind.value, ItemState.READ), 0),
                    sum(counted.get((kind.value, state), 0) for state in KEPT),
                    counted.get((kind.value, ItemState.REJECTED), 0),
                    twice[kind.value],
                )
                for kind in ItemKind
            ],
            names_open=names.order_by().values("name").distinct().count(),
            unread=len(plan.unread),
            groups=len(same),
        )
