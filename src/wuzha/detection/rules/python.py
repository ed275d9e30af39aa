"""Expressions of the rule language as Python's own syntax tree.

The nodes are made one by one from the rule's tree: no text of a rule is ever read as
Python. Nulls are those of SQL: a comparison with nothing neither holds nor fails, and
so its negation does not hold either.
"""

import ast
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm
from typing import NamedTuple, TypeAlias

from wuzha.detection.rules.tree import (
    OPPOSITES,
    Arithmetic,
    Comparison,
    Expression,
    Junction,
    Kind,
    Literal,
    Name,
    Negation,
    names_in,
)

SWAPPED = {"and": "or", "or": "and"}
OPERATORS: Mapping[str, type[ast.cmpop]] = {
    "<": ast.Lt,
    "<=": ast.LtE,
    "=": ast.Eq,
    "!=": ast.NotEq,
    ">=": ast.GtE,
    ">": ast.Gt,
}
ARITHMETIC: Mapping[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
}


class Term(NamedTuple):
    """What stands for a name."""

    value: ast.expr
    present: ast.expr | None = None  # holds where there is a value; none: always is one
    cost: int = 0  # what costs less is looked at first


Terms: TypeAlias = dict[str, Term]


def variable(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def is_there(value: ast.expr) -> ast.expr:
    return ast.Compare(value, [ast.IsNot()], [ast.Constant(None)])


def both(tests: list[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests)


def positive(expression: Expression, *, negated: bool = False) -> Expression:
    """The same condition, with `not` before names alone.

    `not (a < b)` is `a >= b` also where there is nothing to compare: neither holds.
    """
    match expression:
        case Negation(inner):
            return positive(inner, negated=not negated)
        case Junction(joining, left, right):
            return Junction(
                SWAPPED[joining] if negated else joining,
                positive(left, negated=negated),
                positive(right, negated=negated),
            )
        case Comparison(sign, left, right) if negated:
            return Comparison(OPPOSITES[sign], left, right)
    return Negation(expression) if negated else expression


def bound(expression: Expression, known: Callable[[str], bool]) -> Expression | None:
    """What must hold of the known names alone; None: anything may.

    The condition is a positive one: what is left out can only let more through.
    """
    match expression:
        case Junction(joining, left, right):
            a, b = bound(left, known), bound(right, known)
            if a and b:
                return Junction(joining, a, b)
            return (a or b) if joining == "and" else None
    return expression if all(map(known, names_in(expression))) else None


def condition(expression: Expression, terms: Terms) -> ast.expr:
    """A positive condition, the cheaper parts of it first."""
    match expression:
        case Junction(joining):
            parts = sorted(_parts(expression, joining), key=lambda p: _cost(p, terms))
            operator = ast.And() if joining == "and" else ast.Or()
            return ast.BoolOp(operator, [condition(part, terms) for part in parts])
        case Negation(Name(name)):
            return ast.UnaryOp(ast.Not(), terms[name].value)
        case Name(name):
            return terms[name].value
        case Comparison():
            return _comparison(expression, terms)
    raise TypeError(expression)


def or_nothing(term: Term) -> ast.expr:
    """Its value, None where there is none."""
    if term.present is None:
        return term.value
    return ast.IfExp(term.present, term.value, ast.Constant(None))


def value(expression: Expression, terms: Terms) -> ast.expr:
    """A whole number; the reader has seen to it that no fraction is left."""
    return _exact(expression, terms)[0]


def function(name: str, asked: list[str], body: list[ast.stmt]) -> ast.FunctionDef:
    return ast.FunctionDef(
        name=name,
        args=ast.arguments([], [ast.arg(one) for one in asked], None, [], [], None, []),
        body=body,
        decorator_list=[],
    )


def made(function_: ast.FunctionDef, known: Mapping[str, object]) -> object:
    """The function, which sees nothing but its arguments and what is `known`."""
    module = ast.fix_missing_locations(ast.Module([function_], []))
    inside: dict[str, object] = {**known, "__builtins__": {}}
    exec(compile(module, "<rules>", "exec"), inside)  # noqa: S102 (nodes made above)
    return inside[function_.name]


def _parts(expression: Expression, joining: str) -> list[Expression]:
    match expression:
        case Junction(operator, left, right) if operator == joining:
            return [*_parts(left, joining), *_parts(right, joining)]
    return [expression]


def _cost(expression: Expression, terms: Terms) -> int:
    return sum(terms[name].cost for name in names_in(expression))


def _comparison(compared: Comparison, terms: Terms) -> ast.expr:
    left, right = compared.left, compared.right
    if left.kind is Kind.TEXT:
        a, b = _text(left, terms), _text(right, terms)
    else:
        a, b, _ = _over_one_denominator(left, right, terms)
    holds = ast.Compare(a, [OPERATORS[compared.operator]()], [b])
    return both([*_present(compared, terms), holds])


def _present(expression: Expression, terms: Terms) -> list[ast.expr]:
    said = sorted(names_in(expression))
    return [there for name in said if (there := terms[name].present)]


def _text(expression: Expression, terms: Terms) -> ast.expr:
    match expression:
        case Name(name):
            return terms[name].value
        case Literal(str() as text):
            return ast.Constant(text)
    raise TypeError(expression)


def _exact(expression: Expression, terms: Terms) -> tuple[ast.expr, int]:
    """A value as a whole number over a denominator, as in SQL: nothing is divided."""
    match expression:
        case Literal(Fraction() as number):
            return ast.Constant(number.numerator), number.denominator
        case Name(name):
            return terms[name].value, 1
        case Arithmetic("*", left, right):
            a, a_denominator = _exact(left, terms)
            b, b_denominator = _exact(right, terms)
            return ast.BinOp(a, ast.Mult(), b), a_denominator * b_denominator
        case Arithmetic(operator, left, right):
            a, b, denominator = _over_one_denominator(left, right, terms)
            return ast.BinOp(a, ARITHMETIC[operator](), b), denominator
    raise TypeError(expression)


def _over_one_denominator(
    left: Expression, right: Expression, terms: Terms
) -> tuple[ast.expr, ast.expr, int]:
    a, a_denominator = _exact(left, terms)
    b, b_denominator = _exact(right, terms)
    common = lcm(a_denominator, b_denominator)
    return (
        _times(a, common // a_denominator),
        _times(b, common // b_denominator),
        common,
    )


def _times(number: ast.expr, factor: int) -> ast.expr:
    if factor == 1:
        return number
    return ast.BinOp(number, ast.Mult(), ast.Constant(factor))
