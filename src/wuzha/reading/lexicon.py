"""Words of units: the ends of their names, who acts, and the labels of fields."""

from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load


@dataclass(frozen=True)
class Roles:
    """Words behind the names: who leads, who carries out."""

    lead: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True)
class Labels:
    """Words before the names: those of a role stand before one of `kinds`."""

    kinds: tuple[str, ...]
    alone: tuple[str, ...]
    lead: tuple[str, ...]
    units: tuple[str, ...]
    due: tuple[str, ...]
    other: tuple[str, ...]

    def of(self, role: str) -> tuple[str, ...]:
        """牵头单位 and the like of the role `lead`; its words as they are of others."""
        words: tuple[str, ...] = getattr(self, role)
        if role not in ("lead", "units"):
            return words
        alone = (word for word in words if word in self.alone)
        return (*(word + kind for word in words for kind in self.kinds), *alone)


@dataclass(frozen=True)
class Lexicon:
    suffixes: tuple[str, ...]
    never_ends: tuple[str, ...]
    never: tuple[str, ...]
    among_others: tuple[str, ...]
    wholes: tuple[str, ...]
    branches: tuple[str, ...]
    strange: str
    never_begins: str
    ours: str
    holds_offices: str
    longest: int
    posts: str
    before_posts: str
    never_posts: str
    persons: str
    never_persons: str
    acts: str
    lead_ins: str
    staff: str
    heads: str
    belongings: str
    modal: str
    asked: str
    preposition: str
    verb: str
    begins: str
    fillers: tuple[str, ...]
    labels: Labels
    tails: Roles


@cache
def lexicon() -> Lexicon:
    return load(Lexicon, DATA / "reading" / "units.toml")
