"""What a plan says in two places, or as two kinds of item: seen together, settled once.

Two items are one thing when their words are alike and nothing that was read of them
speaks against it (other units, another day, another receiver), or when a task and a
duty stand in the same characters.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from wuzha.workplans.facts import DutyFacts, Facts, TaskFacts, facts_of
from wuzha.workplans.kinds import ItemKind
from wuzha.workplans.models import PlanItem
from wuzha.workplans.states import ItemState

MARKS = re.compile(r"[\s\W\d_]|^[一二三四五六七八九十]+[、.]")
# Pairs of letters that two sentences share, of those of the shorter one. What has the
# same cadence besides may be said in fewer words of the other.
ALIKE = {ItemKind.TASK: 0.7, ItemKind.DUTY: 0.5}
SHORTEST = 8
ASKED = (ItemKind.TASK, ItemKind.DUTY)
Pairs = frozenset[str]


@dataclass(frozen=True)
class Group:
    """Items that say one thing, side by side: what one place says as one kind is kept
    or given up together. What is best kept comes first."""

    sides: tuple[tuple[PlanItem, ...], ...]

    @property
    def items(self) -> list[PlanItem]:
        return [item for side in self.sides for item in side]

    @property
    def seen_mark(self) -> str:
        """Changes whenever one of them is judged, or another is found alike."""
        rows = sorted(self.items, key=lambda item: item.pk)
        return "|".join(f"{item.pk}@{item.seen_mark}" for item in rows)

    @property
    def is_one_place(self) -> bool:
        """A task and what recurs in it: the same words, read as both."""
        first, *others = self.sides
        recurs = first[0].kind == ItemKind.DUTY
        start, end = first[0].start, first[-1].end
        inside = all(
            item.kind == ItemKind.TASK and item.start < end and item.end > start
            for side in others
            for item in side
        )
        return recurs and inside

    def side_of(self, item: PlanItem) -> tuple[PlanItem, ...]:
        return next(side for side in self.sides if item in side)


def groups(items: Iterable[PlanItem]) -> list[Group]:
    """Those with something to be judged, in the order of the text."""
    asked = [item for item in items if item.is_live and item.kind in ASKED]
    if all(item.state != ItemState.READ for item in asked):
        return []
    asked.sort(key=lambda item: (item.position, item.pk))
    found = _together(asked, [*_overlapping(asked), *_alike(asked)])
    return [
        Group(_sides(group))
        for group in found
        if any(item.state == ItemState.READ for item in group)
    ]


def _together(
    items: Sequence[PlanItem], pairs: Iterable[tuple[int, int]]
) -> list[list[PlanItem]]:
    """What hangs together by pairs of places in the list."""
    heads = list(range(len(items)))

    def head(at: int) -> int:
        while heads[at] != at:
            at = heads[at]
        return at

    for one, other in pairs:
        first, second = sorted((head(one), head(other)))
        heads[second] = first
    found: dict[int, list[PlanItem]] = defaultdict(list)
    for at, item in enumerate(items):
        found[head(at)].append(item)
    return [group for group in found.values() if len(group) > 1]


def _overlapping(items: Sequence[PlanItem]) -> Iterator[tuple[int, int]]:
    """A task and a duty in the same characters."""
    order = sorted(range(len(items)), key=lambda at: items[at].start)
    for i, at in enumerate(order):
        for other in order[i + 1 :]:
            if items[other].start >= items[at].end:
                break
            if items[other].kind != items[at].kind:
                yield at, other


def _alike(items: Sequence[PlanItem]) -> Iterator[tuple[int, int]]:
    told = [facts_of(item.kind, item.content) for item in items]
    letters = [_pairs(facts) for facts in told]
    shared: Counter[tuple[int, int]] = Counter()
    places: dict[str, list[int]] = defaultdict(list)
    for at, pairs in enumerate(letters):
        for pair in pairs:
            shared.update((before, at) for before in places[pair])
            places[pair].append(at)
    for (one, other), count in shared.items():
        least = ALIKE[ItemKind(items[one].kind)]
        alike = _are_alike(count, least, letters[one], letters[other])
        apart = items[one].start != items[other].start
        if alike and apart and _agree(told[one], told[other]):
            yield one, other


def _pairs(facts: Facts) -> Pairs:
    words = MARKS.sub("", getattr(facts, "text", ""))
    return frozenset(a + b for a, b in pairwise(words))


def _are_alike(count: int, least: float, one: Pairs, other: Pairs) -> bool:
    shorter = min(len(one), len(other))
    return one == other if shorter < SHORTEST else count >= least * shorter


def _agree(one: Facts, other: Facts) -> bool:
    """What both tell is the same."""
    if isinstance(one, DutyFacts) and isinstance(other, DutyFacts):
        told = [(getattr(one, name), getattr(other, name)) for name in DAYS]
        alike = one.per == other.per and one.kind == other.kind
        return alike and _share(one.units, other.units) and _fit(told)
    if isinstance(one, TaskFacts) and isinstance(other, TaskFacts):
        doers = (*one.lead, *one.units), (*other.lead, *other.units)
        return _share(*doers) and _fit([(one.due, other.due)])
    return False


DAYS = ("weekday", "monthday", "yearday", "time", "to")


def _fit(told: Iterable[tuple[object, object]]) -> bool:
    return all(not a or not b or a == b for a, b in told)


def _share(one: Sequence[str], other: Sequence[str]) -> bool:
    return not one or not other or bool(set(one) & set(other))


def _sides(group: Iterable[PlanItem]) -> tuple[tuple[PlanItem, ...], ...]:
    """Each by itself, but 日报告、周调度 of one sentence together; first what recurs,
    then what says most."""
    sides: list[list[PlanItem]] = []
    for item in sorted(group, key=lambda one: (one.kind, one.start)):
        if sides and _goes_on(sides[-1], item):
            sides[-1].append(item)
        else:
            sides.append([item])
    return tuple(map(tuple, sorted(sides, key=_rank)))


def _goes_on(side: Sequence[PlanItem], item: PlanItem) -> bool:
    if item.kind != ItemKind.DUTY or side[-1].kind != ItemKind.DUTY:
        return False
    other = all(one.content["per"] != item.content["per"] for one in side)
    return other and item.start < side[-1].end + NEAR


NEAR = 2  # characters between two duties of one sentence


def _rank(side: Sequence[PlanItem]) -> tuple[bool, int, int, int]:
    told = sum(bool(value) for item in side for value in item.content.values())
    return (side[0].kind != ItemKind.DUTY, -len(side), -told, side[0].position)


def standing_for(kept: Facts, others: Iterable[Facts]) -> Facts:
    """What is kept, with what the others alone tell: units, an end, who receives."""
    for other in others:
        lead = getattr(other, "lead", ())
        if isinstance(kept, DutyFacts):
            named = (*kept.units, *lead, *getattr(other, "units", ()))
            to = kept.to or getattr(other, "to", None)
            kept = replace(kept, units=tuple(dict.fromkeys(named)), to=to)
        elif isinstance(kept, TaskFacts):
            leads = kept.lead or lead
            named = (*kept.units, *lead, *getattr(other, "units", ()))
            units = tuple(name for name in dict.fromkeys(named) if name not in leads)
            due = kept.due or getattr(other, "due", None)
            kept = replace(kept, lead=leads, units=units, due=due)
    return kept
