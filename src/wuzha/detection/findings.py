"""A finding: a rule that fires at a transfer which has not left yet, and why."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple, cast

from wuzha.detection.hits import Firing, explained
from wuzha.detection.online import Transfer
from wuzha.detection.rules.online import Answer, Compiled
from wuzha.detection.rules.tree import Party, Rule


class Finding(NamedTuple):
    rule: Rule
    score: int
    action: str  # what the band proposes: tree.Action
    measure: int
    reason: str
    values: list[dict[str, Any]]  # rows of hits.VALUE


def findings(
    compiled: Compiled, transfer: Transfer, payer: Answer, payee: Answer
) -> list[Finding]:
    """The rules that fire, in their order, from what both accounts answered."""
    if not (payer or payee):
        return []
    answered = payer.keys() | payee.keys()
    return [
        _found(firing, compiled.labels[rule.id])
        for rule in compiled.rules
        if rule.id in answered
        and (firing := _firing(compiled, rule, transfer, payer, payee))
    ]


def _firing(
    compiled: Compiled, rule: Rule, transfer: Transfer, payer: Answer, payee: Answer
) -> Firing | None:
    said = {Party.PAYER: payer.get(rule.id), Party.PAYEE: payee.get(rule.id)}
    if any(said[party] is None for party in compiled.needed[rule.id]):
        return None
    known = {**(said[Party.PAYEE] or {}), **(said[Party.PAYER] or {})}
    measure = compiled.measures[rule.id](known)
    if measure is None:
        return None
    return Firing(
        rule=rule,
        band=next(
            band for band in rule.bands if measure >= Fraction(band.at_least.value)
        ),
        measure=measure,
        transfer={**known, **transfer._asdict()},
        values={name: cast("int | None", known[name]) for name in rule.features},
    )


def _found(firing: Firing, labels: Mapping[str, str]) -> Finding:
    reason, values = explained(firing, labels)
    return Finding(
        rule=firing.rule,
        score=firing.band.score,
        action=str(firing.band.action),
        measure=firing.measure,
        reason=reason,
        values=values,
    )
