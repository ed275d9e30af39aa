"""Roles behind names: 甲局牵头,乙办配合; 由丙所报县里; 各村落实."""

from collections.abc import Sequence

from wuzha.reading import cues
from wuzha.reading.sentences import Piece
from wuzha.reading.subjects import GOES_ON, REACH, at_front, partners
from wuzha.reading.units import actor_list, ends


def roles(
    text: str, parts: Sequence[Piece]
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Who leads and who else acts, by 牵头, 配合 and 负责 behind the names; the latter
    two count with 由 or a leader."""
    lead: list[Piece] = []
    units: list[Piece] = []
    given = False
    for clause in parts:
        known = len(lead) + len(units)
        begin = clause.start
        for match in cues.role().finditer(text, clause.start, clause.end):
            names = _list_up_to(text, begin, match.start())
            begin = match.end() + 1 if text.startswith("、", match.end()) else begin
            if match.lastgroup == "lead":
                lead.extend(names)
            elif (
                lead
                or units
                or _by(text, names)
                or _fills(text, clause, names, match.end())
            ):
                units.extend(names)
        starts = {name.start for name in units}
        units.extend(n for n in _given(text, clause) if n.start not in starts)
        given = given or _by(text, units[:1])
        if (lead or given) and known == len(lead) + len(units):
            units.extend(partners(text, *clause) or _beside(text, clause))
    return tuple(lead), tuple(units)


def _beside(text: str, clause: Piece) -> tuple[Piece, ...]:
    """由甲局负责建设,乙办派员…: those who act beside, unless they must do so anyhow;
    与乙办签订… is what the first ones do."""
    if text[clause.start] in "与和同跟":
        return ()
    names = at_front(text, clause, None, cues.cue())
    return () if names and cues.must().match(text, names[-1].end) else names


def fill(text: str, clause: Piece) -> list[Piece]:
    """The units of a clause that says no more than their role."""
    for match in cues.role().finditer(text, *clause):
        if match.lastgroup == "units" and not text[match.end() : clause.end].strip(
            ",。;"
        ):
            return actor_list(text, clause.start, match.start())
    return []


def _fills(text: str, clause: Piece, names: Sequence[Piece], end: int) -> bool:
    """县公安局具体推进,各镇落实。: units, their role, and nothing else."""
    alone = bool(names) and names[0].start == clause.start
    return alone and not text[end : clause.end].strip(",。;")


def _given(text: str, clause: Piece) -> list[Piece]:
    """由丙站报县里: those to whom it is given to do it."""
    by = text.find("由", clause.start, clause.end)
    if by < 0:
        return []
    for end in ends(text, by + 1, min(clause.end, by + REACH)):
        goes_on = GOES_ON.match(text, end, clause.end)
        does = not goes_on and cues.does().match(text, end, clause.end)
        if does and (named := actor_list(text, by + 1, end)):
            return named
    return []


def _list_up_to(text: str, start: int, end: int) -> list[Piece]:
    """The list of units that ends here and begins the clause or follows 由."""
    by = text.rfind("由", start, end)
    for begin in dict.fromkeys((by + 1 if by >= 0 else start, start)):
        if end - begin <= REACH and (names := actor_list(text, begin, end)):
            return names
    return []


def _by(text: str, names: Sequence[Piece]) -> bool:
    return bool(names) and text[names[0].start - 1 : names[0].start] == "由"
