"""How many transfers were asked about, and what became of them, by day and by rule."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from wuzha.decisions.models import Decision
from wuzha.decisions.states import Answer


@dataclass
class Day:
    day: date
    decided: int = 0
    asked: int = 0
    held: int = 0
    unseen: int = 0


@dataclass
class OfRule:
    """How often a rule spoke: with effect, and only written down."""

    rule: str
    title: str
    counted: int = 0
    shadow: int = 0


@dataclass
class Alerts:
    days: list[Day] = field(default_factory=list)
    rules: list[OfRule] = field(default_factory=list)

    @property
    def busy(self) -> list[Day]:
        return [day for day in self.days if day.decided]

    @property
    def a_day(self) -> float:
        """Questions and holds, over the days on which anything was decided."""
        alerts = sum(day.asked + day.held for day in self.busy)
        return alerts / len(self.busy) if self.busy else 0.0


def to_look_at(now: datetime) -> int:
    return Decision.objects.to_look_at().count()


def alerts(rows: QuerySet[Decision], days: int) -> Alerts:
    """Of so many days up to today, the newest first."""
    today = timezone.localdate()
    first = today - timedelta(days=days - 1)
    since = timezone.make_aware(datetime.combine(first, time.min))
    found = {
        today - timedelta(days=back): Day(today - timedelta(days=back))
        for back in range(days)
    }
    rules: dict[tuple[str, str], OfRule] = {}
    spoke: Counter[tuple[str, str, bool]] = Counter()
    told = rows.filter(decided_at__gte=since)
    for at, answer, fallback, findings in told.values_list(
        "decided_at", "answer", "fallback", "findings"
    ).iterator():
        day = found[timezone.localdate(at)]
        day.decided += 1
        day.asked += answer == Answer.ASK
        day.held += answer == Answer.HOLD
        day.unseen += bool(fallback)
        spoke.update(_spoken(findings))
    for (rule, title, counts), times in spoke.items():
        one = rules.setdefault((rule, title), OfRule(rule, title))
        if counts:
            one.counted += times
        else:
            one.shadow += times
    ordered = sorted(rules.values(), key=lambda one: (-one.counted, -one.shadow))
    return Alerts(list(found.values()), ordered)


def _spoken(findings: list[dict[str, object]]) -> Iterator[tuple[str, str, bool]]:
    for one in findings:
        yield f"{one['rule']}@{one['version']}", str(one["title"]), bool(one["counts"])
