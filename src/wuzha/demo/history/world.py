"""What every made-up deed needs to know: the county, its people, its rules, its end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from random import Random
from typing import Any

from django.db.models import Model

from wuzha.audit.models import Entry
from wuzha.audit.models import Outcome as AuditOutcome
from wuzha.demo.bulk import Batch
from wuzha.demo.citizens import Citizens
from wuzha.demo.county import County
from wuzha.demo.history.timers import Timers
from wuzha.earlywarnings.models import GradeRule
from wuzha.earlywarnings.rules import default_rule
from wuzha.notices.models import Notice
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit, UnitKind

# Whoever looks back further than this finds the deeds in their rows, not in notices.
NEWS = timedelta(days=2)
BEGINNING = datetime.min.replace(tzinfo=UTC)
WORKERS = {
    UnitKind.GRID: Role.GRID_WORKER,
    UnitKind.STATION: Role.STATION_POLICE,
    UnitKind.COUNTY: Role.DUTY_OFFICER,
}


class NotYet(Exception):
    """What comes next lies after the end of the history: it stays as it is."""


@dataclass
class World:
    """`now` is when the history ends; nothing in it happens later."""

    county: County
    batch: Batch
    random: Random
    now: datetime
    citizens: Citizens
    # How slow the people of a town are; 1 is usual.
    pace: dict[int, float] = field(default_factory=dict)
    # The proof of what ended before (steps of clocks, the audit) is left out: where so
    # much is made up that it would only fill the disk.
    proved_since: datetime = BEGINNING
    _rules: dict[str, GradeRule] = field(default_factory=dict)
    _entries: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = self.county.root
        [self.feed] = self.county.holding(Role.FEED)
        [self.clockwork] = self.county.holding(Role.CLOCKWORK)
        self._stations = dict(
            zip(
                (town.pk for town in self.county.towns),
                self.county.stations,
                strict=True,
            )
        )
        self._towns = {
            village.pk: village.parent_id for village in self.county.villages
        }

    def rule(self, grade: str) -> GradeRule:
        if grade not in self._rules:
            self._rules[grade] = default_rule(
                county=self.root, grade=grade, at=self.now
            )
        return self._rules[grade]

    def town_of(self, village: Unit) -> int:
        return self._towns[village.pk] or 0

    def station_of(self, village: Unit) -> Unit:
        return self._stations[self.town_of(village)]

    def workers(self, unit: Unit) -> list[Person]:
        """Who does the work of warnings there."""
        return self.county.holding(WORKERS[UnitKind(unit.kind)], unit)

    def somebody(self, unit: Unit) -> Person:
        return self.random.choice(self.workers(unit))

    def polices(self, unit: Unit) -> list[Person]:
        """Who issues stops there."""
        if unit.pk == self.root.pk:
            return self.county.holding(Role.COUNTY_POLICE)
        return self.county.holding(Role.STATION_POLICE, unit)

    def police(self, unit: Unit) -> Person:
        return self.random.choice(self.polices(unit))

    def reviewer(self, unit: Unit, village: Unit) -> Person:
        """The station reviews what its places and itself have done."""
        if unit.pk == self.root.pk:
            return self.somebody(self.root)
        return self.somebody(self.station_of(village))

    def reached(self, at: datetime) -> datetime:
        """The time, unless the history ends before: then raises NotYet."""
        if at > self.now:
            raise NotYet
        return at

    def record(
        self,
        at: datetime,
        event: str,
        *,
        by: Person,
        subject: tuple[type[Model], int],
        unit: Unit | None = None,
        outcome: str = AuditOutcome.DONE,
        **facts: Any,
    ) -> None:
        if at < self.proved_since:
            return
        model, key = subject
        self._entries.append(
            (
                at,
                {
                    "at": at,
                    "event": event,
                    "outcome": outcome,
                    "by": by.username,
                    "subject": f"{model._meta.label}:{key}",
                    "unit_path": unit.path if unit else "",
                    "facts": facts,
                },
            )
        )

    def write_clocks(self, timers: Timers, subject: tuple[type[Model], int]) -> None:
        for timer in timers.all:
            is_proved = timer.ended_at is None or timer.ended_at >= self.proved_since
            timer.write(self.batch, subject, self.now, proved=is_proved)

    def write_entries(self) -> None:
        """In the order in which things happened, as the audit keeps them."""
        for _, entry in sorted(self._entries, key=itemgetter(0)):
            self.batch[Entry].add(**entry)
        self._entries.clear()

    def is_news(self, at: datetime) -> bool:
        """Notices of long ago are left out."""
        return at >= self.now - NEWS

    def tell(
        self,
        people: Iterable[Person],
        subject: tuple[type[Model], int],
        *,
        item: str,
        url: str,
        at: datetime,
        settled_at: datetime | None,
    ) -> None:
        model, key = subject
        for person in people:
            is_seen = settled_at is not None or self.random.random() < 0.3
            self.batch[Notice].add(
                person_id=person.pk,
                item=item,
                url=url,
                subject_type=model._meta.label,
                subject_id=key,
                urgent=True,
                created_at=at,
                seen_at=(settled_at or self.now) if is_seen else None,
                settled_at=settled_at,
            )
