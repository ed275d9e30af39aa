"""Followed money at its ends, and what of it is refunded.

What a shop pays back under the name of a refund, to the account that had paid it with
followed money, is that money again: what was paid first comes back first.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from wuzha.detection.tracing.exits import GOES_ON, REFUND, exits
from wuzha.detection.tracing.index import Index
from wuzha.detection.tracing.parts import Part, rest_of
from wuzha.detection.tracing.telling import Ended


class Paid(NamedTuple):
    row: int
    part: Part
    kind: str


@dataclass
class Exited:
    index: Index
    visit: Callable[[int], None]
    paid: dict[tuple[int, int], deque[Paid]] = field(
        default_factory=lambda: defaultdict(deque)
    )  # by who paid and who was paid
    moved: set[tuple[int, int]] = field(default_factory=set)  # followed money, anyhow

    def kind_of(self, row: int) -> str:
        number = int(self.index.exits[row])
        goes_back = number == REFUND and _turned(self.index, row) in self.moved
        return "" if number == GOES_ON or goes_back else exits()[number - 1].kind

    def note(self, rows: Iterable[int]) -> None:
        """Followed money moved with them: from now on it can be refunded."""
        self.moved.update(_turned(self.index, row)[::-1] for row in rows)

    def put(self, row: int, part: Part, kind: str) -> None:
        payer, shop = int(self.index.src[row]), int(self.index.dst[row])
        self.paid[payer, shop].append(Paid(row, part, kind))
        outs = self.index.leaving.of(shop)
        back = (self.index.dst[outs] == payer) & (self.index.exits[outs] == REFUND)
        for refund in outs[back & (self.index.at_us[outs] > self.index.at_us[row])]:
            self.visit(int(refund))

    def come_back(self, row: int, taken: Iterable[Part]) -> Iterator[Part]:
        """With a refund, beside what is taken of the payer's own."""
        waiting = self.paid.get(_turned(self.index, row))
        if not waiting or self.index.exits[row] != REFUND:
            return
        for offset, cents in rest_of(int(self.index.cents[row]), taken):
            place, end = offset, offset + cents
            while waiting and place < end:
                paid = waiting.popleft()
                share = min(paid.part.cents, end - place)
                yield paid.part._replace(offset=place, cents=share)
                place += share
                if rest := paid.part.cents - share:
                    part = paid.part._replace(cents=rest)
                    waiting.appendleft(paid._replace(part=part))

    def ended(self) -> Iterator[Ended]:
        """What did not come back."""
        for waiting in self.paid.values():
            for row, part, kind in waiting:
                yield Ended(row, part.seed, kind, part.cents)


def _turned(index: Index, row: int) -> tuple[int, int]:
    """Payee and payer: of a refund, who had paid whom."""
    return int(index.dst[row]), int(index.src[row])
