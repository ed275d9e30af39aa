"""What a feature measures over one account's past, at a time."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from wuzha.detection.rules.logs import Log, measure_of
from wuzha.detection.rules.past import CELLS, Layout, Past, Payee, Reading, Stream
from wuzha.detection.rules.tree import Aggregate, Feature, Key

BEGINNING_US = -(2**63)


def reading(feature: Feature, layout: Layout) -> Reading:
    place = layout.streams.index(Stream.of(feature))
    if feature.key is Key.PAIR:
        return _of_pair(feature, place, layout)
    return _of_account(feature, place)


def nothing_of(feature: Feature) -> int | None:
    """What it measures where nothing was seen."""
    return None if feature.aggregate in {Aggregate.IDLE, Aggregate.AGE} else 0


def _of_pair(feature: Feature, place: int, layout: Layout) -> Reading:
    measure, nothing = measure_of(feature), nothing_of(feature)

    def read(past: Past, now_us: int, payee: str) -> int | None:
        paid = past.paid.get(payee)
        if paid is None:
            return nothing
        if isinstance(paid, tuple):
            paid = Payee(layout, paid)
        log = paid.logs.get(place)
        return nothing if log is None else measure(log, now_us)

    return read


def _of_account(feature: Feature, place: int) -> Reading:
    """By the log of a busy account, else move by move."""
    measure, nothing = measure_of(feature), nothing_of(feature)
    scan = SCANS[feature.aggregate]
    bit, window_us = 1 << place, feature.window_us or 0

    def read(past: Past, now_us: int, payee: str) -> int | None:
        packed, since_us = past.packed, now_us - window_us
        if not packed or packed[-CELLS] < since_us:
            return nothing
        if past.is_busy:
            log = past.logs.get(place)
            return nothing if log is None else measure(log, now_us)
        return scan(past, bit, since_us, now_us, None)

    def read_all(past: Past, now_us: int, payee: str) -> int | None:
        log = past.logs.get(place)
        if past.is_busy:
            return nothing if log is None else measure(log, now_us)
        return scan(past, bit, BEGINNING_US, now_us, log)

    return read_all if feature.window_us is None else read


Scan: TypeAlias = Callable[[Past, int, int, int, Log | None], int | None]
"""Of the moves of a stream since a time and before another, and of the log of what is
no longer kept where everything before is asked for."""


def _count(past: Past, bit: int, since: int, now: int, dropped: Log | None) -> int:
    seen = dropped.dropped if dropped else 0
    for _, mask, _, at_us in past.back():
        if at_us < since:
            break
        if mask & bit and at_us < now:
            seen += 1
    return seen


def _sum(past: Past, bit: int, since: int, now: int, dropped: Log | None) -> int:
    total = dropped.sums[0] if dropped else 0
    for _, mask, cents, at_us in past.back():
        if at_us < since:
            break
        if mask & bit and at_us < now:
            total += cents
    return total


def _max(past: Past, bit: int, since: int, now: int, dropped: Log | None) -> int:
    top = dropped.tops[0] if dropped else 0
    for _, mask, cents, at_us in past.back():
        if at_us < since:
            break
        if cents > top and mask & bit and at_us < now:
            top = cents
    return top


def _distinct(past: Past, bit: int, since: int, now: int, dropped: Log | None) -> int:
    seen = set(dropped.met_us) if dropped else set()
    others = reversed(past.moves.values())
    for (_, mask, _, at_us), other in zip(past.back(), others, strict=True):
        if at_us < since:
            break
        if mask & bit and at_us < now:
            seen.add(other)
    return len(seen)


def _idle(
    past: Past, bit: int, since: int, now: int, dropped: Log | None
) -> int | None:
    for _, mask, _, at_us in past.back():
        if at_us < since:
            break
        if mask & bit and at_us < now:
            return now - at_us
    return now - dropped.last_us if dropped else None


def _age(past: Past, bit: int, since: int, now: int, dropped: Log | None) -> int | None:
    first = dropped.first_us if dropped else None
    if first is None:
        for _, mask, _, at_us in past.back():
            if at_us < since:
                break
            if mask & bit and at_us < now:
                first = at_us
    return None if first is None else now - first


SCANS: Mapping[Aggregate, Scan] = {
    Aggregate.COUNT: _count,
    Aggregate.SUM: _sum,
    Aggregate.MAX: _max,
    Aggregate.DISTINCT: _distinct,
    Aggregate.IDLE: _idle,
    Aggregate.AGE: _age,
}
