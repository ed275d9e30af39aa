"""Times inside detection: whole microseconds since 1970 UTC."""

from datetime import UTC, date, datetime, timedelta

from wuzha.lib.periods import SHANGHAI

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def from_microseconds(at_us: int) -> datetime:
    return EPOCH + at_us * MICROSECOND


def local_day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def written(text: str) -> datetime:
    """A day or a time as a person writes it: Beijing's where it names no zone."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
