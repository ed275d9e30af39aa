"""Phases: the stages of a plan, and when all of it takes place."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.dates import UNKNOWN, Calendar, Stretch, stretches
from wuzha.reading.outline import Node
from wuzha.reading.plan import Phase
from wuzha.reading.sentences import Piece, clauses, sentences
from wuzha.reading.stage_lists import LEAST, LONGEST_NAME, REST, listed, stage_before
from wuzha.reading.statements import Reading
from wuzha.reading.view import View


@dataclass(frozen=True)
class Words:
    name: str
    holds: str
    never: str
    told: str
    label: str
    fixes: str
    holds_on: str
    names_it: str
    event: str


@dataclass(frozen=True)
class Found:
    """A phase, and the item that describes it; None if it is said in passing."""

    phase: Phase
    node: Node | None


HEAD = 120  # a stage names itself within so many letters of its item
DIGITS = 4
LEAD = 4  # letters such as 即日起至 before a stage's date
DATED = re.compile(r"(?P<stage>[^,。;:()“”、\d]{2,14})(?:[(:,]|(?=\d))")
# 4月1日至20日 学习传达: a line of a date and a few words.
CAPTION = re.compile(r"[:,]?(?![底前内])[^,。;:()“”、\d]{2,8}[。;]?")
ENDS_TIMED = re.compile(r"[)][。:]?\n?")
BEFORE = re.compile("[之以]?前")
NEAR = 24  # letters before a date that may belong to it
ONLY_FROM = re.compile(
    r"(?:^|[,:。;(])(?:(?:[^,。;:\d]{0,8}(?:工作|行动|活动|整治|宣传))?(?:从|自)|于|在)?"
    r"(?:[^,。;:]{0,10}(?:即日|之日|现在|今日)(?:起|开始)?,?(?:至|到|-+))?$"
)
ONLY_STOP = re.compile(r"[)]?(?:期间|止|结束)?(?:[,:。;)]|$)")
MILESTONE = " ,:。;、()份上下"


def phases(
    view: View, found: Sequence[Reading], calendar: Calendar, *, told: bool
) -> list[Found]:
    """In order of the text. A stage without a year follows the one before it."""
    stages: list[Found] = []
    timetables = _timetables(view.text, found)
    for reading in found:
        stage = _stage(view, reading, calendar, timetables)
        if stage:
            stages.append(_continued(stage, stages[-1] if stages else None))
            continue
        for found_stage in _unnumbered(view, reading, calendar):
            stages.append(_continued(found_stage, stages[-1] if stages else None))
        if not told:
            for found_stage in _several(view, reading, calendar):
                stages.append(_continued(found_stage, stages[-1] if stages else None))
            stages.extend(_in_passing(view, reading, calendar))
    return sorted(stages, key=lambda one: one.phase.source)


def year_of(found: Sequence[Found]) -> int | None:
    """The year that is named for the phases, if all lie in one."""
    days = [day for one in found for day in (one.phase.start, one.phase.end) if day]
    years = {day[:4] for day in days if day[:4].isdigit()}
    return int(years.pop()) if len(years) == 1 else None


def schedules(found: Sequence[Found]) -> bool:
    """Whether stages with dates follow each other, as only a plan has them."""
    dated = [one for one in found if one.node and one.phase.start and one.phase.end]
    return len(dated) > 1


def ends_by_item(found: Sequence[Found]) -> dict[int, str]:
    """By the item's start, the last day of the phase that it describes."""
    return {
        one.node.start: one.phase.end for one in found if one.node and one.phase.end
    }


def _stage(
    view: View, reading: Reading, calendar: Calendar, timetables: Collection[int]
) -> Found | None:
    node = reading.node
    if node is None:
        return None
    text = view.text
    head = next(sentences(text, node.mark.end, node.own_end), None)
    if head is None:
        return None
    limit = min(head.end, head.start + HEAD)
    named = _ready().name.match(text, head.start, limit)
    if head.start < node.title_end < head.end:
        goes_on = named and named.end() > node.title_end  # 第一阶段:动员部署
        head = head if goes_on else Piece(head.start, node.title_end)
        limit = min(head.end, limit)
    named = named or _dated(text, node, head, timetables)
    if not named:
        return None
    when = _when(text, Piece(head.start, limit), calendar)
    end = head.end
    if when is None and reading.statements:
        first = reading.statements[0].piece
        when = _when(text, first, calendar) if _is_date(text, first) else None
        end = first.end if when else end
    phase = Phase(
        source=view.span(node.start, end),
        name=view.printed(*named.span(named.lastgroup or 0)),
        start=when.first if when else None,
        end=when.last if when else None,
        rules=("phase.stage",),
    )
    return Found(phase, node)


