"""Emergency plans: who does what in which order, how fast, and whom they call.

A plan has a playbook for each situation that a heading names, or one for the whole.
Steps come from the parts that say what is done when it happens, not from those on
prevention, duties and principles; sentences there that tell of no deed are left over.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.marks import marks
from wuzha.reading.numerals import whole
from wuzha.reading.plan import Span
from wuzha.reading.sentences import Piece, sentences
from wuzha.reading.source import Block, BlockKind, Source
from wuzha.reading.view import View, view

LONGEST_HEADING = 45
LONGEST_STEP = 120  # a longer item is cut into its sentences
LEAST_STEP = 4
MARKLESS = 99  # below every number
OTHER = "other"
YES, NO = "yes", "no"
MINUTES = {"秒": 1 / 60, "分钟": 1, "分": 1, "小时": 60}
LIMIT = re.compile(
    r"(?P<n>[\d一二两三四五六七八九十百]{1,4}|半)个?(?P<unit>分钟|小时|分|秒)(?:钟)?(?:之|以)?内"
)
LABEL = re.compile(r"(?P<role>[^,;:。()]{1,14}):(?=负责)")


@dataclass(frozen=True)
class Situation:
    kind: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    words: tuple[str, ...]
    quiet: tuple[str, ...]
    triggers: tuple[str, ...]
    acts: tuple[str, ...]
    roles: tuple[str, ...]
    verbs: tuple[str, ...]
    at_once: tuple[str, ...]
    telling: tuple[str, ...]
    told: tuple[str, ...]
    numbers: tuple[str, ...]
    following: tuple[str, ...]
    situations: tuple[Situation, ...]


@dataclass(frozen=True)
class Step:
    """`minutes` counts from when it happened, or, where the text says so, from the end
    of the step before: 0 is at once, None is not said. `calls` are whom the step says
    to tell, and numbers to ring."""

    source: Span
    text: str
    role: str = ""
    role_source: Span | None = None
    minutes: int | None = None
    limit_source: Span | None = None
    from_previous: bool = False
    calls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Playbook:
    """`left` are the sentences of its parts that tell of no deed."""

    source: Span
    title: str
    situation: str
    steps: tuple[Step, ...]
    left: tuple[Span, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.role for step in self.steps if step.role))


def read_playbooks(source: Source, title: str = "") -> tuple[Playbook, ...]:
    """In the order of the text; empty for a plan that says nothing of the kind. `title`
    is the plan's, for what no heading names."""
    seen = view(source)
    found = _gathered(seen, title)
    return tuple(_finished(seen, one, title) for one in found if one.steps)


