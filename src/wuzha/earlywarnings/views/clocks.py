"""The clocks of a case as the pages show them: the one that runs out first is first."""

from dataclasses import dataclass
from datetime import datetime

from wuzha.clocks.models import Clock
from wuzha.clocks.states import ClockState
from wuzha.earlywarnings.desk import Desk
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import ClockKind


@dataclass(frozen=True)
class ShownClock:
    """What the tag `clock` wants, and the kind for the buttons beside it."""

    kind: str
    name: str
    due_at: datetime
    started_at: datetime
    then: str
    state: str
    ended_at: datetime | None

    @property
    def is_paused(self) -> bool:
        return self.state == "paused"


def clocks_of(dissuasion: Dissuasion) -> list[ShownClock]:
    clocks = Clock.objects.of(dissuasion).open().order_by("due_at")
    above = Desk.now().above(dissuasion.unit)
    return [_shown(clock, above.name if above else "") for clock in clocks]


def _shown(clock: Clock, then: str) -> ShownClock:
    paused = clock.state == ClockState.PAUSED
    return ShownClock(
        kind=clock.kind,
        name=str(ClockKind(clock.kind).label),
        due_at=clock.due_at,
        started_at=clock.begins_at,
        then=then,
        state="paused" if paused else "running",
        ended_at=clock.paused_at,
    )
