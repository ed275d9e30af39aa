"""What a table is expected to hold: columns with their titles, kinds and checks, and
how they are found under a header that somebody typed."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum, auto
from typing import overload

from wuzha.documents.dates import SHANGHAI
from wuzha.lib.codes.checked import Checked

Value = str | int | bool | date | datetime | None
Values = dict[str, Value]
Mapped = Mapping[str, str]
"""A saved column mapping: the name of a column → its title in the file."""


class Kind(StrEnum):
    TEXT = auto()
    # Phone, card, identity number: digits that are a name, not a quantity.
    DIGITS = auto()
    INTEGER = auto()
    # Yuan in the file, whole cents here.
    MONEY = auto()
    DATE = auto()
    # Shanghai time in the file, aware here.
    DATETIME = auto()
    CHOICE = auto()
    BOOLEAN = auto()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column, in and out. `choices` maps the value kept to the label shown;
    `also` maps further words that people write to a value. `check` is a function of
    `lib.codes`: it normalises a text and says what is wrong with it."""

    name: str
    title: str
    kind: Kind = Kind.TEXT
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    check: Callable[[str], Checked] | None = None
    longest: int = 2_000
    # For the import template: one example as a person would type it, and a remark.
    sample: str = ""
    hint: str = ""
    # In characters; 0 leaves it to the kind.
    width: int = 0

    def __post_init__(self) -> None:
        if (self.kind is Kind.CHOICE) is not bool(self.choices):
            raise ValueError(f"{self.name}: choices and their kind go together")
        if self.check and self.kind not in {Kind.TEXT, Kind.DIGITS}:
            raise ValueError(f"{self.name}: only texts and digits have a check")
        if strangers := set(self.also.values()) - set(self.choices):
            raise ValueError(f"{self.name}: no choice is called {strangers}")

    @property
    def titles(self) -> tuple[str, ...]:
        return (self.title, *self.synonyms)


class Columns(Sequence[Column]):
    """The columns of one kind of table. No two may answer to the same title."""

    def __init__(self, columns: Iterable[Column]) -> None:
        self._columns = tuple(columns)
        self._owners: dict[str, tuple[Column, int]] = {}
        for column in self._columns:
            for rank, title in enumerate(column.titles, start=1):
                key = plain(title)
                owner = self._owners.setdefault(key, (column, rank))[0]
                if owner is not column:
                    raise ValueError(f"{title}: {owner.name} and {column.name} both")
        self.by_name = {column.name: column for column in self._columns}
        if len(self.by_name) < len(self._columns):
            raise ValueError("two columns have one name")

    @overload
    def __getitem__(self, index: int) -> Column: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Column]: ...
    def __getitem__(self, index: int | slice) -> Column | Sequence[Column]:
        return self._columns[index]

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def required(self) -> list[Column]:
        return [column for column in self._columns if column.required]

    def matched(self, titles: Sequence[str], mapped: Mapped) -> "Match":
        """Which column stands where. The mapping goes first, then a column's own
        title, then its synonyms in their order."""
        best: dict[str, tuple[int, list[int]]] = {}
        for place, title in enumerate(titles):
            found = self._owner(title, mapped)
            if found is None:
                continue
            name, rank = found[0].name, found[1]
            known = best.get(name)
            if known is None or rank < known[0]:
                best[name] = (rank, [place])
            elif rank == known[0]:
                known[1].append(place)
        places = {name: found[0] for name, (_rank, found) in best.items()}
        twice = [name for name, (_rank, found) in best.items() if len(found) > 1]
        return Match(self, places, tuple(twice))

    def _owner(self, title: str, mapped: Mapped) -> tuple[Column, int] | None:
        key = plain(title)
        for name, wanted in mapped.items():
            if plain(wanted) == key and name in self.by_name:
                return self.by_name[name], 0
        found = self._owners.get(key) or self._owners.get(_without_remark(key))
        if found and found[0].name in mapped:
            return None
        return found


@dataclass(frozen=True)
class Match:
    """Where each column was found in a header row."""

    columns: Columns
    places: Mapping[str, int]
    twice: tuple[str, ...]

    @property
    def missing(self) -> list[Column]:
        return [c for c in self.columns.required if c.name not in self.places]

    def found(self) -> Iterator[tuple[Column, int]]:
        for column in self.columns:
            if column.name in self.places:
                yield column, self.places[column.name]


def plain(title: str) -> str:
    """A title as it is compared: half width, no spaces, no asterisks, no case."""
    half = unicodedata.normalize("NFKC", title).casefold()
    return re.sub(r"[\s*:_\-\u200b\ufeff]", "", half)


def _without_remark(key: str) -> str:
    return re.sub(r"[(\[【〔].*?[)\]】〕]", "", key)


def packed(values: Mapping[str, Value]) -> dict[str, str | int | bool | None]:
    """The values as JSON."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def unpacked(raw: Mapping[str, str | int | bool | None], columns: Columns) -> Values:
    """The values again, each as the kind of its column says."""
    values: Values = {name: raw[name] for name in raw if name in columns.by_name}
    for name, text in values.items():
        kind = columns.by_name[name].kind
        if isinstance(text, str) and kind is Kind.DATE:
            values[name] = date.fromisoformat(text)
        if isinstance(text, str) and kind is Kind.DATETIME:
            values[name] = datetime.fromisoformat(text).astimezone(SHANGHAI)
    return values
