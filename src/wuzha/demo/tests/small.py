"""A county small enough for a test, with a week behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from wuzha.demo.county import Size
from wuzha.demo.loading import Extent, load
from wuzha.lib.periods import SHANGHAI

SIZE = Size(towns=3, villages=8, grids=24, branches=4, schools=4)
EXTENT = Extent(size=SIZE, days=8, per_day=40, brief_days=2)
# A Tuesday evening.
NOW = datetime(2026, 3, 10, 20, 15, tzinfo=SHANGHAI)


@contextmanager
def standing_county(blocker: Any) -> Iterator[Path]:
    """For tests that each undo what they do, at a time that stands still; then gone.
    Answers the folder of the service."""
    with (
        TemporaryDirectory() as folder,
        override_settings(HOME=Path(folder)),
        patch.object(timezone, "now", return_value=NOW),
        blocker.unblock(),
        transaction.atomic(),
    ):
        load(now=NOW, seed=7, extent=EXTENT)
        blocker.block()
        yield Path(folder)
        blocker.unblock()
        transaction.set_rollback(True)
