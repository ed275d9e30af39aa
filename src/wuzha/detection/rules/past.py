"""One account's past: its moves as far back as windows reach, and what they come to.

Most accounts move a few times a week: their windows are counted move by move. A busy
account keeps a log for each way of looking (`logs.py`), and so does every account
where rules ask of everything before, since its moves do not stay.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from wuzha.detection.rules.logs import Log, Wants, measure_of, nothing_of
from wuzha.detection.rules.tree import (
    Aggregate,
    Direction,
    Expression,
    Feature,
    Key,
    Party,
)

BUSY = 64
"""An account that keeps more moves than this keeps all logs."""
NEVER_US = -(2**63)

TIME, CENTS = attrgetter("at_us"), attrgetter("amount_cents")
SRC, DST = attrgetter("src"), attrgetter("dst")

About: TypeAlias = tuple[Any, ...]
"""What is known of an account, in the order of `online.ABOUT`.

`open_for` and `quiet_for` stand as the time from which they count; a list as the
times from and until which the account is on it.
"""
Counted: TypeAlias = Callable[[About, About, int, int, str | None, bool], int]
"""The streams in which a move stands, a bit each: asked of payer, payee, time, cents,
channel, and whether the payee is new."""
Paid: TypeAlias = tuple[int, int]
"""A payee who was paid once, as most are: when, and how many cents."""


class Transfer(NamedTuple):
    tx_id: str
    at_us: int  # microseconds since 1970 UTC
    src: str
    dst: str
    amount_cents: int
    channel: str | None

    def account(self, party: Party) -> str:
        return self.src if party is Party.PAYER else self.dst

    def other(self, party: Party) -> str:
        return self.dst if party is Party.PAYER else self.src


class Stream(NamedTuple):
    """The moves that some features look at."""

    direction: Direction
    of_pair: bool
    filter: Expression | None

    @classmethod
    def of(cls, feature: Feature) -> "Stream":
        return cls(feature.direction, feature.key is Key.PAIR, feature.filter)


Reading: TypeAlias = Callable[["Past", int, str], int | None]


class Layout:
    """How every past is kept: its streams, and what their logs must hold."""

    def __init__(
        self, features: Sequence[Feature], counted: Callable[..., Counted]
    ) -> None:
        streams = list(dict.fromkeys(map(Stream.of, features)))
        self.streams = streams
        self.wants = [
            Wants.of(f for f in features if Stream.of(f) == stream)
            for stream in streams
        ]
        self.every = [n for n, stream in enumerate(streams) if not stream.of_pair]
        self.always = [n for n in self.every if self.wants[n].ever]
        self.pairs = [n for n, stream in enumerate(streams) if stream.of_pair]
        self.counted_out = counted(streams, Direction.OUT)
        self.counted_in = counted(streams, Direction.IN)


class Past:
    __slots__ = (
        *("name", "layout", "moves", "masks", "tx_ids", "logs", "pairs"),
        *("paid", "paid_by", "dropped_us", "is_busy"),
    )

    def __init__(self, name: str, layout: Layout) -> None:
        self.name, self.layout = name, layout
        self.moves: list[Transfer] = []  # in order of time
        self.masks: list[int] = []  # of each move, its streams
        self.tx_ids: set[str] = set()  # of the moves
        self.logs: dict[int, Log] = {}  # by stream
        self.pairs: dict[int, dict[str, Log | Paid]] = {n: {} for n in layout.pairs}
        self.paid: dict[str, int] = {}  # when each payee was first paid
        self.paid_by: dict[str, int] = {}  # when each payer first paid
        self.dropped_us = NEVER_US  # the latest move that was forgotten
        self.is_busy = False

    def is_new(self, other: str, at_us: int, party: Party) -> bool:
        """Whether the payer had never paid this payee before."""
        firsts = self.paid if party is Party.PAYER else self.paid_by
        return firsts.get(other, at_us) >= at_us

    def put(self, move: Transfer, about: Callable[[str], About]) -> None:
        """Into its place. Later moves are counted again: one that was the first to
        its payee may be so no more."""
        later: list[Transfer] = []
        if self.moves and move.at_us < self.moves[-1].at_us:
            later = self._taken_back(move.at_us)
        self.tx_ids.add(move.tx_id)
        for one in (move, *later):
            self.moves.append(one)
            self._count(one, about)
        if len(self.moves) > BUSY and not self.is_busy:
            self._grow_busy()

    def forget(self, before_us: int) -> None:
        """The moves before this time, but not what they come to."""
        place = bisect_left(self.moves, before_us, key=TIME)
        if not place:
            return
        gone = self.moves[:place]
        self.dropped_us = gone[-1].at_us
        self.tx_ids.difference_update(move.tx_id for move in gone)
        del self.moves[:place], self.masks[:place]
        if self.is_busy and len(self.moves) <= BUSY:
            self._grow_quiet()
        for log in self._logs(gone):
            log.drop(before_us)

    def _count(self, move: Transfer, about: Callable[[str], About]) -> None:
        """After all earlier moves and before all later ones."""
        _, at_us, src, dst, cents, channel = move
        layout = self.layout
        if src == self.name:
            firsts, other, counted = self.paid, dst, layout.counted_out
        else:
            firsts, other, counted = self.paid_by, src, layout.counted_in
        new = firsts.setdefault(other, at_us) == at_us
        mask = counted(about(src), about(dst), at_us, cents, channel, new)
        self.masks.append(mask)
        for place in layout.every if self.is_busy else layout.always:
            if mask >> place & 1:
                self._log(place).append(at_us, cents, other)
        for place in layout.pairs:
            if mask >> place & 1:
                self._pay(place, other, at_us, cents)

    def _taken_back(self, after_us: int) -> list[Transfer]:
        """Every move after this time, in order, no longer counted."""
        place = bisect_right(self.moves, after_us, key=TIME)
        later = self.moves[place:]
        del self.moves[place:], self.masks[place:]
        for move in later:
            for firsts, other in ((self.paid, move.dst), (self.paid_by, move.src)):
                if firsts.get(other, after_us) > after_us:
                    del firsts[other]
            for payees in self.pairs.values():
                once = payees.get(move.dst)
                if isinstance(once, tuple) and once[0] > after_us:
                    del payees[move.dst]
        for log in self._logs(later):
            log.cut(after_us)
        return later

    def _log(self, place: int) -> Log:
        log = self.logs.get(place)
        if log is None:
            log = self.logs[place] = Log(self.layout.wants[place])
        return log

    def _pay(self, place: int, payee: str, at_us: int, cents: int) -> None:
        payees = self.pairs[place]
        before = payees.get(payee)
        if before is None:
            payees[payee] = (at_us, cents)
            return
        if isinstance(before, tuple):
            before = payees[payee] = paid_once(before, self.layout.wants[place])
        before.append(at_us, cents, payee)

    def _logs(self, moves: list[Transfer]) -> Iterator[Log]:
        """All in which these moves may stand."""
        yield from self.logs.values()
        payees = {move.dst for move in moves}
        for held in self.pairs.values():
            for payee in payees & held.keys():
                if isinstance(log := held[payee], Log):
                    yield log

    def _grow_busy(self) -> None:
        self.is_busy = True
        for place in set(self.layout.every) - set(self.layout.always):
            log = self._log(place)
            for move, mask in zip(self.moves, self.masks, strict=True):
                if mask >> place & 1:
                    other = move.dst if move.src == self.name else move.src
                    log.append(move.at_us, move.amount_cents, other)

    def _grow_quiet(self) -> None:
        self.is_busy = False
        for place in set(self.logs) - set(self.layout.always):
            del self.logs[place]


def paid_once(paid: Paid, wants: Wants) -> Log:
    log = Log(wants)
    log.append(*paid, "")
    return log


def reading(feature: Feature, layout: Layout) -> Reading:
    """Of a past, at a time, and for a pair of the payee: what the feature measures."""
    place = layout.streams.index(Stream.of(feature))
    if feature.key is Key.PAIR:
        return _of_pair(feature, place, layout.wants[place])
    if place in layout.always:
        return _of_log(feature, place)
    return _of_moves(feature, place)


def _of_pair(feature: Feature, place: int, wants: Wants) -> Reading:
    measure, nothing = measure_of(feature), nothing_of(feature)

    def read(past: Past, now_us: int, payee: str) -> int | None:
        held = past.pairs[place].get(payee)
        if held is None:
            return nothing
        log = paid_once(held, wants) if isinstance(held, tuple) else held
        return measure(log, now_us)

    return read


def _of_log(feature: Feature, place: int) -> Reading:
    measure, nothing = measure_of(feature), nothing_of(feature)

    def read(past: Past, now_us: int, payee: str) -> int | None:
        log = past.logs.get(place)
        return nothing if log is None else measure(log, now_us)

    return read


def _of_moves(feature: Feature, place: int) -> Reading:
    """By the log of a busy account, else move by move."""
    of_log, bit, window_us = _of_log(feature, place), 1 << place, feature.window_us or 0
    among = partial(AMONG[feature.aggregate], feature.direction)

    def read(past: Past, now_us: int, payee: str) -> int | None:
        if past.is_busy:
            return of_log(past, now_us, payee)
        since_us = now_us - window_us
        return among(
            [
                move
                for move, mask in zip(past.moves, past.masks, strict=True)
                if mask & bit and since_us <= move.at_us < now_us
            ],
            now_us,
        )

    return read


def _different(direction: Direction, seen: list[Transfer]) -> int:
    match direction:
        case Direction.IN:
            return len(set(map(SRC, seen)))
        case Direction.OUT:
            return len(set(map(DST, seen)))
    return len({*map(SRC, seen), *map(DST, seen)}) - 1 if seen else 0


Among: TypeAlias = Callable[[Direction, list[Transfer], int], int | None]
AMONG: Mapping[Aggregate, Among] = {
    Aggregate.COUNT: lambda _, seen, now_us: len(seen),
    Aggregate.SUM: lambda _, seen, now_us: sum(map(CENTS, seen)),
    Aggregate.MAX: lambda _, seen, now_us: max(map(CENTS, seen), default=0),
    Aggregate.DISTINCT: lambda way, seen, now_us: _different(way, seen),
    Aggregate.IDLE: lambda _, seen, now_us: now_us - seen[-1].at_us if seen else None,
    Aggregate.AGE: lambda _, seen, now_us: now_us - seen[0].at_us if seen else None,
}
"""Of the moves of a window, all seen from one account: what each aggregate is."""
