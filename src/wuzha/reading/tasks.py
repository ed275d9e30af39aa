"""Tasks: what has to be done, by whom, until when."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from wuzha.reading.actors import Actors
from wuzha.reading.dates import (
    Calendar,
    day_of_event,
    deadline,
    opens_with_deadline,
)
from wuzha.reading.lexicon import lexicon
from wuzha.reading.outline import Node
from wuzha.reading.plan import Phase, Task
from wuzha.reading.sections import is_silent, section
from wuzha.reading.sentences import Piece, clauses
from wuzha.reading.statements import Reading, Statement
from wuzha.reading.unread import is_no_task
from wuzha.reading.view import View

SHORT = 14  # a sentence of so few letters with a date speaks of the whole item
HANDED_DOWN = frozenset(
    {"units.field", "units.heading", "units.label", "units.lead_in", "units.role"}
)
# In the organisation part units have posts and seats rather than tasks.
ORGANISING = re.compile(r"组长|主任|成员|下设|成立|组建|担任|兼任|设在|组成|日常工作")
NAMES = re.compile(r"[^,。;]{0,12}(?:组长|成员|主任|担任|兼任|设在|组成|日常工作)")
FOUND = re.compile(r"(?:要|应当?|须|务必)(?:相应|同步|及时|也)?(?:成立|组建|明确|落实)")
HOLDER = re.compile(
    r"(?:小组|常务)?副?(?:[组队]长|(?:总|现场)?指挥|主任)[:]|(?:成|组|队)员[:]"
)
YEARLY = re.compile(r"每年")  # a date of what recurs ends nothing
THING = "表$|表[。:]|清单|一览|人:|人员:|对象:"  # 安排表 is nothing to be done
NOTE = re.compile(r"[^,。;:]{0,6}(?:时间|地点|对象|主题|范围|人员|方式|形式):")
COMPOSED = re.compile(r"由[^,。;]+组成[。;]?")  # who a group is, not what it does
AHEAD = re.compile("下一?步|下一?阶段|今后|接下来|后续|未来|明年|下半年")
ONGOING = re.compile(
    r"(?:持续|常态化|长期|长效|坚持不懈地?)(?:不断)?地?"
    r"(?:推进|开展|坚持|实施|推动|抓|做好|组织|巩固|加强|加大|执行)"
)
# 此项工作, 这项任务: what is said of it holds for the item; 本月 and 该校 are others.
SAYS_OF_IT = re.compile(
    r"(?:此|该|本|这|上述|以上)(?:几?项(?:工作|任务|活动)?|[条款点]|工作|任务|活动)"
)


@dataclass(frozen=True)
class Answer:
    """Who and until when; sentences with equal answers are one task."""

    lead: tuple[str, ...]
    units: tuple[str, ...]
    due: str | None


@dataclass
class Run:
    """Sentences of one item, one behind the other, with the same answer."""

    start: int
    end: int
    answer: Answer
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Setting:
    """What holds for the whole plan.

    `ends`: by item (its start), the last day of the
    stage that it describes. `stages`: by the ends of the sentences that name them.
    """

    calendar: Calendar
    ends: Mapping[int, str]
    stages: Mapping[int, Phase]


def tasks(view: View, found: Sequence[Reading], setting: Setting) -> Iterator[Task]:
    for reading in found:
        for run in _runs(view, reading, setting):
            yield Task(
                source=view.span(run.start, run.end),
                text=view.printed(run.start, run.end, breaks=" "),
                lead=run.answer.lead,
                units=run.answer.units,
                due=run.answer.due,
                rules=run.rules,
            )


def _runs(view: View, reading: Reading, setting: Setting) -> list[Run]:
    runs: list[Run] = []
    text = view.text
    for statement, due, rule in _dated(view, reading, setting):
        dated = rule == "due.sentence"
        if not _is_task(text, reading, statement, dated=dated):
            continue
        if statement.is_field and runs:
            runs[-1].end = statement.piece.end
            continue
        answer = _answer(view, statement.actors, due)
        rules = tuple(r for r in (statement.actors.rule, rule if due else "") if r)
        piece = statement.piece
        last = runs[-1] if runs else None
        joined = last and not text[last.end : piece.start].strip(" ")
        if last and joined and last.answer == answer:
            last.end = piece.end
        else:
            runs.append(Run(piece.start, piece.end, answer, rules or ("task.verb",)))
    _add_title(text, reading, runs)
    return runs


def _dated(
    view: View, reading: Reading, setting: Setting
) -> Iterator[tuple[Statement, str | None, str]]:
    """The sentences that may be tasks, with the date that holds and its rule: their
    own, the item's, that of a field above or of the stage that they stand in."""
    text = view.text
    whole = _whole_due(text, reading, setting.calendar), "due.item"
    above = reading.due, "due.heading"
    stage_end = _phase_due(reading.node, setting.ends)
    for statement in reading.statements:
        if stage := _stage(view, statement, setting):
            stage_end = stage.end
            if not statement.own:
                continue
        said = _due(text, reading, statement, setting.calendar)
        event = _event(text, reading, statement, setting.calendar)
        later = event, whole, above, (stage_end, "due.phase")
        ordered = (*later, said) if said[0] == "ongoing" else (said, *later)
        due, rule = next((one for one in ordered if one[0]), (None, ""))
        yield statement, due, rule


