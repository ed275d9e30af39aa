"""The followed money inside one transfer or one account, in pieces that stay apart."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Label(NamedTuple):
    """Whose money it is, and how far it has come."""

    level: int  # of the account that received it; 1 is the seed's payee
    seed: int  # the row of the payment


class Part(NamedTuple):
    """So many cents, from the offset on inside a transfer."""

    offset: int
    cents: int
    seed: int
    level: int

    @property
    def label(self) -> Label:
        return Label(self.level, self.seed)


def summed(parts: Iterable[Part]) -> dict[Label, int]:
    cents: dict[Label, int] = defaultdict(int)
    for part in parts:
        cents[part.label] += part.cents
    return cents


def rest_of(cents: int, parts: Iterable[Part]) -> Iterator[tuple[int, int]]:
    """Offset and cents of what the parts leave of a transfer."""
    place = 0
    for part in sorted(parts):
        if part.offset > place:
            yield place, part.offset - place
        place = part.offset + part.cents
    if place < cents:
        yield place, cents - place


def in_shares(parts: list[int], cents: int) -> list[int]:
    """Cents divided in the proportion of the parts, rounded down; the cents left over
    go one each to the largest fractions, to the earlier where two are equal."""
    total = sum(parts)
    shares = [part * cents // total for part in parts]
    fractions = [part * cents % total for part in parts]
    by_fraction = sorted(range(len(parts)), key=lambda n: (-fractions[n], n))
    for n in by_fraction[: cents - sum(shares)]:
        shares[n] += 1
    return shares
