"""The incremental compiler: rules in, what an account must remember and be asked out.

Features that look the same way through the same filter share a log (`logs.py`). What
one party's account is asked becomes one function (`python.py`) that looks at what is
cheap first and measures a feature at most once, and only for a rule that may still
fire. The two parties may live in different processes: each half says all that the
rules which it does not rule out say of its account, and both together decide.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, cast

from wuzha.detection.rules.batch import features_of
from wuzha.detection.rules.facts import BEIJING_US, DAY_US, HUNDRED_YUAN
from wuzha.detection.rules.past import (
    About,
    Counted,
    Layout,
    Past,
    Reading,
    Stream,
)
from wuzha.detection.rules.python import (
    Term,
    Terms,
    bound,
    condition,
    function,
    is_there,
    made,
    or_nothing,
    positive,
    value,
    variable,
)
from wuzha.detection.rules.readings import nothing_of, reading
from wuzha.detection.rules.tree import (
    ACCOUNT_FACTS,
    TRANSFER_NAMES,
    Comparison,
    Direction,
    Expression,
    Feature,
    Junction,
    Key,
    Listed,
    Party,
    Rule,
)
from wuzha.detection.rules.words import labels_of

Value: TypeAlias = int | str | bool | None
Values: TypeAlias = Mapping[str, Value]
"""By name of the rule language: cents, microseconds, counts, texts, flags."""
Answer: TypeAlias = Mapping[str, Values]
"""By rule, of those that one party's account does not rule out."""
Half: TypeAlias = Callable[
    [Past, About, str, int, int, str | None, bool], dict[str, dict[str, Value]]
]
"""Asked of past, account, counterparty, time, cents, channel, new payee."""

ABOUT = (*ACCOUNT_FACTS, *map(str, Listed))
ROW = ("now", "amount", "channel", "new_payee")
SINCE = ("open_for", "quiet_for")
FACT_COST, FEATURE_COST = 1, 10
HOUR_US = 3_600_000_000
ALL_HOURS = 2**16  # as long as it takes to look at everything kept


class Compiled:
    """Rules made ready to be asked about one transfer at a time."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        features = features_of(rules)
        self.layout = Layout(features, _counted)
        self.longest_us = max((f.window_us or 0 for f in features), default=0)
        self.readings: Mapping[Party, Mapping[Feature, Reading]] = {
            party: {
                feature: reading(feature, self.layout)
                for feature in features
                if party_of(feature) is party
            }
            for party in Party
        }
        self.halves: Mapping[Party, Half] = {
            party: _half(self.rules, party, self.readings[party]) for party in Party
        }
        self.needed = {rule.id: parties_of(rule) for rule in rules}
        self.measures = {rule.id: _measure(rule) for rule in rules}
        self.labels = {rule.id: labels_of(rule) for rule in rules}


def party_of(feature: Feature) -> Party:
    """Whose account remembers it; a pair's is the payer's."""
    return Party.PAYEE if feature.key is Key.PAYEE else Party.PAYER


def parties_of(rule: Rule) -> frozenset[Party]:
    """Whose account must answer; the payer's where no account is spoken of."""
    parties = {party_of(feature) for feature in rule.features.values()}
    parties |= {p for name in rule.facts if (p := _party_of_fact(name))}
    return frozenset(parties or {Party.PAYER})


def _party_of_fact(name: str) -> Party | None:
    party, _, fact = name.partition("_")
    return Party(party) if fact in ABOUT and party in set(Party) else None


def _half(
    rules: Sequence[Rule], party: Party, readings: Mapping[Feature, Reading]
) -> Half:
    """One function for all rules; features are measured when first asked for."""
    variables = {feature: f"f{n}" for n, feature in enumerate(readings)}
    read = {f"read_{variables[f]}": reading for f, reading in readings.items()}
    about = ROW_TERMS | FACT_TERMS[party]
    body: list[ast.stmt] = [
        *(_assigned(name, ast.Constant(...)) for name in variables.values()),
        _assigned("said", ast.Dict([], [])),
    ]
    for rule in rules:
        if party in parties_of(rule):
            terms = about | {
                name: _remembered(feature, variables[feature])
                for name, feature in rule.features.items()
                if feature in variables
            }
            body.append(_answered(rule, terms))
    body.append(ast.Return(variable("said")))
    asked = ["past", str(party), "other", *ROW]
    return cast("Half", made(function("half", asked, body), read))


def _answered(rule: Rule, terms: Terms) -> ast.stmt:
    """Unless these terms rule it out: all that they say of it."""
    said = [name for name in (*rule.facts, *rule.features) if name in terms]
    values = ast.Dict(
        [ast.Constant(name) for name in said], [or_nothing(terms[n]) for n in said]
    )
    place = ast.Subscript(variable("said"), ast.Constant(rule.id), ast.Store())
    answer = ast.Assign([place], values)
    may = bound(_fires(rule), terms.__contains__)
    return ast.If(condition(may, terms), [answer], []) if may else answer


