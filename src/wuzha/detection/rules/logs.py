"""A log: the moves of one account that count alike, and what is measured over them.

The incremental counterpart of `arrays.py`: a window is a stretch between two places
of the log and a sum over it a difference of two running sums. What has left the log
lives on in the first entry of each running column, so that what is asked of
*everything* before stays exact while the log stays short.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from wuzha.detection.rules.tree import Aggregate, Feature

SHORT = 32
"""Counterparties of so many moves are counted outright."""

UNWANTED: list[Any] = []
"""Stands for the columns that a log does without; it stays empty."""
NOBODY: dict[str, int] = {}

Measure = Callable[["Log", int], int | None]
"""Of a log, at a time in microseconds."""


@dataclass(frozen=True, slots=True)
class Wants:
    """The columns that a log must have for the features that read it."""

    sums: bool
    cents: bool  # the largest within a window
    tops: bool  # the largest ever
    others: bool  # counterparties within a window
    met: bool  # counterparties ever
    ever: bool  # anything of all that was before

    @classmethod
    def of(cls, features: Iterable[Feature]) -> "Wants":
        asked = {(one.aggregate, one.window_us is None) for one in features}
        return cls(
            sums=any(aggregate is Aggregate.SUM for aggregate, _ in asked),
            cents=(Aggregate.MAX, False) in asked,
            tops=(Aggregate.MAX, True) in asked,
            others=(Aggregate.DISTINCT, False) in asked,
            met=(Aggregate.DISTINCT, True) in asked,
            ever=any(no_window for _, no_window in asked),
        )


@dataclass(slots=True)
class Stretch:
    """How often each counterparty stands in a stretch that moves onward."""

    lo: int
    hi: int
    others: Counter[str]

    def onward(self, others: list[str], lo: int, hi: int) -> None:
        self.others.update(others[self.hi : hi])
        for gone in others[self.lo : lo]:
            self.others[gone] -= 1
            if not self.others[gone]:
                del self.others[gone]
        self.lo, self.hi = lo, hi


class Log:
    """In order of time. A running column has one entry more than there are moves."""

    __slots__ = (
        *("times", "sums", "cents", "tops", "others", "met", "met_us"),
        *("stretches", "dropped", "first_us", "last_us"),
    )

    def __init__(self, wants: Wants) -> None:
        self.times: list[int] = []
        self.cents: list[int] = [] if wants.cents else UNWANTED
        self.others: list[str] = [] if wants.others else UNWANTED
        # Running columns:
        self.sums: list[int] = [0] if wants.sums else UNWANTED
        self.tops: list[int] = [0] if wants.tops else UNWANTED
        self.met: list[int] = [0] if wants.met else UNWANTED
        self.met_us: dict[str, int] = {} if wants.met else NOBODY  # when first
        self.stretches: dict[int, Stretch] | None = None  # by window
        # How many moves were dropped, and when the first and the last of them was:
        self.dropped = self.first_us = self.last_us = 0

    def append(self, at_us: int, cents: int, other: str) -> None:
        """Not before the latest move."""
        self.times.append(at_us)
        if self.sums is not UNWANTED:
            self.sums.append(self.sums[-1] + cents)
        if self.cents is not UNWANTED:
            self.cents.append(cents)
        if self.tops is not UNWANTED:
            self.tops.append(max(self.tops[-1], cents))
        if self.others is not UNWANTED:
            self.others.append(other)
        if self.met is not UNWANTED:
            self.met_us.setdefault(other, at_us)
            self.met.append(len(self.met_us))

    def cut(self, at_us: int) -> None:
        """Take back every move after this time."""
        place = bisect_right(self.times, at_us)
        if place == len(self.times):
            return
        for column in (self.times, self.cents, self.others):
            del column[place:]
        for running in (self.sums, self.tops, self.met):
            del running[place + 1 :]
        for other in [o for o, first_us in self.met_us.items() if first_us > at_us]:
            del self.met_us[other]
        self.stretches = None

    def drop(self, before_us: int) -> None:
        """Forget every move before this time, but not what they come to."""
        place = bisect_left(self.times, before_us)
        if not place:
            return
        self.first_us = self.first_us if self.dropped else self.times[0]
        self.last_us = self.times[place - 1]
        self.dropped += place
        for column in (
            *(self.times, self.cents, self.others),
            *(self.sums, self.tops, self.met),
        ):
            del column[:place]
        self.stretches = None

    def fold(self, moves: Sequence[tuple[int, int, str]]) -> None:
        """Moves (when, cents, with whom) that are dropped at once, after all that were
        dropped before."""
        if not self.dropped:
            self.first_us = moves[0][0]
        self.last_us = moves[-1][0]
        self.dropped += len(moves)
        if self.sums is not UNWANTED:
            self.sums[0] += sum([cents for _, cents, _ in moves])
        if self.tops is not UNWANTED:
            self.tops[0] = max(self.tops[0], *[cents for _, cents, _ in moves])
        if self.met is not UNWANTED:
            for at_us, _, other in moves:
                self.met_us.setdefault(other, at_us)
            self.met[0] = len(self.met_us)

    def before(self, now_us: int) -> int:
        """How many of its moves stand before a time."""
        times = self.times
        if not times or times[-1] < now_us:
            return len(times)
        return bisect_left(times, now_us)

    def different(self, window_us: int, lo: int, hi: int) -> int:
        """Counterparties between two places; a long stretch is counted once."""
        if hi - lo <= SHORT:
            return len(set(self.others[lo:hi]))
        if self.stretches is None:
            self.stretches = {}
        stretch = self.stretches.get(window_us)
        if stretch is None or lo < stretch.lo or hi < stretch.hi:
            stretch = self.stretches[window_us] = Stretch(lo, lo, Counter())
        stretch.onward(self.others, lo, hi)
        return len(stretch.others)


def measure_of(feature: Feature) -> Measure:
    """What a feature measures over its log, at a time."""
    if feature.window_us is None:
        return EVER[feature.aggregate]
    return partial(WITHIN[feature.aggregate], feature.window_us)


def _count(window_us: int, log: Log, now_us: int) -> int:
    return log.before(now_us) - bisect_left(log.times, now_us - window_us)


def _sum(window_us: int, log: Log, now_us: int) -> int:
    lo = bisect_left(log.times, now_us - window_us)
    return log.sums[log.before(now_us)] - log.sums[lo]


def _max(window_us: int, log: Log, now_us: int) -> int:
    lo = bisect_left(log.times, now_us - window_us)
    return max(log.cents[lo : log.before(now_us)], default=0)


def _distinct(window_us: int, log: Log, now_us: int) -> int:
    lo = bisect_left(log.times, now_us - window_us)
    return log.different(window_us, lo, log.before(now_us))


def _idle(window_us: int, log: Log, now_us: int) -> int | None:
    hi = log.before(now_us)
    if not hi or log.times[hi - 1] < now_us - window_us:
        return None
    return now_us - log.times[hi - 1]


def _age(window_us: int, log: Log, now_us: int) -> int | None:
    lo = bisect_left(log.times, now_us - window_us)
    return now_us - log.times[lo] if lo < log.before(now_us) else None


def _count_ever(log: Log, now_us: int) -> int:
    return log.dropped + log.before(now_us)


def _sum_ever(log: Log, now_us: int) -> int:
    return log.sums[log.before(now_us)]


def _max_ever(log: Log, now_us: int) -> int:
    return log.tops[log.before(now_us)]


def _distinct_ever(log: Log, now_us: int) -> int:
    return log.met[log.before(now_us)]


def _idle_ever(log: Log, now_us: int) -> int | None:
    if hi := log.before(now_us):
        return now_us - log.times[hi - 1]
    return now_us - log.last_us if log.dropped else None


def _age_ever(log: Log, now_us: int) -> int | None:
    if log.dropped:
        return now_us - log.first_us
    return now_us - log.times[0] if log.before(now_us) else None


WITHIN: Mapping[Aggregate, Callable[[int, Log, int], int | None]] = {
    Aggregate.COUNT: _count,
    Aggregate.SUM: _sum,
    Aggregate.MAX: _max,
    Aggregate.DISTINCT: _distinct,
    Aggregate.IDLE: _idle,
    Aggregate.AGE: _age,
}
EVER: Mapping[Aggregate, Measure] = {
    Aggregate.COUNT: _count_ever,
    Aggregate.SUM: _sum_ever,
    Aggregate.MAX: _max_ever,
    Aggregate.DISTINCT: _distinct_ever,
    Aggregate.IDLE: _idle_ever,
    Aggregate.AGE: _age_ever,
}
