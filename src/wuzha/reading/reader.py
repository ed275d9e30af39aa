"""Reads plans: a source in, one `Plan` for each plan that the document holds."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from wuzha.reading.dates import Calendar
from wuzha.reading.duties import duties
from wuzha.reading.figures import targets
from wuzha.reading.folding import folded
from wuzha.reading.organisation import groups
from wuzha.reading.outline import Node, outline, tree
from wuzha.reading.papers import attachments, document_numbers
from wuzha.reading.parts import Part, is_report, parts
from wuzha.reading.phases import (
    ends_by_item,
    phases,
    schedules,
    stage_in,
    year_of,
)
from wuzha.reading.plan import (
    Duty,
    OutlineItem,
    Phase,
    Plan,
    Span,
    Target,
    Task,
    Unread,
)
from wuzha.reading.readings import readings
from wuzha.reading.sentences import Piece, sentences
from wuzha.reading.source import Source
from wuzha.reading.statements import Reading, each
from wuzha.reading.tables import (
    Table,
    cell_sentences,
    headings,
    row_tasks,
    tables,
    unread_rows,
)
from wuzha.reading.tasks import Setting, tasks
from wuzha.reading.telling import is_story, lesson_in, turns_ahead
from wuzha.reading.unread import unread
from wuzha.reading.view import View, bare_view, view

Item = TypeVar("Item", Phase, Task, Duty, Target, OutlineItem, Unread)

YEAR = re.compile(r"(20\d{2})年")
NUMBERED = re.compile(r"[〔\[【(（［](20\d{2})")
HEAD = 4  # paragraphs at the head that may hold the plan's own number
TITLE = 80  # letters of a first line to which its title is stuck
TITLED = re.compile(r"[^,。;:]{0,40}?(20\d{2})年[^,。;:]{0,40}?(?:方案|预案|计划|意见)")
ISSUED = re.compile(r"现将《[^》]{0,60}?(20\d{2})年[^》]{0,60}》")
# What the page says of itself: 发布时间:2024-10-09.
POSTED = re.compile(r"(?:时间|日期)\]?:? *(20\d{2}) *[-年/.]")
# An office or a newspaper, of itself: 发布日期:2024-10-09, 2024年10月9日06:25 来源:….
BY_LINE = re.compile(
    r"(?:(?:发布|成文|发文|印发)(?:时间|日期)\]?:? *|^)(20\d{2})"
    r"(?:年\d{1,2}月\d{1,2}日|(?:[-/.]\d{1,2}){2})[ |\d:]*"
    r"(?:来源|作者|编辑|浏览|阅读|点击|字体|$)"
)
POSTED_WITHIN = 400  # letters below the title
SIGNED = re.compile(r"(20\d{2})年\d{1,2}月\d{1,2}日")


def read_plans(source: Source) -> tuple[Plan, ...]:
    """Plans that were glued into one file are told apart; noise goes to the plan that
    it stands in, or the first. An empty document holds no plan."""
    bare = bare_view(source)
    known = tables(source, bare.text)
    seen = view(source, {block for table in known for block in table.blocks})
    found = parts(seen)
    if not found and not (known or seen.noise):
        return ()
    found = found or (Part((), 0),)
    starts = [0, *(seen.at[part.start] for part in found[1:])]
    ends = [*starts[1:], len(source.text)]
    letters = [None, *found[:-1]]
    plans = (
        _plan(seen, part, Span(start, end), _issued(seen, letter, part))
        for part, letter, start, end in zip(found, letters, starts, ends, strict=True)
    )
    return tuple(_with_tables(plan, known, bare) for plan in plans)


def _issued(seen: View, letter: Part | None, part: Part) -> int | None:
    """The year of the letter before the plan that issues it, as its title may say."""
    title = part.title(seen)
    if letter is None or not title:
        return None
    names_it = f"《{title}》" in seen.printed(letter.start, letter.end)
    names_it = names_it or "印发《" in letter.title(seen)
    return _year(seen, letter, letter.title(seen)) if names_it else None


def _plan(seen: View, part: Part, place: Span, issued: int | None) -> Plan:
    body = part.body
    begin = body[0].start if body else part.end
    title = part.title(seen)
    nodes = tree(seen, body, part.end)
    whole = Piece(begin, part.end)
    calendar = Calendar(_year(seen, part, title) or issued)
    story = told = is_story(seen, part)
    found = readings(seen.text, whole, nodes, calendar, told=told)
    stages = phases(seen, found, calendar, told=told)
    known = Calendar(calendar.year or year_of(stages)), told and not schedules(stages)
    if known != (calendar, told):  # the phases tell what the head does not
        calendar, told = known
        found = readings(seen.text, whole, nodes, calendar, told=told)
        stages = phases(seen, found, calendar, told=told)
    spans = {
        stage.phase.source.end: stage.phase
        for stage in stages
        if "phase.stage" in stage.phase.rules
    }
    setting = Setting(calendar, ends_by_item(stages), spans)
    told_to = _told_to(seen, nodes, whole) if told else whole.start
    lesson = lesson_in(seen, part)
    free = _outside(seen, lesson)
    jobs = tuple(task for task in tasks(seen, found, setting) if free(task.source))
    pieces = [
        piece
        for piece in _pieces(seen, begin, part.end, nodes)
        if free(seen.span(*piece))
    ]
    plan = Plan(
        source=place,
        title=title,
        year=calendar.year,
        phases=tuple(stage.phase for stage in stages),
        tasks=jobs,
        duties=tuple(_duties(seen, pieces, jobs)),
        targets=tuple(
            target
            for piece in pieces
            for target in targets(
                seen, piece, calendar, told=is_report(title) and piece.start < told_to
            )
        ),
        outline=_in_order(
            tuple(_title(seen, part)),
            outline(seen, nodes),
            tuple(_fields(seen, found, jobs)),
        ),
        groups=tuple(groups(seen, body)),
        attachments=tuple(attachments(seen, body)),
        document_numbers=tuple(document_numbers(seen, part.paragraphs)),
        noise=tuple(mark for mark in seen.noise if place.holds(mark.source)),
        unread=(),
    )
    rest = unread(
        seen,
        part.paragraphs,
        _read(plan),
        list(_sections(seen, nodes, lesson)),
        otherwise="report" if story else None,
    )
    return replace(plan, unread=tuple(rest))


def _told_to(seen: View, nodes: Sequence[Node], whole: Piece) -> int:
    """How far a text that tells what was done goes on to do so."""
    starts = (node.start for node in nodes if turns_ahead(seen.text, node.start))
    return next(starts, whole.end)


def _outside(seen: View, lesson: Piece) -> Callable[[Span], bool]:
    place = seen.span(*lesson)
    return lambda span: not place.start <= span.start < place.end


def _sections(
    seen: View, nodes: Sequence[Node], lesson: Piece
) -> Iterator[tuple[int, str | None]]:
    """Where each section begins and what it is about."""
    known = [(node.start, node.about(seen.text)) for node in nodes]
    yield from (one for one in known if one[0] < lesson.start)
    if lesson.start < lesson.end:
        yield lesson.start, "lesson"
    yield from (one for one in known if one[0] >= lesson.end)


def _with_tables(plan: Plan, known: Sequence[Table], bare: View) -> Plan:
    """The plan with what stands in those of its tables whose headings are known."""
    calendar = Calendar(plan.year)
    own = [table for table in known if plan.source.holds(table.place)]
    if not own:
        return plan
    cells = [piece for table in own for piece in cell_sentences(table, bare)]
    told = is_report(plan.title)
    rows = [task for table in own for task in row_tasks(table, bare, calendar)]
    recurring = [duty for piece in cells for duty in duties(bare, piece)]
    figures = [
        target
        for piece in cells
        for target in targets(bare, piece, calendar, told=told)
    ]
    boxes = [Piece(b.start, b.end) for table in own for b in table.blocks]
    stages = [phase for box in boxes if (phase := stage_in(bare, box, calendar))]
    heads = [item for table in own for item in headings(table, bare)]
    return replace(
        plan,
        phases=_in_order(plan.phases, stages),
        tasks=_in_order(plan.tasks, rows),
        duties=_in_order(plan.duties, recurring),
        targets=_in_order(plan.targets, figures),
        outline=_in_order(plan.outline, heads),
        unread=_in_order(plan.unread, [u for table in own for u in unread_rows(table)]),
    )


def _in_order(*kinds: Sequence[Item]) -> tuple[Item, ...]:
    items = [item for kind in kinds for item in kind]
    return tuple(sorted(items, key=lambda item: item.source))


def _read(plan: Plan) -> list[Span]:
    """The places of all that was made of the text."""
    items = (plan.phases, plan.tasks, plan.duties, plan.targets, plan.outline)
    more = (plan.groups, plan.attachments, plan.document_numbers)
    spans = [one.source for kind in (*items, *more) for one in kind]
    return [*spans, *(span for group in plan.groups for span in group.said)]


def _pieces(seen: View, begin: int, end: int, nodes: Sequence[Node]) -> Iterator[Piece]:
    """All sentences, titles too, none across the beginning of an item."""
    starts = [begin, *(node.mark.end for node in nodes)]
    stops = [*(node.start for node in nodes), end]
    for start, stop in zip(starts, stops, strict=True):
        yield from sentences(seen.text, start, stop)


def _duties(
    seen: View, pieces: Sequence[Piece], jobs: Sequence[Task]
) -> Iterator[Duty]:
    """With the units of the task that they stand in; none across two tasks."""
    starts = [seen.place(job.source.start) for job in jobs]
    for sentence in pieces:
        for piece in _cut(sentence, starts):
            at = bisect_right(starts, piece.end - 1) - 1
            inside = at >= 0 and seen.span(*piece).start < jobs[at].source.end
            units = (*jobs[at].lead, *jobs[at].units) if inside else ()
            yield from duties(seen, piece, units)


def _cut(piece: Piece, starts: Sequence[int]) -> Iterator[Piece]:
    first, last = bisect_right(starts, piece.start), bisect_left(starts, piece.end)
    edges = [piece.start, *starts[first:last], piece.end]
    return (Piece(a, b) for a, b in pairwise(edges))


def _title(seen: View, part: Part) -> Iterator[OutlineItem]:
    lines = part.paragraphs[: part.titles]
    if lines:
        place = seen.span(lines[0].start, lines[-1].end)
        whole = seen.span(part.start, part.end)
        yield OutlineItem(place, whole, 0, "", "title", None, part.title(seen))


def _fields(
    seen: View, found: Sequence[Reading], jobs: Sequence[Task]
) -> Iterator[OutlineItem]:
    """Lines such as 责任单位:甲局 that stand over a list and speak for its items."""
    for reading, statement in each(found):
        place = seen.span(*statement.piece)
        if statement.is_field and not any(job.source.holds(place) for job in jobs):
            level = 1 + sum(1 for _ in reading.node.above()) if reading.node else 1
            words = seen.printed(*statement.piece)
            yield OutlineItem(place, place, level, "", "field", None, words)


def _year(seen: View, part: Part, title: str) -> int | None:
    """The year that the plan is for: of its title, its number, the letter that issues
    it, its date line, or the day on which the page was put up."""
    head = seen.text[part.start : part.start + TITLE] if not title else ""
    if named := YEAR.search(folded(title)) or TITLED.match(head):
        return int(named[1])
    for number in document_numbers(seen, part.paragraphs[:HEAD]):
        if number.own and (printed := NUMBERED.search(folded(number.number))):
            return int(printed[1])
    for line in part.paragraphs[:HEAD]:
        if issued := ISSUED.search(seen.text, line.start, line.end):
            return int(issued[1])
    for line in reversed(part.paragraphs):
        if signed := SIGNED.fullmatch(seen.text, line.start, line.end):
            return int(signed[1])
    return _posted(seen, part)


def _posted(seen: View, part: Part) -> int | None:
    """The year in which the page was put up, if that stands above the plan."""
    for line in part.paragraphs[:HEAD]:
        words = seen.text[line.start : line.end]
        if posted := BY_LINE.search(words):
            return int(posted[1])
    head = seen.at[part.start] + POSTED_WITHIN
    above = (
        POSTED.search(folded(seen.source[mark.source.start : mark.source.end]))
        for mark in reversed(seen.noise)
        if mark.source.start < head
    )
    return next((int(posted[1]) for posted in above if posted), None)
