"""One account's past: its moves as far back as windows reach, and what they come to.

Most accounts move a few times a week: their windows are counted move by move, from one
packed array, since what costs time is memory far apart. A busy account keeps a log for
each way of looking (`logs.py`). What moves come to that are no longer kept stands in
logs too, of those streams alone of which rules ask everything before.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from struct import Struct
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
FEW = 32
"""So many moves are kept however old they are: to forget costs more than to keep."""
CELLS = 4  # of each packed move
PACK = Struct(f"={CELLS}q").pack
MOST_STREAMS = 62  # a bit each, in a signed whole number
NEVER_US = -(2**63)
PAYER, PAYEE = Party  # found once: to look a member up takes longer than to compare it

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
Cells: TypeAlias = tuple[int, int, int, int]
"""A packed move: when, how many cents, its streams, and its channel by number, which
is negative (`~number`) where the account paid. Objects of its own a move has none but
its name: many millions are kept, and what costs time is memory far apart."""
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
        return self.src if party is PAYER else self.dst


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
        self.channels: dict[str | None, int] = {}  # all that were told: their numbers
        self._numbers = count()

    def number(self, channel: str | None) -> int:
        """No other channel's, also where threads share the layout."""
        number = self.channels.get(channel)
        if number is None:
            number = self.channels.setdefault(channel, next(self._numbers))
        return number


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
        *("name", "layout", "moves", "packed", "logs"),
        *("paid", "paid_by", "dropped_us", "is_busy"),
    )

    def __init__(self, name: str, layout: Layout) -> None:
        self.name, self.layout = name, layout
        self.moves: dict[str, str] = {}  # by name, in order of time: with whom
        self.packed = array("q")  # of each move its cells
        self.logs: dict[int, Log] = {}  # by stream
        self.paid: dict[str, Paid | Payee] = {}
        self.paid_by: dict[str, int] = {}  # when each payer first paid
        self.dropped_us = NEVER_US  # the latest move that is no longer kept
        self.is_busy = False

    def is_new(self, other: str, at_us: int, party: Party) -> bool:
        """Whether the payer had never paid this payee before."""
        if party is PAYEE:
            return self.paid_by.get(other, at_us) >= at_us
        return _first_us(self.paid.get(other), at_us) >= at_us

    def put(self, move: Transfer, of: Of, keep_us: int) -> None:
        """Into its place. Later moves are counted again: one that was the first to
        its payee may be so no more.

        What is further back than `keep_us` from the latest is forgotten once that is
        half of all, and all are not few.
        """
        packed = self.packed
        if packed and move.at_us < packed[-CELLS]:
            later = self._taken_back(move.at_us)
            self._count(move, of)
            for one in later:
                self._count(one, of)
        else:
            self._count(move, of)
        moves = len(self.moves)
        if moves <= FEW:
            return
        if moves > BUSY and not self.is_busy:
            self._grow_busy()
        edge_us = packed[-CELLS] - keep_us
        if packed[moves // 2 * CELLS] < edge_us:
            self.forget(edge_us)

    def forget(self, before_us: int) -> None:
        """The moves before this time, but not what they come to."""
        place = bisect_left(self.packed[::CELLS], before_us)
        if not place:
            return
        if not self.is_busy:
            self._fold(place)
        self.dropped_us = self.packed[(place - 1) * CELLS]
        paid = self._paid(islice(self.each(), place))
        self.moves = dict(islice(self.moves.items(), place, None))
        del self.packed[: place * CELLS]
        for log in self._logs(paid):
            log.drop(before_us)
        if self.is_busy and len(self.moves) <= BUSY:
            self._grow_quiet()

    def each(self) -> Iterator[Cells]:
        """In order of time."""
        cells = iter(self.packed)
        return zip(cells, cells, cells, cells, strict=True)

    def back(self) -> Iterator[Cells]:
        """The latest first, its cells too: channel, streams, cents, and when."""
        cells = reversed(self.packed)
        return zip(cells, cells, cells, cells, strict=True)

    def _count(self, move: Transfer, of: Of) -> None:
        """After all earlier moves and before all later ones."""
        tx_id, at_us, src, dst, cents, channel = move
        layout = self.layout
        number = layout.number(channel)
        if src == self.name:
            other, number = dst, ~number
            before = self.paid.get(dst)
            new = _first_us(before, at_us) == at_us
            counted = layout.counted_out
            mask = counted(of, src, dst, at_us, cents, channel, new)
            self._pay(dst, before, (at_us, cents, mask))
        else:
            other = src
            new = self.paid_by.setdefault(src, at_us) == at_us
            counted = layout.counted_in
            mask = counted(of, src, dst, at_us, cents, channel, new)
        self.moves[tx_id] = other
        self.packed.frombytes(PACK(at_us, cents, mask, number))
        if self.is_busy:
            self._log(other, at_us, cents, mask)

    def _pay(self, payee: str, before: Paid | Payee | None, now: Paid) -> None:
        if before is None:
            self.paid[payee] = now
            return
        if isinstance(before, tuple):
            before = self.paid[payee] = Payee(self.layout, before)
        before.append(*now)

    def _taken_back(self, after_us: int) -> list[Transfer]:
        """Every move after this time, in order, no longer counted."""
        later: list[Transfer] = []
        channels = {number: name for name, number in self.layout.channels.items()}
        while self.packed and self.packed[-CELLS] > after_us:
            at_us, cents, _, number = self.packed[-CELLS:]
            del self.packed[-CELLS:]
            tx_id, other = self.moves.popitem()
            has_paid = number < 0
            src, dst = (self.name, other) if has_paid else (other, self.name)
            channel = channels[~number if has_paid else number]
            later.append(Transfer(tx_id, at_us, src, dst, cents, channel))
        later.reverse()
        for log in self._logs(move.dst for move in later):
            log.cut(after_us)
        for move in later:
            if self.paid_by.get(move.src, after_us) > after_us:
                del self.paid_by[move.src]
            if _first_us(self.paid.get(move.dst), after_us) > after_us:
                del self.paid[move.dst]
        return later

    def _log(self, other: str, at_us: int, cents: int, mask: int) -> None:
        """A busy account's move into every log."""
        for stream in self.layout.every:
            if mask >> stream & 1:
                log = log_at(stream, self.logs, self.layout)
                log.append(at_us, cents, other)

    def _fold(self, stop: int) -> None:
        """The moves before this place, of which only what they come to stays."""
        gone = list(zip(islice(self.each(), stop), self.moves.values(), strict=False))
        for stream in self.layout.always:
            bit = 1 << stream
            seen = [(*cells[:2], other) for cells, other in gone if cells[2] & bit]
            if seen:
                log_at(stream, self.logs, self.layout).fold(seen)

    def _paid(self, moves: Iterable[Cells]) -> list[str]:
        """Of the earliest moves: who was paid."""
        each = zip(moves, self.moves.values(), strict=False)
        return [other for (*_, number), other in each if number < 0]

    def _logs(self, paid: Iterable[str]) -> Iterator[Log]:
        """All that may hold moves to these payees."""
        if self.is_busy:
            yield from self.logs.values()
        for other in paid:
            payee = self.paid.get(other)
            if isinstance(payee, Payee):
                yield from payee.logs.values()

    def _grow_busy(self) -> None:
        self.is_busy = True
        each = zip(self.each(), self.moves.values(), strict=True)
        for (at_us, cents, mask, _), other in each:
            self._log(other, at_us, cents, mask)

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