def _dated(
    text: str, node: Node, head: Piece, timetables: Collection[int]
) -> re.Match[str] | None:
    """动员部署(4月10日前) under a heading of steps: a stage without the word; also
    动员期4月10日前, if that is all."""
    named = DATED.match(text, *head)
    if not named or not (
        any(above.about(text) == "schedule" for above in node.above())
        or (node.parent and node.parent.start in timetables and _is_timed(text, node))
    ):
        return None
    behind = Piece(named.end(), head.end)
    first = next(iter(stretches(text, *behind, Calendar())), None)
    if first is None or first.start - behind.start > LEAD:
        return None
    parted = named.end() > named.end("stage")
    return named if parted or REST.fullmatch(text, first.end, head.end) else None


def _timetables(text: str, found: Sequence[Reading]) -> frozenset[int]:
    """By their start, the items above a list of titles such as 1.动员部署(5月中旬) and
    2.总结提升(10月): several of them a name and when that is, not until when."""
    parents = Counter(
        reading.node.parent.start
        for reading in found
        if reading.node and reading.node.parent and _is_timed(text, reading.node)
    )
    return frozenset(start for start, many in parents.items() if many >= LEAST)


def _is_timed(text: str, node: Node) -> bool:
    title = Piece(node.mark.end, node.title_end)
    named = DATED.match(text, *title)
    if not named or text[named.end() - 1] != "(":
        return False
    first = next(iter(stretches(text, named.end(), title.end, Calendar())), None)
    return bool(first and ENDS_TIMED.fullmatch(text, first.end, title.end))


def _unnumbered(view: View, reading: Reading, calendar: Calendar) -> Iterator[Found]:
    """第一阶段:动员部署(4月1日至15日) at the beginning of a paragraph."""
    text = view.text
    for statement in reading.statements:
        piece = statement.piece
        named = None if listed(text, piece, calendar) else _is_stage(text, piece)
        when = _when(text, piece, calendar) if named else None
        if named and when:
            phase = Phase(
                source=view.span(*piece),
                name=view.printed(*named.span()),
                start=when.first,
                end=when.last,
                rules=("phase.stage",),
            )
            yield Found(phase, None)


def stage_in(view: View, cell: Piece, calendar: Calendar) -> Phase | None:
    """The stage that a cell of a table names with its time."""
    named = _ready().name.match(view.text, *cell)
    when = _when(view.text, cell, calendar) if named else None
    if not (named and when):
        return None
    return Phase(
        source=view.span(*cell),
        name=view.printed(*named.span()),
        start=when.first,
        end=when.last,
        rules=("phase.table",),
    )


def _is_stage(text: str, piece: Piece) -> re.Match[str] | None:
    if piece.start and text[piece.start - 1] != "\n":
        return None
    return _ready().name.match(text, piece.start, min(piece.end, piece.start + HEAD))


def _when(text: str, piece: Piece, calendar: Calendar) -> Stretch | None:
    """The first date; with 前 behind it only an end."""
    first = next(iter(stretches(text, *piece, calendar)), None)
    if first and BEFORE.match(text, first.end):
        return replace(first, first=None)
    return first


def _is_date(text: str, piece: Piece) -> bool:
    first = next(iter(stretches(text, *piece, Calendar())), None)
    labelled = _ready().label.match(text, *piece)
    return bool(first and (labelled or first.start - piece.start <= 2))


def _continued(stage: Found, before: Found | None) -> Found:
    """Takes the year of the stage before, or the next one if the months begin anew."""
    if before is None:
        return stage
    past = before.phase.end or before.phase.start
    start = stage.phase.start
    if not past or not past[:DIGITS].isdigit():
        return stage
    if start is None or not start.startswith(UNKNOWN):
        return stage
    year = int(past[:DIGITS]) + (start[DIGITS:] < (before.phase.start or past)[DIGITS:])
    end = stage.phase.end
    if end and end.startswith(UNKNOWN):
        later = end[DIGITS:] < start[DIGITS:]
        end = f"{year + later}{end[DIGITS:]}"
    phase = replace(stage.phase, start=f"{year}{start[DIGITS:]}", end=end)
    return Found(phase, stage.node)


def _several(view: View, reading: Reading, calendar: Calendar) -> Iterator[Found]:
    """4-5月为动员阶段,6月为整治阶段: the stages that one sentence lists."""
    for piece in _pieces(view.text, reading):
        for stretch, named in listed(view.text, piece, calendar):
            start = min(stretch.start, named.start("stage"))
            ends_it = BEFORE.match(view.text, stretch.end)
            phase = Phase(
                source=view.span(start, max(stretch.end, named.end("stage"))),
                name=view.printed(*named.span("stage")),
                start=None if ends_it else stretch.first,
                end=stretch.last,
                rules=("phase.listed",),
            )
            yield Found(phase, None)


