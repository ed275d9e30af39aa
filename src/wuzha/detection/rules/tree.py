"""What a rule can say: the nodes that the readers build and the compilers walk."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from wuzha.lib.params import Parameter

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
"""A value that a band's sentence asks for."""


OPPOSITES: Mapping[str, str] = {
    ">=": "<",
    ">": "<=",
    "<=": ">",
    "<": ">=",
    "=": "!=",
    "!=": "=",
}
"""All that compares, each with what holds where it does not."""


class Kind(StrEnum):
    """What a value is; a comparison only joins values of one kind."""

    MONEY = "money"  # cents
    NUMBER = "number"
    DURATION = "duration"  # microseconds
    TEXT = "text"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Literal:
    value: Fraction | str
    kind: Kind
    parameter: Parameter | None = None  # of law, where the rule names it


@dataclass(frozen=True, slots=True)
class Name:
    """A column of this transfer, or a feature of the rule."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: str  # + - *
    left: "Expression"
    right: "Expression"
    kind: Kind


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: str  # of OPPOSITES
    left: "Expression"
    right: "Expression"
    kind: Kind = Kind.FLAG


@dataclass(frozen=True, slots=True)
class Junction:
    operator: str  # and, or
    left: "Expression"
    right: "Expression"
    kind: Kind = Kind.FLAG


@dataclass(frozen=True, slots=True)
class Negation:
    inner: "Expression"
    kind: Kind = Kind.FLAG


Expression = Literal | Name | Arithmetic | Comparison | Junction | Negation


class Party(StrEnum):
    PAYER = "payer"
    PAYEE = "payee"


class Listed(StrEnum):
    """The lists that an account may stand on, each entry from a day to a day."""

    INVOLVED = "involved"  # 涉案账户
    CONTROLLED = "controlled"  # accounts of persons under control
    ALLOWED = "allowed"  # merchants known to be what they say


# What the bank says of an account; null where it says nothing.
ACCOUNT_FACTS: Mapping[str, Kind] = {
    "kind": Kind.TEXT,  # personal, corporate, merchant
    "class": Kind.NUMBER,  # 1 to 3
    "status": Kind.TEXT,  # normal, dormant, limited, stopped, closed
    "holder_age": Kind.NUMBER,  # the lower edge of the holder's age band
    "holder_accounts": Kind.NUMBER,  # how many the holder has in the table
    "phone_differs": Kind.FLAG,  # the phone card is not the holder's
    "open_for": Kind.DURATION,  # since it was opened
    "quiet_for": Kind.DURATION,  # since it was last active before the first transfer
}

# What an expression may say about a transfer itself: this one in `when` and
# `measure`, each earlier one in the `filter` of a feature.
TRANSFER_NAMES: Mapping[str, Kind] = {
    "amount": Kind.MONEY,
    "channel": Kind.TEXT,
    "new_payee": Kind.FLAG,  # the payer had never paid this payee before
    "time_of_day": Kind.DURATION,  # since midnight in Beijing
    "whole_hundreds": Kind.FLAG,  # nothing below a hundred yuan
    **{
        f"{party}_{fact}": kind
        for party in Party
        for fact, kind in ACCOUNT_FACTS.items()
    },
    **{f"{party}_{listed}": Kind.FLAG for party in Party for listed in Listed},
}


def names_in(expression: Expression) -> frozenset[str]:
    match expression:
        case Name(name):
            return frozenset({name})
        case Negation(inner):
            return names_in(inner)
        case Literal():
            return frozenset()
    return names_in(expression.left) | names_in(expression.right)


def literals_in(expression: Expression) -> Iterator[Literal]:
    match expression:
        case Literal():
            yield expression
        case Negation(inner):
            yield from literals_in(inner)
        case Arithmetic() | Comparison() | Junction():
            yield from literals_in(expression.left)
            yield from literals_in(expression.right)


def conjuncts(condition: Expression) -> list[Expression]:
    """What must hold, each by itself: the parts between its `and`s."""
    match condition:
        case Junction("and", left, right):
            return [*conjuncts(left), *conjuncts(right)]
    return [condition]


class Aggregate(StrEnum):
    COUNT = "count"
    SUM = "sum"
    MAX = "max"
    DISTINCT = "distinct"  # counterparties
    IDLE = "idle"  # time since the latest
    AGE = "age"  # time since the first


class Direction(StrEnum):
    """Seen from the account that the key names."""

    IN = "in"
    OUT = "out"
    ANY = "any"


class Key(StrEnum):
    """Whose earlier transfers are looked at."""

    PAYER = "payer"
    PAYEE = "payee"
    PAIR = "pair"  # of this payer with this payee, seen from the payer


@dataclass(frozen=True, slots=True)
class Feature:
    """aggregate × direction × window × key × filter, over what came strictly before.

    A window of one hour at a transfer of 10:00:00 holds 09:00:00 itself and ends
    before 10:00:00, so that transfers of one instant never see each other.
    """

    aggregate: Aggregate
    direction: Direction
    window_us: int | None  # None: everything before
    key: Key
    filter: Expression | None

    @property
    def side(self) -> Key:
        """Whose move of this transfer it is measured at: a pair is its payer's."""
        return Key.PAYEE if self.key is Key.PAYEE else Key.PAYER

    @property
    def kind(self) -> Kind:
        match self.aggregate:
            case Aggregate.SUM | Aggregate.MAX:
                return Kind.MONEY
            case Aggregate.IDLE | Aggregate.AGE:
                return Kind.DURATION
            case _:
                return Kind.NUMBER


