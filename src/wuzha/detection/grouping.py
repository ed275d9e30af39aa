"""What belongs together because it shares a mark: connected parts of a graph of members
and marks, with guards.

A mark that very many bear, and a *weak* one, joins nobody by itself: two such marks in
common do. What a person has said goes before: *together* always, *apart* never.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import partial
from itertools import combinations, pairwise

Member = str
Pair = tuple[Member, Member]
Bearers = Mapping[str, Iterable[Member]]

HUBS_OF_ONE = 8
"""Of so many hubs of one member the pairs are looked at; more tell nothing."""


def grouped(
    bearers: Bearers,
    *,
    most: int,
    weak: Set[str] = frozenset(),
    together: Iterable[Pair] = (),
    apart: Iterable[Pair] = (),
) -> list[list[Member]]:
    """Groups of two and more, each in order, the largest first. `most`: how many may
    bear a mark that still joins them by itself."""
    parts = _Parts(apart)
    for one, other in together:
        parts.join(one, other)
    borne = {mark: sorted(set(members)) for mark, members in bearers.items()}
    hubs = {mark for mark in borne if mark in weak or len(borne[mark]) > most}
    telling = [members for mark, members in borne.items() if mark not in hubs]
    telling += [some for some in _by_pairs(borne, hubs) if len(some) <= most]
    # What few share tells most: it joins first, where apart forbids to join all.
    pairs = partial(combinations, r=2) if parts.foes else pairwise
    for members in sorted(telling, key=lambda some: (len(some), some)):
        for one, other in pairs(members):
            parts.join(one, other)
    return parts.groups()


def carried(
    before: Mapping[int, Set[Member]], now: Sequence[Sequence[Member]]
) -> dict[int, int]:
    """Place in `now` → key of the group before that it goes on: the one that shares
    most members with it, the older of two."""
    owner = {member: key for key, members in before.items() for member in members}
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for place, members in enumerate(now):
        for member in members:
            if member in owner:
                shared[place, owner[member]] += 1
    going_on: dict[int, int] = {}
    for place, key in sorted(shared, key=lambda pair: (-shared[pair], pair[1])):
        if place not in going_on and key not in going_on.values():
            going_on[place] = key
    return going_on


def _by_pairs(borne: Mapping[str, list[Member]], hubs: set[str]) -> list[list[Member]]:
    """Who shares the same two hubs."""
    of_member: dict[Member, list[str]] = defaultdict(list)
    for hub in sorted(hubs):
        for member in borne[hub]:
            of_member[member].append(hub)
    sharing: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for member, found in of_member.items():
        for pair in combinations(found[:HUBS_OF_ONE], 2):
            sharing[pair].append(member)
    return [sorted(members) for members in sharing.values()]


class _Parts:
    """A forest whose roots know their enemies."""

    def __init__(self, apart: Iterable[Pair]) -> None:
        self.above: dict[Member, Member] = {}
        self.foes: dict[Member, set[Member]] = defaultdict(set)
        for one, other in apart:
            self.foes[one].add(other)
            self.foes[other].add(one)

    def join(self, one: Member, other: Member) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        if first == second or self._are_foes(first, second):
            return
        self.above[second] = first
        if second in self.foes:
            self.foes[first] |= self.foes.pop(second)

    def root(self, member: Member) -> Member:
        above = self.above.setdefault(member, member)
        while above != member:
            self.above[member] = self.above[above]
            member, above = above, self.above[above]
        return member

    def groups(self) -> list[list[Member]]:
        found: dict[Member, list[Member]] = defaultdict(list)
        for member in self.above:
            found[self.root(member)].append(member)
        several = [sorted(members) for members in found.values() if len(members) > 1]
        return sorted(several, key=lambda members: (-len(members), members))

    def _are_foes(self, one: Member, other: Member) -> bool:
        return any(self.root(foe) == other for foe in tuple(self.foes.get(one, ())))
