"""Those who ask at the same time are decided together: one transaction, one flush to
the disk, one look at the windows. So many requests cost little more than one."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from threading import Event, Lock

from django.db import connection

from wuzha.decisions.actions import decide
from wuzha.decisions.intake import Asked
from wuzha.decisions.models import Decision
from wuzha.organisation.models import Person

AT_ONCE = 64


@dataclass(eq=False)
class Waiting:
    asked: Asked
    by: Person
    woken: Event = field(default_factory=Event)
    decision: Decision | None = None
    failure: Exception | None = None

    @property
    def is_done(self) -> bool:
        return self.decision is not None or self.failure is not None


class Turns:
    """Whoever comes while nobody works takes the turn, for all who wait by then; the
    first of those who came meanwhile takes the next."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.queue: deque[Waiting] = deque()
        self.taken = False

    def decide(self, asked: Asked, *, by: Person) -> Decision:
        mine = Waiting(asked, by)
        with self.lock:
            self.queue.append(mine)
            must_wait, self.taken = self.taken, True
        if must_wait:
            mine.woken.wait()
        if not mine.is_done:
            self._take_turn()
        if mine.failure is not None:
            raise mine.failure
        assert mine.decision is not None  # noqa: S101
        return mine.decision

    def _take_turn(self) -> None:
        with self.lock:
            together = _together(self.queue)
            for _one in together:
                self.queue.popleft()
        try:
            _decide(together)
        finally:
            with self.lock:
                following = self.queue[0] if self.queue else None
                self.taken = following is not None
            for one in (*together, *([following] if following else [])):
                one.woken.set()


def _together(queue: Sequence[Waiting]) -> list[Waiting]:
    """The first who wait, of one sender; an account comes once, so that each transfer
    sees those before it."""
    sender, marks = queue[0].by, set[str]()

    def fits(one: Waiting) -> bool:
        is_apart = marks.isdisjoint(one.asked.marks)
        marks.update(one.asked.marks)
        return one.by == sender and is_apart

    return list(takewhile(fits, list(queue)[:AT_ONCE]))


def _decide(together: Sequence[Waiting]) -> None:
    """Whatever goes wrong is told to each of them, in their own request."""
    try:
        _flush_every_commit()
        decisions = decide(asked=[one.asked for one in together], by=together[0].by)
    except Exception as failure:
        for one in together:
            one.failure = failure
        raise
    for one, decision in zip(together, decisions, strict=True):
        one.decision = decision


def _flush_every_commit() -> None:
    """As PostgreSQL does; SQLite otherwise leaves it to a later moment, and a power cut
    would take back what a bank was told."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        connection.ensure_connection()
        connection.connection.execute("PRAGMA synchronous=FULL")


turns = Turns()
