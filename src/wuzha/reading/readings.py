"""Who has to act in each item: its own words, fields of the list, the headings."""

from collections.abc import Sequence
from dataclasses import replace

from wuzha.reading.actors import NOBODY, Actors, joining, leads
from wuzha.reading.dates import Calendar
from wuzha.reading.fields import Field
from wuzha.reading.outline import Node, own_text
from wuzha.reading.sections import section
from wuzha.reading.sentences import Piece
from wuzha.reading.statements import Reading, Statement, both, read
from wuzha.reading.telling import turns_ahead
from wuzha.reading.units import is_unit


def readings(
    text: str, body: Piece, nodes: Sequence[Node], calendar: Calendar, *, told: bool
) -> list[Reading]:
    """All items in order; each with the actors that it inherits."""
    first = nodes[0].start if nodes else body.end
    opening = Piece(body.start, first)
    found = [read(text, None, opening, calendar, told=told)]
    by_node: dict[int, Reading] = {}
    for node in nodes:
        told = told and not turns_ahead(text, node.start)
        past = told and node.about(text) != "outlook"
        reading = read(text, node, own_text(node), calendar, told=past)
        by_node[id(node)] = reading
        found.append(reading)
        if node.parent:
            by_node[id(node.parent)].children.append(reading)
    for reading in found:
        _share_fields(text, reading.children)
    _share_fields(text, [by_node[id(n)] for n in nodes if n.parent is None])
    for reading in found:
        _take_fields(reading)
        _share_labels(text, reading.children)
    for reading in found:
        _inherit(text, reading, by_node)
    return found


def _share_fields(text: str, siblings: Sequence[Reading]) -> None:
    """A field behind the last item of a list that semicolons hold together, or in a
    line of its own below a list without fields, speaks for all its items."""
    for i, reading in enumerate(siblings):
        found = _own_field(reading)
        if found is None:
            continue
        earlier = _open_before(text, siblings[:i])
        alone = any(s.is_field and _is_line(text, s) for s in reading.statements)
        if alone and i + 1 == len(siblings) and not any(map(_own_field, siblings[:i])):
            earlier = [sibling for sibling in siblings[:i] if not sibling.heading]
        for sibling in earlier:
            for statement in sibling.statements:
                if not statement.actors.lead:  # 甲局牵头,乙办配合 has said it
                    statement.field = found


def _take_fields(reading: Reading) -> None:
    """1.内容:…2.责任单位:…3.完成时限:… below a heading: what items say that are no
    more than a field holds for all below it, unless several name units."""
    fields = [one for child in reading.children for one in _only_fields(child)]
    naming = sum(bool(one.lead or one.units) for one in fields)
    if reading.title_field or naming > 1:
        return
    for one in fields:
        reading.title_field = both(reading.title_field, one)


def _only_fields(reading: Reading) -> list[Field]:
    fields = [one.field for one in reading.statements if one.is_field and one.field]
    whole = len(fields) == len(reading.statements) and not reading.children
    return fields[:1] if whole else []


def _share_labels(text: str, siblings: Sequence[Reading]) -> None:
    """Among items that begin with who does it (组长:…) the others do so too."""
    labels = [reading for reading in siblings if _is_labelled(text, reading)]
    known = sum(bool(reading.heading) for reading in labels)
    if 2 * known <= len(siblings):
        return
    for reading in labels:
        if reading.node and not reading.heading:
            title = Piece(reading.node.mark.end, reading.node.title_end - 1)
            reading.heading = Actors((), (title,), "units.heading")


def _is_labelled(text: str, reading: Reading) -> bool:
    node = reading.node
    labelled = node and text[node.title_end - 1] == ":"
    return bool(node and labelled and section(node.title(text)) is None)


def _own_field(reading: Reading) -> Field | None:
    return next((s.field for s in reading.statements if s.field), None)


def _open_before(text: str, siblings: Sequence[Reading]) -> list[Reading]:
    found = []
    for sibling in reversed(siblings):
        last = sibling.statements[-1] if sibling.statements else None
        if last is None or sibling.children or _own_field(sibling):
            break
        if text[last.piece.end - 1] != ";":
            break
        found.append(sibling)
    return found


def _is_line(text: str, statement: Statement) -> bool:
    return text[statement.piece.start - 1 : statement.piece.start] == "\n"


def _inherit(text: str, reading: Reading, by_node: dict[int, Reading]) -> None:
    """Fields first, then what the sentence says, the one before it, the headings."""
    above = _above(reading, by_node)
    reading.due = _due_above(reading, by_node)
    carried = NOBODY
    for statement in reading.statements:
        fielded = _fielded(statement.field)
        if fielded:
            statement.actors = fielded
            continue
        if statement.own and not (above.rule in OVER_POSTS and _posts(text, statement)):
            carried = statement.actors
            statement.actors = _leading(text, statement)
            continue
        reach = above if _reaches(text, reading, statement) else NOBODY
        said = statement.actors
        given = said.rule == "units.role"  # 由甲局…, whoever acted before
        statement.actors = (reach or said) if given else (carried or reach or said)
        statement.actors = _leading(text, _joined(text, statement))


def _joined(text: str, statement: Statement) -> Statement:
    """县民政局: …会同县公安局查处: whom those above are joined by."""
    said = statement.actors
    if said.units and not said.lead and said.rule in LED:
        also = joining(text, statement.piece)
        units = tuple(dict.fromkeys((*said.units, *also)))
        statement.actors = replace(said, units=units)
    return statement


def _leading(text: str, statement: Statement) -> Actors:
    """甲局:牵头开展…: those above lead it, if nobody else is said to."""
    said = statement.actors
    if said.lead or said.rule not in LED or not leads(text, statement.piece):
        return said
    return replace(said, lead=said.units, units=())


LED = frozenset({"units.heading", "units.label", "units.lead_in", "units.subject"})
OVER_POSTS = frozenset({"units.field", "units.heading"})


def _posts(text: str, statement: Statement) -> bool:
    """Whether it is people of some unit that act: 柜员要…."""
    said = statement.actors
    names = (*said.lead, *said.units)
    return not any(is_unit(name.of(text)) for name in names)


def _fielded(found: Field | None) -> Actors:
    if found and (found.lead or found.units):
        return Actors(found.lead, found.units, "units.field")
    return NOBODY


def _above(reading: Reading, by_node: dict[int, Reading]) -> Actors:
    if reading.node is None:
        return NOBODY
    for node in reading.node.above():
        one = by_node[id(node)]
        said = _fielded(one.title_field) or one.heading
        if one is not reading:
            said = said or _list_field(one) or one.leads_in
        if said:
            return said
    return NOBODY


def _due_above(reading: Reading, by_node: dict[int, Reading]) -> str | None:
    for node in reading.node.above() if reading.node else ():
        one = by_node[id(node)]
        own = None if one is reading else _own_field(one)
        for found in (one.title_field, own):
            if found and found.due:
                return found.due
    return None


def _list_field(reading: Reading) -> Actors:
    """A field in the words that stand over a list."""
    return _fielded(_own_field(reading))


def _reaches(text: str, reading: Reading, statement: Statement) -> bool:
    """Behind the last item of a list only the next paragraphs are still its own: what
    follows may well belong to a heading that was lost."""
    node = reading.node
    if node is None or not node.last or node.children:
        return True
    between = text[node.mark.end : statement.piece.start]
    return between.count("\n") <= OWN_PARAGRAPHS


OWN_PARAGRAPHS = 1