class Side(StrEnum):
    """Whose account the rule watches: the one that takes the money or its victim's."""

    MULE = "mule"
    VICTIM = "victim"


class State(StrEnum):
    DRAFT = "draft"
    TRIAL = "trial"  # its hits are kept and raise no warning
    IN_FORCE = "in_force"
    RETIRED = "retired"


RUNNING = {State.TRIAL, State.IN_FORCE}


class Action(StrEnum):
    """What a band proposes; a person decides."""

    REVIEW = "review"  # an analyst looks
    WARN = "warn"  # an analyst looks, and a warning to the victim is proposed


@dataclass(frozen=True, slots=True)
class Band:
    at_least: Literal
    score: int
    action: Action
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a rule and a typology are called, and what they rest on."""

    id: str
    version: int
    title: str
    state: State
    side: Side
    basis: str
    confidence: str
    dated: date

    @property
    def runs(self) -> bool:
        return self.state in RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Provenance):
    account: Party
    suspect: Party
    victims: tuple[Party | str, ...]  # parties of this transfer, or whom a feature saw
    features: Mapping[str, Feature]
    evidence: tuple[str, ...]
    when: Expression
    measure: Expression
    bands: tuple[Band, ...]  # highest first

    @property
    def limits(self) -> dict[Parameter, Literal]:
        """The parameters of law that it names, each once."""
        filters = [f.filter for f in self.features.values() if f.filter]
        edges = [band.at_least for band in self.bands]
        return {
            literal.parameter: literal
            for expression in (self.when, self.measure, *filters, *edges)
            for literal in literals_in(expression)
            if literal.parameter
        }

    @property
    def demands(self) -> list[Expression]:
        """What must hold, each by itself, for a band to be reached."""
        lowest = self.bands[-1].at_least
        return [*conjuncts(self.when), Comparison(">=", self.measure, lowest)]

    @property
    def facts(self) -> list[str]:
        """What it says of the transfer it fires at, in the order of their table."""
        said = names_in(self.when) | names_in(self.measure)
        for band in self.bands:
            said |= frozenset(PLACEHOLDER.findall(band.reason))
        return [name for name in TRANSFER_NAMES if name in said]
