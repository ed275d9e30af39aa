"""What is known before the first question: the transfers of the last days, and what
banks and police say of accounts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
from django.conf import settings

from wuzha.detection.known import Facts
from wuzha.detection.tables import NO_ACCOUNTS, NO_LISTS, read_accounts, read_lists
from wuzha.transfers import store
from wuzha.transfers.models import TransferFile

KEPT_FOR = timedelta(days=30)


def folder() -> Path:
    """Beside the sockets: `accounts.parquet` and `lists.parquet`, where a bank gives
    them."""
    place = Path(settings.HOME) / "decisions"
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def transfers(since: datetime) -> pa.Table:
    """Of every file at hand. What was decided here too is known by its number."""
    files = TransferFile.objects.at_hand().filter(last_at__gte=since)
    return store.between(files, since, datetime.max.replace(tzinfo=UTC))


def facts() -> Facts:
    accounts, lists = folder() / "accounts.parquet", folder() / "lists.parquet"
    return Facts(
        read_accounts(accounts) if accounts.exists() else NO_ACCOUNTS,
        read_lists(lists) if lists.exists() else NO_LISTS,
    )
