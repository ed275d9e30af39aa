"""First in, first out and last in, first out: money keeps its place in the account.

Under FIFO each cent stands at a place in the row of all that came, and leaves with the
transfer that reaches that place. Under LIFO it lies at a height of the balance, and
leaves with the first transfer that brings the balance below. Either way what leaves
with which transfer is known as soon as it comes.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from wuzha.detection.tracing.index import Index
from wuzha.detection.tracing.parts import Part
from wuzha.detection.tracing.statements import Statement

Leaving = Iterator[tuple[int, Part]]  # with which row what leaves
Left = dict[tuple[int, int], int]  # by account and seed


def first_in_first_out(
    index: Index, statement: Statement, row: int, part: Part
) -> Leaving:
    n = int(np.searchsorted(statement.ins, row))
    begins = int(statement.came[n]) + part.offset
    ends = begins + part.cents
    place = int(np.searchsorted(statement.paid, begins, side="right")) - 1
    for k in range(max(place, 0), len(statement.outs)):
        out, paid = int(statement.outs[k]), int(statement.paid[k])
        if paid >= ends:
            return
        known = min(int(index.cents[out]), int(statement.held_at_out[k]))
        low, high = max(begins, paid), min(ends, paid + known)
        if low < high:
            yield out, part._replace(offset=low - paid, cents=high - low)


def last_in_first_out(
    index: Index, statement: Statement, row: int, part: Part
) -> Leaving:
    n = int(np.searchsorted(statement.ins, row))
    bottom = int(statement.held_at_in[n]) + part.offset
    top = bottom + part.cents
    later = statement.out_after(int(index.at_us[row]), index)
    outs = statement.outs[later:]
    down_to = statement.held_at_out[later:] - index.cents[outs]  # of all that is paid
    lowest = np.minimum.accumulate(np.concatenate(([top], down_to)))
    for k in np.flatnonzero(down_to < lowest[:-1]):
        reached = int(down_to[k])
        low = max(bottom, reached)
        yield int(outs[k]), part._replace(offset=low - reached, cents=top - low)
        top = low
        if top == bottom:
            return


@dataclass
class Queues:
    """What will leave with each transfer, and what stays where it came to."""

    index: Index
    statement: Callable[[int], Statement]
    visit: Callable[[int], None]
    follow: Callable[[Index, Statement, int, Part], Leaving]
    leaving: dict[int, list[Part]] = field(default_factory=lambda: defaultdict(list))
    left: Left = field(default_factory=lambda: defaultdict(int))
    joined: dict[int, int] = field(default_factory=dict)

    def put(self, row: int, parts: Sequence[Part]) -> None:
        account = int(self.index.dst[row])
        statement = self.statement(account)
        for part in parts:
            self.left[account, part.seed] += part.cents
            for out, leaves in self.follow(self.index, statement, row, part):
                self.left[account, part.seed] -= leaves.cents
                self.leaving[out].append(leaves)
                self.visit(out)

    def take(self, row: int) -> list[Part]:
        return sorted(self.leaving.pop(row, []))
