"""A condition as rows of a form: `amount ≥ 5000元`, `amount ≥ 80% × received`.

All rows hold, or one of them does. What does not fit into rows stays one line of the
rule language; both are read by the same parser.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

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
from wuzha.detection.rules.writer import expression_line

IS, IS_NOT = "is", "is_not"
NUMBER = re.compile(r"\d+(\.\d+)?")
SAID = {"分钟": "min", "小时": "h", "天": "d", "秒": "s", "％": "%"}


class Joined(StrEnum):
    ALL = "and"
    ANY = "or"


@dataclass(frozen=True, slots=True)
class Row:
    """`left + plus` compared with `value × times`; of a yes-or-no only `left`."""

    left: str
    operator: str
    plus: str = ""
    value: str = ""
    times: str = ""


def rows_of(condition: Expression) -> tuple[Joined, list[Row]] | None:
    """None: it has brackets, or arithmetic that no row can show."""
    joined = Joined.ANY if _is_junction(condition, Joined.ANY) else Joined.ALL
    rows = [_row(part) for part in _parts(condition, joined)]
    known = [row for row in rows if row is not None]
    return (joined, known) if len(known) == len(rows) else None


def row_line(row: Row, kinds: Mapping[str, Kind]) -> str:
    """In the rule language, to be parsed; a bare number takes the unit of its kind."""
    if row.operator == IS:
        return row.left
    if row.operator == IS_NOT:
        return f"not {row.left}"
    left = f"{row.left} + {row.plus}" if row.plus else row.left
    wanted = Kind.NUMBER if row.times else kinds.get(row.left, Kind.NUMBER)
    factors = [typed_literal(row.value, wanted), row.times]
    return f"{left} {row.operator} {' * '.join(filter(None, factors))}"


def typed_literal(value: str, kind: Kind) -> str:
    """From what people type: 5000, 2小时, qr."""
    value = value.strip()
    if kind is Kind.TEXT:
        return '"{}"'.format(value.strip('"')) if value else ""
    for said, unit in SAID.items():
        value = value.replace(said, unit)
    bare = NUMBER.fullmatch(value)
    return f"{value}元" if bare and kind is Kind.MONEY else value


def _is_junction(expression: Expression, joined: Joined) -> bool:
    return isinstance(expression, Junction) and expression.operator == joined


def _parts(expression: Expression, joined: Joined) -> Iterator[Expression]:
    if isinstance(expression, Junction) and expression.operator == joined:
        yield from _parts(expression.left, joined)
        yield from _parts(expression.right, joined)
    else:
        yield expression


def _row(part: Expression) -> Row | None:
    match part:
        case Name(name):
            return Row(name, IS)
        case Negation(Name(name)):
            return Row(name, IS_NOT)
        case Comparison(operator, Name(name), right):
            return _compared(name, "", operator, right)
        case Comparison(operator, Arithmetic("+", Name(name), Name(plus)), right):
            return _compared(name, plus, operator, right)
    return None


def _compared(left: str, plus: str, operator: str, right: Expression) -> Row | None:
    match right:
        case Literal(str() as text):
            return Row(left, operator, plus, text)
        case Literal():
            return Row(left, operator, plus, expression_line(right))
        case Name(name):
            return Row(left, operator, plus, "", name)
        case Arithmetic("*", Literal() as share, Name(name)):
            return Row(left, operator, plus, expression_line(share), name)
    return None
