"""One cell as it was typed → the value of its column, or NotRead with a sentence that
says what is wrong and how to mend it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Final

from wuzha.documents import dates
from wuzha.documents.columns import Column, Kind, Value, plain
from wuzha.documents.grids import Cell
from wuzha.lib.codes.checked import folded, unreadable
from wuzha.lib.money import NotMoney, cents
from wuzha.lib.words import N_, Sentence

ERRORS: Final = frozenset(
    {"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"}
)
_YES: Final = frozenset({"是", "有", "对", "已", "√", "y", "yes", "true", "1"})
_NO: Final = frozenset({"否", "无", "没有", "未", "×", "x", "n", "no", "false", "0"})
_NOTHING: Final = frozenset({"-", "--", "—", "——", "/", "无", "n/a", "null", "none"})
_MAY_BE_NOTHING: Final = frozenset(
    {Kind.DIGITS, Kind.INTEGER, Kind.MONEY, Kind.DATE, Kind.DATETIME}
)
_WHOLE: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?")
_LARGEST: Final = 2**53
# Excel keeps 15 digits of a number and writes zeros for the others.
_KEPT_DIGITS: Final = 15
_ROUNDED_FROM: Final = 17
_AS_FORMULA: Final = re.compile(r'="(.*)"', re.DOTALL)
_CONTROL: Final = re.compile(r"_x000D_|[\x00-\x08\x0b-\x1f\x7f]")
_SHOWN: Final = 30
_SHOWN_CHOICES: Final = 12

Reading = tuple[Value, Sentence | None]
"""The value and, if it is kept but doubtful, a warning."""


class NotRead(ValueError):
    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def read_cell(column: Column, cell: Cell, *, from_text: bool) -> Reading:
    """Raises NotRead. `from_text` says that the file held only text, so that a long
    number in it may have lost its last digits in the spreadsheet that wrote it."""
    if isinstance(cell, str):
        cell = cleaned(cell)
    if cell in ERRORS:
        raise error_value(str(cell))
    if _is_empty(column.kind, cell):
        if column.required:
            raise NotRead(Sentence(N_("没有填写，请补上。")))
        return None, None
    if column.kind is Kind.DIGITS and from_text and _looks_rounded(str(cell)):
        raise NotRead(
            Sentence(
                N_(
                    "号码“{shown}”末尾是一串 0，像是表格丢了末几位。请把原表这一列"
                    "设为“文本”格式重新填写，并直接上传 .xlsx。"
                ),
                shown=cell,
            )
        )
    try:
        return _READERS[column.kind](column, cell)
    except (NotMoney, dates.NotADate) as wrong:
        raise NotRead(wrong.sentence) from wrong


def error_value(shown: str) -> NotRead:
    return NotRead(
        Sentence(N_("单元格是错误值{shown}。请改正公式，或直接填写结果。"), shown=shown)
    )


def cleaned(text: str) -> str:
    """Without what exports put around a text to keep it one: ="…", an apostrophe
    before a sign or a digit, a tab, carriage returns written as _x000D_."""
    text = _CONTROL.sub("", text).strip()
    if quoted := _AS_FORMULA.fullmatch(text):
        text = quoted[1].strip()
    if text[:1] == "'" and text[1:2] and (text[1] in "=+-@" or text[1].isdigit()):
        text = text[1:]
    return text


def _is_empty(kind: Kind, cell: Cell) -> bool:
    if not isinstance(cell, str):
        return False
    return not cell or (kind in _MAY_BE_NOTHING and cell.lower() in _NOTHING)


def _looks_rounded(text: str) -> bool:
    digits = folded(text)
    return (
        len(digits) >= _ROUNDED_FROM
        and digits.isdecimal()
        and not digits[_KEPT_DIGITS:].strip("0")
    )


def _text(column: Column, cell: Cell) -> Reading:
    if isinstance(cell, float):
        text = _digits(cell) if cell.is_integer() else repr(cell)
    elif isinstance(cell, datetime):
        text = cell.isoformat(" ", "minutes")
    else:
        text = str(cell)
    if len(text) > column.longest:
        raise NotRead(
            Sentence(
                N_("最多 {longest} 个字，现有 {count} 个，请缩短。"),
                longest=column.longest,
                count=len(text),
            )
        )
    return _checked(column, text)


def _digits(cell: Cell) -> str:
    typed = cell if isinstance(cell, str | int | float) else str(cell)
    value = folded(typed)
    wrong = unreadable(typed, value)
    if wrong and wrong.problem:
        raise NotRead(wrong.problem)
    return value


def _long_number(column: Column, cell: Cell) -> Reading:
    return _text(column, _digits(cell))


def _checked(column: Column, text: str) -> Reading:
    if column.check is None:
        return text, None
    found = column.check(text)
    if found.problem and not found.ok:
        raise NotRead(found.problem)
    return found.value, found.problem


def _integer(column: Column, cell: Cell) -> Reading:
    text = unicodedata.normalize("NFKC", folded(str(cell)))
    number = float(cell) if isinstance(cell, int | float) else None
    if number is None and _WHOLE.fullmatch(text):
        number = float(text.replace(",", ""))
    if number is None or not number.is_integer() or abs(number) > _LARGEST:
        raise NotRead(
            Sentence(N_("“{shown}”不是整数，请只填数字。"), shown=str(cell)[:_SHOWN])
        )
    return int(number), None


def _money(column: Column, cell: Cell) -> Reading:
    typed = cell if isinstance(cell, str | int | float) else str(cell)
    return cents(typed), None


def _date(column: Column, cell: Cell) -> Reading:
    return dates.day(cell), None


def _datetime(column: Column, cell: Cell) -> Reading:
    return dates.moment(cell), None


def _choice(column: Column, cell: Cell) -> Reading:
    typed = plain(folded(cell if isinstance(cell, str | int | float) else str(cell)))
    for value, label in column.choices.items():
        if typed in {plain(value), plain(label)}:
            return value, None
    for word, value in column.also.items():
        if typed == plain(word):
            return value, None
    labels = list(column.choices.values())
    more = ("……",) if len(labels) > _SHOWN_CHOICES else ()
    raise NotRead(
        Sentence(
            N_("“{shown}”不在可选范围内，请改为：{labels}。"),
            shown=str(cell)[:_SHOWN],
            labels=(*map(Sentence, labels[:_SHOWN_CHOICES]), *more),
        )
    )


def _boolean(column: Column, cell: Cell) -> Reading:
    if isinstance(cell, bool):
        return cell, None
    typed = folded(cell if isinstance(cell, str | int | float) else str(cell)).lower()
    if typed in _YES | _NO:
        return typed in _YES, None
    raise NotRead(Sentence(N_("“{shown}”请改为“是”或“否”。"), shown=str(cell)[:_SHOWN]))


_READERS: Final[dict[Kind, Callable[[Column, Cell], Reading]]] = {
    Kind.TEXT: _text,
    Kind.DIGITS: _long_number,
    Kind.INTEGER: _integer,
    Kind.MONEY: _money,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.CHOICE: _choice,
    Kind.BOOLEAN: _boolean,
}
