"""Reckons all series anew. Long: what it reads and reckons holds nobody up, only what
came of it is written in one transaction."""

from collections.abc import Iterator
from datetime import datetime
from itertools import product

from django.utils import timezone

from wuzha.detection.grouping import Pair, grouped
from wuzha.organisation.models import Person
from wuzha.series.actions import regroup
from wuzha.series.gathering import WEAK, Rows, gathered, number, window_begins
from wuzha.series.models import Holds, Ruling


def regroup_all(*, at: datetime | None = None, by: Person) -> None:
    now = at or timezone.now()
    regroup(groups=groups_at(now), at=now, by=by)


def groups_at(at: datetime) -> list[list[str]]:
    """Of members; texts alone are no series."""
    bearers = gathered(Rows.since(window_begins(at)), at=at).shared
    found = grouped(
        {f"{mark.kind}:{mark.key}": members for mark, members in bearers.items()},
        weak={f"{mark.kind}:{mark.key}" for mark in bearers if mark.kind in WEAK},
        most=number("hub_members", at),
        together=_ruled(Holds.TOGETHER),
        apart=_ruled(Holds.APART),
    )
    return [members for members in found if any(one[0] != "v" for one in members)]


def _ruled(holds: Holds) -> Iterator[Pair]:
    for ruling in Ruling.objects.filter(holds=holds, taken_back_at=None):
        if holds == Holds.APART:
            yield from product(ruling.these, ruling.those)
        else:
            yield ruling.these[0], ruling.those[0]
