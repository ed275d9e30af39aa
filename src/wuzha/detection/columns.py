"""How the columns of a bank's file are read: what each value becomes, or why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.detection.files import MOST_CENTS, TableError
from wuzha.lib.money import NotMoney, cents
from wuzha.lib.periods import SHANGHAI
from wuzha.lib.words import N_, Sentence

CENTS_IN_A_TRILLION = 10**14
RENMINBI = ("", "CNY", "RMB", "人民币", "156")
YES = ("1", "true")
LABELS = ("0", "false", *YES)
CLASSES = {
    "1": ("i", "ⅰ", "一", "i类", "ⅰ类", "一类"),
    "2": ("ii", "ⅱ", "二", "ii类", "ⅱ类", "二类"),
    "3": ("iii", "ⅲ", "三", "iii类", "ⅲ类", "三类"),
}
HALF = 0.5
FLOAT_NOISE_CENTS = 0.001
HUNDRED = pa.scalar(100, pa.decimal128(3, 0))
INSTANT = pa.timestamp("us", "UTC")
ZONED = r"(Z|[+-]\d\d:?\d\d)$"
SLASHED = r"^\d{4}/\d{1,2}/\d{1,2}( \d{1,2}:\d{2}(:\d{2})?)?$"
AGE = r"^(?P<age>\d{1,3})(?:\D.*)?$"
MANGLED = r"^\d(\.\d+)?[eE]\+?\d+$|^\d+\.0+$"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a batch stands in its file."""

    file: str
    rows_before: int = 0
    most_cents: int = MOST_CENTS
    zoned: dict[str, bool] = field(default_factory=dict)
    """Of the columns of written times read so far: whether they name their zone."""

    def refuse(self, wrong: pa.Array, column: str, why: str) -> None:
        flags = pc.fill_null(wrong, fill_value=True).to_numpy(zero_copy_only=False)
        if flags.any():
            rows = np.flatnonzero(flags).tolist()
            raise RowsRefused(self, column, dict.fromkeys(rows, why))

    def error(self, row: int, column: str, why: str) -> TableError:
        return TableError(
            Sentence(
                N_("文件 {file} 第 {row} 行数据，列 {column}：{why}"),
                file=self.file,
                row=self.rows_before + row + 1,
                column=column,
                why=why,
            )
        )


class RowsRefused(TableError):
    """Rows that cannot be read, each with its reason; the sentence is the first's."""

    def __init__(self, place: Place, column: str, reasons: Mapping[int, str]) -> None:
        self.column, self.reasons = column, reasons
        first = min(reasons)
        super().__init__(place.error(first, column, reasons[first]).args[0])


Reading = Callable[[pa.Array, str, Place], pa.Array]
"""Values of a column, its name and place, to what they are inside."""


def text(values: pa.Array, column: str, place: Place) -> pa.Array:
    trimmed = optional_text(values, column, place)
    place.refuse(pc.equal(trimmed, ""), column, Sentence(N_("为空，请补上")))
    mangled = (
        pa.array([True] * len(trimmed))
        if pa.types.is_floating(values.type)
        else pc.match_substring_regex(trimmed, MANGLED)
    )
    place.refuse(
        mangled,
        column,
        Sentence(N_("被电子表格写成了小数或科学计数，请将该列设为文本后重新导出")),
    )
    return trimmed


def optional_text(values: pa.Array, column: str, place: Place) -> pa.Array:
    return pc.utf8_trim_whitespace(pc.fill_null(values.cast(pa.string()), ""))


def renminbi(values: pa.Array, column: str, place: Place) -> pa.Array:
    currency = optional_text(values, column, place)
    place.refuse(
        pc.invert(pc.is_in(currency, pa.array(RENMINBI))),
        column,
        Sentence(N_("不是人民币；规则的金额以人民币计，请先换算或剔除")),
    )
    return currency


def instant(values: pa.Array, column: str, place: Place) -> pa.Array:
    place.refuse(pc.is_null(values), column, Sentence(N_("为空，请补上")))
    if pa.types.is_string(values.type):
        values = _written_instant(values, column, place)
    if not pa.types.is_timestamp(values.type):
        raise place.error(0, column, Sentence(N_("应是时间，如 2026-01-31 09:30:00")))
    if values.type.tz is None:
        values = pc.assume_timezone(
            values, SHANGHAI.key, ambiguous="earliest", nonexistent="earliest"
        )
    return values.cast(INSTANT, safe=False).cast(pa.int64())


def _written_instant(values: pa.Array, column: str, place: Place) -> pa.Array:
    """Times of one file all name their zone, or none does: as most that came first."""
    values = _dashed(values)
    named = pc.match_substring_regex(values, ZONED)
    share = pc.mean(named.cast(pa.int8())).as_py() or 0
    zoned = place.zoned.setdefault(column, share >= HALF)
    kind = INSTANT if zoned else pa.timestamp("us")
    try:
        return values.cast(kind)
    except pa.ArrowInvalid:
        unread = N_("时间「{text}」无法识别，请写成 2026-01-31 09:30:00，全列同一写法")
        mixed = N_("时间「{text}」与本列其他时间不同：有的写了时区，有的没有，请统一")
        reasons = {
            row: Sentence(
                unread if named[row].as_py() is zoned else mixed, text=values[row]
            )
            for row in _misread(values, kind, 0)
        }
        raise RowsRefused(place, column, reasons) from None


def _dashed(values: pa.Array) -> pa.Array:
    """2026/1/31 9:30 is how spreadsheets here write a time into a CSV."""
    slashed = pc.match_substring_regex(values, SLASHED)
    if not pc.any(slashed).as_py():
        return values
    padded = pc.replace_substring_regex(values, r"\b(\d)\b", r"0\1")
    return pc.if_else(slashed, pc.replace_substring(padded, "/", "-"), values)


