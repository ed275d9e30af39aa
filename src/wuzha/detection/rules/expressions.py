"""One line of the rule language, read into its tree: `amount >= 50% * received`.

Numbers carry their unit (`5000元`, `80%`, `2h`, `3`), so that money is never
compared with a count. Nothing is evaluated here and nothing is ever run as text.
"""

import re
from collections import deque
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

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
)
from wuzha.lib import params
from wuzha.lib.refused import MissingTable
from wuzha.lib.words import N_, Sentence

LONGEST = 500
DEEPEST = 40

MICROSECONDS = {
    "s": 1_000_000,
    "min": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
}
BINDING = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(OPPOSITES, 4),
    **dict.fromkeys(("+", "-"), 5),
    "*": 6,
}
NOT_BINDS = 3
LIMIT = "@"
"""Before the key of a parameter of law."""
COUNTED = {"times", "people", "cases", "accounts", "cards"}
TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<number>\d{1,15}(?:\.\d{1,4})?)(?P<unit>元|%|[a-z]+)?"
    r'|"(?P<text>[^"\'\\\n]{0,50})"'
    r"|@(?P<parameter>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){1,3})"
    r"|(?P<word>[a-z][a-z0-9_]*)"
    r"|(?P<sign><=|>=|!=|[<>=+*()-])"
    r")"
)


class ExpressionError(ValueError):
    """One line of a rule cannot be read; the message says where and why."""


class Token(NamedTuple):
    text: str
    literal: Literal | None


def parse(text: str, names: Mapping[str, Kind], on: date = date.max) -> Expression:
    """A parameter of law (`@accounts.class2_day`) has the value of that day."""
    tokens = _tokens(text, on)
    read = _expression(tokens, names, floor=0, depth=0)
    if tokens:
        raise _unexpected(tokens[0])
    return read


def parse_literal(text: str, on: date = date.max) -> Literal:
    match list(_tokens(text, on)):
        case [Token(_, Literal() as literal)]:
            return literal
    raise ExpressionError(
        Sentence(N_("「{text}」应是一个带单位的数，例如 5000元、3、2h"), text=text)
    )


def _tokens(text: str, on: date) -> deque[Token]:
    if len(text) > LONGEST:
        raise ExpressionError(Sentence(N_("表达式超过 {most} 个字符"), most=LONGEST))
    tokens: deque[Token] = deque()
    place, end = 0, len(text.rstrip())
    while place < end:
        found = TOKEN.match(text, place)
        if not found:
            raise ExpressionError(
                Sentence(
                    N_("第 {place} 个字符起「{rest}」无法识别"),
                    place=place + 1,
                    rest=text[place : place + 12].strip(),
                )
            )
        tokens.append(Token(found[0].strip(), _literal(found, on)))
        place = found.end()
    return tokens


def _literal(found: re.Match[str], on: date) -> Literal | None:
    if found["text"] is not None:
        return Literal(found["text"], Kind.TEXT)
    if found["parameter"] is not None:
        return _parameter(found["parameter"], on)
    if found["number"] is None:
        return None
    number, unit = Fraction(found["number"]), found["unit"]
    match unit:
        case None:
            return Literal(number, Kind.NUMBER)
        case "%":
            return Literal(number / 100, Kind.NUMBER)
        case "元":
            return _whole(Literal(number * 100, Kind.MONEY), found[0])
    if unit not in MICROSECONDS:
        raise ExpressionError(
            Sentence(
                N_("「{text}」的单位应是 元、%、s、min、h、d 之一"),
                text=found[0].strip(),
            )
        )
    return _whole(Literal(number * MICROSECONDS[unit], Kind.DURATION), found[0])


def _parameter(key: str, on: date) -> Literal:
    try:
        known = params.value(key, on=on)
        if known.unit == "yuan":
            return Literal(Fraction(known.cents), Kind.MONEY, known)
        if known.unit in COUNTED:
            return Literal(Fraction(known.whole), Kind.NUMBER, known)
    except params.UnknownParameter as unknown:
        why = Sentence(N_("参数表中没有「{key}」"), key=key)
        raise ExpressionError(why) from unknown
    except MissingTable as missing:
        raise ExpressionError(missing.sentence) from missing
    raise ExpressionError(Sentence(N_("参数「{key}」不是金额或个数"), key=key))


