"""A county small enough for a test, with a week behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from wuzha.demo.county import Size
from wuzha.demo.loading import Extent, load
from wuzha.lib.periods import SHANGHAI

SIZE = Size(towns=3, villages=8, grids=24, branches=4, schools=4)
EXTENT = Extent(size=SIZE, days=8, per_day=40, brief_days=2)
# A Tuesday evening.
NOW = datetime(2026, 3, 10, 20, 15, tzinfo=SHANGHAI)


@contextmanager
def standing_county(blocker: Any, now: datetime = NOW) -> Iterator[None]:
    """For the tests of one file, which each undo what they do; then gone."""
    with blocker.unblock(), transaction.atomic():
        load(now=now, seed=7, extent=EXTENT)
        blocker.block()
        yield
        blocker.unblock()
        transaction.set_rollback(True)
