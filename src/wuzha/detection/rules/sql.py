"""Expressions of the rule language as SQL over whole numbers."""

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from wuzha.detection.rules.tree import (
    Arithmetic,
    Comparison,
    Expression,
    Junction,
    Kind,
    Literal,
    Name,
    Negation,
)

WIDE = "HUGEINT"
"""128 bits in the words of DuckDB; other engines put their own in its place."""

Columns = Mapping[str, str]
"""The column that stands for each name."""


def condition(expression: Expression, columns: Columns) -> str:
    match expression:
        case Junction(operator, left, right):
            return (
                f"({condition(left, columns)} {operator.upper()} "
                f"{condition(right, columns)})"
            )
        case Negation(inner):
            return f"(NOT {condition(inner, columns)})"
        case Comparison(operator, left, right):
            return _comparison(operator.replace("!=", "<>"), left, right, columns)
        case Name(name):
            return columns[name]
    raise TypeError(expression)


def value(expression: Expression, columns: Columns) -> str:
    """A whole number; the reader has seen to it that no fraction is left."""
    return _exact(expression, columns)[0]


def _comparison(
    operator: str, left: Expression, right: Expression, columns: Columns
) -> str:
    if left.kind is Kind.TEXT:
        return f"({_text(left, columns)} {operator} {_text(right, columns)})"
    a, b, _ = _over_one_denominator(left, right, columns)
    return f"({a} {operator} {b})"


def _text(expression: Expression, columns: Columns) -> str:
    match expression:
        case Name(name):
            return columns[name]
        case Literal(str() as text):  # the reader lets no quote and no backslash in
            return f"'{text}'"
    raise TypeError(expression)


def _exact(expression: Expression, columns: Columns) -> tuple[str, int]:
    """A value as a whole number over a denominator: no division reaches an engine."""
    match expression:
        case Literal(Fraction() as number):
            return str(number.numerator), number.denominator
        case Name(name):
            return columns[name], 1
        case Arithmetic("*", left, right):
            a, a_denominator = _exact(left, columns)
            b, b_denominator = _exact(right, columns)
            return f"(CAST({a} AS {WIDE}) * {b})", a_denominator * b_denominator
        case Arithmetic(operator, left, right):
            a, b, denominator = _over_one_denominator(left, right, columns)
            return f"({a} {operator} {b})", denominator
    raise TypeError(expression)


def _over_one_denominator(
    left: Expression, right: Expression, columns: Columns
) -> tuple[str, str, int]:
    a, a_denominator = _exact(left, columns)
    b, b_denominator = _exact(right, columns)
    common = lcm(a_denominator, b_denominator)
    return (
        _times(a, common // a_denominator),
        _times(b, common // b_denominator),
        common,
    )


def _times(number: str, factor: int) -> str:
    return number if factor == 1 else f"(CAST({number} AS {WIDE}) * {factor})"
