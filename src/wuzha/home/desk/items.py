"""One line of a desk, and what a source of such lines has to answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from django.db.models import TextChoices

from wuzha.clocks.models import Clock
from wuzha.organisation.access import Permission
from wuzha.organisation.seats import Seat

# More of a kind without a clock are one line: they must not hide what runs out.
FEW = 5


class Mark(NamedTuple):
    """A badge: a word in the tone of a state."""

    label: str
    tone: str = "plain"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A piece of work and its next step. Of a person it says no more than a masked
    name: a desk stands open on a screen all day."""

    title: str
    # What it is, and what one should know of it before opening it.
    kind: str
    note: str = ""
    # The next step, by its verb.
    step: str = ""
    url: str = ""
    grade: str = ""
    grade_label: str = ""
    mark: Mark | None = None
    clock: Clock | None = None
    clock_name: str = ""
    # Since when it is so; sorts what has no clock.
    since: datetime
    # Has no limit and must not wait all the same.
    is_pressing: bool = False
    # Label and key of its row, to find the clock of what somebody waits for.
    subject: tuple[str, int] | None = None


class Timed(NamedTuple):
    """A kind of clock: who has to act on it, and who over the unit has to see it once
    it has run out. A long one stays off the desk until its first alarm or last day."""

    doers: frozenset[Permission]
    above: frozenset[Permission] = frozenset()
    is_long: bool = False


class Source(Protocol):
    """A module of this folder."""

    # The kinds of clocks that it speaks for.
    CLOCKS: Mapping[str, Timed]

    def now(self, seat: Seat, clocks: Sequence[Clock]) -> Iterable[Item]:
        """What is to be done; `clocks` are the seat's of the kinds in CLOCKS."""
        ...

    def handed(self, seat: Seat) -> Iterable[Item]:
        """What others sent here."""
        ...

    def waiting(self, seat: Seat) -> Iterable[Item]:
        """What somebody else has to do before the person can go on."""
        ...


def nothing(seat: Seat) -> Iterable[Item]:
    """For sources that never hand over, or never keep anybody waiting."""
    return ()


def earliest(clocks: Iterable[Clock]) -> dict[int, Clock]:
    """By subject, the clock that ends first."""
    latest_first = sorted(clocks, key=lambda clock: clock.due_at, reverse=True)
    return {clock.subject_id: clock for clock in latest_first}


def limit_name(kinds: type[TextChoices], clock: Clock | None) -> str:
    return str(kinds(clock.kind).label) if clock else ""