def _event(
    text: str, reading: Reading, statement: Statement, calendar: Calendar
) -> tuple[str | None, str]:
    told = reading.told or YEARLY.search(text, *statement.piece)
    day = None if told else day_of_event(text, *statement.piece, calendar)
    return day, "due.day"


def _stage(view: View, statement: Statement, setting: Setting) -> Phase | None:
    """The stage that the statement names."""
    place = view.span(*statement.piece)
    stage = setting.stages.get(place.end)
    return stage if stage and stage.source.holds(place) else None


def _add_title(text: str, reading: Reading, runs: Sequence[Run]) -> None:
    if not (runs and reading.node):
        return
    first = runs[0]
    fields = any(
        s.is_field and s.piece.start == first.start for s in reading.statements
    )
    node = reading.node
    fields = fields or _is_signed(node, reading.statements[-1])
    fields = fields or _is_dated(text, reading, first)
    first.start = node.start if fields else _start(text, node, first.start)


def _is_signed(node: Node, last: Statement) -> bool:
    """Whether the item ends with a field that names who does all of it, its heading
    included."""
    found = last.field
    named = last.is_field and found and (found.lead or found.units)
    return bool(named) and not node.children


def _is_dated(text: str, reading: Reading, first: Run) -> bool:
    """配备专员(3月15日前)。每家…。由甲局统计。: the title says until when, and all that
    follows in its line is about that."""
    said, node = reading.title_field, reading.node
    if node is None or said is None or not said.due:
        return False
    return "\n" not in text[node.start : first.start]


def _start(text: str, node: Node, start: int) -> int:
    """The item's mark and title belong to its first sentence, if in one line; and to
    its fields, if it has no sentences."""
    before = text[node.start : start]
    first = node.title_end <= start and not text[node.title_end : start].strip()
    return node.start if first and "\n" not in before else start


def _answer(view: View, actors: Actors, due: str | None) -> Answer:
    return Answer(_names(view, actors.lead), _names(view, actors.units), due)


def _names(view: View, pieces: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(view.printed(*piece) for piece in pieces))


def _due(
    text: str, reading: Reading, statement: Statement, calendar: Calendar
) -> tuple[str | None, str]:
    if statement.field and statement.field.due:
        return statement.field.due, "due.field"
    due = None
    if not (reading.told or YEARLY.search(text, *statement.piece)):
        due = deadline(text, *statement.piece, calendar)
    if due:
        return due, "due.sentence"
    ongoing = ONGOING.search(text, *statement.piece)
    return ("ongoing", "due.ongoing") if ongoing else (None, "")


def _whole_due(text: str, reading: Reading, calendar: Calendar) -> str | None:
    """The date of a short sentence without units of its own: it ends the item; so does
    what is said of 此项工作."""
    for statement in reading.statements:
        piece = statement.piece
        plain = not (statement.own or statement.field)
        refers = SAYS_OF_IT.match(text, *piece)
        if not plain or not (refers or piece.end - piece.start <= SHORT):
            continue
        if due := deadline(text, *piece, calendar):
            return due
        if refers and ONGOING.search(text, *piece):
            return "ongoing"
    return None