def _in_passing(view: View, reading: Reading, calendar: Calendar) -> Iterator[Found]:
    """Dates of the whole: 决定自…至…开展…, 活动时间:…, or a date alone in a clause."""
    text = view.text
    scheduled = _is_scheduled(text, reading)
    for piece in _pieces(text, reading):
        if _is_stage(text, piece) or _ready().told.search(text, *piece):
            continue
        if listed(text, piece, calendar):
            continue
        figures = [p for p in clauses(text, piece) if _ready().never.search(text, *p)]
        labelled = bool(_ready().label.match(text, *piece))
        spoken = scheduled or bool(_ready().holds.search(text, *piece))
        for stretch in stretches(text, *piece, calendar):
            if any(part.start <= stretch.start < part.end for part in figures):
                continue
            if stretch.ranged:
                alone = not figures and _is_alone(text, piece, stretch)
                holds = spoken or alone or _is_named(text, piece, stretch)
            else:
                holds = scheduled and _is_milestone(text, piece, stretch)
                holds = holds or _is_day(text, piece, stretch)
            if (holds or labelled) and _is_known(stretch):
                yield Found(_passing(view, piece, stretch, reading), None)
                break


def _is_alone(text: str, piece: Piece, stretch: Stretch) -> bool:
    """Whether from when to when is all that its clause says, or all of its line but a
    few words: 4月1日至20日 学习传达."""
    opens_line = stretch.start == piece.start and text[stretch.start - 1] == "\n"
    if opens_line and CAPTION.fullmatch(text, stretch.end, piece.end):
        return True
    begin = max(piece.start, stretch.start - NEAR)
    before = ONLY_FROM.search(text[begin : stretch.start])
    opens = before and (before.start() > 0 or begin == piece.start)
    return bool(opens and ONLY_STOP.match(text, stretch.end, piece.end))


def _is_named(text: str, piece: Piece, stretch: Stretch) -> bool:
    """10月为…宣传月, 排查阶段从…到…结束."""
    names_it = _ready().names_it.match(text, stretch.end, piece.end)
    return bool(names_it or stage_before(text, piece, stretch))


def _is_day(text: str, piece: Piece, stretch: Stretch) -> bool:
    """定于4月15日举办…, 10月为…宣传月."""
    begin = max(piece.start, stretch.start - NEAR)
    fixed = _ready().fixes.search(text, begin, stretch.start)
    held = fixed and _ready().holds_on.match(text, stretch.end, piece.end)
    return bool(held) or _is_named(text, piece, stretch)


def _is_milestone(text: str, piece: Piece, stretch: Stretch) -> bool:
    """5月8日:决赛 or 决赛(5月8日) in a timetable; 5月8日前 is a deadline instead."""
    opens = stretch.start == piece.start
    named = DATED.match(text, *piece)
    named_first = named and 0 <= stretch.start - named.end() <= LEAD
    if BEFORE.match(text, stretch.end) or not (opens or named_first):
        return False
    short = piece.end - piece.start <= LONGEST_NAME  # 6月总结提升
    return short or text[stretch.end] in MILESTONE


def _pieces(text: str, reading: Reading) -> list[Piece]:
    node = reading.node
    said = [statement.piece for statement in reading.statements]
    if node and node.title_end > node.mark.end:
        return [Piece(node.mark.end, node.title_end), *said]
    return said


def _is_scheduled(text: str, reading: Reading) -> bool:
    return bool(reading.node and reading.node.about(text) == "schedule")


def _is_known(stretch: Stretch) -> bool:
    """Whether anything but the form is there: 20xx年x月x日 says nothing."""
    return any(
        part and not part.endswith("XX") for part in (stretch.first, stretch.last)
    )


def _passing(view: View, piece: Piece, stretch: Stretch, reading: Reading) -> Phase:
    node, start = reading.node, piece.start
    if node and not view.text[node.title_end : start].strip(" "):
        start = node.start  # 3.决赛:5月8日
    event = _ready().event.search(view.text, stretch.end, piece.end)
    named = view.printed(*event.span("name")) if event else ""
    if stage := stage_before(view.text, piece, stretch):
        named = view.printed(*stage.span("stage"))
    if not named and stretch.start == piece.start:  # 9月1日-15日集中宣传
        named = view.printed(stretch.end, piece.end).strip("。：:；;，,（）()")
    if not named and reading.node:
        named = reading.node.title(view.text).partition(":")[0]
    return Phase(
        source=view.span(start, piece.end),
        name=named,
        start=stretch.first,
        end=stretch.last,
        rules=("phase.range" if stretch.ranged else "phase.day",),
    )


@dataclass(frozen=True)
class _Ready:
    name: re.Pattern[str]
    holds: re.Pattern[str]
    never: re.Pattern[str]
    told: re.Pattern[str]
    label: re.Pattern[str]
    fixes: re.Pattern[str]
    holds_on: re.Pattern[str]
    names_it: re.Pattern[str]
    event: re.Pattern[str]


@cache
def _ready() -> _Ready:
    words = load(Words, DATA / "reading" / "phases.toml")
    return _Ready(
        name=re.compile(words.name),
        holds=re.compile(words.holds),
        never=re.compile(words.never),
        told=re.compile(words.told),
        label=re.compile(words.label),
        fixes=re.compile(words.fixes),
        holds_on=re.compile(words.holds_on),
        names_it=re.compile(words.names_it),
        event=re.compile(words.event),
    )
