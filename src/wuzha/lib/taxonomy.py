"""Kinds of fraud: twelve classes and the rest, their sub-types, ways the money left."""

from dataclasses import dataclass, field
from functools import cache

from wuzha.lib.datafiles import DATA, load


@dataclass(frozen=True)
class Subtype:
    code: str
    name: str
    note: str = ""


@dataclass(frozen=True)
class FraudClass:
    """`name` is the official one, `short` the one for lists. `share_permille` of a
    public sample is for made-up data only."""

    code: str
    name: str
    short: str
    definition: str
    stages: tuple[str, ...] = field(default_factory=tuple)
    targets: tuple[str, ...] = field(default_factory=tuple)
    signs: tuple[str, ...] = field(default_factory=tuple)
    share_permille: int = 0
    subtypes: tuple[Subtype, ...] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        for subtype in self.subtypes:
            if not subtype.code.startswith(f"{self.code}-"):
                raise ValueError(f"sub-type {subtype.code} is not of {self.code}")


@dataclass(frozen=True)
class MoneyOutForm:
    code: str
    name: str


@dataclass(frozen=True)
class Entry:
    """A kind as a public list names it, and our class or sub-type for it."""

    name: str
    code: str


@dataclass(frozen=True)
class PublicList:
    year: int
    title: str
    confidence: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Taxonomy:
    """`version` is kept with each case, so that old figures can be read later."""

    version: str
    basis: str
    confidence: str
    subtypes_confidence: str
    shares_basis: str
    classes: tuple[FraudClass, ...]
    money_out_forms: tuple[MoneyOutForm, ...]
    lists: tuple[PublicList, ...]

    def __post_init__(self) -> None:
        subtypes = [sub.code for one in self.classes for sub in one.subtypes]
        codes = [*dict(self.choices), *subtypes]
        if len(set(codes)) < len(self.classes) + len(subtypes):
            raise ValueError("a code of a class or sub-type is there twice")
        if len(dict(self.money_out_choices)) < len(self.money_out_forms):
            raise ValueError("a code of how money left is there twice")
        for entry in (entry for one in self.lists for entry in one.entries):
            if entry.code not in codes:
                raise ValueError(f"list entry {entry.name}: no code {entry.code}")

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(one.code, one.name) for one in self.classes]

    @property
    def money_out_choices(self) -> list[tuple[str, str]]:
        return [(form.code, form.name) for form in self.money_out_forms]

    def fraud_class(self, code: str) -> FraudClass:
        """By class or sub-type code; raises LookupError."""
        for one in self.classes:
            if one.code == code.partition("-")[0]:
                return one
        raise LookupError(f"no fraud class {code}")

    def subtype(self, code: str) -> Subtype:
        """Raises LookupError."""
        try:
            return self._subtypes[code]
        except KeyError as unknown:
            raise LookupError(f"no sub-type {code}") from unknown

    @property
    def _subtypes(self) -> dict[str, Subtype]:
        return {sub.code: sub for one in self.classes for sub in one.subtypes}


@cache
def taxonomy() -> Taxonomy:
    return load(Taxonomy, DATA / "taxonomy" / "fraud_classes.toml")
