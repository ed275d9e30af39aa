"""Three methods beside a model that moves every single cent."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from random import Random

import pyarrow as pa
import pytest

from wuzha.detection.tests.ledgers import Row, ledger
from wuzha.detection.tests.test_tracing_sums import LEDGERS, made
from wuzha.detection.tracing import trace

Coin = tuple[str, int] | None
"""A cent of a seed, at a level; or of somebody else."""
Take = Callable[[list[Coin], int], tuple[list[Coin], list[Coin]]]


def first_in(held: list[Coin], cents: int) -> tuple[list[Coin], list[Coin]]:
    """What is paid, from the first to the last; and what is left."""
    unknown: list[Coin] = [None] * (cents - len(held))
    return held[:cents] + unknown, held[cents:]


def last_in(held: list[Coin], cents: int) -> tuple[list[Coin], list[Coin]]:
    left = held[: max(len(held) - cents, 0)]
    unknown: list[Coin] = [None] * (cents - len(held))
    return unknown + held[len(left) :], left


def in_proportion(held: list[Coin], cents: int) -> tuple[list[Coin], list[Coin]]:
    if cents >= len(held):
        return first_in(held, cents)
    counts = Counter(held)
    labels = sorted(counts, key=lambda coin: (coin is None, coin and coin[::-1]))
    exact = {one: Fraction(counts[one] * cents, len(held)) for one in labels}
    shares = Counter({one: int(exact[one]) for one in labels})
    by_fraction = sorted(labels, key=lambda one: shares[one] - exact[one])
    shares.update(by_fraction[: cents - shares.total()])
    return list(shares.elements()), list((counts - shares).elements())


def by_hand(
    rows: list[Row], seeds: list[str], take: Take, hops: int, minutes: int
) -> Counter[tuple[str, str, int]]:
    paid = {tx_id: (minute, src) for tx_id, minute, src, _, _ in rows}
    held: dict[str, list[Coin]] = defaultdict(list)
    flows: Counter[tuple[str, str, int]] = Counter()
    for minute, instant in groupby(sorted(rows, key=itemgetter(1, 0)), itemgetter(1)):
        arrived = []
        for tx_id, _, src, dst, cents in instant:
            coins, held[src] = take(held[src], cents)
            moved = [
                (coin[0], coin[1] + 1)
                if coin and coin[1] <= hops and minute - paid[coin[0]][0] <= minutes
                else None
                for coin in coins
            ]
            if tx_id in seeds:
                moved = [coin or (tx_id, 1) for coin in moved]
            flows.update((tx_id, *coin) for coin in moved if coin)
            arrived.append((dst, moved))
        for dst, moved in arrived:
            held[dst] += [
                coin if coin and paid[coin[0]][1] != dst else None for coin in moved
            ]
    return flows


WAYS: dict[str, Take] = {
    "fifo": first_in,
    "lifo": last_in,
    "haircut": in_proportion,
}


@pytest.mark.parametrize(("method", "take"), WAYS.items())
def test_every_cent_goes_the_same_way(method: str, take: Take) -> None:
    for number in range(LEDGERS):
        chance = Random(number)
        rows = made(chance)
        seeds = chance.sample([row[0] for row in rows], min(len(rows), 3))
        hops, minutes = chance.randint(0, 6), chance.randint(0, 40)
        transfers = ledger(*rows)
        place = transfers.column_names.index("amount_cents")
        few = pa.array([row[-1] for row in rows], pa.int64())
        found = trace(
            transfers.set_column(place, "amount_cents", few),
            seeds,
            method=method,
            hops=hops,
            window=timedelta(minutes=minutes),
        )
        told: Counter[tuple[str, str, int]] = Counter()
        for flow in found.flows.to_pylist():
            key = flow["tx_id"], flow["seed"], flow["level"]
            told[key] = flow["traced_cents"]
        assert told == by_hand(rows, seeds, take, hops, minutes)
