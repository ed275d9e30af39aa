"""The sources, and a desk put together from them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Self

from django.db.models import Exists, OuterRef, Q

from wuzha.clocks.models import Clock, ClockStep
from wuzha.home.desk import (
    accounts,
    briefs,
    checks,
    decisions,
    dissuasions,
    freezes,
    hits,
    incidents,
    plans,
    playbooks,
    reports,
    restrictions,
    returns,
    revisits,
    screening,
    stop_payments,
    tasks,
    upkeep,
)
from wuzha.home.desk.items import Item, Source, Timed
from wuzha.organisation.models import Person
from wuzha.organisation.seats import Seat

SOURCES: tuple[Source, ...] = (
    dissuasions,
    playbooks,
    revisits,
    incidents,
    decisions,
    stop_payments,
    freezes,
    returns,
    accounts,
    restrictions,
    hits,
    checks,
    screening,
    briefs,
    tasks,
    plans,
    reports,
    upkeep,
)

# As many as somebody can look through; the lists have the rest.
MOST = 60
MOST_BESIDE = 8
LAST_DAY = timedelta(days=1)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    now: list[Item]
    # How many more there are to do than are shown.
    more: int
    handed: list[Item]
    waiting: list[Item]

    @property
    def count(self) -> int:
        return len(self.now) + self.more

    @classmethod
    def of(cls, person: Person, at: datetime) -> Self:
        seat = Seat.of(person, at)
        clocks = _clocks(seat)
        mine = chain.from_iterable(
            source.now(seat, [one for one in clocks if one.kind in source.CLOCKS])
            for source in SOURCES
        )
        now = sorted(mine, key=_urgency)
        handed = chain.from_iterable(source.handed(seat) for source in SOURCES)
        waiting = chain.from_iterable(source.waiting(seat) for source in SOURCES)
        return cls(
            now=now[:MOST],
            more=len(now[MOST:]),
            handed=sorted(handed, key=_age, reverse=True)[:MOST_BESIDE],
            waiting=sorted(_with_clocks(waiting), key=_urgency)[:MOST_BESIDE],
        )


def _clocks(seat: Seat) -> list[Clock]:
    """The open clocks that the seat has to act on, whatever they time."""
    kinds: dict[Timed, list[str]] = defaultdict(list)
    for source in SOURCES:
        for kind, timed in source.CLOCKS.items():
            kinds[timed].append(kind)
    mine = Q(pk__in=[])
    quiet = Q(pk__in=[])
    for timed, named in kinds.items():
        units = seat.units(*timed.doers)
        whose = Q(unit__in=units) & seat.to_do() | Q(person__in=seat.people)
        if timed.above:
            whose |= Q(level__gt=0) & seat.below("unit__path", *timed.above)
        mine |= Q(kind__in=named) & whose
        if timed.is_long:
            quiet |= Q(kind__in=named)
    rung = ClockStep.objects.filter(clock=OuterRef("pk"), at__lte=seat.at)
    far = Q(due_at__gt=seat.at + LAST_DAY) & ~Q(Exists(rung))
    found = Clock.objects.open().filter(mine).exclude(quiet & far)
    return list(found.select_related("unit").order_by("due_at")[: 2 * MOST])


def _with_clocks(items: Iterable[Item]) -> list[Item]:
    """Each with the first limit that runs out on whoever has to act now."""
    waiting = list(items)
    subjects: dict[str, list[int]] = defaultdict(list)
    for item in waiting:
        if item.subject:
            subjects[item.subject[0]].append(item.subject[1])
    wanted = Q(pk__in=[])
    for label, keys in subjects.items():
        wanted |= Q(subject_type=label, subject_id__in=keys)
    clocks = Clock.objects.open().filter(wanted).order_by("-due_at")
    found = {(clock.subject_type, clock.subject_id): clock for clock in clocks}
    return [
        replace(item, clock=found.get(item.subject)) if item.subject else item
        for item in waiting
    ]


def _urgency(item: Item) -> tuple[bool, datetime, datetime]:
    """What stands still comes after what runs; then what has no clock, oldest first."""
    if item.clock is None:
        return False, item.since if item.is_pressing else NEVER, item.since
    return item.clock.paused_at is not None, item.clock.due_at, item.since


def _age(item: Item) -> datetime:
    return item.since
