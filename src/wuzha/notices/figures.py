"""What waits to be told, and what people have not seen."""

from datetime import datetime

from django.db.models import Min

from wuzha.notices.models import Channel, Notice
from wuzha.organisation.models import Person


def unseen(person: Person) -> int:
    return Notice.objects.unseen().filter(person=person).count()


def longest_urgent_wait(now: datetime) -> float:
    """Seconds since the oldest urgent notice that is still to be sent was written."""
    waiting = Notice.objects.filter(next_at__isnull=False, urgent=True)
    oldest = waiting.aggregate(at=Min("created_at"))["at"]
    return (now - oldest).total_seconds() if oldest else 0.0


def waiting(now: datetime) -> float:
    return float(Notice.objects.filter(next_at__isnull=False).count())


def failing_channels(now: datetime) -> float:
    return float(Channel.objects.filter(failures__gt=0).count())
