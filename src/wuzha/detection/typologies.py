"""Typologies: rules together. Scores of different rules at one account add up.

Read from data like the rules. At each hit, in order of time, the best score of every
rule of the typology that fired at the same account within the window is counted once;
where the sum reaches a band that it had not reached within the window, the typology
itself fires, at that transfer. How they are put to hits: `together.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

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
            reason=filled(band.reason, blanks),
        )
        for band in typology.bands
    ]
    lines = [head_text(typology), rules, *([must] if typology.must else []), *bands]
    return "\n".join(lines)


def filled(reason: str, blanks: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: blanks[found[1]], reason)
