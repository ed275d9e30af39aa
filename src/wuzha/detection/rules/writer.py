"""A rule written down again: its tree as the text of a rule file."""

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from wuzha.detection.rules.expressions import BINDING, MICROSECONDS, NOT_BINDS
from wuzha.detection.rules.tree import (
    Expression,
    Feature,
    Kind,
    Literal,
    Name,
    Negation,
    Rule,
)

CENTS_IN_YUAN = 100
DELETE = "\x7f"  # JSON lets it stand, TOML does not


def rule_file(rule: Rule) -> str:
    """What the reader reads back as the same rule."""
    return "\n".join(_lines(rule)) + "\n"


def expression_line(expression: Expression) -> str:
    match expression:
        case Literal(value, kind):
            return literal_text(value, kind)
        case Name(name):
            return name
        case Negation(inner):
            return f"not {_operand(inner, NOT_BINDS)}"
    binds = BINDING[expression.operator]
    left = _operand(expression.left, binds)
    return f"{left} {expression.operator} {_operand(expression.right, binds + 1)}"


def literal_text(value: Fraction | str, kind: Kind) -> str:
    """With its unit: 5000元, 80%, 2h, 3."""
    if isinstance(value, str):
        return f'"{value}"'
    match kind:
        case Kind.MONEY:
            return f"{_decimal(value / CENTS_IN_YUAN)}元"
        case Kind.DURATION:
            return duration_literal(int(value))
    return str(value) if value.denominator == 1 else f"{_decimal(value * 100)}%"


def duration_literal(microseconds: int) -> str:
    """In the largest unit that leaves nothing over."""
    for unit, length in reversed(MICROSECONDS.items()):
        if microseconds and microseconds % length == 0:
            return f"{microseconds // length}{unit}"
    return f"{_decimal(Fraction(microseconds, MICROSECONDS['s']))}s"


def _operand(inside: Expression, least: int) -> str:
    """In brackets where it binds less than what stands around it."""
    match inside:
        case Literal() | Name():
            return expression_line(inside)
        case Negation():
            binds = NOT_BINDS
        case _:
            binds = BINDING[inside.operator]
    text = expression_line(inside)
    return text if binds >= least else f"({text})"


def _decimal(number: Fraction) -> str:
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


def _lines(rule: Rule) -> Iterator[str]:
    for name in ("id", "version", "title", "state", "side", "basis", "confidence"):
        yield _pair(name, getattr(rule, name))
    yield f"dated = {rule.dated.isoformat()}"
    for name in ("account", "suspect", "victims", "evidence"):
        yield _pair(name, getattr(rule, name))
    yield _pair("when", expression_line(rule.when))
    yield _pair("measure", expression_line(rule.measure))
    yield "\n[features]"
    for name, feature in rule.features.items():
        yield from _feature_lines(name, feature)
    for band in rule.bands:
        yield "\n[[bands]]"
        edge = band.at_least
        yield _pair("at_least", literal_text(edge.value, edge.kind))
        for key in ("score", "action", "reason"):
            yield _pair(key, getattr(band, key))


def _feature_lines(name: str, feature: Feature) -> Iterator[str]:
    yield f"\n[features.{name}]"
    yield _pair("aggregate", feature.aggregate)
    yield _pair("direction", feature.direction)
    window = feature.window_us
    yield _pair("window", "all" if window is None else duration_literal(window))
    yield _pair("key", feature.key)
    if feature.filter is not None:
        yield _pair("filter", expression_line(feature.filter))


def _pair(key: str, value: object) -> str:
    return f"{key} = {json.dumps(value, ensure_ascii=False)}".replace(DELETE, "\\u007f")
