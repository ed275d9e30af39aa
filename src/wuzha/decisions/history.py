"""What is known before the first question: the transfers of the last days."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from django.conf import settings

from wuzha.transfers import store
from wuzha.transfers.models import TransferFile

KEPT_FOR = timedelta(days=30)


def folder() -> Path:
    """Of the sockets."""
    place = Path(settings.HOME) / "decisions"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def transfers(since: datetime) -> pa.Table:
    """Of every file at hand. What was decided here too is known by its number."""
    files = TransferFile.objects.at_hand().filter(last_at__gte=since)
    return store.between(files, since, datetime.max.replace(tzinfo=UTC))
