"""Numbers of law and thresholds: dated rows with their basis and how sure they are.

Each file in `data/parameters/` is a group; a key is written `group.name` or
`group.part.name`. A key has one row for each stretch of time in which it had one
value. Whoever needs a number asks for the day that matters, not for today's:

    params.value("money_clocks.stop_payment_hours", on=day).whole
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from wuzha.lib.clocks import Limit, Unit
from wuzha.lib.datafiles import DATA, BadTable, build, read
from wuzha.lib.refused import MissingTable
from wuzha.lib.words import N_, Sentence

CONFIDENCE = {
    "A": N_("已读原文"),
    "B": N_("权威转引，原文未全读"),
    "C": N_("单一来源或一地做法"),
    "D": N_("项目默认，未见依据"),
}
QUANTITIES = {"times", "yuan", "percent", "people", "cases", "accounts", "cards"}
UNITS = {*Unit, *QUANTITIES, "year", "points", "flag", "list"}
MONTHS_IN_YEAR = 12
CENTS_IN_YUAN = 100


class UnknownParameter(LookupError):
    """No table has this key: a mistake of the code, not of the data."""


class NotInForce(MissingTable):
    """The key has no row for that day."""


class Unconfirmed(MissingTable):
    """There is a row, but nobody has confirmed a value for it yet."""


@dataclass(frozen=True)
class Parameter:
    """One value in its time; both days belong to it, None is without end."""

    key: str
    label: str
    unit: str
    basis: str
    confidence: str
    value: int | bool | tuple[int, ...] | tuple[str, ...] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    doubt: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.confidence not in CONFIDENCE:
            raise ValueError(f"confidence {self.confidence} is none of A, B, C, D")
        if self.unit not in UNITS:
            raise ValueError(f"unit {self.unit} is not known")
        if isinstance(self.value, bool) is not (self.unit == "flag") and (
            self.value is not None
        ):
            raise ValueError("true and false go with the unit flag")
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("valid_to lies before valid_from")

    def in_force(self, on: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)

    @property
    def whole(self) -> int:
        if type(self.value) is int:
            return self.value
        raise TypeError(f"{self.key} is not a whole number")

    @property
    def flag(self) -> bool:
        if isinstance(self.value, bool):
            return self.value
        raise TypeError(f"{self.key} is not true or false")

    @property
    def wholes(self) -> tuple[int, ...]:
        if isinstance(self.value, tuple):
            return tuple(one for one in self.value if isinstance(one, int))
        raise TypeError(f"{self.key} is not a list")

    @property
    def texts(self) -> tuple[str, ...]:
        if isinstance(self.value, tuple):
            return tuple(one for one in self.value if isinstance(one, str))
        raise TypeError(f"{self.key} is not a list")

    @property
    def cents(self) -> int:
        """An amount in yuan, in cents."""
        if self.unit == "yuan":
            return self.whole * CENTS_IN_YUAN
        raise TypeError(f"{self.key} is not money")

    @property
    def limit(self) -> Limit:
        """A term, as the clocks count it."""
        return _limit(self.whole, self.unit)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """A list of terms: alarms before due, limits of levels."""
        return tuple(_limit(amount, self.unit) for amount in self.wholes)


class Parameters:
    """All tables of a folder, checked when they are read."""

    def __init__(self, rows: Mapping[str, tuple[Parameter, ...]]) -> None:
        self._rows = rows

    @classmethod
    def read(cls, folder: Path) -> "Parameters":
        rows: dict[str, tuple[Parameter, ...]] = {}
        for path in sorted(folder.glob("*.toml")):
            for key, raw in _tables(path.stem, read(path), path.name):
                rows[key] = _checked(key, raw, path.name)
        return cls(rows)

    def has(self, key: str) -> bool:
        return key in self._rows

    def row(self, key: str, *, on: date) -> Parameter:
        """The row for a day, with or without a value; for pages that list them."""
        for parameter in self._of(key):
            if parameter.in_force(on):
                return parameter
        raise NotInForce(
            N_("“{label}”在{on}没有有效的规定。请核对日期，或在参数表中补充该时段。"),
            label=Sentence(self._of(key)[0].label),
            on=on,
        )

    def value(self, key: str, *, on: date) -> Parameter:
        """The row for a day; raises UnknownParameter, NotInForce or Unconfirmed."""
        parameter = self.row(key, on=on)
        if parameter.value is None:
            raise Unconfirmed(
                N_(
                    "“{label}”还没有核实过的数值（{basis}），不能据此计算。"
                    "请查对原文后填入参数表。"
                ),
                label=Sentence(parameter.label),
                basis=parameter.basis,
            )
        return parameter

    def in_force(self, on: date) -> list[Parameter]:
        """Every row of a day, in the order of the keys."""
        return [
            p for key in sorted(self._rows) for p in self._of(key) if p.in_force(on)
        ]

    def _of(self, key: str) -> tuple[Parameter, ...]:
        try:
            return self._rows[key]
        except KeyError as unknown:
            raise UnknownParameter(f"no parameter {key}") from unknown


@cache
def table() -> Parameters:
    """The tables in `data/parameters`, read once."""
    return Parameters.read(DATA / "parameters")


def value(key: str, *, on: date) -> Parameter:
    return table().value(key, on=on)


def _tables(prefix: str, raw: Any, where: str) -> Iterator[tuple[str, list[Any]]]:
    """Each key with its list of rows; tables inside tables lengthen the key."""
    for name, inner in raw.items():
        key = f"{prefix}.{name}"
        if isinstance(inner, list):
            yield key, inner
        elif isinstance(inner, dict):
            yield from _tables(key, inner, where)
        else:
            raise BadTable(f"{where}: {key}: rows are written as [[{name}]]")


def _checked(key: str, raw: list[Any], where: str) -> tuple[Parameter, ...]:
    rows = [build(Parameter, {**row, "key": key}, f"{where}: {key}") for row in raw]
    ordered = sorted(rows, key=lambda row: row.valid_from or date.min)
    for one, following in pairwise(ordered):
        if one.in_force(following.valid_from or date.min):
            raise BadTable(f"{where}: {key}: two rows hold at the same time")
    return tuple(ordered)


def _limit(amount: int, unit: str) -> Limit:
    if unit == "year":
        return Limit(amount * MONTHS_IN_YEAR, Unit.MONTH)
    return Limit(amount, Unit(unit))
