"""Who answers and until when, where a plan says so in a field of its own.

(责任单位:甲局、乙办;完成时限:6月底前), 【牵头单位:甲局】, (甲局牵头,乙办配合),
(各村落实), or a line that begins with such a label.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from wuzha.reading import cues
from wuzha.reading.dates import Calendar, deadline
from wuzha.reading.lexicon import lexicon
from wuzha.reading.sentences import Piece, clauses, closing
from wuzha.reading.units import ends, is_unit, split, unit_list


@dataclass(frozen=True)
class Field:
    """Names as places in the view; `due` is a date or "ongoing"."""

    place: Piece
    lead: tuple[Piece, ...]
    units: tuple[Piece, ...]
    due: str | None

    @property
    def speaks(self) -> bool:
        """Whether it says who or until when, not only whom to call (联系人:…)."""
        return bool(self.lead or self.units or self.due)


ROLES = ("lead", "units", "due", "other")
CHUNK = re.compile(r"[,;。:]")
LONGEST = 300
SHORT = 2  # letters of what a bracket adds to a name: 县(市,区)
NAME = 6  # letters of a name's last part, which a bracket may explain
DUE = re.compile("完成|整改|办理|办结|推进|落实")
ENDS = ("。", ";", "!")
# A date in brackets says when something takes place, unless these stand with it.
DEADLINE = re.compile("完成|前|内|推进|坚持|长期|常态")


def field_in(text: str, piece: Piece, calendar: Calendar) -> Field | None:
    """The field that ends the sentence or is all of it."""
    if (start := label_in(text, piece)) is not None:
        rest = Piece(start, piece.end)
        return _read(text, rest, rest, calendar)
    for bracket in _brackets(text, piece):
        inside = Piece(bracket.start + 1, bracket.end - 1)
        found = _read(text, bracket, inside, calendar)
        if found and found.speaks:
            return found
        if alone := _list_alone(text, piece, bracket):
            return alone
    return _behind_dash(text, piece)


def closing_field(text: str, piece: Piece, calendar: Calendar) -> Field | None:
    """甲局牵头,乙办配合。 or (甲局、乙办) where the sentence says no more."""
    start, end = piece.start, piece.start + len(piece.of(text).rstrip("。;!\n "))
    bracketed = text[start] in "([" and closing(text, start, end) == end - 1
    inside = Piece(start + 1, end - 1) if bracketed else Piece(start, end)
    found = _read(text, piece, inside, calendar)
    if found and found.lead:
        return found
    names = unit_list(text, *inside) if bracketed else []
    return Field(piece, (), tuple(names), None) if len(names) > 1 else None


def _behind_dash(text: str, piece: Piece) -> Field | None:
    """…--甲局,乙办 at the end of all that the sentence says."""
    dash = text.rfind("--", *piece)
    if dash < 0:
        return None
    end = dash + 2 + len(text[dash + 2 : piece.end].rstrip("。;!\n "))
    names = unit_list(text, dash + 2, end)
    return Field(Piece(dash, piece.end), (), tuple(names), None) if names else None


def label_in(text: str, piece: Piece) -> int | None:
    """Where a label opens a clause; behind the first one only with its colon."""
    for clause in clauses(text, piece):
        label = _labels().match(text, *clause)
        if label and (clause.start == piece.start or text[label.end() - 1] == ":"):
            return clause.start
    return None


def opens_field(text: str, piece: Piece) -> bool:
    """责任单位: or 完成时限:, which say it for the item and are no heading of it;
    时间: by itself may be one."""
    label = _labels().match(text, *piece)
    if label is None or label.lastgroup == "other":
        return False
    return label.lastgroup != "due" or bool(DUE.match(text, *piece))


def _list_alone(text: str, piece: Piece, bracket: Piece) -> Field | None:
    """(甲局,乙办) behind all that the sentence says, not as part of a name there."""
    behind = text[bracket.end : piece.end]
    ended = text[bracket.start - 1 : bracket.start] in ENDS
    if behind.strip("。;!\n ") or bracket.start == piece.start:
        return None
    names = unit_list(text, bracket.start + 1, bracket.end - 1)
    within_name = not ended and any(
        end == bracket.end
        for end in ends(text, max(piece.start, bracket.start - NAME), bracket.end)
    )
    listed = len(names) > 1 and all(name.end - name.start > SHORT for name in names)
    if not names or (within_name and not listed):
        return None
    return Field(bracket, (), tuple(names), None)


def _brackets(text: str, piece: Piece) -> Iterator[Piece]:
    """Brackets of the sentence, the last one first."""
    found = []
    at = piece.start
    while at < piece.end:
        if text[at] in "([":
            shut = closing(text, at, piece.end)
            if shut > 0:
                found.append(Piece(at, shut + 1))
                at = shut
        at += 1
    yield from reversed(found)


def _read(text: str, place: Piece, inside: Piece, calendar: Calendar) -> Field | None:
    if inside.end - inside.start > LONGEST:
        return None
    reader = _Reader(text, calendar)
    for chunk in _chunks(text, inside):
        reader.take(chunk)
    return reader.field(place)


def _chunks(text: str, inside: Piece) -> Iterator[Piece]:
    """Parts between commas, also behind 牵头 or 负责 in a list without commas."""
    begin = at = inside.start
    while at < inside.end:
        if text[at] in "([":
            at = max(closing(text, at, inside.end), at) + 1
            continue
        label = _labels().match(text, at, inside.end)
        if label and text[label.end() - 1] == ":":
            if at > begin:
                yield Piece(begin, at)
            begin, at = at, label.end()
            continue
        tail = _tail_in_list().match(text, at, inside.end)
        if tail or CHUNK.match(text[at]):
            stop = tail.end() if tail else at + 1
            yield Piece(begin, stop)
            begin = at = stop
        else:
            at += 1
    if begin < inside.end:
        yield Piece(begin, inside.end)


class _Reader:
    """Reads a field chunk by chunk; what waits for its role is kept in `waiting`."""

    def __init__(self, text: str, calendar: Calendar) -> None:
        self.text = text
        self.calendar = calendar
        self.role: str | None = None
        self.waiting: list[Piece] = []
        self.found: dict[str, list[Piece]] = {"lead": [], "units": [], "other": []}
        self.due: str | None = None
        self.labelled = False
        self.is_deadline = False

    def take(self, chunk: Piece) -> None:
        label = _labels().match(self.text, chunk.start, chunk.end)
        if label:
            self.role = label.lastgroup
            self.labelled = True
            if self.role == "other":  # (学生处,联系电话:…) says whom to call
                self.waiting = []
            self._settle()
            chunk = Piece(label.end(), chunk.end)
        elif self.text[chunk.end - 1] == ":":  # (责任单位:甲局;数据来源:乙办)
            self.role = "other"
            return
        end = chunk.end
        while end > chunk.start and self.text[end - 1] in ",;。:、 ":
            end -= 1
        if end > chunk.start:
            self._take_words(Piece(chunk.start, end))

    def _take_words(self, chunk: Piece) -> None:
        due = deadline(self.text, chunk.start, chunk.end, self.calendar, field=True)
        alone = self.role == "due" or due == "ongoing" or not self._tail(chunk)
        if due and alone:
            self.due = self.due or due
            self.is_deadline = bool(DEADLINE.search(self.text, *chunk))
            return
        if self.role == "due":
            return
        tail = self._tail(chunk)
        stop = tail.start() if tail else chunk.end
        names = split(self.text, chunk.start, stop)
        if tail and tail.lastgroup:
            self.found[tail.lastgroup].extend([*self.waiting, *names])
            self.waiting = []
        elif self.role:
            self.found[self.role].extend(names)
        else:
            self.waiting.extend(names)

    def _tail(self, chunk: Piece) -> re.Match[str] | None:
        return _tails().search(self.text, chunk.start, chunk.end)

    def _settle(self) -> None:
        sound = [w for w in self.waiting if is_unit(w.of(self.text), alone=False)]
        self.found["units"].extend(sound)
        self.waiting = []

    def field(self, place: Piece) -> Field | None:
        spoken = self.found["lead"] or self.is_deadline
        if spoken and not self.labelled and self._sound(self.waiting):
            self.found["units"].extend(self.waiting)
            self.waiting = []
        named = [*self.found["lead"], *self.found["units"]]
        if not self.labelled and not self._sound([*named, *self.waiting]):
            return None
        dated = self.due and (self.labelled or self.is_deadline)
        if not (named or dated or self.found["other"]):
            return None
        return Field(
            place, tuple(self.found["lead"]), tuple(self.found["units"]), self.due
        )

    def _sound(self, named: list[Piece]) -> bool:
        """Without a label every name must look like a unit's."""
        alone = len(named) == 1
        return bool(named or self.due) and all(
            is_unit(name.of(self.text), alone=alone) for name in named
        )


@cache
def _labels() -> re.Pattern[str]:
    labels = lexicon().labels
    groups = [f"(?P<{role}>{_any(labels.of(role))})" for role in ROLES]
    aside = r"(?:\([^():]{1,6}\))?"
    acts = f"{cues.modal().pattern}|{lexicon().preposition}|负责"
    ends = f"[为是]?:|(?:(?<=单位)|(?<=部门))(?:[为是]|(?!{acts}))(?=.)"
    return re.compile(rf"(?:{'|'.join(groups)})(?:{aside}(?:{ends}))")


@cache
def _tails() -> re.Pattern[str]:
    """At the end of a chunk; `search` with an end finds it."""
    return re.compile(_tail_words() + r"(?:工作)?[。、,;]*$")


@cache
def _tail_in_list() -> re.Pattern[str]:
    return re.compile(_tail_words() + "、")


def _tail_words() -> str:
    tails = lexicon().tails
    return f"(?:(?P<lead>{_any(tails.lead)})|(?P<units>{_any(tails.units)}))"


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))
