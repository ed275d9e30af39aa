"""Whom a plan means by a name: a unit of the tree, all of a kind, or whoever is chosen.

What is told for certain: a name that somebody has chosen for before, the very name of a
unit, the end of exactly one name, a word for all units of a kind, what one institution
alone is called. Anything else is doubtful and keeps its candidates; nothing is guessed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import cache

from django.db.models import Q
from django.utils import timezone

from wuzha.lib.datafiles import DATA, load
from wuzha.organisation.models import PLACES, Unit, UnitKind, UnitLink, valid_on
from wuzha.workplans.models import UnitAlias, WorkPlan
from wuzha.workplans.states import MatchState

MARKS = re.compile(r"[\s()（）〔〕\[\]【】/／、,，和及与·“”\"']|以及")
# A single letter or a pair is at the end of too many names.
SHORTEST_END = 3
SHORTEST_CORE = 2
ALIKE = 0.6
MOST_CANDIDATES = 8


@dataclass(frozen=True)
class FanWord:
    """All units of some kinds, and what plans call them."""

    key: str
    label: str
    kinds: tuple[str, ...]
    words: tuple[str, ...]
    # Only units with one of these in their names.
    named: tuple[str, ...] = ()
    # Only those that the plan's own groups list.
    members: bool = False

    def __post_init__(self) -> None:
        if strangers := set(self.kinds) - set(UnitKind):
            raise ValueError(f"{self.key}: no kind of unit: {', '.join(strangers)}")


@dataclass(frozen=True)
class UnitWords:
    leading: tuple[str, ...]
    endings: tuple[str, ...]
    places: tuple[str, ...]
    fans: tuple[FanWord, ...]

    def __post_init__(self) -> None:
        words = [word for fan in self.fans for word in fan.words]
        if twice := {word for word in words if words.count(word) > 1}:
            raise ValueError(f"two fans have the word {', '.join(sorted(twice))}")

    @property
    def by_key(self) -> dict[str, FanWord]:
        return {fan.key: fan for fan in self.fans}

    def fan_of(self, name: str) -> str:
        """The key of the fan that a name stands for, empty when it is none."""
        bare = _bare(name)
        while True:
            for fan in self.fans:
                if bare in fan.words:
                    return fan.key
            shorter = _without_start(bare, self.leading)
            if shorter == bare:
                return ""
            bare = shorter


@cache
def unit_words() -> UnitWords:
    return load(UnitWords, DATA / "workplans" / "unit_words.toml")


@dataclass(frozen=True)
class Found:
    state: MatchState
    fan: str = ""
    units: tuple[Unit, ...] = ()


NOBODY = Found(MatchState.NONE)


@dataclass(frozen=True)
class Directory:
    """The units that a plan of `home` can mean, read once for all its names."""

    home: Unit
    units: tuple[Unit, ...]
    aliases: dict[str, Found]
    # Names that the plan's own groups list.
    listed: tuple[str, ...] = ()
    _seen: dict[str, Found] = field(default_factory=dict)

    @classmethod
    def of(cls, home: Unit, *, on: date, listed: Iterable[str] = ()) -> "Directory":
        rows = Unit.objects.valid(on=on).filter(_within(home, on))
        return cls(home, tuple(rows), _aliases(home), tuple(dict.fromkeys(listed)))

    @classmethod
    def of_plan(cls, plan: WorkPlan) -> "Directory":
        """As the tree is today."""
        listed = (name for group in plan.organisation for name in group["holders"])
        return cls.of(plan.unit, on=timezone.localdate(), listed=listed)

    def find(self, name: str) -> Found:
        if name not in self._seen:
            self._seen[name] = self._find(name)
        return self._seen[name]

    def expand(self, fan: str) -> list[Unit]:
        """Every unit that a fan means, in the order of the tree."""
        word = unit_words().by_key[fan]
        if word.members and (listed := self._members()):
            return listed
        kinds = {UnitKind.DEPARTMENT.value} if word.members else set(word.kinds)
        return [
            unit
            for unit in self.units
            if unit.kind in kinds
            and (not word.named or any(part in unit.name for part in word.named))
        ]

    def label_of(self, fan: str) -> str:
        """In words; members of whom the plan lists none are all departments."""
        words = unit_words().by_key
        is_listed = not words[fan].members or self._members()
        return words[fan if is_listed else "departments"].label

    def _find(self, name: str) -> Found:
        if chosen := self.aliases.get(name):
            return chosen
        if exact := [unit for unit in self.units if unit.name == name]:
            return _sure_if_one(exact)
        if fan := unit_words().fan_of(name):
            found = self.expand(fan)
            return Found(MatchState.SURE, fan) if found else Found(MatchState.NONE, fan)
        for candidates in (self._ending(name), self._called(name)):
            if candidates:
                return _sure_if_one(candidates)
        alike = self._alike(name)
        return Found(MatchState.DOUBTFUL, units=tuple(alike)) if alike else NOBODY

    def _ending(self, name: str) -> list[Unit]:
        """县公安局 of 青石县 is the end of 青石县公安局."""
        bare = _bare(name)
        if len(bare) < SHORTEST_END:
            return []
        return [unit for unit in self.units if _bare(unit.name).endswith(bare)]

    def _called(self, name: str) -> list[Unit]:
        """民政部门 is the one institution whose name holds 民政."""
        core = _core(name)
        if len(core) < SHORTEST_CORE:
            return []
        return [
            unit for unit in self.units if unit.kind not in PLACES and core in unit.name
        ]

    def _alike(self, name: str) -> list[Unit]:
        bare = _bare(name)
        scored = [(_likeness(bare, _bare(unit.name)), unit) for unit in self.units]
        near = sorted(
            (pair for pair in scored if pair[0] >= ALIKE),
            key=lambda pair: (-pair[0], pair[1].path),
        )
        return [unit for _score, unit in near[:MOST_CANDIDATES]]

    def _members(self) -> list[Unit]:
        found = (self._find_single(name) for name in self.listed)
        return list(dict.fromkeys(unit for unit in found if unit))

    def _find_single(self, name: str) -> Unit | None:
        match = self._find(name)
        sure = match.state != MatchState.DOUBTFUL and not match.fan
        return match.units[0] if sure and len(match.units) == 1 else None


def _sure_if_one(units: Sequence[Unit]) -> Found:
    state = MatchState.SURE if len(units) == 1 else MatchState.DOUBTFUL
    return Found(state, units=tuple(units[:MOST_CANDIDATES]))


def _within(home: Unit, on: date) -> Q:
    """The unit and all below it; of a town also the station that polices it and the
    institutions that serve it, wherever they hang in the tree."""
    below = Q(path__startswith=home.path)
    linked = UnitLink.objects.filter(
        valid_on(on), place__path__startswith=home.path
    ).values("unit")
    return below | Q(pk__in=linked)


def _aliases(home: Unit) -> dict[str, Found]:
    """What was chosen for plans of the unit, else of the nearest above it."""
    around = [int(key) for key in home.path.strip("/").split("/")]
    rows = UnitAlias.objects.filter(home__in=around).prefetch_related("units")
    rows = rows.order_by("home__path")  # the nearest last
    return {
        row.name: Found(MatchState.CHOSEN, row.fan, tuple(row.units.all()))
        for row in rows
    }


def _bare(name: str) -> str:
    return MARKS.sub("", name)


def _without_start(name: str, starts: Iterable[str]) -> str:
    for start in sorted(starts, key=len, reverse=True):
        if name.startswith(start) and len(name) > len(start):
            return name.removeprefix(start)
    return name


def _core(name: str) -> str:
    """县民政局 → 民政; what is left names the work of an institution."""
    words = unit_words()
    core = _without_start(_bare(name), words.leading)
    core = _without_start(core, words.places)
    for ending in sorted(words.endings, key=len, reverse=True):
        if core.endswith(ending) and len(core) > len(ending):
            return core.removesuffix(ending)
    return core


def _likeness(one: str, other: str) -> float:
    if not set(one) & set(other):
        return 0.0
    if one in other or other in one:
        return 1.0 if min(len(one), len(other)) >= SHORTEST_CORE else 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
