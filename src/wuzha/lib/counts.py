"""Whether a small number has changed, or only wavers.

Given how many there were over both spans together, this span's number is binomial when
nothing has changed; the exact interval (Clopper and Pearson) of its share gives that of
the rate. It is cautious: few cases never say much.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wuzha.lib.words import N_

STEPS = 60
NOTHING = 1e-15


class Change(StrEnum):
    UP = N_("上升")
    DOWN = N_("下降")
    UNSURE = N_("看不出升降")
    FEW = N_("太少，不作判断")


@dataclass(frozen=True)
class Compared:
    """This span against the same length of time before: `times` as many, surely between
    `low` and `high`; None is without bound."""

    now: int
    usual: float
    low: float
    high: float | None
    change: Change

    @property
    def times(self) -> float | None:
        return self.now / self.usual if self.usual else None


def compared(
    now: int, before: int, *, spans: int, sureness: float, least: int
) -> Compared:
    """`before`: how many in the `spans` of the same length that came before."""
    low_share, high_share = share_interval(now, now + before, sureness)
    low = low_share * spans / (1 - low_share)
    high = high_share * spans / (1 - high_share) if high_share < 1 else None
    if now + before < least:
        change = Change.FEW
    elif low > 1:
        change = Change.UP
    else:
        change = Change.DOWN if high is not None and high < 1 else Change.UNSURE
    return Compared(now, before / spans, low, high, change)


def share_interval(hits: int, of: int, sureness: float) -> tuple[float, float]:
    """The shares under which `hits` of `of` would not be surprising."""
    if of == 0:
        return 0.0, 1.0
    tail, share = (1 - sureness) / 2, hits / of
    low = _where(lambda p: at_least(hits, of, p) > tail, 0.0, share) if hits else 0.0
    misses = of - hits
    if not misses:
        return low, 1.0
    return low, _where(lambda p: at_least(misses, of, 1 - p) <= tail, share, 1.0)


def at_least(hits: int, of: int, share: float) -> float:
    """The chance of so many hits or more: the terms from there on, which shrink."""
    if hits <= 0 or hits > of or not 0 < share < 1:
        return float(hits <= 0 or (hits <= of and share >= 1))
    if hits < of * share:
        return 1 - at_least(of - hits + 1, of, 1 - share)
    ways = math.lgamma(of + 1) - math.lgamma(hits + 1) - math.lgamma(of - hits + 1)
    term = math.exp(ways + hits * math.log(share) + (of - hits) * math.log1p(-share))
    total = 0.0
    for count in range(hits, of + 1):
        total += term
        if term < NOTHING * total:
            break
        term *= (of - count) / (count + 1) * share / (1 - share)
    return min(1.0, total)


def _where(is_beyond: Callable[[float], bool], low: float, high: float) -> float:
    """The place between, where it begins to hold."""
    for _step in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_beyond(middle) else (middle, high)
    return (low + high) / 2