def _fires(rule: Rule) -> Expression:
    """Its condition, and a measure that reaches the lowest band."""
    reached = Comparison(">=", rule.measure, rule.bands[-1].at_least)
    return Junction("and", positive(rule.when), reached)


def _measure(rule: Rule) -> Callable[[Values], int | None]:
    """Of all values that the rule says: its measure where it fires."""
    terms = {name: _given(name) for name in (*TRANSFER_NAMES, *rule.features)}
    measure = ast.IfExp(
        condition(_fires(rule), terms), value(rule.measure, terms), ast.Constant(None)
    )
    asked = function("measure", ["values"], [ast.Return(measure)])
    return cast("Callable[[Values], int | None]", made(asked, {}))


def _counted(streams: Sequence[Stream], direction: Direction) -> Counted:
    terms = ROW_TERMS | LOOKED_UP
    mine = [
        (place, stream.filter)
        for place, stream in enumerate(streams)
        if stream.direction in {direction, Direction.ANY}
    ]
    always = sum(1 << place for place, only in mine if not only)
    body: list[ast.stmt] = [_assigned("mask", ast.Constant(always))]
    for place, only in mine:
        if only:
            bit = ast.BinOp(variable("mask"), ast.BitOr(), ast.Constant(1 << place))
            body.append(
                ast.If(condition(positive(only), terms), [_assigned("mask", bit)], [])
            )
    body.append(ast.Return(variable("mask")))
    asked = function("counted", ["of", *map(str, Party), *ROW], body)
    return cast("Counted", made(asked, {}))


def _assigned(name: str, given: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], given)


def _given(name: str) -> Term:
    given = ast.Subscript(variable("values"), ast.Constant(name), ast.Load())
    return Term(given, is_there(given))


def _remembered(feature: Feature, name: str) -> Term:
    """`(f0 := read_f0(past, now, other)) if f0 is ... else f0`"""
    asked: list[ast.expr] = [variable("past"), variable("now"), variable("other")]
    read: ast.expr = ast.Call(variable(f"read_{name}"), asked, [])
    if feature.key is Key.PAIR:
        nothing = ast.Constant(nothing_of(feature))
        read = ast.IfExp(variable("new_payee"), nothing, read)
    unread = ast.Compare(variable(name), [ast.Is()], [ast.Constant(...)])
    known = ast.NamedExpr(ast.Name(name, ast.Store()), read)
    once = ast.IfExp(unread, known, variable(name))
    present = is_there(once) if nothing_of(feature) is None else None
    return Term(once, present, _cost(feature))


def _cost(feature: Feature) -> int:
    """A short window is mostly empty: that is seen at once, and rules most out."""
    hours = (feature.window_us or ALL_HOURS * HOUR_US) // HOUR_US
    return FEATURE_COST * (1 + hours.bit_length())


def _fact(about: ast.expr, fact: str) -> Term:
    known = ast.Subscript(about, ast.Constant(ABOUT.index(fact)), ast.Load())
    if fact in SINCE:
        passed = ast.BinOp(variable("now"), ast.Sub(), known)
        return Term(passed, is_there(known), FACT_COST)
    if fact not in ACCOUNT_FACTS:
        return Term(_on_list(known), cost=FACT_COST)
    return Term(known, is_there(known), FACT_COST)


def _on_list(entry: ast.expr) -> ast.expr:
    """`entry is not None and entry[0] <= now < entry[1]`"""
    since, until = (ast.Subscript(entry, ast.Constant(n), ast.Load()) for n in range(2))
    within = ast.Compare(since, [ast.LtE(), ast.Lt()], [variable("now"), until])
    return ast.BoolOp(ast.And(), [is_there(entry), within])


def _remainder(of: ast.expr, divisor: int) -> ast.expr:
    return ast.BinOp(of, ast.Mod(), ast.Constant(divisor))


BEIJING = ast.BinOp(variable("now"), ast.Add(), ast.Constant(BEIJING_US))
ROW_TERMS: Terms = {
    "amount": Term(variable("amount")),
    "channel": Term(variable("channel"), is_there(variable("channel"))),
    "new_payee": Term(variable("new_payee")),
    "time_of_day": Term(_remainder(BEIJING, DAY_US)),
    "whole_hundreds": Term(
        ast.Compare(
            _remainder(variable("amount"), HUNDRED_YUAN), [ast.Eq()], [ast.Constant(0)]
        )
    ),
}
FACT_TERMS: Mapping[Party, Terms] = {
    party: {f"{party}_{fact}": _fact(variable(str(party)), fact) for fact in ABOUT}
    for party in Party
}
LOOKED_UP: Terms = {
    f"{party}_{fact}": _fact(ast.Call(variable("of"), [variable(str(party))], []), fact)
    for party in Party
    for fact in ABOUT
}
"""The same where all that is at hand is the account's number: `of(payer)`."""
