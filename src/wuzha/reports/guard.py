"""What must not be asked unless a law says so: dated rules with their basis."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from wuzha.lib.datafiles import DATA, load

RANKED, PHOTO = "ranked", "photo"


@dataclass(frozen=True)
class Rule:
    """Without words it holds for every field that it is `on`: that is marked so, or
    whose label says so (`said`)."""

    name: str
    on: str
    basis: str
    confidence: str
    words: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.on not in (RANKED, PHOTO):
            raise ValueError(f"a rule is on {RANKED} or {PHOTO}, not {self.on}")

    def forbids(self, label: str, marks: frozenset[str], day: date) -> bool:
        is_on = self.on in marks or any(word in label for word in self.said)
        if not is_on or not self._in_force(day):
            return False
        return not self.words or any(word in label for word in self.words)

    def _in_force(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Guard:
    rules: tuple[Rule, ...]


@cache
def guard() -> Guard:
    return load(Guard, DATA / "reports" / "guard.toml")


def forbidding(label: str, *, ranked: bool, photo: bool, on: date) -> Rule | None:
    """The first rule in force that forbids it."""
    pairs = ((RANKED, ranked), (PHOTO, photo))
    marks = frozenset(mark for mark, is_so in pairs if is_so)
    return next((r for r in guard().rules if r.forbids(label, marks, on)), None)
