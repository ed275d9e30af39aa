"""One account's past: its moves as far back as windows reach, and what they come to.

Most accounts move a few times a week: their windows are counted move by move, from one
packed array, since what costs time is memory far apart. A busy account keeps a log for
each way of looking (`logs.py`). What moves come to that are no longer kept stands in
logs too, of those streams alone of which rules ask everything before.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from wuzha.detection.rules.logs import Log, Wants
from wuzha.detection.rules.reader import RuleError
from wuzha.detection.rules.tree import (
    Direction,
    Expression,
    Feature,
    Key,
    Party,
)
from wuzha.lib.words import N_, Sentence

BUSY = 64
"""An account that keeps more moves than this keeps all logs."""
CELLS = 3  # of each packed move
MOST_STREAMS = 62  # a bit each, in a signed whole number
NEVER_US = -(2**63)

TIME = attrgetter("at_us")

About: TypeAlias = tuple[Any, ...]
"""What is known of an account, in the order of `online.ABOUT`.

`open_for` and `quiet_for` stand as the time from which they count; a list as the
times from and until which the account is on it.
"""
Of: TypeAlias = Callable[[str], About]
"""What is known of an account."""
Counted: TypeAlias = Callable[[Of, str, str, int, int, str | None, bool], int]
"""The streams in which a move stands, a bit each: asked of what is known, payer,
payee, time, cents, channel, and whether the payee is new."""
Paid: TypeAlias = tuple[int, int, int]
"""The one payment to a payee: when, how many cents, and its streams."""
Reading: TypeAlias = Callable[["Past", int, str], int | None]
"""Of a past, at a time, and for a pair of the payee: what a feature measures."""


class Transfer(NamedTuple):
    tx_id: str
    at_us: int  # microseconds since 1970 UTC
    src: str
    dst: str
    amount_cents: int
    channel: str | None

    def account(self, party: Party) -> str:
        return self.src if party is Party.PAYER else self.dst


class Stream(NamedTuple):
    """The moves that some features look at."""

    direction: Direction
    of_pair: bool
    filter: Expression | None

    @classmethod
    def of(cls, feature: Feature) -> "Stream":
        return cls(feature.direction, feature.key is Key.PAIR, feature.filter)


class Layout:
    """How every past is kept: its streams, and what their logs must hold."""

    def __init__(
        self, features: Sequence[Feature], counted: Callable[..., Counted]
    ) -> None:
        streams = list(dict.fromkeys(map(Stream.of, features)))
        if len(streams) > MOST_STREAMS:
            why = N_("规则看流水的方向与条件共 {count} 种，在线窗口最多 {most} 种")
            raise RuleError(Sentence(why, count=len(streams), most=MOST_STREAMS))
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


class Payee:
    """Who was paid more than once."""

    __slots__ = ("first_us", "layout", "logs")

    def __init__(self, layout: Layout, first: Paid) -> None:
        self.layout, self.first_us = layout, first[0]
        self.logs: dict[int, Log] = {}  # by stream
        self.append(*first)

    def append(self, at_us: int, cents: int, mask: int) -> None:
        for place in self.layout.pairs:
            if mask >> place & 1:
                log_at(place, self.logs, self.layout).append(at_us, cents, "")


class Past:
    __slots__ = (
        *("name", "layout", "moves", "packed", "tx_ids", "logs"),
        *("paid", "paid_by", "dropped_us", "is_busy"),
    )

    def __init__(self, name: str, layout: Layout) -> None:
        self.name, self.layout = name, layout
        self.moves: list[Transfer] = []  # in order of time
        self.packed = array("q")  # of each move: when, how many cents, its streams
        self.tx_ids: set[str] = set()  # of the moves
        self.logs: dict[int, Log] = {}  # by stream
        self.paid: dict[str, Paid | Payee] = {}
        self.paid_by: dict[str, int] = {}  # when each payer first paid
        self.dropped_us = NEVER_US  # the latest move that is no longer kept
        self.is_busy = False

    def is_new(self, other: str, at_us: int, party: Party) -> bool:
        """Whether the payer had never paid this payee before."""
        if party is Party.PAYEE:
            return self.paid_by.get(other, at_us) >= at_us
        return _first_us(self.paid.get(other), at_us) >= at_us

    def put(self, move: Transfer, of: Of, keep_us: int) -> None:
        """Into its place. Later moves are counted again: one that was the first to
        its payee may be so no more.

        What is further back than `keep_us` from the latest is forgotten once that is
        half of all.
        """
        self.tx_ids.add(move.tx_id)
        packed = self.packed
        if packed and move.at_us < packed[-CELLS]:
            later = self._taken_back(move.at_us)
            self._count(move, of)
            for one in later:
                self._count(one, of)
        else:
            self._count(move, of)
        moves = len(self.moves)
        if moves > BUSY and not self.is_busy:
            self._grow_busy()
        edge_us = packed[-CELLS] - keep_us
        if packed[moves // 2 * CELLS] < edge_us:
            self.forget(edge_us)

    def forget(self, before_us: int) -> None:
        """The moves before this time, but not what they come to."""
        place = bisect_left(self.moves, before_us, key=TIME)
        if not place:
            return
        gone = self.moves[:place]
        if not self.is_busy:
            self._fold(place)
        self.dropped_us = gone[-1].at_us
        self.tx_ids.difference_update([move.tx_id for move in gone])
        del self.moves[:place], self.packed[: place * CELLS]
        for log in self._logs(gone):
            log.drop(before_us)
        if self.is_busy and len(self.moves) <= BUSY:
            self._grow_quiet()

    def each(self) -> Iterator[Paid]:
        """Of each move: when, how many cents, its streams."""
        cells = iter(self.packed)
        return zip(cells, cells, cells, strict=True)

    def other(self, place: int) -> str:
        move = self.moves[place]
        return move.dst if move.src == self.name else move.src

    def _count(self, move: Transfer, of: Of) -> None:
        """After all earlier moves and before all later ones."""
        _, at_us, src, dst, cents, channel = move
        layout = self.layout
        if src == self.name:
            before = self.paid.get(dst)
            new = _first_us(before, at_us) == at_us
            counted = layout.counted_out
            mask = counted(of, src, dst, at_us, cents, channel, new)
            self._pay(dst, before, (at_us, cents, mask))
        else:
            new = self.paid_by.setdefault(src, at_us) == at_us
            counted = layout.counted_in
            mask = counted(of, src, dst, at_us, cents, channel, new)
        self.moves.append(move)
        self.packed.extend((at_us, cents, mask))
        if self.is_busy:
            self._log(len(self.moves) - 1, at_us, cents, mask)

    def _pay(self, payee: str, before: Paid | Payee | None, now: Paid) -> None:
        if before is None:
            self.paid[payee] = now
            return
        if isinstance(before, tuple):
            before = self.paid[payee] = Payee(self.layout, before)
        before.append(*now)

    def _taken_back(self, after_us: int) -> list[Transfer]:
        """Every move after this time, in order, no longer counted."""
        place = bisect_right(self.moves, after_us, key=TIME)
        later = self.moves[place:]
        del self.moves[place:], self.packed[place * CELLS :]
        for log in self._logs(later):
            log.cut(after_us)
        for move in later:
            if self.paid_by.get(move.src, after_us) > after_us:
                del self.paid_by[move.src]
            if _first_us(self.paid.get(move.dst), after_us) > after_us:
                del self.paid[move.dst]
        return later

    def _log(self, place: int, at_us: int, cents: int, mask: int) -> None:
        """A busy account's move into every log."""
        for stream in self.layout.every:
            if mask >> stream & 1:
                log = log_at(stream, self.logs, self.layout)
                log.append(at_us, cents, self.other(place))

    def _fold(self, stop: int) -> None:
        """The moves before this place, of which only what they come to stays."""
        moves = list(enumerate(islice(self.each(), stop)))
        for stream in self.layout.always:
            bit, wants = 1 << stream, self.layout.wants[stream]
            seen = [one for one in moves if one[1][2] & bit]
            if seen:
                others = [self.other(n) for n, _ in seen] if wants.met else []
                log = log_at(stream, self.logs, self.layout)
                log.fold([cells for _, cells in seen], others)

    def _logs(self, moves: list[Transfer]) -> Iterator[Log]:
        """All that may hold these moves."""
        if self.is_busy:
            yield from self.logs.values()
        for move in moves:
            payee = self.paid.get(move.dst)
            if isinstance(payee, Payee):
                yield from payee.logs.values()

    def _grow_busy(self) -> None:
        self.is_busy = True
        for place, cells in enumerate(self.each()):
            self._log(place, *cells)

    def _grow_quiet(self) -> None:
        """Only what is no longer kept stays in logs."""
        self.is_busy = False
        kept = [(n, log) for n, log in self.logs.items() if log.dropped]
        self.logs = {n: log for n, log in kept if n in self.layout.always}
        for log in self.logs.values():
            log.cut(self.dropped_us)


def log_at(place: int, logs: dict[int, Log], layout: Layout) -> Log:
    log = logs.get(place)
    if log is None:
        log = logs[place] = Log(layout.wants[place])
    return log


def _first_us(paid: Paid | Payee | None, never: int) -> int:
    if paid is None:
        return never
    return paid[0] if isinstance(paid, tuple) else paid.first_us
