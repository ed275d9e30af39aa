"""Sentences put together from figures: each stands only where the figures bear it out.
What no figure says is not said."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from wuzha.earlywarnings.models import Dissuasion
from wuzha.incidents.models import Incident
from wuzha.lib.datafiles import DATA, load
from wuzha.lib.periods import Period
from wuzha.organisation.models import Unit
from wuzha.reports.figures import FIGURES, Measured
from wuzha.ui.times import said

BEFORE, CHANGE, BASE = "_before", "_change", "_base"
WORDS = {"period", "unit"}
NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Phrase:
    text: str
    some: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    rises: str = ""
    falls: str = ""
    level: str = ""

    def __post_init__(self) -> None:
        named = {*self.fields, *self.some, *self.none, *self.compared}
        if strangers := {name for name in named if figure_of(name) not in FIGURES}:
            raise ValueError(f"no such figure: {', '.join(sorted(strangers))}")

    @property
    def fields(self) -> set[str]:
        parts = string.Formatter().parse(self.text)
        return {name for _text, name, _form, _turn in parts if name} - WORDS

    @property
    def compared(self) -> set[str]:
        return {self.rises, self.falls, self.level} - {""}

    def holds(self, numbers: Mapping[str, int]) -> bool:
        """Nothing has moved where there is nothing to compare with."""
        if not all(key + BEFORE in numbers for key in self.compared):
            return False

        def moves(key: str) -> int:
            return numbers[key] - numbers[key + BEFORE]

        return (
            all(numbers.get(key) for key in self.some)
            and not any(numbers[key] for key in self.none)
            and (not self.rises or moves(self.rises) > 0)
            and (not self.falls or moves(self.falls) < 0)
            and (not self.level or moves(self.level) == 0)
        )


@dataclass(frozen=True)
class SectionPhrases:
    name: str
    heading: str
    papers: tuple[str, ...]
    phrases: tuple[Phrase, ...]


@dataclass(frozen=True)
class Phrases:
    sections: tuple[SectionPhrases, ...]


@dataclass(frozen=True)
class Section:
    heading: str
    text: str


@cache
def phrases() -> Phrases:
    return load(Phrases, DATA / "reports" / "phrases.toml")


def figure_of(name: str) -> str:
    """The key that a name in a phrase begins with."""
    for end in (BEFORE, CHANGE, BASE):
        if name.removesuffix(end) in FIGURES:
            return name.removesuffix(end)
    return name


@dataclass(frozen=True)
class Compared:
    """A figure of a period and of the one before; none where the records do not reach
    back so far: what nobody wrote down was not nothing."""

    now: Measured
    before: Measured | None


def compared(keys: set[str], unit: Unit, period: Period) -> dict[str, Compared]:
    before = period.previous()
    is_known = _reaches_back(before.starts_at)
    return {
        key: Compared(
            FIGURES[key].measured(unit, period),
            FIGURES[key].measured(unit, before) if is_known else None,
        )
        for key in FIGURES
        if key in keys
    }


def _reaches_back(at: datetime) -> bool:
    """Whether anything in the county was recorded before then."""
    return (
        Dissuasion.objects.filter(received_at__lt=at).exists()
        or Incident.objects.filter(reported_at__lt=at).exists()
    )


def keys_for(paper: str) -> set[str]:
    return {
        figure_of(name)
        for section in _sections(paper)
        for phrase in section.phrases
        for name in {*phrase.fields, *phrase.some, *phrase.none, *phrase.compared}
    }


def told(
    paper: str, figures: Mapping[str, Compared], unit: Unit, period: Period
) -> list[Section]:
    """The sections of a paper, without those of which there is nothing to say."""
    numbers, words = _numbers(figures), _words(figures)
    words |= {"period": said(period.label), "unit": str(unit)}
    found = []
    for section in _sections(paper):
        texts = [
            phrase.text.format_map(words)
            for phrase in section.phrases
            if phrase.holds(numbers)
        ]
        if texts:
            found.append(Section(section.heading, "".join(texts)))
    return found


def numbered(sections: list[Section]) -> list[Section]:
    """一、预警劝阻，二、…"""
    pairs = zip(NUMBERS, sections, strict=False)
    return [Section(f"{number}、{one.heading}", one.text) for number, one in pairs]


def _sections(paper: str) -> list[SectionPhrases]:
    return [one for one in phrases().sections if paper in one.papers]


def _numbers(figures: Mapping[str, Compared]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, one in figures.items():
        found[key] = one.now.value
        if one.before is not None:
            found[key + BEFORE] = one.before.value
        found[key + BASE] = one.now.base or 0
    return found


def _words(figures: Mapping[str, Compared]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, one in figures.items():
        found[key] = one.now.text
        if one.before is None:
            continue
        difference = abs(one.now.value - one.before.value)
        found[key + BEFORE] = one.before.text
        found[key + CHANGE] = Measured(difference, is_money=one.now.is_money).text
    return found
