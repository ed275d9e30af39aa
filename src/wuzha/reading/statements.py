"""Each item's sentences, with what they say themselves of who acts and until when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from wuzha.reading.actors import NOBODY, Actors, actors, further_subjects, label, leads
from wuzha.reading.dates import Calendar, deadline, opens_with_deadline
from wuzha.reading.fields import Field, closing_field, field_in
from wuzha.reading.headings import month
from wuzha.reading.outline import Node
from wuzha.reading.roles import fill
from wuzha.reading.sections import section
from wuzha.reading.sentences import Piece, clauses, sentences
from wuzha.reading.units import heading_units


@dataclass
class Statement:
    """A sentence of an item; `own` if it names who acts by itself."""

    piece: Piece
    actors: Actors = NOBODY
    own: bool = False
    field: Field | None = None
    is_field: bool = False


@dataclass
class Reading:
    """What one item says. `node` is None for the text before the first item; `told`:
    it reports what was done; `due` is the date of a field above it."""

    node: Node | None
    statements: list[Statement]
    told: bool = False
    heading: Actors = NOBODY
    leads_in: Actors = NOBODY
    title_field: Field | None = None
    children: list["Reading"] = field(default_factory=list)
    due: str | None = None


def read(
    text: str, node: Node | None, own: Piece, calendar: Calendar, *, told: bool
) -> Reading:
    statements = [
        Statement(piece, said, _is_own(said))
        for whole in sentences(text, *own)
        for part, said in _by_subject(text, whole, told=told)
        for piece in _by_deadline(text, part)
    ]
    reading = Reading(node, statements, told)
    titled = node is not None and node.title_end > node.mark.end
    begin = 0
    for i, statement in enumerate(statements):
        found = field_in(text, statement.piece, calendar)
        if found is None and (i or titled):
            last = i + 1 == len(statements)
            found = _behind(text, statements[begin : i + 1], calendar, last=last)
        if found:
            statement.is_field = found.place.start <= statement.piece.start + 1
            opens = all(one.is_field for one in statements[: i + 1])
            spoken_for = statements[begin:] if opens else statements[begin : i + 1]
            for one in spoken_for if found.speaks else ():
                one.field = both(one.field, found)
            begin = begin if _goes_on(text, statements, i, calendar) else i + 1
    _label(text, statements)
    _date_label(text, statements, calendar)
    if node:
        _read_title(text, node, reading, calendar)
    return reading


def _behind(
    text: str, spoken: Sequence[Statement], calendar: Calendar, *, last: bool
) -> Field | None:
    """此项工作由甲局负责。 speaks for what was said before; so does 甲局牵头,乙办配合。
    as the last of an item, unless others have been named."""
    *before, statement = spoken
    said = statement.actors
    if said and REFERS.match(text, *statement.piece):
        return Field(statement.piece, said.lead, said.units, None)
    if last and not any(one.own for one in before):
        return closing_field(text, statement.piece, calendar)
    return None


REFERS = re.compile(
    r"(?:此|该|本|这|上述|以上)(?:几?项|[条款点])?(?:工作|任务|活动)?由"
)


def _by_subject(text: str, whole: Piece, *, told: bool) -> list[tuple[Piece, Actors]]:
    """The sentence, or its parts if several units have a part each: 甲局要…;乙办要…,
    丙所要…。"""
    said = actors(text, whole, told=told)
    pieces = list(sentences(text, *whole, fine=True))
    if len({leads(text, piece) for piece in pieces}) > 1:
        return [(piece, actors(text, piece, told=told)) for piece in pieces]
    if sum(bool(label(text, piece)[0]) for piece in pieces) > 1:
        return [(piece, actors(text, piece, told=told)) for piece in pieces]
    if not _is_own(said):
        return [(whole, said)]
    parts = [
        (part, actors(text, part, told=told))
        for between in pieces
        for part in ([between] if said.lead else further_subjects(text, between))
    ]
    named = {tuple(p.of(text) for p in one.units) for _, one in parts if _acts(one)}
    return _with_followers(text, parts) if len(named) > 1 else [(whole, said)]


def _by_deadline(text: str, whole: Piece) -> list[Piece]:
    """The sentence, or its parts if each has a day of its own: 3月底前…,6月底前…, or
    …在3月底前完成;…在6月底前完成."""
    starts = [whole.start]
    parts = {part.start: part for part in sentences(text, *whole, fine=True)}
    for clause in clauses(text, whole):
        opens = opens_with_deadline(text, clause.start, clause.end)
        part = parts.get(clause.start)
        opens = opens or bool(part and deadline(text, *part, Calendar()))
        if opens and deadline(text, starts[-1], clause.start, Calendar()):
            starts.append(clause.start)
    return [Piece(a, b) for a, b in zip(starts, [*starts[1:], whole.end], strict=True)]


def _with_followers(
    text: str, each: list[tuple[Piece, Actors]]
) -> list[tuple[Piece, Actors]]:
    """Parts without a subject go with the one before them, and so does ;乙办配合 with
    甲局牵头…."""
    joined: list[tuple[Piece, Actors]] = []
    for part, said in each:
        if joined and joined[-1][1].lead and (helpers := fill(text, part)):
            before, subject = joined[-1]
            units = tuple(dict.fromkeys((*subject.units, *helpers)))
            joined[-1] = (Piece(before.start, part.end), replace(subject, units=units))
        elif joined and not _acts(said):
            before, subject = joined[-1]
            joined[-1] = (Piece(before.start, part.end), subject)
        else:
            joined.append((part, said))
    return joined


def _is_own(said: Actors) -> bool:
    return said.rule in ("units.subject", "units.office") or bool(said.lead)


def _acts(said: Actors) -> bool:
    """Whether somebody is named, also as in 由甲局…."""
    return _is_own(said) or said.rule == "units.role"


def _goes_on(
    text: str, statements: Sequence[Statement], i: int, calendar: Calendar
) -> bool:
    """Whether the next sentence is a field too: 牵头单位:甲局。责任单位:乙办。"""
    if i + 1 >= len(statements) or not statements[i].is_field:
        return False
    found = field_in(text, statements[i + 1].piece, calendar)
    return bool(found and found.place.start <= statements[i + 1].piece.start + 1)


def both(earlier: Field | None, found: Field) -> Field:
    """Two fields behind each other speak for the same sentences."""
    if earlier is None:
        return found
    return replace(
        earlier,
        lead=earlier.lead or found.lead,
        units=earlier.units or found.units,
        due=earlier.due or found.due,
    )


def _label(text: str, statements: Sequence[Statement]) -> None:
    """甲队:负责…。 speaks for all sentences of its paragraph, or up to the next label
    behind a stop."""
    units: tuple[Piece, ...] = ()
    last = -1
    for statement in statements:
        opens = last < 0 or "\n" in text[last : statement.piece.start]
        outdone = False
        if opens or text[last] in ";。":
            found, end = label(text, statement.piece)
            units = found if opens else found or units
            outdone = bool(found) and _in_passing(text, statement.actors, end)
        if units and (outdone or not statement.own):
            statement.actors = Actors((), units, "units.label")
            statement.own = True
        last = statement.piece.end - 1


def _in_passing(text: str, said: Actors, begin: int) -> bool:
    """派出所:组成宣讲队,每个村至少讲一课: those named only behind a comma, who do not
    lead, act less than those whom the label names."""
    if said.lead or said.rule != "units.subject":
        return False
    return "," in text[begin : said.units[0].start]


def _date_label(text: str, statements: Sequence[Statement], calendar: Calendar) -> None:
    """6月:总结评比。 at the beginning of a line says until when."""
    for statement in statements:
        piece = statement.piece
        first = next(clauses(text, piece), piece)
        opens = piece.start == 0 or text[piece.start - 1] == "\n"
        if opens and text[first.end - 1] == ":":
            due = month(text, first, calendar)
            if due:
                statement.field = both(statement.field, Field(first, (), (), due))


def _read_title(text: str, node: Node, reading: Reading, calendar: Calendar) -> None:
    title = Piece(node.mark.end, node.title_end)
    if title.start == title.end:
        return
    reading.title_field = field_in(text, title, calendar)
    if reading.title_field is None and (due := month(text, title, calendar)):
        reading.title_field = Field(title, (), (), due)
    units = tuple(heading_units(text, title))
    if units and not section(node.title(text), whole=True):
        reading.heading = Actors((), units, "units.heading")
        first = reading.statements[0] if reading.statements else None
        labels = text[title.end - 1] == ":"
        if labels and first and _in_passing(text, first.actors, title.end):
            first.actors, first.own = NOBODY, False
    last = reading.statements[-1] if reading.statements else None
    spoken = last.piece if last else title
    if LEADS_IN.search(text[spoken.start : spoken.end]):
        said = (
            last.actors
            if last and last.own
            else actors(text, spoken, told=reading.told)
        )
        if said.rule in ("units.subject", "units.label"):
            reading.leads_in = replace(said, rule="units.lead_in")


LEADS_IN = re.compile(r"[::]\s*$")


def each(found: Sequence[Reading]) -> Iterator[tuple[Reading, Statement]]:
    for reading in found:
        for statement in reading.statements:
            yield reading, statement