def _whole(literal: Literal, text: str) -> Literal:
    if isinstance(literal.value, Fraction) and literal.value.denominator != 1:
        raise ExpressionError(
            Sentence(N_("「{text}」不是整数分或整数微秒"), text=text.strip())
        )
    return literal


def _expression(
    tokens: deque[Token], names: Mapping[str, Kind], floor: int, depth: int
) -> Expression:
    """Precedence climbing: takes operators that bind tighter than `floor`."""
    if depth > DEEPEST:
        raise ExpressionError(
            Sentence(N_("括号或「not」嵌套超过 {most} 层"), most=DEEPEST)
        )
    left = _operand(tokens, names, depth)
    while tokens and BINDING.get(tokens[0].text, 0) > floor:
        operator = tokens.popleft().text
        right = _expression(tokens, names, BINDING[operator], depth + 1)
        left = _joined(operator, left, right)
    return left


def _operand(tokens: deque[Token], names: Mapping[str, Kind], depth: int) -> Expression:
    if not tokens:
        raise ExpressionError(Sentence(N_("表达式不完整")))
    token = tokens.popleft()
    if token.literal:
        return token.literal
    if token.text == "not":
        inner = _expression(tokens, names, NOT_BINDS, depth + 1)
        return Negation(_must_be(Kind.FLAG, inner, "not"))
    if token.text == "(":
        inner = _expression(tokens, names, 0, depth + 1)
        if not tokens or tokens.popleft().text != ")":
            raise ExpressionError(Sentence(N_("缺少右括号「)」")))
        return inner
    return _name(token, names)


def _name(token: Token, names: Mapping[str, Kind]) -> Name:
    if token.text in BINDING or not token.text[0].isalpha():
        raise _unexpected(token)
    if token.text not in names:
        raise ExpressionError(
            Sentence(
                N_("没有名为「{name}」的量，可用的有：{names}"),
                name=token.text,
                names=tuple(names),
            )
        )
    return Name(token.text, names[token.text])


def _joined(operator: str, left: Expression, right: Expression) -> Expression:
    match operator:
        case "and" | "or":
            _must_be(Kind.FLAG, left, operator)
            return Junction(operator, left, _must_be(Kind.FLAG, right, operator))
        case "+" | "-":
            return Arithmetic(operator, left, right, _summed(operator, left, right))
        case "*":
            return Arithmetic(operator, left, right, _multiplied(left, right))
    _must_be(left.kind, right, operator)
    if left.kind is Kind.FLAG or (
        left.kind is Kind.TEXT and operator not in {"=", "!="}
    ):
        raise _does_not_fit(operator, left.kind)
    return Comparison(operator, left, right)


def _summed(operator: str, left: Expression, right: Expression) -> Kind:
    if left.kind in {Kind.TEXT, Kind.FLAG}:
        raise _does_not_fit(operator, left.kind)
    _must_be(left.kind, right, operator)
    return left.kind


def _multiplied(left: Expression, right: Expression) -> Kind:
    kinds = {left.kind, right.kind}
    if Kind.NUMBER not in kinds or kinds & {Kind.TEXT, Kind.FLAG}:
        wrong = right.kind if left.kind is Kind.NUMBER else left.kind
        raise _does_not_fit("*", wrong)
    return (kinds - {Kind.NUMBER} or {Kind.NUMBER}).pop()


def _must_be(kind: Kind, expression: Expression, operator: str) -> Expression:
    if expression.kind is not kind:
        raise ExpressionError(
            Sentence(
                N_("「{operator}」两边不是同一种量：应为{wanted}，却是{found}"),
                operator=operator,
                wanted=KIND_WORDS[kind],
                found=KIND_WORDS[expression.kind],
            )
        )
    return expression


KIND_WORDS = {
    Kind.MONEY: Sentence(N_("金额")),
    Kind.NUMBER: Sentence(N_("数")),
    Kind.DURATION: Sentence(N_("时长")),
    Kind.TEXT: Sentence(N_("文字")),
    Kind.FLAG: Sentence(N_("条件")),
}


def _does_not_fit(operator: str, kind: Kind) -> ExpressionError:
    return ExpressionError(
        Sentence(
            N_("「{operator}」不能用于{kind}"), operator=operator, kind=KIND_WORDS[kind]
        )
    )


def _unexpected(token: Token) -> ExpressionError:
    return ExpressionError(Sentence(N_("此处不应出现「{text}」"), text=token.text))
