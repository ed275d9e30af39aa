"""The rules that run now, made ready to be asked about one transfer at a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Self

from django.db.models import Count, Max
from django.utils import timezone

from wuzha.detection.rules.online import Compiled
from wuzha.monitoring.models import RuleVersion
from wuzha.monitoring.rulebook import Running, rules_now

LASTS = timedelta(seconds=5)


@dataclass(frozen=True)
class Book:
    """Two versions of a rule may run at once: each goes by its id and version."""

    running: Mapping[str, Running]
    compiled: Compiled

    @classmethod
    def now(cls) -> Self:
        running = {_name(one): one for one in rules_now()}
        rules = [replace(one.rule, id=name) for name, one in running.items()]
        return cls(running, Compiled(rules))

    @property
    def mark(self) -> str:
        """Windows are kept for one set of rules; who asks names the same."""
        return sha256("\n".join(sorted(self.running)).encode()).hexdigest()


def _name(running: Running) -> str:
    return f"{running.rule.id}@{running.rule.version}"


@dataclass
class RecentBook:
    """As it was some seconds ago. Reading and compiling it takes longer than many
    decisions, so it is done only where a version was made or moved on; and until all
    who are asked under it are ready, the one before stands."""

    book: Book | None = None
    coming: Book | None = None
    looked_at: datetime | None = None
    edition: object = None
    lock: Lock = field(default_factory=Lock)

    def now(self, is_ready: Callable[[str], bool] = lambda mark: True) -> Book:
        with self.lock:
            at = timezone.now()
            if self.looked_at is None or at - self.looked_at > LASTS:
                self.looked_at = at
                self._look(is_ready)
            if self.book is None:
                self.book = Book.now()
            return self.book

    def _look(self, is_ready: Callable[[str], bool]) -> None:
        edition = RuleVersion.objects.aggregate(Max("changed_at"), Count("pk"))
        if edition != self.edition:
            self.coming, self.edition = Book.now(), edition
        if self.coming and (self.book is None or is_ready(self.coming.mark)):
            self.book, self.coming = self.coming, None


recent_book = RecentBook()