def _misread(values: pa.Array, kind: pa.DataType, before: int) -> list[int]:
    """Which values do not read, by halves: most do."""
    try:
        values.cast(kind)
    except pa.ArrowInvalid:
        if len(values) == 1:
            return [before]
        half = len(values) // 2
        later = _misread(values[half:], kind, before + half)
        return _misread(values[:half], kind, before) + later
    return []


def yuan(values: pa.Array, column: str, place: Place) -> pa.Array:
    """Floats may carry the noise of binary fractions, nothing else may."""
    place.refuse(pc.is_null(values), column, Sentence(N_("为空，请补上")))
    if pa.types.is_floating(values.type):
        exact = pc.multiply(values.cast(pa.float64()), 100.0)
        _refuse_absurd(exact, column, place)
        whole = pc.round(exact)
        noise = pc.abs(pc.subtract(exact, whole))
        off = pc.invert(pc.less(noise, FLOAT_NOISE_CENTS))
        place.refuse(off, column, Sentence(N_("金额多于两位小数，请写到分为止")))
        return whole.cast(pa.int64())
    try:
        exact = values.cast(pa.decimal128(22, 2))
    except pa.ArrowInvalid:
        return whole_cents(_written_yuan(values, column, place), column, place)
    exact = pc.multiply(exact, HUNDRED)
    _refuse_absurd(exact, column, place)
    return exact.cast(pa.int64())


def _written_yuan(values: pa.Array, column: str, place: Place) -> pa.Array:
    amounts: list[int] = []
    wrong: dict[int, str] = {}
    for row, value in enumerate(values.to_pylist()):
        try:
            amounts.append(cents(value))
        except NotMoney as why:
            wrong[row] = why.sentence
    if wrong:
        raise RowsRefused(place, column, wrong)
    return pa.array(amounts, pa.int64())


def _refuse_absurd(amounts: pa.Array, column: str, place: Place) -> None:
    """Nothing that is no number is between these either."""
    most = place.most_cents
    sane = pc.and_(pc.greater_equal(amounts, 0), pc.less_equal(amounts, most))
    why = Sentence(
        N_("金额应是零到{trillions}万亿元之间的数，请核对"),
        trillions=most // CENTS_IN_A_TRILLION,
    )
    place.refuse(pc.invert(sane), column, why)


def whole_cents(values: pa.Array, column: str, place: Place) -> pa.Array:
    whole = values.cast(pa.int64())
    place.refuse(pc.is_null(whole), column, Sentence(N_("为空，请补上")))
    _refuse_absurd(whole, column, place)
    return whole


def optional_instant(values: pa.Array, column: str, place: Place) -> pa.Array:
    if pa.types.is_string(values.type):
        values = pc.if_else(pc.equal(pc.utf8_trim_whitespace(values), ""), None, values)
    if values.null_count == len(values):
        return pa.nulls(len(values), pa.int64())
    there = np.flatnonzero(values.is_valid().to_numpy(zero_copy_only=False))
    try:
        known = instant(values.drop_null(), column, place)
    except RowsRefused as wrong:
        reasons = {int(there[row]): why for row, why in wrong.reasons.items()}
        raise RowsRefused(place, column, reasons) from None
    return pc.replace_with_mask(
        pa.nulls(len(values), pa.int64()), pc.is_valid(values), known
    )


def one_of(words: Mapping[str, Sequence[str]]) -> Reading:
    """The name inside for what a bank may write; empty stays unknown."""
    known = {
        written: name for name, others in words.items() for written in (name, *others)
    }

    def read(values: pa.Array, column: str, place: Place) -> pa.Array:
        written = pc.utf8_lower(optional_text(values, column, place))
        unknown = pc.invert(pc.is_in(written, pa.array(["", *known])))
        why = Sentence(N_("应为以下之一：{known}"), known=tuple(known))
        place.refuse(unknown, column, why)
        return pa.array([known.get(word.as_py()) for word in written], pa.string())

    return read


def account_class(values: pa.Array, column: str, place: Place) -> pa.Array:
    return one_of(CLASSES)(values, column, place).cast(pa.int64())


def lower_edge(values: pa.Array, column: str, place: Place) -> pa.Array:
    """60, 60-69, 60岁以上: the age at which the band begins."""
    written = optional_text(values, column, place)
    edge = pc.struct_field(pc.extract_regex(written, AGE), "age")
    why = Sentence(N_("应为年龄或年龄段，如 65、60-69"))
    unread = pc.and_(pc.is_null(edge), pc.not_equal(written, ""))
    place.refuse(unread, column, why)
    return edge.cast(pa.int64())


def optional_label(values: pa.Array, column: str, place: Place) -> pa.Array:
    written = pc.utf8_lower(optional_text(values, column, place))
    unknown = pc.invert(pc.is_in(written, pa.array(["", *LABELS])))
    place.refuse(unknown, column, Sentence(N_("应为 0 或 1")))
    flags = pc.is_in(written, pa.array(YES))
    return pc.if_else(pc.equal(written, ""), pa.scalar(None, pa.bool_()), flags)


def label(values: pa.Array, column: str, place: Place) -> pa.Array:
    written = pc.utf8_lower(optional_text(values, column, place))
    unknown = pc.invert(pc.is_in(written, pa.array(LABELS)))
    place.refuse(unknown, column, Sentence(N_("应为 0 或 1")))
    return pc.is_in(written, pa.array(YES))
