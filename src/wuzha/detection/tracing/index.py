"""All transfers at hand, so laid out that an account's are found without a search.

Rows stand in order of time, at one instant in order of their ids: a row's number says
which came first. The rows of one account lie side by side, once by payer and once by
payee (compressed sparse rows). Built once, asked many times; nothing in it changes.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.detection.files import TableError
from wuzha.detection.rules.arrays import Whole
from wuzha.detection.tables import NO_ACCOUNTS, NO_LISTS, NO_OPENINGS
from wuzha.detection.tracing.exits import Payees
from wuzha.lib.words import N_, Sentence

NEEDED = ("tx_id", "at_us", "src", "dst", "amount_cents")
WRITTEN = ("channel", "note")
MOST_IN_ALL = 2**62


class Rows(NamedTuple):
    """Grouped by account: those of account a are rows[starts[a] : starts[a + 1]]."""

    rows: Whole
    starts: Whole

    @classmethod
    def by(cls, side: Whole, accounts: int) -> "Rows":
        starts = np.zeros(accounts + 1, np.int64)
        np.cumsum(np.bincount(side, minlength=accounts), out=starts[1:])
        return cls(np.argsort(side, kind="stable"), starts)

    def of(self, account: int) -> Whole:
        return self.rows[self.starts[account] : self.starts[account + 1]]


@dataclass(frozen=True)
class Index:
    tx_ids: pa.Array
    by_id: Whole  # rows in order of their ids
    at_us: Whole
    src: Whole  # numbers of accounts
    dst: Whole
    cents: Whole
    exits: npt.NDArray[np.int8]  # 0, or the place in the table of exits from 1
    names: pa.Array  # of the accounts
    leaving: Rows
    coming: Rows
    openings: Mapping[int, tuple[int, int]]  # by account: at_us, cents

    @classmethod
    def of(
        cls,
        transfers: pa.Table,
        *,
        accounts: pa.Table = NO_ACCOUNTS,
        lists: pa.Table = NO_LISTS,
        openings: pa.Table = NO_OPENINGS,
    ) -> "Index":
        """A transfer to the own account moves nothing and is left out. `openings` says
        what accounts held just before the movements of an instant."""
        table, by_id = _in_order(transfers)
        both = pa.chunked_array(table["src"].chunks + table["dst"].chunks, pa.string())
        codes = both.combine_chunks().dictionary_encode()
        sides = codes.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        src, dst = sides[: len(table)], sides[len(table) :]
        return cls(
            tx_ids=table["tx_id"].combine_chunks(),
            by_id=by_id,
            at_us=table["at_us"].to_numpy(),
            src=src,
            dst=dst,
            cents=table["amount_cents"].to_numpy(),
            exits=Payees(table, dst, codes.dictionary, accounts, lists).kinds(),
            names=codes.dictionary,
            leaving=Rows.by(src, len(codes.dictionary)),
            coming=Rows.by(dst, len(codes.dictionary)),
            openings=_by_account(openings, codes.dictionary),
        )

    def __len__(self) -> int:
        return len(self.at_us)

    def row(self, tx_id: str) -> int | None:
        place = bisect_left(self.by_id, tx_id, key=self.tx_id)
        if place == len(self):
            return None
        row = int(self.by_id[place])
        return row if self.tx_id(row) == tx_id else None

    def rows_of(self, tx_ids: Sequence[str]) -> list[int]:
        found = {tx_id: self.row(tx_id) for tx_id in tx_ids}
        if missing := sorted(tx_id for tx_id, row in found.items() if row is None):
            raise TableError(
                Sentence(
                    N_("流水中找不到 {missing}，无法从它追踪；请核对流水号或补充流水"),
                    missing=tuple(missing),
                )
            )
        return [row for row in found.values() if row is not None]

    def payers(self, accounts: Sequence[str]) -> set[str]:
        """Those of the accounts from which a transfer is at hand."""
        numbers = pc.index_in(pa.array(accounts, pa.string()), self.names).to_pylist()
        return {
            account
            for account, number in zip(accounts, numbers, strict=True)
            if number is not None and len(self.leaving.of(number))
        }

    def tx_id(self, row: int) -> str:
        name: str = self.tx_ids[int(row)].as_py()
        return name


def used(transfers: pa.Table) -> pa.Table:
    """The columns that a trace looks at; who brings no texts has none."""
    for column in WRITTEN:
        if column not in transfers.column_names:
            nothing = pa.nulls(len(transfers), pa.string())
            transfers = transfers.append_column(column, nothing)
    return transfers.select([*NEEDED, *WRITTEN])


def _in_order(transfers: pa.Table) -> tuple[pa.Table, Whole]:
    """By time and id, and the rows of that order by id alone."""
    table = used(transfers)
    table = table.filter(pc.not_equal(table["src"], table["dst"]))
    table = table.take(pc.sort_indices(table["tx_id"]))
    _refuse_doubles(table["tx_id"])
    if table["amount_cents"].to_numpy().sum(dtype=np.float64) > MOST_IN_ALL:
        raise TableError(
            Sentence(N_("流水金额大得不合常理，无法逐分相加，请核对金额单位"))
        )
    order = np.argsort(table["at_us"].to_numpy(), kind="stable")
    by_id = np.empty(len(order), np.int64)
    by_id[order] = np.arange(len(order))
    return table.take(pa.array(order)), by_id


def _refuse_doubles(sorted_ids: pa.ChunkedArray) -> None:
    double = pc.equal(sorted_ids[1:], sorted_ids[:-1])
    if (place := pc.index(double, value=True).as_py()) >= 0:
        raise TableError(
            Sentence(
                N_("流水号 {tx_id} 用于不止一笔流水，请剔除重复，或加上银行以区分"),
                tx_id=sorted_ids[place].as_py(),
            )
        )


def _by_account(openings: pa.Table, names: pa.Array) -> dict[int, tuple[int, int]]:
    """Of an account seen at two instants the earlier; unknown names are left."""
    places = pc.index_in(openings["account"], names).to_pylist()
    seen = sorted(
        (row["at_us"], row["balance_cents"], place)
        for place, row in zip(places, openings.to_pylist(), strict=True)
        if place is not None
    )
    return {account: (at_us, cents) for at_us, cents, account in reversed(seen)}
