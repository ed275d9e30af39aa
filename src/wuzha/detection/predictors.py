"""What the learned score looks at: features of the rule language, and the graph's.

A window holds the transfer's own instant and nothing after it; what an account had ever
done is told as of before that instant, so that the two together tell what is new.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product

import numpy as np
import numpy.typing as npt

from wuzha.detection.graph import Graph
from wuzha.detection.rules.arrays import NOTHING, Features, Flags, Ledger, Whole
from wuzha.detection.rules.facts import BEIJING_US, DAY_US
from wuzha.detection.rules.tree import (
    Aggregate,
    Direction,
    Expression,
    Feature,
    Key,
    Kind,
    Name,
)
from wuzha.detection.rules.words import TRANSFER_WORDS, duration_text, feature_text
from wuzha.detection.sharing import Sharing
from wuzha.lib.words import N_, Sentence

HOUR_US = DAY_US // 24
WINDOWS = (HOUR_US, 3 * HOUR_US, DAY_US, 7 * DAY_US, 21 * DAY_US)
BY_THE_DAY = (7 * DAY_US, 20 * DAY_US)
BY_THE_MINUTE = (3 * HOUR_US, DAY_US)
SLICE = 500_000

Matrix = npt.NDArray[np.float32]
SIDES = list(product((Key.PAYER, Key.PAYEE), (Direction.IN, Direction.OUT)))
COUNTED = (Aggregate.COUNT, Aggregate.SUM, Aggregate.DISTINCT, Aggregate.MAX)
EVER = (Aggregate.COUNT, Aggregate.DISTINCT, Aggregate.IDLE, Aggregate.AGE)
NEW_PAYEE: Expression = Name("new_payee", Kind.FLAG)
FEATURES = tuple(
    [
        Feature(aggregate, direction, window, key, None)
        for key, direction in SIDES
        for window in WINDOWS
        for aggregate in COUNTED
    ]
    + [
        Feature(aggregate, direction, None, key, None)
        for key, direction in SIDES
        for aggregate in EVER
    ]
    + [
        Feature(Aggregate.COUNT, direction, window, key, NEW_PAYEE)
        for key, direction in SIDES
        for window in (HOUR_US, 7 * DAY_US)
    ]
    + [
        Feature(aggregate, Direction.OUT, None, Key.PAIR, None)
        for aggregate in (Aggregate.COUNT, Aggregate.SUM, Aggregate.IDLE)
    ]
)
GRAPH_WORDS = {
    "chain": N_("{window}内资金链的步数"),
    "alike_chain": N_("{window}内金额相近的资金链步数"),
    "passed_on": N_("与{window}内最相近一笔转入的差额（千分之）"),
    "cycle": N_("{window}内回到原账户的环的步数"),
    "gathered": N_("{window}内同一来源经几个账户汇到收款人"),
    "payer_sources_payers": N_("{window}内付款人各来源账户的付款人数，最多者"),
    "payer_sources_payees": N_("{window}内付款人各来源账户的收款人数，最多者"),
    "payer_sources_received": N_("{window}内付款人各来源账户的转入合计，最多者"),
    "payer_sources_sent": N_("{window}内付款人各来源账户的转出合计，最多者"),
    "payer_largest": N_("{window}内付款人最近几笔转入，最大者"),
    "payee_sources_payers": N_("{window}内收款人各来源账户的付款人数，最多者"),
    "payee_sources_payees": N_("{window}内收款人各来源账户的收款人数，最多者"),
    "payee_sources_received": N_("{window}内收款人各来源账户的转入合计，最多者"),
    "payee_sources_sent": N_("{window}内收款人各来源账户的转出合计，最多者"),
    "payee_largest": N_("{window}内收款人最近几笔转入，最大者"),
    "hops": N_("距涉案名单账户资金的步数（{window}内）"),
}
SHARED_WORDS = {
    "shared_payees": N_("{window}内与付给同一收款人的其他账户另有几个共同收款人"),
    "sharing_payers": N_("{window}内付给同一收款人、又另有共同收款人的其他账户数"),
}
IN_MONEY = ("received", "sent", "largest")


@dataclass(frozen=True)
class Signal:
    name: str
    words: str
    kind: Kind


@dataclass(frozen=True)
class Signals:
    """All signals of one ledger, a slice of transfers at a time."""

    ledger: Ledger
    windows: tuple[int, ...]  # of the graph's paths
    listed: Flags  # transfers that leave an account on the involved list

    @cached_property
    def graph(self) -> list[Matrix]:
        around = map(self._around, self.windows)
        found = chain(*around, self._in_common(self.windows[-1]))
        return [_numbers(values) for values in found]

    def slices(self) -> Iterator[tuple[slice, Matrix]]:
        holding = {NEW_PAYEE: self.ledger.new_payee}
        through = Features(self.ledger, through=True, holding=holding)
        before = Features(self.ledger)
        before.share(through)
        for start in range(0, len(self.ledger), SLICE):
            stop = min(start + SLICE, len(self.ledger))
            answers = {True: before.at(start, stop), False: through.at(start, stop)}
            matrix = np.empty((stop - start, len(named(self.windows))), np.float32)
            part = slice(start, stop)
            matrix[:, 0] = self.ledger.cents[part]
            matrix[:, 1] = (self.ledger.at_us[part] + BEIJING_US) % DAY_US
            column = 2
            for feature in FEATURES:
                values = answers[feature.window_us is None].measured(feature)
                matrix[:, column] = _numbers(values)
                column += 1
            for around in self.graph:
                matrix[:, column] = around[part]
                column += 1
            yield part, matrix

    def _around(self, window: int) -> Iterator[Whole]:
        graph = Graph(self.ledger, window)
        yield graph.depth(alike=False)
        yield graph.depth(alike=True)
        yield graph.passed_on()
        yield graph.cycle()
        yield graph.gathered()
        asked = Features(self.ledger, through=True).at()
        flows = [
            asked.measured(Feature(aggregate, way, window, Key.PAYER, None))
            for aggregate in (Aggregate.DISTINCT, Aggregate.SUM)
            for way in (Direction.IN, Direction.OUT)
        ]
        for arrivals in (graph.to_payer, graph.to_payee):
            for flow in (*flows, self.ledger.cents):
                yield graph.largest(flow, arrivals)
        yield graph.hops(self.listed)

    def _in_common(self, window: int) -> Iterator[Whole]:
        sharing = Sharing(Graph(self.ledger, window))
        yield from sharing.shared()
        yield sharing.returned()


def horizons(ledger: Ledger) -> tuple[int, ...]:
    """How far paths reach: data by the day knows no hours."""
    by_the_day = bool((np.diff(ledger.instants) % DAY_US == 0).all())
    return BY_THE_DAY if by_the_day else BY_THE_MINUTE


def named(windows: tuple[int, ...]) -> list[Signal]:
    """The columns of the matrix, in order."""
    row = [
        Signal("amount", TRANSFER_WORDS["amount"], Kind.MONEY),
        Signal("time_of_day", TRANSFER_WORDS["time_of_day"], Kind.DURATION),
    ]
    features = [Signal(_name(f), feature_text(f), f.kind) for f in FEATURES]
    graph = [
        Signal(
            f"{name}_{window // HOUR_US}h",
            Sentence(words, window=duration_text(window)),
            Kind.MONEY if name.endswith(IN_MONEY) else Kind.NUMBER,
        )
        for window in windows
        for name, words in GRAPH_WORDS.items()
    ]
    longest = windows[-1]
    sharing = [
        Signal(
            f"{name}_{longest // HOUR_US}h",
            Sentence(words, window=duration_text(longest)),
            Kind.NUMBER,
        )
        for name, words in SHARED_WORDS.items()
    ]
    returned = Signal("returned", N_("距收款人上次付给付款人"), Kind.DURATION)
    return [*row, *features, *graph, *sharing, returned]


def _numbers(values: Whole) -> Matrix:
    return np.where(values == NOTHING, np.nan, values).astype(np.float32)


def _name(feature: Feature) -> str:
    window = "all" if feature.window_us is None else f"{feature.window_us // HOUR_US}h"
    new = ["new"] if feature.filter else []
    return "_".join([feature.key, feature.direction, feature.aggregate, *new, window])
