"""Typologies: rules together. Scores of different rules at one account add up.

Read from data like the rules. At each hit, in order of time, the best score of every
rule of the typology that fired at the same account within the window is counted once;
where the sum reaches a band that it had not reached within the window, the typology
itself fires, at that transfer.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from wuzha.detection.hits import HITS, hit_id
from wuzha.detection.rules.reader import (
    PROVENANCE,
    Section,
    opened,
    provenance,
    read_span,
)
from wuzha.detection.rules.tree import (
    PLACEHOLDER,
    Action,
    Provenance,
    Rule,
    Side,
)
from wuzha.detection.rules.words import duration_text, head_text
from wuzha.lib.words import N_, Sentence

BLANKS = {
    "rules": N_("命中的规则"),
    "count": N_("命中规则数"),
    "score": N_("合计分"),
    "window": N_("时间范围"),
}
HIGHEST = 100


@dataclass(frozen=True, slots=True)
class Band:
    at_least: int  # sum of scores
    action: Action
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typology(Provenance):
    window_us: int
    rules: tuple[str, ...]
    needed: int  # different rules
    must: tuple[str, ...]  # of which one at least has fired; none named: any
    bands: tuple[Band, ...]  # highest first


def read_typologies(folder: Path, rules: Sequence[Rule]) -> list[Typology]:
    """Each must speak of rules that are there, running or not."""
    known = {rule.id: rule.side for rule in rules}
    return [_typology(opened(path), known) for path in sorted(folder.glob("*.toml"))]


def _typology(top: Section, known: Mapping[str, Side]) -> Typology:
    top.only(
        *PROVENANCE,
        *("window", "rules", "needed", "must", "bands"),
    )
    side, rules = top.choice("side", Side), top.texts("rules")
    for rule in rules:
        if known.get(rule) is not side:
            why = N_("没有规则「{rule}」，或它看的不是同一侧")
            raise top.error("rules", Sentence(why, rule=rule))
    must = top.texts("must") if "must" in top.values else []
    if not set(must) <= set(rules):
        raise top.error("must", Sentence(N_("应为 rules 中的规则")))
    bands = [_band(section) for section in top.sections("bands")]
    return Typology(
        **provenance(top),
        window_us=read_span(top, "window"),
        rules=tuple(rules),
        needed=top.number("needed", 2, len(rules)),
        must=tuple(must),
        bands=tuple(sorted(bands, key=lambda band: -band.at_least)),
    )


def _band(section: Section) -> Band:
    section.only("at_least", "action", "reason")
    reason = section.text("reason")
    for name in PLACEHOLDER.findall(reason):
        if name not in BLANKS:
            why = N_("没有可填入「{name}」的量")
            raise section.error("reason", Sentence(why, name=name))
    return Band(
        at_least=section.number("at_least", 2, 1000),
        action=section.choice("action", Action),
        reason=reason,
    )


def typology_text(typology: Typology, titles: Mapping[str, str]) -> str:
    """The whole typology, one line a part; `titles` are the rules' by their ids."""
    rules = Sentence(
        N_("　同一账户{window}内，以下规则至少{needed}条命中，各计最高分：{rules}"),
        window=duration_text(typology.window_us),
        needed=typology.needed,
        rules=tuple(titles[rule] for rule in typology.rules),
    )
    must = Sentence(
        N_("　其中必有：{rules}"), rules=tuple(titles[rule] for rule in typology.must)
    )
    blanks = {name: f"〔{words}〕" for name, words in BLANKS.items()}
    bands = [
        Sentence(
            N_("　合计 ≥ {edge}分：{reason}"),
            edge=band.at_least,
            reason=_filled(band.reason, blanks),
        )
        for band in typology.bands
    ]
    lines = [head_text(typology), rules, *([must] if typology.must else []), *bands]
    return "\n".join(lines)


def _filled(reason: str, blanks: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: blanks[found[1]], reason)


Row = Mapping[str, Any]


def typology_hits(typologies: Sequence[Typology], hits: pa.Table) -> pa.Table:
    """The hits of typologies over the hits of rules, in the same columns."""
    rows = hits.to_pylist()
    found = [
        hit
        for typology in typologies
        if typology.runs
        for account_hits in _by_account(typology, rows)
        for hit in _fired(typology, account_hits)
    ]
    found.sort(key=lambda hit: (hit["ts"], hit["rule"], hit["tx_id"]))
    return pa.Table.from_pylist(found, schema=HITS)


def _by_account(typology: Typology, rows: Sequence[Row]) -> list[list[Row]]:
    """The account watched: the suspect's for the mule's side, else the victim's."""
    whose = "suspect_account" if typology.side is Side.MULE else "account"
    accounts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["rule"] in typology.rules:
            accounts[row[whose]].append(row)
    return [
        sorted(hits, key=lambda hit: (hit["ts"], hit["rule"], hit["tx_id"]))
        for hits in accounts.values()
    ]


def _fired(typology: Typology, hits: Sequence[Row]) -> list[dict[str, Any]]:
    window = timedelta(microseconds=typology.window_us)
    fired: list[dict[str, Any]] = []
    said: list[tuple[datetime, int]] = []  # when, and the edge of the band reached
    scores: dict[str, Counter[int]] = defaultdict(Counter)  # in the window, by rule
    start = 0
    for place, hit in enumerate(hits):
        scores[hit["rule"]][hit["score"]] += 1
        while hits[start]["ts"] < hit["ts"] - window:
            _forget(hits[start], scores)
            start += 1
        score = sum(max(one) for one in scores.values())
        band = next((b for b in typology.bands if score >= b.at_least), None)
        recent = [edge for at, edge in said if at >= hit["ts"] - window]
        lacking = typology.must and not scores.keys() & set(typology.must)
        if band is None or lacking or len(scores) < typology.needed:
            continue
        if band.at_least > max(recent, default=0):
            said.append((hit["ts"], band.at_least))
            fired.append(_hit(typology, band, score, hits[start : place + 1]))
    return fired


def _forget(hit: Row, scores: dict[str, Counter[int]]) -> None:
    """A hit that has left the window; a rule with no hit left is none of its rules."""
    of_rule = scores[hit["rule"]]
    of_rule[hit["score"]] -= 1
    if not of_rule[hit["score"]]:
        del of_rule[hit["score"]]
    if not of_rule:
        del scores[hit["rule"]]


def _best(hits: Sequence[Row]) -> dict[str, int]:
    """The highest score of each rule, by its title."""
    best: dict[str, int] = {}
    for hit in hits:
        best[hit["title"]] = max(best.get(hit["title"], 0), hit["score"])
    return best


def _hit(
    typology: Typology, band: Band, score: int, seen: Sequence[Row]
) -> dict[str, Any]:
    last, best = seen[-1], _best(seen)
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
        "reason": _filled(band.reason, blanks),
        "values": [
            {"name": "score", "label": title, "value": points, "shown": str(points)}
            for title, points in best.items()
        ],
        "tx_ids": _once(seen, "tx_ids"),
    }


def _once(seen: Sequence[Row], column: str) -> list[str]:
    return list(dict.fromkeys(value for hit in seen for value in hit[column]))
