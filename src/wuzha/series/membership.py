"""The members of series and the keys by which reckoning calls them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from wuzha.series.models import SeriesMember

COLUMNS = {"i": "incident_id", "d": "dissuasion_id", "v": "verdict_id"}


def key_of(member: SeriesMember) -> str:
    return next(
        f"{letter}{getattr(member, column)}"
        for letter, column in COLUMNS.items()
        if getattr(member, column)
    )


def member_of(key: str, *, series: int, at: datetime) -> SeriesMember:
    column = {COLUMNS[key[0]]: int(key[1:])}
    return SeriesMember(series_id=series, joined_at=at, **column)


def by_series(of: Collection[int] | None = None) -> dict[int, set[str]]:
    """Key of the series → keys of its members; of all series that have any."""
    rows = SeriesMember.objects.order_by()
    if of is not None:
        rows = rows.filter(series__in=of)
    found: dict[int, set[str]] = defaultdict(set)
    for row in rows.iterator():
        found[row.series_id].add(key_of(row))
    return dict(found)
