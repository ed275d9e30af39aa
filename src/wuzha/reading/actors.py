"""Who has to act, as a sentence itself says: 各村要…, 由甲局牵头,乙办配合."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from wuzha.reading import cues
from wuzha.reading.roles import fill, roles
from wuzha.reading.sentences import Piece, clauses, closing
from wuzha.reading.subjects import REACH, alone, at_front, is_adverbial, joined, subject
from wuzha.reading.units import is_unit, post_list, unit_list, without_office

# 各村要…,主要领导要…: those of the units before.
THEIR_HEADS = re.compile(r"(?:党政)?(?:主要|分管)(?:领导|负责人|负责同志|同志)")


@dataclass(frozen=True)
class Actors:
    """Places of the names in the view; `rule` says how they were found."""

    lead: tuple[Piece, ...] = ()
    units: tuple[Piece, ...] = ()
    rule: str = ""

    def __bool__(self) -> bool:
        return bool(self.lead or self.units)


NOBODY = Actors()
SURE = 3  # letters of an office's name that hardly means anything else
SEPARATOR = re.compile(r"(?<!\d):|:(?!\d)|--+")
PASSIVE = re.compile("^(?!.*(?:组建|成立|建立|设立))[^,;。:]{0,12}由$")
OFFICE = re.compile(
    r"设(?:立|置|有|在)?(?P<office>办公室)"
    r"|(?:成立|组建|设立)?(?P<group>[^,。;:的由]{2,12}[组队])由[^,。;:]{2,60}组成"
)
WORKS = re.compile(r"(?:具体|主要|全面)?(?:负责|承担)")


# 形成甲局主导,各村参与的格局: who acts in an order of things is given nothing to do.
ORDER = re.compile(
    r"(?:形成|构建|建立|健全|完善|打造)[^。;要应须]{4,80}?"
    r"的[^,。;]{0,16}(?:格局|局面|机制|体系|合力|模式|网络|氛围)"
)


def actors(text: str, sentence: Piece, *, told: bool = False) -> Actors:
    """`told`: the sentence reports; then only those who must act (要, 应) count."""
    parts = _telling(text, sentence)
    lead, given = roles(text, parts)
    who = subject(text, parts, told=told)
    if lead:
        rest = tuple(unit for unit in given or who if unit not in lead)
        return Actors(lead, rest, "units.role")
    if who and not _outdone(text, who, given):
        helpers = _helpers(text, parts, who)
        if cues.leading().match(text, who[-1].end, sentence.end):
            return Actors(who, helpers, "units.role")
        return Actors((), (*who, *helpers), "units.subject")
    if given:
        return Actors((), given, "units.role")
    return _stated(text, parts) or _office(text, parts) or _aside(text, sentence)


def _telling(text: str, sentence: Piece) -> list[Piece]:
    """The clauses but those that are part of an order of things."""
    orders = [match.span() for match in ORDER.finditer(text, *sentence)]
    return [
        clause
        for clause in clauses(text, sentence)
        if not any(start < clause.start < end for start, end in orders)
    ]


def _outdone(text: str, who: Sequence[Piece], named: Sequence[Piece]) -> bool:
    """各地的宣传由甲局开展 names who acts in 由甲局, as do lists that hold more."""
    if not named:
        return False
    between = text[who[-1].end : named[0].start]
    passive = PASSIVE.search(between) and not cues.firm().match(between)
    return bool(passive) or set(who) < set(named)


def _office(text: str, parts: Sequence[Piece]) -> Actors:
    """领导小组设办公室,负责…, 警戒组由保安组成,负责…: what the sentence sets up."""
    office: Piece | None = None
    for clause in parts:
        if office and WORKS.match(text, *clause):
            return Actors((), (office,), "units.office")
        if found := OFFICE.search(text, *clause):
            office = Piece(*found.span(found.lastgroup or 0))
    return NOBODY


def _stated(text: str, parts: Sequence[Piece]) -> Actors:
    """此项工作的责任主体为甲局,牵头单位是乙办."""
    found: dict[str | None, tuple[Piece, ...]] = {}
    for clause in parts:
        if said := cues.stated().search(text, *clause):
            end = said.end() + len(text[said.end() : clause.end].rstrip(",。;"))
            found[said.lastgroup] = tuple(unit_list(text, said.end(), end))
    lead, units = found.get("lead", ()), found.get("units", ())
    return Actors(lead, units, "units.role") if lead or units else NOBODY


def _aside(text: str, sentence: Piece) -> Actors:
    """办理注销手续(各班主任负责核对): who acts in a bracket, if nobody does before."""
    opening = text.find("(", *sentence)
    shut = closing(text, opening, sentence.end) if opening >= 0 else -1
    if shut < 0:
        return NOBODY
    names = at_front(text, Piece(opening + 1, shut), None, cues.firm())
    return Actors((), names, "units.subject") if names else NOBODY


def leads(text: str, sentence: Piece) -> bool:
    """牵头开展…: who is named above leads what the sentence says first of all."""
    start = label(text, sentence)[1]
    for clause in clauses(text, Piece(start, sentence.end)):
        if cues.leading().match(text, *clause):
            return True
        if not is_adverbial(text, clause):
            return False
    return False


def further_subjects(text: str, sentence: Piece) -> list[Piece]:
    """The sentence, cut before each further clause that begins with units and 要."""
    begins = [sentence.start]
    parts = _telling(text, sentence)
    for before, clause in pairwise(parts):
        begun = at_front(text, clause, None, cues.firm()) or _offices(text, clause)
        leads_in = before.start == sentence.start and is_adverbial(text, before)
        helps = begun and fill(text, clause)
        theirs = THEIR_HEADS.match(text, *clause)
        if begun and not (helps or leads_in or theirs or alone(text, before)):
            begins.append(clause.start)
    ends_at = [*begins[1:], sentence.end]
    return [Piece(a, b) for a, b in zip(begins, ends_at, strict=True)]


def _offices(text: str, clause: Piece) -> tuple[Piece, ...]:
    """县公安局收集…, 运营部每月…: several offices, or a long name, with a verb."""
    if cues.deed().match(text, *clause):
        return ()
    names = at_front(text, clause, None, cues.cue())
    sure = len(names) > 1 or (names and names[0].end - names[0].start >= SURE)
    return names if sure and all(is_unit(name.of(text)) for name in names) else ()


def label(text: str, sentence: Piece) -> tuple[tuple[Piece, ...], int]:
    """Units or posts before a colon at the beginning (甲队:负责…), and where that
    ends. Before the end of a line they are those to whom the paper is addressed."""
    if text[sentence.start] == "[":
        shut = closing(text, sentence.start, sentence.end)
        return tuple(unit_list(text, sentence.start + 1, shut)), shut + 1
    first = next(clauses(text, sentence), None)
    limit = min(sentence.start + REACH, first.end) if first else sentence.start
    mark = SEPARATOR.search(text, sentence.start, limit)
    if not mark or text[mark.end() : mark.end() + 1] == "\n":
        return (), sentence.start
    names = Piece(sentence.start, without_office(text, sentence.start, mark.start()))
    return tuple(unit_list(text, *names) or _posts(text, names, mark.end())), mark.end()


def _posts(text: str, names: Piece, behind: int) -> list[Piece]:
    """柜员,保安:负责…: the posts, if work follows and no names of people."""
    return post_list(text, *names) if cues.cue().match(text, behind) else []


def joining(text: str, sentence: Piece) -> tuple[Piece, ...]:
    """Whom its clauses name behind 会同 or 联合."""
    parts = _telling(text, sentence)
    return tuple(name for clause in parts for name in joined(text, clause))


def _helpers(
    text: str, parts: Sequence[Piece], who: Sequence[Piece]
) -> tuple[Piece, ...]:
    """甲局负责台账,各村协助。, 甲局列出名单,会同乙办…: further units with a role and
    nothing else, and those who join in."""
    behind = [clause for clause in parts if clause.start >= who[-1].end]
    filling = [name for clause in behind for name in fill(text, clause)]
    joining = [name for clause in behind for name in joined(text, clause)]
    return (*filling, *joining)
