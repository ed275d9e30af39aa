"""What transfers that may fire saw in their windows: the evidence of a hit.

Windows overlap, so what many of them saw is kept once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from wuzha.detection.filed import File
from wuzha.detection.hits import Evidence, Firing, evidence_by_firing
from wuzha.detection.rules.arrays import Seen, Whole
from wuzha.detection.rules.tree import Key

NAME = attrgetter("rule", "feature")


class Sight(NamedTuple):
    """In the window of a feature of a rule; `side`: whose window it is."""

    rule: str
    feature: str
    side: Key
    seen: Seen

    def of(self, places: Whole) -> "Sight":
        """What the transfers at these places saw."""
        return self._replace(seen=self.seen.of(places))


class Sights:
    def __init__(self, file: File, sights: Iterable[Sight]) -> None:
        self.file, self.sights = file, sorted(sights, key=NAME)
        wanted = np.zeros(len(file.payments), np.bool_)
        for sight in self.sights:
            wanted[sight.seen.by] = wanted[sight.seen.rows] = True
        self.places = np.flatnonzero(wanted)
        self.ids = file.at(self.places, "tx_id")["tx_id"].combine_chunks()

    def evidence(self, found: Sequence[Firing]) -> Evidence:
        """As `evidence_query` tells it."""
        fired: dict[str, list[int]] = defaultdict(list)
        for firing in found:
            fired[firing.rule.id].append(firing.transfer["place"])
        pairs = [one.seen.pairs(np.array(fired[one.rule])) for one in self.sights]
        which = np.repeat(np.arange(len(pairs)), [len(by) for by, _ in pairs])
        if not len(which):
            return {}
        by, rows = (np.concatenate(column) for column in zip(*pairs, strict=True))
        order = np.lexsort((which, rows))
        which, by, rows = which[order], by[order], rows[order]
        rules = pa.array([one.rule for one in self.sights])
        features = pa.array([one.feature for one in self.sights])
        named = {
            "rule": rules.take(pa.array(which)),
            "feature": features.take(pa.array(which)),
            "fired_tx": self._named(by),
            "tx_id": self._named(rows),
            "other": self._others(which, by, rows),
        }
        return evidence_by_firing(pa.table(named))

    def _named(self, places: Whole) -> pa.Array:
        return self.ids.take(pa.array(np.searchsorted(self.places, places)))

    def _others(self, which: Whole, by: Whole, rows: Whole) -> pa.Array:
        """Who stood on the other side of what was seen."""
        payments = self.file.payments
        of_payee = np.array([one.side is Key.PAYEE for one in self.sights])[which]
        own = np.where(of_payee, payments.dst[by], payments.src[by])
        src, dst = payments.src[rows], payments.dst[rows]
        return payments.names.take(pa.array(np.where(src == own, dst, src)))
