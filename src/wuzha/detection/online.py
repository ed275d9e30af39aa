"""Windows kept in process: what each account's past comes to, before a transfer leaves.

Told of transfers one by one, in any order, and asked at any time that is not too long
ago, the answers are those of the query over all transfers told (`rules/batch.py`).
Each transfer is asked and told twice, for its payer and for its payee, so that
accounts can be spread over processes: every question touches one account.

`window = "all"` means all that was told: after a rebuild from thirty days of files,
thirty days and what came since. `new_payee` likewise: not paid in what was told.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

import pyarrow as pa

from wuzha.detection.known import Facts
from wuzha.detection.moments import MICROSECOND
from wuzha.detection.rules.online import Answer, Compiled
from wuzha.detection.rules.past import PAYER, Past, Transfer
from wuzha.detection.rules.tree import Feature, Party
from wuzha.lib.words import N_, Sentence

__all__ = ["TooLate", "Transfer", "Windows", "rebuild", "transfers_in"]

LATE = timedelta(days=1)
NOTHING: Answer = {}

Mine = Callable[[str], bool]
"""Whether an account is this shard's."""


class TooLate(ValueError):
    """The transfer is older than what its account still remembers move by move."""


class Windows:
    """The accounts of one process, or of one of its shards.

    `late`: how far behind the latest move of its account a transfer may come and still
    be put in its place. Memory: of each account the moves of the longest window and of
    `late`, at most twice over, or a few; of each pair that ever paid, a time and what
    rules ask of pairs. Long-lived objects in great number: call `gc.freeze()` after a
    rebuild.
    """

    def __init__(
        self, compiled: Compiled, facts: Facts | None = None, late: timedelta = LATE
    ) -> None:
        self.compiled = compiled
        self.facts = facts or Facts()
        self._keep_us = compiled.longest_us + late // MICROSECOND
        self._pasts: dict[str, Past] = {}
        self._empty = Past("", compiled.layout)

    def __len__(self) -> int:
        """How many accounts it remembers."""
        return len(self._pasts)

    def ask(self, transfer: Transfer, party: Party) -> Answer:
        """What this party's account says to the rules that it does not rule out.

        Before or after the transfer itself was told. Raises `TooLate`.
        """
        _, at_us, src, dst, cents, channel = transfer
        if src == dst:
            return NOTHING
        account, other = (src, dst) if party is PAYER else (dst, src)
        past = self._past(account, transfer)
        return self.compiled.halves[party](
            past,
            self.facts.of(account),
            other,
            at_us,
            cents,
            channel,
            past.is_new(other, at_us, party),
        )

    def measured(self, transfer: Transfer, party: Party) -> dict[Feature, int | None]:
        """Every feature that this party's account remembers. Raises `TooLate`."""
        past = self._past(transfer.account(party), transfer)
        payee = transfer.dst
        return {
            feature: read(past, transfer.at_us, payee)
            for feature, read in self.compiled.readings[party].items()
        }

    def add(self, transfer: Transfer, party: Party) -> bool:
        """Put it in its place; False where there was nothing to change.

        A name that the account still remembers is a duplicate; what moves nothing,
        from an account to itself, is left out. Raises `TooLate`. A time in the future
        is for the caller to refuse: it would make all that is real too late.
        """
        if transfer.src == transfer.dst:
            return False
        account = transfer.account(party)
        past = self._pasts.get(account)
        if past is None:
            past = self._pasts[account] = Past(account, self.compiled.layout)
        if transfer.tx_id in past.moves:
            return False
        if transfer.at_us <= past.dropped_us:
            raise _too_late(transfer)
        past.put(transfer, self.facts.of, self._keep_us)
        return True

    def forget(self, before_us: int) -> None:
        """Of accounts that have fallen quiet too: moves before this time.

        Afterwards nothing older can be told, or asked within the longest window.
        """
        for past in self._pasts.values():
            past.forget(before_us)

    def clear(self) -> None:
        """Account by account: all at once, no other thread would run meanwhile."""
        while self._pasts:
            self._pasts.popitem()

    def _past(self, account: str, transfer: Transfer) -> Past:
        past = self._pasts.get(account, self._empty)
        if transfer.at_us - self.compiled.longest_us <= past.dropped_us:
            raise _too_late(transfer)
        return past


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
    """Each account's name once in memory, however often it moves."""
    columns = {name: batch[name].to_pylist() for name in Transfer._fields}
    for side in ("src", "dst"):
        columns[side] = list(map(sys.intern, columns[side]))
    return map(Transfer._make, zip(*columns.values(), strict=True))


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
