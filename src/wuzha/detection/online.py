"""Windows kept in process: what each account's past comes to, before a transfer leaves.

Told of transfers one by one, in any order, and asked at any time that is not too long
ago, the answers are those of the query over all transfers told (`rules/batch.py`).
Each transfer is asked and told twice, for its payer and for its payee, so that
accounts can be spread over processes: every question touches one account.

`window = "all"` means all that was told: after a rebuild from thirty days of files,
thirty days and what came since. `new_payee` likewise: not paid in what was told.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from operator import attrgetter
from typing import NamedTuple

import pyarrow as pa

from wuzha.detection.known import Facts
from wuzha.detection.moments import MICROSECOND
from wuzha.detection.rules.logs import Log
from wuzha.detection.rules.online import Answer, Compiled, Held
from wuzha.detection.rules.tree import Direction, Feature, Party
from wuzha.lib.words import N_, Sentence

LATE = timedelta(days=1)
TIME = attrgetter("at_us")
NOBODY: Answer = {}

Mine = Callable[[str], bool]
"""Whether an account is this shard's."""


class TooLate(ValueError):
    """The transfer is older than what its account still remembers move by move."""


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


class Account:
    """One account's past: its moves as far back as needed, and what they come to."""

    __slots__ = ("dropped_us", "logs", "moves", "names", "paid", "paid_by")

    def __init__(self, logs: list[Held]) -> None:
        self.logs = logs  # by place of the stream
        self.moves: list[Transfer] = []  # in order of time
        self.names: set[str] = set()  # of the moves
        self.paid: dict[str, int] = {}  # when each payee was first paid
        self.paid_by: dict[str, int] = {}  # when each payer first paid
        self.dropped_us: int | None = None  # the latest move that was forgotten


