"""What somebody will do, and when."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from wuzha.demo.county import County
from wuzha.demo.history.courses import SHARES, SPREAD, UNLIMITED
from wuzha.demo.staff import ACCOUNTS
from wuzha.earlywarnings.models import GradeRule
from wuzha.earlywarnings.rules import rule_of
from wuzha.organisation.models import Person, Unit

# Of a hundred steps, so many are left until the limit has run out.
LATE = 0.12
# Where a visitor has an account, colleagues leave so much to them.
LEFT_TO_VISITORS = 0.5


class Deed(NamedTuple):
    at: datetime
    # Not tried again in the same state once it was refused.
    key: tuple[str, int, str]
    act: Callable[[], object]


@dataclass
class Stage:
    """The county and who may act in it, at a speed."""

    county: County
    seed: int
    speed: float
    now: datetime
    _rules: dict[str, GradeRule] = field(default_factory=dict)

    def __post_init__(self) -> None:
        roles = [held for unit in self.county.people.values() for held in unit.items()]
        self.visitors = {
            person.pk
            for _, people in roles
            for person in people
            if person.username in ACCOUNTS
        }
        self.visited = {
            unit
            for unit, held in self.county.people.items()
            if any(p.pk in self.visitors for people in held.values() for p in people)
        }

    def tick(self, now: datetime) -> None:
        """The time, and the rules of grades as they stand now."""
        self.now = now
        self._rules.clear()

    def rule(self, grade: str) -> GradeRule:
        if grade not in self._rules:
            self._rules[grade] = rule_of(
                county=self.county.root, grade=grade, at=self.now
            )
        return self._rules[grade]

    def turn(self, *name: object) -> Random:
        """The dice for one step on one row, named by what it says and not by its key:
        the same however often they are asked, and in another database."""
        return Random(f"{self.seed}/{name}")  # noqa: S311 (made-up people)

    def somebody(self, role: str, unit: Unit, random: Random) -> Person | None:
        """Nobody where only a visitor works, and every second time where one does."""
        if unit.pk in self.visited and random.random() < LEFT_TO_VISITORS:
            return None
        others = [
            person
            for person in self.county.holding(role, unit)
            if person.pk not in self.visitors
        ]
        return random.choice(others) if others else None

    def step(self, name: str, grade: str, random: Random) -> timedelta:
        limit = self.rule(grade).limit(name) or UNLIMITED
        if random.random() < LATE:
            return limit * random.uniform(1.1, 3)
        share = random.lognormvariate(math.log(SHARES[name]), SPREAD)
        return limit * share / self.speed

    def soon(self, random: Random, *, minutes: float) -> timedelta:
        """About so many minutes, at usual speed."""
        return timedelta(minutes=minutes * random.uniform(0.5, 1.8)) / self.speed


def uuid(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128), version=4)
