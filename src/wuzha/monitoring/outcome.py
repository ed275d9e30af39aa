"""What a rule's test came to: numbers that are kept with it and shown beside it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from wuzha.detection.hits import hit_id

Row = Mapping[str, Any]
Judged = Mapping[str, bool]
"""By the id of a hit: True where a person confirmed it, False where dismissed."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """What something finds in some days. A hit is its transfer."""

    days: float
    hits: int
    accounts: int
    budget_a_day: int
    budget_confidence: str
    # Of its hits, those at transfers that a person has judged.
    confirmed: int
    dismissed: int

    @property
    def a_day(self) -> float:
        return self.hits / self.days

    @property
    def judged(self) -> int:
        return self.confirmed + self.dismissed


@dataclass(frozen=True, kw_only=True)
class Outcome(Found):
    """Of one version of a rule, beside the version in force if there is one."""

    bands: list[dict[str, int]]  # {score, hits}, the highest first
    beside: int | None  # the version in force
    both: int
    new: int
    lost: int
    # All rules in force: hits as it is, and hits with this version in its place.
    all_before: int
    all_after: int

    @property
    def before_a_day(self) -> float:
        return (self.both + self.lost) / self.days

    @property
    def all_before_a_day(self) -> float:
        return self.all_before / self.days

    @property
    def all_after_a_day(self) -> float:
        return self.all_after / self.days

    @property
    def is_over_budget(self) -> bool:
        return self.all_after_a_day > self.budget_a_day


def bands(hits: pa.Table) -> list[dict[str, int]]:
    scores = Counter(hits["score"].to_pylist())
    return [{"score": score, "hits": scores[score]} for score in sorted(scores)[::-1]]


def judged_transfers(
    transfers: Iterable[str], rules: Iterable[tuple[str, int]], judged: Judged
) -> tuple[int, int]:
    """(confirmed, dismissed) of the transfers, by whichever rule they were judged; one
    that was confirmed once is right."""
    named = list(rules)
    said = [
        [
            judged[key]
            for rule, version in named
            if (key := hit_id(rule, version, tx_id)) in judged
        ]
        for tx_id in transfers
    ]
    return sum(map(any, said)), sum(bool(one) and not any(one) for one in said)