class Windows:
    """The accounts of one process, or of one of its shards.

    `late`: how far behind the latest move of its account a transfer may come and still
    be put in its place. Memory: per account its moves of the longest window and of
    `late`, at most twice over; per pair that ever paid, a time and what rules ask of
    pairs. Long-lived objects in great number: call `gc.freeze()` after a rebuild.
    """

    def __init__(
        self, compiled: Compiled, facts: Facts | None = None, late: timedelta = LATE
    ) -> None:
        self.compiled = compiled
        self.facts = facts or Facts()
        self._keep_us = compiled.longest_us + late // MICROSECOND
        self._accounts: dict[str, Account] = {}
        self._nobody = self._fresh()

    def __len__(self) -> int:
        """How many accounts it remembers."""
        return len(self._accounts)

    def ask(self, transfer: Transfer, party: Party) -> Answer:
        """What this party's account says to the rules that it does not rule out.

        Before or after the transfer itself was told. Raises `TooLate`.
        """
        if transfer.src == transfer.dst:
            return NOBODY
        account = self._asked(transfer, party)
        other = transfer.other(party)
        return self.compiled.halves[party](
            account.logs,
            self.facts.of(transfer.account(party)),
            other,
            transfer.at_us,
            transfer.amount_cents,
            transfer.channel,
            _is_new(account, other, transfer.at_us, party),
        )

    def measured(self, transfer: Transfer, party: Party) -> dict[Feature, int | None]:
        """Every feature that this party's account remembers. Raises `TooLate`."""
        logs = self._asked(transfer, party).logs
        other = transfer.other(party)
        return {
            feature: read(logs, transfer.at_us, other)
            for feature, read in self.compiled.readings[party].items()
        }

    def add(self, transfer: Transfer, party: Party) -> bool:
        """Put it in its place; False where there was nothing to change.

        A name that the account still remembers is a duplicate; what moves nothing,
        from an account to itself, is left out. Raises `TooLate`.
        """
        if transfer.src == transfer.dst:
            return False
        name = transfer.account(party)
        account = self._accounts.get(name)
        if account is None:
            account = self._accounts[name] = self._fresh()
        if transfer.tx_id in account.names:
            return False
        at_us = transfer.at_us
        if account.dropped_us is not None and at_us <= account.dropped_us:
            raise _too_late(transfer)
        account.names.add(transfer.tx_id)
        moves = account.moves
        if moves and at_us < moves[-1].at_us:
            self._insert(account, transfer, name)
        else:
            moves.append(transfer)
            self._count(account, transfer, outward=party is Party.PAYER)
        if moves[len(moves) >> 1].at_us < moves[-1].at_us - self._keep_us:
            self._forget(account, moves[-1].at_us - self._keep_us, name)
        return True

    def forget(self, before_us: int) -> None:
        """Of accounts that have fallen quiet too: moves before this time.

        Afterwards nothing older can be told, or asked within the longest window.
        """
        for name, account in self._accounts.items():
            self._forget(account, before_us, name)

    def _fresh(self) -> Account:
        return Account([{} if one.of_pair else None for one in self.compiled.streams])

    def _asked(self, transfer: Transfer, party: Party) -> Account:
        account = self._accounts.get(transfer.account(party), self._nobody)
        dropped_us = account.dropped_us
        if (
            dropped_us is not None
            and transfer.at_us - self.compiled.longest_us <= dropped_us
        ):
            raise _too_late(transfer)
        return account

    def _insert(self, account: Account, transfer: Transfer, name: str) -> None:
        """Later moves are taken back and counted again: they may not be the first of
        their pair any more."""
        at_us, moves = transfer.at_us, account.moves
        place = bisect_right(moves, at_us, key=TIME)
        for later in moves[place:]:
            firsts, other = _firsts(account, later, name)
            if firsts.get(other, at_us) > at_us:
                del firsts[other]
        for log in _logs(account, moves[place:]):
            log.cut(at_us)
        moves.insert(place, transfer)
        for move in moves[place:]:
            self._count(account, move, outward=move.src == name)

    def _count(self, account: Account, move: Transfer, *, outward: bool) -> None:
        """Not before the account's latest move."""
        _, at_us, src, dst, cents, channel = move
        of = self.facts.of
        if outward:
            direction, firsts, other = Direction.OUT, account.paid, dst
        else:
            direction, firsts, other = Direction.IN, account.paid_by, src
        new = firsts.setdefault(other, at_us) == at_us
        counted = self.compiled.counted[direction]
        logs = account.logs
        for place in counted(of(src), of(dst), at_us, cents, channel, new):
            log = logs[place]
            if isinstance(log, dict):
                log = log.get(other) or log.setdefault(other, self._log(place))
            elif log is None:
                log = logs[place] = self._log(place)
            log.append(at_us, cents, other)

    def _log(self, place: int) -> Log:
        return Log(self.compiled.wants[place])

    def _forget(self, account: Account, before_us: int, name: str) -> None:
        moves = account.moves
        place = bisect_right(moves, before_us - 1, key=TIME)
        if not place:
            return
        gone = moves[:place]
        for log in _logs(account, gone):
            log.drop(before_us)
        account.dropped_us = gone[-1].at_us
        account.names.difference_update(move.tx_id for move in gone)
        del moves[:place]


def rebuild(
    windows: Windows, batches: Iterable[pa.RecordBatch], mine: Mine | None = None
) -> int:
    """Tells what was read from files (`tables.TRANSFERS`); how many moves were new.

    In order of time it is quickest. Without `mine` every account is this shard's.
    """
    told = 0
    for batch in batches:
        for transfer in transfers_in(batch):
            for party in Party:
                if mine is None or mine(transfer.account(party)):
                    told += windows.add(transfer, party)
    return told


def transfers_in(batch: pa.RecordBatch | pa.Table) -> Iterator[Transfer]:
    columns = [batch[name].to_pylist() for name in Transfer._fields]
    return map(Transfer._make, zip(*columns, strict=True))


def _is_new(account: Account, other: str, at_us: int, party: Party) -> bool:
    firsts = account.paid if party is Party.PAYER else account.paid_by
    return firsts.get(other, at_us) >= at_us


def _firsts(account: Account, move: Transfer, name: str) -> tuple[dict[str, int], str]:
    if move.src == name:
        return account.paid, move.dst
    return account.paid_by, move.src


def _logs(account: Account, moves: Iterable[Transfer]) -> Iterator[Log]:
    """All logs in which these moves may stand."""
    payees = {move.dst for move in moves}
    for held in account.logs:
        if isinstance(held, dict):
            yield from (held[payee] for payee in payees & held.keys())
        elif held is not None:
            yield held


def _too_late(transfer: Transfer) -> TooLate:
    return TooLate(
        Sentence(
            N_(
                "流水 {tx_id} 早于其账户在线窗口仍逐笔保留的时段，无法准确计入；"
                "请从文件重新载入"
            ),
            tx_id=transfer.tx_id,
        )
    )
