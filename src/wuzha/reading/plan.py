"""What a plan says, item by item, each with the characters that say it.

Dates are Extended Date/Time Format (ISO 8601-2) with XXXX for a year that the text
does not tell. `rules` names the rules of `data/reading` and of the readers that made
the item, in the order in which they spoke.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """Characters `start` to `end` (excluded) of the source's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True)
class Phase:
    """A stage of the plan; a phase given by months alone keeps the months."""

    source: Span
    name: str
    start: str | None
    end: str | None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """Something to be done; `due` is a date, "ongoing" or None.

    `lead` are the units named as leading, `units` those that answer, take part or carry
    out; both as the text names them.
    """

    source: Span
    text: str
    lead: tuple[str, ...]
    units: tuple[str, ...]
    due: str | None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty:
    """Something that recurs.

    `per`: day, week, ten_days, two_weeks, half_month, month, two_months, quarter,
    term, half_year or year.
    `kind`: report, push, inspect, train, publicise, meet or other.
    `weekday` (1 to 7), `monthday` (1 to 31) and `yearday` (XXXX-06-20) are empty where
    the text names none;
    `time` is HH:MM; `to` is the unit that receives.
    """

    source: Span
    text: str
    kind: str
    per: str
    at_least: int | None
    weekday: tuple[int, ...]
    monthday: tuple[int, ...]
    time: str | None
    to: str | None
    units: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    yearday: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """A figure to be reached; `op`: >=, <=, =, decrease>= or increase>=."""

    source: Span
    text: str
    metric: str
    op: str
    value: float
    unit: str
    due: str | None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class OutlineItem:
    """A heading or a numbered item.

    `source` is the mark and the words of the heading, or the whole of the item;
    `scope` runs to where the next of the same or a higher level begins. `level` counts
    from 1. `mark` is the number as printed ("（一）"), empty for a heading without one;
    `number` is its value. `in_line` tells one found inside a paragraph.
    """

    source: Span
    scope: Span
    level: int
    mark: str
    style: str
    number: int | None
    title: str
    in_line: bool = False


@dataclass(frozen=True)
class Post:
    """A post in a group: its role and whom the text names, without people's names.

    `holders` are offices, such as a deputy county head or the units of the members;
    `people` are names, which forms show only when asked.
    """

    source: Span
    role: str
    holders: tuple[str, ...]
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A leading group, office or team that the plan sets up.

    `seat` is where it sits, `said` are all sentences that speak of it; the name is
    empty where only its posts are listed.
    """

    source: Span
    name: str
    posts: tuple[Post, ...]
    seat: str | None = None
    said: tuple[Span, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Attachment:
    source: Span
    number: int | None
    title: str


@dataclass(frozen=True)
class DocumentNumber:
    """The number of an official paper; `own` if it is the plan's own."""

    source: Span
    number: str
    own: bool


@dataclass(frozen=True)
class Noise:
    """Characters that do not belong to the plan; `reason` is the name of the rule."""

    source: Span
    reason: str


@dataclass(frozen=True)
class Unread:
    """A sentence, or the rest of one, of which nothing was made.

    `reason` says why where it is known (background, principle, praise …), else None.
    """

    source: Span
    reason: str | None


@dataclass(frozen=True)
class Plan:
    """One plan of a document; `source` is its part of the whole text.

    Together `outline`, items, `noise` and `unread` cover every character of every
    sentence inside `source`.
    """

    source: Span
    title: str
    year: int | None
    phases: tuple[Phase, ...]
    tasks: tuple[Task, ...]
    duties: tuple[Duty, ...]
    targets: tuple[Target, ...]
    outline: tuple[OutlineItem, ...]
    groups: tuple[Group, ...]
    attachments: tuple[Attachment, ...]
    document_numbers: tuple[DocumentNumber, ...]
    noise: tuple[Noise, ...]
    unread: tuple[Unread, ...]
