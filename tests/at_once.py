"""Two deeds at the same instant, on real threads with real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from wuzha.audit.models import Entry
from wuzha.config.records.checking import faults
from wuzha.lib.refused import Conflict, Refused

Deed = Callable[[], object]


def at_once(*deeds: Deed) -> list[Refused | None]:
    """What each was told: nothing, or the refusal."""
    barrier = Barrier(len(deeds))

    def run(deed: Deed) -> Refused | None:
        barrier.wait()
        try:
            deed()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def assert_one_wins(
    first: Deed, second: Deed, *, event: str, kind: type = Conflict
) -> None:
    """And its deed is recorded once."""
    before = Entry.objects.filter(event=event).count()
    told = [answer for answer in at_once(first, second) if answer is not None]
    assert [type(answer) for answer in told] == [kind], told
    assert told[0].sentence
    assert Entry.objects.filter(event=event).count() == before + 1
    assert faults() == []