def _phase_due(node: Node | None, ends: Mapping[int, str]) -> str | None:
    above = node.above() if node else ()
    return next((ends[n.start] for n in above if n.start in ends), None)


def _is_task(text: str, reading: Reading, statement: Statement, *, dated: bool) -> bool:
    words = statement.piece.of(text)
    about = reading.node.about(text) if reading.node else None
    if words.endswith(":") and not (statement.own or _acts(text, statement.piece)):
        return False
    if (NOTE.match(words) or COMPOSED.fullmatch(words)) and not statement.own:
        return False
    if HOLDER.match(words) and not _acts(text, _behind_label(text, statement.piece)):
        return False
    if statement.is_field:
        return _has_work(text, reading)
    grouped = bool(reading.heading) or statement.actors.rule == "units.heading"
    told_who = statement.own or grouped or statement.actors.rule == "units.role"
    organises = _organises(_of_subject(text, statement), statement, grouped=grouped)
    organises = organises and not _leads_work(text, statement)
    if about == "organisation" and (organises or not told_who):
        return False
    if statement.field or statement.own:
        tells = reading.told and about == "background" and not AHEAD.match(words)
        return not (words.endswith("?") or tells)
    if reading.told and statement.actors.rule != "units.lead_in":
        return False  # 甲局将做好:一是…,二是… is no report
    return _is_told_to_do(text, reading, statement, about, dated=dated)


def _has_work(text: str, reading: Reading) -> bool:
    """Whether a field has anything in its item to speak for: sentences, or a title."""
    node = reading.node
    if node is None:
        return False
    title = node.title(text)
    titled = bool(title) and not node.children and section(title) is None
    return titled or len(reading.statements) > 1


def _behind_label(text: str, piece: Piece) -> Piece:
    return Piece(text.index(":", piece.start) + 1, piece.end)


def _of_subject(text: str, statement: Statement) -> str:
    """The words from the subject on: what was founded before it is not its work."""
    units = statement.actors.units
    by_itself = units and statement.actors.rule == "units.subject"
    start = (
        max(statement.piece.start, units[0].start)
        if by_itself
        else statement.piece.start
    )
    return text[start : statement.piece.end]


def _organises(words: str, statement: Statement, *, grouped: bool) -> bool:
    """值班主任:负责… and what stands under the name of a group (`grouped`) give work,
    whatever the post is called, unless they begin with who holds it."""
    if statement.actors.rule == "units.office" or FOUND.search(words):
        return False
    if statement.actors.rule == "units.label":
        return bool(NAMES.match(words.partition(":")[2]))
    return bool(NAMES.match(words) if grouped else ORGANISING.search(words))


def _leads_work(text: str, statement: Statement) -> bool:
    """甲局牵头,乙办、丙局为成员单位,统筹推进…: who leads the group has work as well."""
    lead = statement.actors.lead
    return any(
        _verb().match(text, *clause) and not ORGANISING.search(text, *clause)
        for clause in clauses(text, statement.piece)
        if lead and clause.start > lead[-1].end
    )


def _is_told_to_do(
    text: str, reading: Reading, statement: Statement, about: str | None, *, dated: bool
) -> bool:
    """Whether a sentence that names nobody by itself calls for something."""
    words = statement.piece.of(text)
    if words.endswith("?"):
        return False
    acts = dated or _acts(text, statement.piece)
    if statement.actors:
        return acts or statement.actors.rule in HANDED_DOWN
    scheduled = dated and opens_with_deadline(text, *statement.piece)
    if (is_no_task(words) and not scheduled) or is_silent(about):
        return False
    return acts and (dated or _is_item(reading))


def _is_item(reading: Reading) -> bool:
    node = reading.node
    return bool(node and node.mark.style not in ("bare", "heading"))


def _acts(text: str, piece: Piece) -> bool:
    """Whether a clause begins with what is to be done, with what, or with must."""
    return any(_verb().match(text, *clause) for clause in clauses(text, piece))


@cache
def _verb() -> re.Pattern[str]:
    words = lexicon()
    return re.compile(
        "(?:并|还|也|同时|此外)?"
        f"(?:{words.modal}|{words.preposition}|{words.verb}|{words.begins})"
        f"(?!{THING})"
    )
