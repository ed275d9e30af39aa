"""Targets: figures that are to be reached, with what they measure and by when."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.cadence import beats
from wuzha.reading.dates import Calendar, Stretch, stretches
from wuzha.reading.metrics import metrics_at, respectively
from wuzha.reading.numerals import number
from wuzha.reading.plan import Target
from wuzha.reading.sentences import Piece, clauses
from wuzha.reading.view import View


@dataclass(frozen=True)
class Unit:
    unit: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    falls: str
    rises: str
    reached: str
    most: str
    within: str
    least: str
    reaches: str
    above: str
    creates: str
    sets_up: str
    attains: str
    supposes: str
    averts: str
    origin: str
    floor: str
    past: str
    compared: str
    story: str
    wanted: str
    base: str
    against: str
    times: str
    things: str
    modifies: str
    zero: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Figure:
    """A number with its unit in the view; `share` if it is a percentage."""

    start: int
    end: int
    value: float
    unit: str
    printed: str
    share: bool

    @property
    def place(self) -> Piece:
        return Piece(self.start, self.end)


NEAR = 10  # letters between a word such as 下降 and its figure
AROUND = 20  # and between 不低于 and its figure
TOLD = 60  # between what tells of the past and a count that was reached
RIGHT = 4
MANY = 10


@dataclass(frozen=True)
class _Said:
    """What holds for all figures of a sentence."""

    text: str
    piece: Piece
    dates: Sequence[Stretch]
    recurs: bool
    told: bool

    def due(self, figure: Figure, one_of: tuple[int, int] = (0, 1)) -> str | None:
        """The last date before the figure; a year alone is over at its end. `one_of`:
        it is so many-th of several, each of which may have a date of its own."""
        at = bisect_right([date.end for date in self.dates], figure.start) - 1
        number, count = one_of
        if count > 1 and at + 1 >= count and self._respectively(at - count + 1, figure):
            at += number - count + 1
        last = self.dates[at].last if at >= 0 else None
        return f"{last}-12-31" if last and len(last) == len("2025") else last

    def _respectively(self, first: int, figure: Figure) -> bool:
        """Whether 分别 stands right before the first of the dates: 分别于6月,9月…."""
        date = self.dates[first].start
        return "分别" in self.text[max(self.piece.start, date - RIGHT) : date]


def targets(
    view: View, sentence: Piece, calendar: Calendar, *, told: bool
) -> Iterator[Target]:
    """`told`: the text reports; a figure then needs a word such as 力争."""
    text = view.text
    if not (DIGIT.search(text, *sentence) or _ready().zero.search(text, *sentence)):
        return
    dates = _dates(text, sentence, calendar)
    said = _Said(text, sentence, dates, bool(beats(text, *sentence)), told)
    begin = sentence.start
    for clause in clauses(text, sentence):
        if not _may_state_targets(text, sentence, clause, told=told):
            continue
        found = list(_figures(text, clause))
        shared = respectively(text, clause, len(found))
        compared = _compared(said, clause, found)
        for i, (figure, op) in enumerate(zip(found, compared, strict=True)):
            if not op:
                continue
            end = figure.end if any(compared[i + 1 :]) else clause.end
            place = Piece(begin, end)
            metrics = shared[i : i + 1] or metrics_at(
                text, sentence, clause, figure.place, share=figure.share
            )
            for metric in metrics:
                due = said.due(figure, (i, len(found)))
                yield _target(view, place, figure, metric, op, due)
            begin = _behind_mark(text, end)
    if not told:
        yield from _zeros(view, said)


def _behind_mark(text: str, at: int) -> int:
    return at + text.startswith("、", at)


DIGIT = re.compile(r"[\d一二三四五六七八九十百两]")


def _target(
    view: View, place: Piece, figure: Figure, metric: str, op: str, due: str | None
) -> Target:
    return Target(
        source=view.span(*place),
        text=view.printed(*place),
        metric=metric,
        op=op,
        value=figure.value,
        unit=figure.unit,
        due=due,
        rules=(f"metric.{metric}", f"figure.{'share' if figure.share else 'count'}"),
    )


def _figures(text: str, clause: Piece) -> Iterator[Figure]:
    for match in _pattern().finditer(text, *clause):
        printed = (
            match["share"] or match["hundred"] or match["tenths"] or match["count"]
        )
        value = number(printed)
        if value is None:
            continue
        if match["tenths"]:  # 九成五
            half = match["half"]
            value = 10 * value + (5 if half == "半" else number(half or "") or 0)
        share = match["count"] is None
        large = {"万": 10_000, "亿": 100_000_000}.get(match["large"] or "", 1)
        unit = "%" if share else _unit(match["unit"])
        yield Figure(*match.span(), value * large, unit, match["unit"] or "%", share)


def _compared(said: _Said, clause: Piece, found: Sequence[Figure]) -> list[str | None]:
    """What each of the figures is: an op, or None if it is no target, as where the
    sentence says how often something takes place, which is a duty."""
    ops: list[str | None] = []
    for i, figure in enumerate(found):
        op = _op(said, clause, figure, among=bool(ops and ops[-1]))
        if not op and i and _is_listed(said.text, found[i - 1], figure):
            op = ops[-1]
        ops.append(None if said.recurs and figure.printed in _ready().times else op)
    return ops


def _is_listed(text: str, before: Figure, figure: Figure) -> bool:
    """建成服务点6个、中转站2座: what holds for the one holds for the next."""
    counts = not (before.share or figure.share) and text[figure.start].isdigit()
    return counts and bool(LISTED.fullmatch(text, before.end, figure.start))


LISTED = re.compile(r"[^,。;:、\d的]{0,8}[、和及][^,。;:、\d的]{0,10}")


def _op(said: _Said, clause: Piece, figure: Figure, *, among: bool) -> str | None:
    """What the words around the figure make of it; None if it is no target. `among`:
    it stands behind one, as in 建成5个不少于2亩的公园."""
    ready, text = _ready(), said.text
    near = Piece(max(clause.start, figure.start - NEAR), figure.start)
    wide = Piece(max(clause.start, figure.start - AROUND), figure.start)
    after = text[figure.end : min(clause.end, figure.end + NEAR)]
    created = _is_created(text, wide, figure)
    floored = figure.unit != "CNY" and bool(ready.floor.search(text, *near))
    bounded = among and _bounds(ready.least, text, wide)
    counted = (floored or created or bounded) and after.startswith("的")
    averted = not figure.share and ready.averts.search(text, *wide)
    if (
        averted
        or ready.origin.search(text, *near)
        or (ready.modifies.match(after) and not counted)
    ):
        return None
    if _bounds(ready.most, text, wide) or ready.within.match(after):
        return "<="
    if moved := _moved(text, near, figure):
        return moved
    if _bounds(ready.least, text, wide) or ready.above.match(after):
        return ">="
    if not figure.share:
        attained = _is_attained(said, clause, near, figure)
        return ">=" if created or attained else None
    return ">=" if ready.reaches.search(text, *near) else "="


def _is_created(text: str, near: Piece, figure: Figure) -> bool:
    """建成5个示范村, 组建100人的队伍: so many of them are to be."""
    if figure.share or figure.printed in _ready().times:
        return False
    many = figure.value >= MANY and _ready().sets_up.search(text, *near)
    creates = many or _ready().creates.search(text, *near)
    return bool(creates) and text[figure.start].isdigit()


def _is_attained(said: _Said, clause: Piece, near: Piece, figure: Figure) -> bool:
    """绿地面积达到2公顷: a count is given and nothing else, nor of what was."""
    ready, text = _ready(), said.text
    if figure.printed in ready.times or not text[figure.start].isdigit():
        return False
    if not ready.attains.search(text, *near) or ready.supposes.match(text, *clause):
        return False
    begin = max(said.piece.start, figure.start - TOLD)
    return not ready.past.search(text, begin, figure.start)


def _bounds(word: re.Pattern[str], text: str, near: Piece) -> bool:
    """不低于…的2%: the word, and no other figure between."""
    return any(
        not DIGIT.search(text, match.end(), near.end)
        for match in word.finditer(text, *near)
    )


def _moved(text: str, near: Piece, figure: Figure) -> str | None:
    """Falls or rises by the figure; rising *to* it is another thing. A count does so
    right behind the word, against another one: 较去年减少3起."""
    for pattern, op in ((_ready().falls, "decrease>="), (_ready().rises, "increase>=")):
        match = pattern.search(text, *near)
        if not match or _ready().reached.match(text, match.end(), near.end):
            continue
        if figure.share:
            return op
        against = _ready().against.search(text, near.start, match.start())
        return op if against and match.end() == figure.start else None
    return None


def _may_state_targets(
    text: str, sentence: Piece, clause: Piece, *, told: bool
) -> bool:
    """Whether the clause speaks of what is to be, not of what was."""
    ready = _ready()
    wanted = ready.wanted.search(text, *clause)
    if ready.story.match(text, *sentence):
        return bool(ready.wanted.search(text, sentence.start, clause.end))
    if told:
        return bool(wanted) and not ready.compared.search(text, *clause)
    return bool(wanted) or not ready.past.search(text, *clause)


def _dates(text: str, sentence: Piece, calendar: Calendar) -> list[Stretch]:
    """Dates of the sentence but those that are compared with."""
    return [
        stretch
        for stretch in stretches(text, *sentence, calendar)
        if not _ready().base.search(text[max(0, stretch.start - 3) : stretch.start])
    ]


def _zeros(view: View, said: _Said) -> Iterator[Target]:
    """零发案, 事故为零; each of several with its own words."""
    for clause in clauses(view.text, said.piece):
        if not _may_state_targets(view.text, said.piece, clause, told=False):
            continue
        found = list(_ready().zero.finditer(view.text, *clause))
        ends = [*(match.end() for match in found[:-1]), clause.end]
        begin = clause.start
        for match, end in zip(found, ends, strict=False):
            share = match["rate"] is not None
            figure = Figure(*match.span(), 0, "%" if share else "cases", "", share)
            loss = "loss" if "损失" in match.group() else "case_count"
            metric = "other" if share else loss
            place = Piece(begin, end)
            yield _target(view, place, figure, metric, "=", said.due(figure))
            begin = _behind_mark(view.text, end)


def _unit(printed: str) -> str:
    return next((u.unit for u in _words().units if printed in u.words), printed)


@dataclass(frozen=True)
class _Ready:
    falls: re.Pattern[str]
    rises: re.Pattern[str]
    reached: re.Pattern[str]
    most: re.Pattern[str]
    within: re.Pattern[str]
    least: re.Pattern[str]
    reaches: re.Pattern[str]
    above: re.Pattern[str]
    creates: re.Pattern[str]
    sets_up: re.Pattern[str]
    attains: re.Pattern[str]
    supposes: re.Pattern[str]
    averts: re.Pattern[str]
    origin: re.Pattern[str]
    floor: re.Pattern[str]
    past: re.Pattern[str]
    compared: re.Pattern[str]
    story: re.Pattern[str]
    wanted: re.Pattern[str]
    base: re.Pattern[str]
    against: re.Pattern[str]
    modifies: re.Pattern[str]
    zero: re.Pattern[str]
    times: frozenset[str]


@cache
def _ready() -> _Ready:
    words = _words()
    return _Ready(
        falls=re.compile(words.falls),
        rises=re.compile(words.rises),
        reached=re.compile(words.reached),
        most=re.compile(words.most),
        within=re.compile(words.within),
        least=re.compile(words.least),
        reaches=re.compile(words.reaches),
        above=re.compile(words.above),
        creates=re.compile(words.creates),
        sets_up=re.compile(words.sets_up),
        attains=re.compile(words.attains),
        supposes=re.compile(words.supposes),
        averts=re.compile(words.averts),
        origin=re.compile(f"(?:{words.origin})$"),
        floor=re.compile(f"(?:{words.floor})$"),
        past=re.compile(words.past),
        story=re.compile(words.story),
        compared=re.compile(f"{words.past}|{words.compared}"),
        wanted=re.compile(words.wanted),
        base=re.compile(f"(?:{words.base})$"),
        against=re.compile(words.against),
        modifies=re.compile(words.modifies),
        zero=re.compile(words.zero),
        times=frozenset(words.times.split("|")),
    )


@cache
def _pattern() -> re.Pattern[str]:
    words = _words()
    units = "|".join(
        sorted(f"{words.times}|{words.things}".split("|"), key=len, reverse=True)
    )
    han = "[一二两三四五六七八九十百千]{1,5}"
    return re.compile(
        r"(?<![\d.])(?P<share>\d{1,3}(?:\.\d+)?)(?:%|个百分点)"
        rf"|百分之(?P<hundred>{han})"
        r"|(?<![\d.第])(?P<tenths>[1-9一二两三四五六七八九])成(?P<half>[1-9一二三四五六七八九半])?(?=以上|以下|以内|[,。;、)]|$)"
        rf"|(?P<count>(?<![\d第每])(?<!\d\.)\d{{1,7}}(?:\.\d+)?|(?<![第每]){han})"
        rf"(?P<large>万|亿)?"
        rf"(?P<unit>{units})"
    )


@cache
def _words() -> Words:
    return load(Words, DATA / "reading" / "figures.toml")
