"""How punctual people were, and how punctual the service itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q

from wuzha.clocks.models import Clock, ClockStep
from wuzha.clocks.states import ClockState
from wuzha.organisation.models import Unit

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Punctuality:
    in_time: int
    late: int

    @property
    def total(self) -> int:
        return self.in_time + self.late

    @property
    def share(self) -> float | None:
        """None when there was nothing to be in time for."""
        return self.in_time / self.total if self.total else None


def work_done(
    *, kind: str, since: datetime, until: datetime, within: Unit | None = None
) -> Punctuality:
    """Clocks of a kind that were stopped in the time, by whether before their end."""
    clocks = Clock.objects.filter(
        kind=kind, state=ClockState.DONE, done_at__gte=since, done_at__lt=until
    )
    if within is not None:
        clocks = clocks.filter(unit__path__startswith=within.path)
    counted = clocks.aggregate(
        punctual=Count("pk", filter=Q(in_time=True)),
        overdue=Count("pk", filter=Q(in_time=False)),
    )
    return Punctuality(in_time=counted["punctual"], late=counted["overdue"])


def alarms_given(*, since: datetime, until: datetime) -> Punctuality:
    """Steps that the service fired in the time, and those of them that came late."""
    counted = ClockStep.objects.filter(
        fired_at__gte=since, fired_at__lt=until
    ).aggregate(
        punctual=Count("pk", filter=Q(late=False)),
        delayed=Count("pk", filter=Q(late=True)),
    )
    return Punctuality(in_time=counted["punctual"], late=counted["delayed"])


def overdue_by_kind(now: datetime) -> Mapping[str, float]:
    """Running clocks past their end: work that is late, not the service."""
    rows = Clock.objects.overdue(now).values_list("kind")
    return {kind: float(number) for kind, number in rows.annotate(Count("pk"))}


def oldest_unfired(now: datetime) -> float:
    """Seconds since an alarm was due that is not given yet; its failures included."""
    due = ClockStep.objects.filter(next_at__isnull=False, at__lte=now)
    oldest = due.aggregate(at=Min("at"))["at"]
    return (now - oldest).total_seconds() if oldest else 0.0


def failing_alarms(now: datetime) -> float:
    """Alarms whose action failed and is being tried again."""
    waiting = ClockStep.objects.filter(next_at__isnull=False)
    return float(waiting.filter(failures__gt=0).count())


def late_alarms(now: datetime) -> float:
    return float(alarms_given(since=now - DAY, until=now).late)
