"""The rule language: what can be said, and what is refused with its reason."""

import ast
from datetime import date
from fractions import Fraction
from itertools import product

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.rules.expressions import ExpressionError, parse
from wuzha.detection.rules.python import (
    Term,
    function,
    is_there,
    made,
    positive,
    variable,
)
from wuzha.detection.rules.python import condition as python_condition
from wuzha.detection.rules.python import value as python_value
from wuzha.detection.rules.sql import condition, value
from wuzha.detection.rules.tree import (
    TRANSFER_NAMES,
    Comparison,
    Kind,
    Literal,
    Negation,
    literals_in,
)

NAMES = {**TRANSFER_NAMES, "received": Kind.MONEY, "payers": Kind.NUMBER}
COLUMNS = {name: name for name in NAMES}

SAID = {
    "amount >= 5000元": "(amount >= 500000)",
    "amount >= 12.34元": "(amount >= 1234)",
    "amount * 2 >= received": "((CAST(amount AS HUGEINT) * 2) >= received)",
    "amount >= 80% * received": (
        "((CAST(amount AS HUGEINT) * 5) >= (CAST(4 AS HUGEINT) * received))"
    ),
    "payers + 0.5 < 3": (
        "(((CAST(payers AS HUGEINT) * 2) + 1) < (CAST(3 AS HUGEINT) * 2))"
    ),
    "payers + 1 - 2 = 0": "(((payers + 1) - 2) = 0)",
    'channel != "atm"': "(channel <> 'atm')",
    "not new_payee and payers > 1": "((NOT new_payee) AND (payers > 1))",
    "not payers = 1": "(NOT (payers = 1))",
    "new_payee or payers > 1 and payers < 9": (
        "(new_payee OR ((payers > 1) AND (payers < 9)))"
    ),
    "(new_payee or payers > 1) and payers < 9": (
        "((new_payee OR (payers > 1)) AND (payers < 9))"
    ),
    "payers - 1 - 1 > 0": "(((payers - 1) - 1) > 0)",
    "payers - (1 - 1) > 0": "((payers - (1 - 1)) > 0)",
    "amount > @accounts.class2_day": "(amount > 1000000)",
    "payers >= @accounts.phone_cards_per_carrier": "(payers >= 5)",
}
REFUSED = {
    "": "表达式不完整",
    "amount >=": "表达式不完整",
    "amount >= 5000": "「>=」两边不是同一种量：应为金额，却是数",
    "amount * received > 1元": "「*」不能用于金额",
    "payers * new_payee": "「*」不能用于条件",
    "amount + payers": "「+」两边不是同一种量",
    "channel + channel": "「+」不能用于文字",
    'channel < "b"': "「<」不能用于文字",
    "new_payee = new_payee": "「=」不能用于条件",
    "payers = 1 = 1": "两边不是同一种量",
    "payers and new_payee": "「and」两边不是同一种量：应为条件，却是数",
    "not payers": "「not」两边不是同一种量",
    "salary > 1元": "没有名为「salary」的量，可用的有：amount",
    "(payers > 1": "缺少右括号",
    "payers > 1)": "此处不应出现「)」",
    "payers > * 1": "此处不应出现「*」",
    "payers > and": "此处不应出现「and」",
    "payers > 1 2": "此处不应出现「2」",
    "amount > 0.001元": "不是整数分",
    "payers > 5kg": "「5kg」的单位应是",
    "amount > 1元; drop": "第 12 个字符起「; drop」无法识别",
    "channel = 'x'": "无法识别",
    'channel = "a\'b"': "无法识别",
    "__import__": "无法识别",
    "amount > @accounts.class9_day": "参数表中没有「accounts.class9_day」",
    "amount > @accounts.atm_delay_hours": "不是金额或个数",
    "amount > @accounts": "无法识别",
    "(" * 50 + "payers" + ")" * 50: "嵌套超过",
    "payers > 1 and " * 60 + "new_payee": "超过 500 个字符",
}


@pytest.mark.parametrize(("text", "sql"), SAID.items())
def test_a_condition_becomes_whole_number_sql(text: str, sql: str) -> None:
    assert condition(parse(text, NAMES), COLUMNS) == sql


@pytest.mark.parametrize(("text", "message"), REFUSED.items())
def test_a_line_that_cannot_be_read_says_why(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse(text, NAMES)
    assert message in str(refused.value)


def test_a_parameter_of_law_has_the_value_of_its_day() -> None:
    line, day = "amount > @accounts.class3_day", date(2019, 1, 1)
    [limit] = [one for one in literals_in(parse(line, NAMES, day)) if one.parameter]
    assert limit.value == 200_000
    with pytest.raises(ExpressionError, match="没有有效的规定"):
        parse(line, NAMES, date(2017, 12, 31))


@settings(deadline=None)
@given(
    st.text(
        alphabet="amount payers()<>=+-*\"'and or not 0123456789元%hd.;", max_size=60
    )
)
def test_any_line_is_read_or_refused(text: str) -> None:
    try:
        parse(text, NAMES)
    except ExpressionError as refused:
        assert str(refused)


CELLS = list(product([100, 300], [None, 0, 2], [None, "atm", "app"], [True, False]))
ASKED = ("amount", "payers", "channel", "new_payee")
SINGLE = [
    "amount >= 2元",
    "payers >= 1",
    "payers + 0.5 < 2",
    "payers * 50% != 1",
    'channel = "atm"',
    'channel != "atm"',
    "new_payee",
]
conditions = st.recursive(
    st.sampled_from(SINGLE),
    lambda inner: (
        st.builds("not ({})".format, inner)
        | st.builds("({}) {} ({})".format, inner, st.sampled_from(["and", "or"]), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=25, deadline=None)
@given(conditions)
def test_a_condition_holds_in_python_where_it_holds_in_sql(text: str) -> None:
    """Nulls included: what is not known neither holds nor fails."""
    read = parse(text, NAMES)
    rows = pa.table(dict(zip(ASKED, zip(*CELLS, strict=True), strict=True)))
    asked = f"SELECT {condition(read, COLUMNS)} IS TRUE AS holds FROM cells"
    wanted = DuckDB(threads=1).run(asked, {"cells": rows})["holds"].to_pylist()
    terms = {name: Term(variable(name), is_there(variable(name))) for name in ASKED}
    body = ast.Return(python_condition(positive(read), terms))
    holds = made(function("holds", list(ASKED), [body]), {})
    assert callable(holds)
    assert [bool(holds(*row)) for row in CELLS] == wanted


def test_only_trees_of_their_kind_compile() -> None:
    number = Literal(Fraction(1), Kind.NUMBER)
    text = Literal("atm", Kind.TEXT)
    neither = Comparison("=", Negation(number, Kind.TEXT), text)
    with pytest.raises(TypeError):
        condition(number, COLUMNS)
    with pytest.raises(TypeError):
        condition(neither, COLUMNS)
    with pytest.raises(TypeError):
        value(text, COLUMNS)
    with pytest.raises(TypeError):
        python_condition(number, {})
    with pytest.raises(TypeError):
        python_condition(neither, {})
    with pytest.raises(TypeError):
        python_value(text, {})