def lined(text: str) -> Source:
    """Text alone, a paragraph a line."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(at, at + len(line), BlockKind.PARAGRAPH))
        at += len(line) + 1
    return Source(text, tuple(blocks), "text/plain")


@dataclass
class _Open:
    """A playbook while its lines are gathered."""

    title: str
    situation: str
    start: int
    end: int
    steps: list[Step] = field(default_factory=list)
    left: list[Span] = field(default_factory=list)


@dataclass(frozen=True)
class _Level:
    """A heading: whether it is about what is done then (YES, NO, or "" as above)."""

    rank: int
    responds: str
    own: _Open | None


def _gathered(seen: View, title: str) -> list[_Open]:
    """Headings open parts; what is below one belongs to it until its like follows."""
    whole_plan = _Open(title, "", 0, len(seen.text))
    found: list[_Open] = [whole_plan]
    levels: list[_Level] = []
    for line, following in pairwise([*_lines(seen), None]):
        assert line is not None  # noqa: S101 (only the last is)
        if line.rank != MARKLESS:
            while levels and levels[-1].rank >= line.rank:
                levels.pop()
        above = _Level(
            rank=line.rank,
            responds=next((x.responds for x in reversed(levels) if x.responds), ""),
            own=next((x.own for x in reversed(levels) if x.own), None),
        )
        if _is_heading(line, following):
            level = _opened(seen, line, above)
            if level.own and level.own is not above.own:
                found.append(level.own)
            levels.append(level)
            continue
        if above.own:
            above.own.end = line.body.end
        _take(seen, above.own or whole_plan, line.body, responds=above.responds)
    return found


@dataclass(frozen=True)
class _Line:
    """A paragraph without its number; the rank of the number."""

    rank: int
    body: Piece
    words: str


def _lines(seen: View) -> Iterator[_Line]:
    numbers = {mark.start: mark for mark in marks(seen, seen.paragraphs)}
    for paragraph in seen.paragraphs:
        mark = numbers.get(paragraph.start)
        body = Piece(mark.end if mark else paragraph.start, paragraph.end)
        yield _Line(mark.rank if mark else MARKLESS, body, body.of(seen.text))


def _opened(seen: View, line: _Line, above: _Level) -> _Level:
    words, known = line.words, _ready()
    speaks = _any(words, known.words) or _any(words, known.triggers)
    if not speaks and _any(words, known.quiet):
        return replace(above, responds=NO)
    kind = _kind(words)
    if kind and (speaks or above.responds == YES):
        printed = seen.printed(*line.body).strip("。:; ")
        own = _Open(printed, kind, line.body.start, line.body.end)
        return replace(above, responds=YES, own=own)
    return replace(above, responds=YES if speaks else above.responds)


def _is_heading(line: _Line, following: _Line | None) -> bool:
    """Numbered, short, one sentence; one that orders something only with items of its
    own below it."""
    plain = line.words.rstrip("。:;")
    if line.rank == MARKLESS or len(plain) > LONGEST_HEADING:
        return False
    if re.search(r"[。;!?]", plain) or LABEL.match(plain):
        return False
    if _any(plain, _ready().words) and "," not in plain:
        return True
    has_items = following is not None and line.rank < following.rank < MARKLESS
    ends = line.words.rstrip().endswith(("。", ";"))
    return has_items or not (ends or _any(plain, _ready().acts))


def _take(seen: View, into: _Open, body: Piece, *, responds: str) -> None:
    """The steps of a paragraph; in a part about nothing in particular only what a
    trigger or a label begins."""
    if responds == NO:
        return
    for piece in _parts(seen, body):
        words = piece.of(seen.text)
        begins = _any(words, _ready().triggers) or LABEL.match(words)
        if responds != YES and not begins:
            continue
        span = seen.span(*piece)
        if len(words.strip()) < LEAST_STEP or not _any(words, _ready().acts):
            into.left.append(span)
        else:
            into.steps.append(_step(seen, piece))


def _parts(seen: View, body: Piece) -> Iterator[Piece]:
    if body.end - body.start <= LONGEST_STEP:
        yield body
    else:
        yield from sentences(seen.text, body.start, body.end, fine=True)


def _step(seen: View, piece: Piece) -> Step:
    words = piece.of(seen.text)
    step = Step(seen.span(*piece), seen.printed(*piece).strip("。; "))
    if role := LABEL.match(words) or _role(words):
        at = piece.start + role.start("role"), piece.start + role.end("role")
        step = replace(step, role=seen.printed(*at), role_source=seen.span(*at))
    if limit := LIMIT.search(words) or _ready().at_once.search(words):
        at = piece.start + limit.start(), piece.start + limit.end()
        step = replace(
            step,
            minutes=_minutes(limit),
            limit_source=seen.span(*at),
            from_previous=_any(words[: limit.start()], _ready().following),
        )
    calls = (
        seen.printed(piece.start + at, piece.start + end) for at, end in _calls(words)
    )
    return replace(step, calls=tuple(dict.fromkeys(calls)))


def _role(words: str) -> re.Match[str] | None:
    """The first who acts; not whoever is only told."""
    for match in _ready().role.finditer(words):
        before = words[max(0, match.start("role") - 3) : match.start("role")]
        if before.endswith(_ready().tells) or match["role"].startswith(_ready().tells):
            continue
        return match
    return None


def _minutes(limit: re.Match[str]) -> int:
    if "unit" not in limit.groupdict():
        return 0
    amount = 0.5 if limit["n"] == "半" else whole(limit["n"]) or 0
    return max(1, round(amount * MINUTES[limit["unit"]]))


def _calls(words: str) -> Iterator[tuple[int, int]]:
    for match in _ready().call.finditer(words):
        yield match.span("who")
    for match in _ready().number.finditer(words):
        yield match.span()


def _finished(seen: View, one: _Open, title: str) -> Playbook:
    """A situation that no heading names is the one that the plan speaks of most."""
    return Playbook(
        source=seen.span(one.start, one.end),
        title=one.title or title,
        situation=one.situation or _most(seen.text),
        steps=tuple(one.steps),
        left=tuple(one.left),
    )


def _kind(words: str) -> str:
    """The situation that is named first; the longer name of two."""
    found = [
        (words.find(word), -len(word), one.kind)
        for one in _ready().situations
        for word in one.words
        if word in words
    ]
    return min(found)[2] if found else ""


def _most(text: str) -> str:
    counted = Counter(
        {one.kind: sum(map(text.count, one.words)) for one in _ready().situations}
    )
    kind, times = counted.most_common(1)[0]
    return kind if times else OTHER


def _any(words: str, known: Iterable[str]) -> bool:
    return any(word in words for word in known)


@dataclass(frozen=True)
class _Ready:
    words: tuple[str, ...]
    quiet: tuple[str, ...]
    triggers: tuple[str, ...]
    acts: tuple[str, ...]
    tells: tuple[str, ...]
    following: tuple[str, ...]
    situations: tuple[Situation, ...]
    role: re.Pattern[str]
    at_once: re.Pattern[str]
    call: re.Pattern[str]
    number: re.Pattern[str]


@cache
def _ready() -> _Ready:
    words = load(Words, DATA / "reading" / "playbooks.toml")
    ends, verbs = _one_of(words.roles), _one_of(words.verbs + words.acts)
    head = r"(?:^|(?<=[,;:。由]))(?P<role>[^,;:。()“”由]{0,10}?"
    return _Ready(
        words=words.words,
        quiet=words.quiet,
        triggers=words.triggers,
        acts=words.acts,
        tells=words.telling,
        following=words.following,
        situations=words.situations,
        role=re.compile(f"{head}(?:{ends}))(?={verbs})"),
        at_once=re.compile(_one_of(words.at_once)),
        call=re.compile(
            f"(?:{_one_of(words.telling)})(?P<who>[^,;:。()“”、和或及]{{0,10}}"
            f"(?:{_one_of(words.told)}))"
        ),
        number=re.compile(rf"(?<!\d)(?:{_one_of(words.numbers)})(?!\d)"),
    )


def _one_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
