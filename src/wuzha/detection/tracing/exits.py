"""Where money leaves what can be followed: cash, fees, shops, virtual currency.

An explicit, dated table says by which channel, note, kind of payee or list; what it
does not name is an ordinary transfer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.detection.moments import microseconds, written
from wuzha.detection.rules.arrays import Flags, Whole
from wuzha.detection.rules.facts import DAY_US
from wuzha.lib.datafiles import DATA, load

TABLE = DATA / "tracing" / "exits.toml"
GOES_ON = 0
FOREVER_US = 2**62


@dataclass(frozen=True)
class Exit:
    kind: str
    label: str
    basis: str
    confidence: str
    channels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    payee_kinds: tuple[str, ...] = ()
    payee_lists: tuple[str, ...] = ()
    unless_lists: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None  # the last day

    def in_force(self, at_us: Whole) -> Flags:
        since = _begins(self.valid_from) if self.valid_from else -FOREVER_US
        until = _begins(self.valid_to) + DAY_US if self.valid_to else FOREVER_US
        return (since <= at_us) & (at_us < until)


@dataclass(frozen=True)
class Exits:
    note: str
    exits: tuple[Exit, ...]


@cache
def exits() -> tuple[Exit, ...]:
    return load(Exits, TABLE).exits


REFUND = next(n for n, exit_ in enumerate(exits(), start=1) if exit_.kind == "refund")


@dataclass(frozen=True)
class Payees:
    """What is known of the accounts that were paid, one after another."""

    transfers: pa.Table
    paid: Whole  # the number of each transfer's payee
    names: pa.Array  # by number
    accounts: pa.Table
    lists: pa.Table

    def kinds(self) -> npt.NDArray[np.int8]:
        """For each transfer 0 (the way goes on), or the place of its exit in the table,
        counted from 1."""
        kinds = np.full(len(self.paid), GOES_ON, np.int8)
        for number, exit_ in reversed(list(enumerate(exits(), start=1))):
            kinds[self._fits(exit_)] = number
        return kinds

    def _fits(self, exit_: Exit) -> Flags:
        fits = self.channels.one_of(exit_.channels) | self.notes.one_of(exit_.notes)
        fits |= self._of_kind(exit_.payee_kinds)
        fits |= self._listed(exit_.payee_lists)
        fits &= ~self._listed(exit_.unless_lists)
        return fits & exit_.in_force(self.transfers["at_us"].to_numpy())

    @cached_property
    def channels(self) -> "Texts":
        return Texts.of(self.transfers["channel"])

    @cached_property
    def notes(self) -> "Texts":
        return Texts.of(self.transfers["note"])

    def _of_kind(self, kinds: Sequence[str]) -> Flags:
        of_kind = pc.is_in(self.accounts["kind"], pa.array(kinds, pa.string()))
        known = self.accounts["account"].filter(of_kind).combine_chunks()
        found: Flags = pc.is_in(self.names, known).to_numpy(zero_copy_only=False)
        return found[self.paid]

    def _listed(self, lists: Sequence[str]) -> Flags:
        """The payee stood on one of the lists when the money came."""
        at_us = self.transfers["at_us"].to_numpy()
        found = np.zeros(len(self.paid), np.bool_)
        for name in lists:
            rows = self.lists.filter(pc.equal(self.lists["list"], name))
            place = pc.index_in(self.names, rows["account"].combine_chunks())
            at = place.fill_null(-1).to_numpy(zero_copy_only=False)
            since = np.append(rows["since_us"].to_numpy(), FOREVER_US)[at][self.paid]
            until = rows["until_us"].fill_null(FOREVER_US).to_numpy()
            found |= (since <= at_us) & (at_us < np.append(until, 0)[at][self.paid])
        return found


@dataclass(frozen=True)
class Texts:
    """What is written beside each transfer; wide letters, capitals and spaces aside."""

    known: pa.Array
    place: Whole  # of each transfer's text among the known; -1: nothing is written

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> "Texts":
        codes = column.combine_chunks().dictionary_encode()
        told = pc.utf8_lower(pc.utf8_normalize(codes.dictionary, form="NFKC"))
        known = pc.replace_substring_regex(told, r"\s", "")
        return cls(known, codes.indices.fill_null(-1).to_numpy(zero_copy_only=False))

    def one_of(self, words: Sequence[str]) -> Flags:
        is_in = pc.is_in(self.known, pa.array(words, pa.string()))
        fits: Flags = np.append(is_in.to_numpy(zero_copy_only=False), np.False_)
        return fits[self.place]


def _begins(day: date) -> int:
    return microseconds(written(day.isoformat()))
