"""What stands in an item, whichever kind it is: read from its JSON and written to it.

The shape is the one that `wuzha.reading` writes; a person who corrects an item writes
the same, with two things more of a task: the standard that it is done to, and whether
the plan asks for evidence, which until then its words tell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

from wuzha.lib.datafiles import DATA, load
from wuzha.workplans.kinds import ItemKind, NamedAs


@dataclass(frozen=True)
class PhaseFacts:
    name: str
    start: str | None = None
    end: str | None = None


@dataclass(frozen=True)
class TaskFacts:
    """`due` is a date as the text gives it (ISO 8601-2), "ongoing" or None."""

    text: str
    lead: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    due: str | None = None
    standard: str = ""
    evidence_asked: bool = False


@dataclass(frozen=True)
class DutyFacts:
    text: str
    kind: str
    per: str
    at_least: int | None = None
    weekday: tuple[int, ...] = ()
    monthday: tuple[int, ...] = ()
    time: str | None = None
    to: str | None = None
    units: tuple[str, ...] = ()
    yearday: tuple[str, ...] = ()


@dataclass(frozen=True)
class TargetFacts:
    text: str
    metric: str
    op: str
    value: float
    unit: str
    due: str | None = None


Facts = PhaseFacts | TaskFacts | DutyFacts | TargetFacts
SHAPES: dict[str, type[Facts]] = {
    ItemKind.PHASE: PhaseFacts,
    ItemKind.TASK: TaskFacts,
    ItemKind.DUTY: DutyFacts,
    ItemKind.TARGET: TargetFacts,
}
ONGOING = "ongoing"


def facts_of(kind: str, content: Mapping[str, Any]) -> Facts:
    """The JSON of an item as its record; keys of no meaning here are passed over."""
    shape = SHAPES[kind]
    known = shape.__dataclass_fields__
    values: dict[str, Any] = {
        name: tuple(value or ()) if known[name].type in LISTS else value
        for name, value in content.items()
        if name in known
    }
    if shape is TaskFacts and "evidence_asked" not in values:
        values["evidence_asked"] = asks_for_evidence(values["text"])
    return shape(**values)


@dataclass(frozen=True)
class EvidenceWords:
    basis: str
    confidence: str
    pattern: str


def asks_for_evidence(words: str) -> bool:
    """并留存签字页, 佐证材料, 资料归档备查."""
    return bool(_evidence().search(words))


@cache
def _evidence() -> re.Pattern[str]:
    words = load(EvidenceWords, DATA / "workplans" / "evidence.toml")
    return re.compile(words.pattern)


# A field that items of one kind alone have.
MARKS = {
    "lead": ItemKind.TASK,
    "per": ItemKind.DUTY,
    "metric": ItemKind.TARGET,
    "name": ItemKind.PHASE,
}


def kind_of(content: Mapping[str, Any]) -> ItemKind:
    """Which kind the JSON is of."""
    return next(kind for field, kind in MARKS.items() if field in content)


LISTS = (tuple[str, ...], tuple[int, ...])


def written(facts: Facts) -> dict[str, Any]:
    """As JSON, lists for tuples."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(facts).items()
    }


def words_of(facts: Facts) -> str:
    """What the item says, in its own words."""
    return facts.name if isinstance(facts, PhaseFacts) else facts.text


def with_words(facts: Facts, words: str) -> Facts:
    """The same, said otherwise."""
    field: dict[str, Any] = {"name" if isinstance(facts, PhaseFacts) else "text": words}
    return replace(facts, **field)


def joined(ones: Sequence[Facts]) -> Facts:
    """Several that say one thing: the first, with the words and units of all."""
    first = ones[0]
    text = "；".join(words_of(one).rstrip("；。") for one in ones)
    names: dict[str, Any] = {
        field: tuple(
            dict.fromkeys(name for one in ones for name in getattr(one, field))
        )
        for field in ("lead", "units")
        if hasattr(first, field)
    }
    return with_words(replace(first, **names), text)


def named_units(facts: Facts) -> Iterator[tuple[NamedAs, str]]:
    """Every name of a unit with what it is named as, each once."""
    pairs: list[tuple[NamedAs, str]] = []
    if isinstance(facts, TaskFacts):
        pairs += [(NamedAs.LEAD, name) for name in facts.lead]
    if isinstance(facts, TaskFacts | DutyFacts):
        pairs += [(NamedAs.UNIT, name) for name in facts.units]
    if isinstance(facts, DutyFacts) and facts.to:
        pairs.append((NamedAs.TO, facts.to))
    yield from dict.fromkeys((role, name[:80]) for role, name in pairs)
