from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wuzha.clocks import engine
from wuzha.clocks.firing import due_steps, fire
from wuzha.clocks.models import Clock, ClockStep
from wuzha.organisation.models import Person, Unit

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # A Monday, 12:00 in Shanghai.


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def start_clock(village: Unit, grid: Unit) -> Callable[..., Clock]:
    """A visit to be made in 30 minutes; the subject is any row, here the village."""

    def start(**overrides: Any) -> Clock:
        facts: dict[str, Any] = {
            "kind": "visit",
            "subject": village,
            "unit": grid,
            "begins": NOON,
            "limit": minutes(30),
        }
        return engine.start(**(facts | overrides))

    return start


class Rung:
    """Remembers which steps were given to the action of an upper area."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int]] = []

    def __call__(self, *, step: ClockStep, at: datetime, by: Person) -> None:
        self.steps.append((step.what, step.level))


@pytest.fixture
def rung() -> Rung:
    return Rung()


@pytest.fixture
def tick(rung: Rung, clockwork: Person) -> Callable[[datetime], None]:
    """What the worker does each second, at a time of the test's choosing."""

    def run(at: datetime) -> None:
        for step_id in due_steps(at):
            fire(step_id, alarms={"visit": rung}, at=at, by=clockwork)

    return run
