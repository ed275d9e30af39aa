"""Typologies put to the hits of rules: read twice from front to back, held never.

The first reading finds where a typology fires and by which hits, the second writes it
down from the hits themselves.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from wuzha.detection.engines import Source
from wuzha.detection.hits import HITS, Row, batches, hit_id, rows_of
from wuzha.detection.moments import microseconds
from wuzha.detection.rules.batch import evidence_limit
from wuzha.detection.rules.tree import Side
from wuzha.detection.rules.words import duration_text
from wuzha.detection.typologies import Band, Typology, filled

NEEDED = ["rule", "title", "account", "suspect_account", "ts", "score"]
IN_ORDER = [(name, "ascending") for name in ("ts", "tx_id", "rule")]
HIGHEST = 100


class Fired(NamedTuple):
    typology: Typology
    band: Band
    best: Mapping[str, int]  # the highest score of each rule, by its title
    seen: Sequence[int]  # the places of its hits among all, the latest


def typology_hits(typologies: Sequence[Typology], hits: pa.Table) -> pa.Table:
    """The hits of typologies over the hits of rules, in the same columns."""
    found: list[pa.Table] = []
    if len(hits):
        ordered = hits.sort_by(IN_ORDER)
        most = evidence_limit(microseconds(ordered["ts"][-1].as_py()))
        found += together(typologies, ordered, most)
    return pa.concat_tables([HITS.empty_table(), *found])


def together(
    typologies: Sequence[Typology], hits: Source, most: int
) -> Iterator[pa.Table]:
    """The same of hits that stand in order of time; `most` of them go with one."""
    running = [typology for typology in typologies if typology.runs]
    yield from _written(list(_fired(running, hits, most)), batches(hits))


class Watched:
    """A typology at one account: of all its hits what the next one needs."""

    def __init__(self, typology: Typology, most: int) -> None:
        self.typology = typology
        self.window = timedelta(microseconds=typology.window_us)
        self.titles: dict[str, str] = {}
        self.latest: dict[str, dict[int, datetime]] = defaultdict(dict)  # by score
        self.said: dict[int, datetime] = {}  # by the edge of the band reached
        self.hits: deque[tuple[datetime, int]] = deque(maxlen=most)

    def told(self, hit: Row, place: int) -> Fired | None:
        """What it says at this hit."""
        since = hit["ts"] - self.window
        self.titles[hit["rule"]] = hit["title"]
        self.latest[hit["rule"]][hit["score"]] = hit["ts"]
        self.hits.append((hit["ts"], place))
        best = {
            rule: max(scores)
            for rule in self.typology.rules
            if (scores := [s for s, at in self.latest[rule].items() if at >= since])
        }
        band = self._reached(best, since)
        if band is None:
            return None
        self.said[band.at_least] = hit["ts"]
        return Fired(
            typology=self.typology,
            band=band,
            best={self.titles[rule]: score for rule, score in best.items()},
            seen=[place for at, place in self.hits if at >= since],
        )

    def _reached(self, best: Mapping[str, int], since: datetime) -> Band | None:
        """The band, unless it or a higher one was reached within the window."""
        must = self.typology.must
        if len(best) < self.typology.needed or (must and not best.keys() & set(must)):
            return None
        score = sum(best.values())
        band = next((b for b in self.typology.bands if score >= b.at_least), None)
        recent = [edge for edge, at in self.said.items() if at >= since]
        return band if band and band.at_least > max(recent, default=0) else None


def _fired(typologies: Sequence[Typology], hits: Source, most: int) -> Iterator[Fired]:
    of_rule: dict[str, list[Typology]] = defaultdict(list)
    for typology in typologies:
        for rule in typology.rules:
            of_rule[rule].append(typology)
    watched: dict[tuple[str, str], Watched] = {}
    for place, hit in enumerate(rows_of(hits, NEEDED)):
        for typology in of_rule[hit["rule"]]:
            at = typology.id, _account(typology, hit)
            if at not in watched:
                watched[at] = Watched(typology, most)
            if fired := watched[at].told(hit, place):
                yield fired


def _account(typology: Typology, hit: Row) -> str:
    """The account watched: the suspect's for the mule's side, else the victim's."""
    mule = typology.side is Side.MULE
    return str(hit["suspect_account" if mule else "account"])


def _written(
    fired: Sequence[Fired], hits: Iterable[pa.RecordBatch]
) -> Iterator[pa.Table]:
    """A hit that several typologies saw is read once and forgotten after the last."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(fired):
        for place in one.seen:
            wanted[place].append(number)
    places, start = np.array(sorted(wanted), np.int64), 0
    seen: dict[int, list[Row]] = defaultdict(list)
    for batch in hits:
        stop = start + batch.num_rows
        here = places[np.searchsorted(places, start) : np.searchsorted(places, stop)]
        rows = batch.take(pa.array(here - start)).to_pylist()
        done: list[dict[str, Any]] = []
        for place, row in zip(here.tolist(), rows, strict=True):
            for number in wanted[place]:
                seen[number].append(row)
                if place == fired[number].seen[-1]:
                    done.append(_hit(fired[number], seen.pop(number)))
        if done:
            yield pa.Table.from_pylist(done, schema=HITS)
        start = stop


def _hit(fired: Fired, seen: Sequence[Row]) -> dict[str, Any]:
    typology, band, best, _ = fired
    last, score = seen[-1], sum(best.values())
    blanks = {
        "rules": "、".join(best),
        "count": str(len(best)),
        "score": str(score),
        "window": duration_text(typology.window_us),
    }
    return {
        **last,
        "hit_id": hit_id(typology.id, typology.version, last["tx_id"]),
        "rule": typology.id,
        "rule_version": typology.version,
        "rule_state": str(typology.state),
        "title": typology.title,
        "side": str(typology.side),
        "victim_accounts": _once(seen, "victim_accounts"),
        "measure": score,
        "score": min(score, HIGHEST),
        "action": str(band.action),
        "reason": filled(band.reason, blanks),
        "values": [
            {"name": "score", "label": title, "value": points, "shown": str(points)}
            for title, points in best.items()
        ],
        "tx_ids": _once(seen, "tx_ids"),
    }


def _once(seen: Sequence[Row], column: str) -> list[str]:
    return list(dict.fromkeys(value for hit in seen for value in hit[column]))
