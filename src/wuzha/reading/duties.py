"""Duties that recur: what, how often, when, to whom."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading import cues
from wuzha.reading.cadence import (
    Beat,
    at_least,
    beats,
    monthdays,
    time_of_day,
    weekdays,
    words,
)
from wuzha.reading.plan import Duty
from wuzha.reading.sentences import Piece, clauses, closing
from wuzha.reading.units import ends, is_unit
from wuzha.reading.view import View
from wuzha.reading.yeardays import times, yeardays


@dataclass(frozen=True)
class Kind:
    kind: str
    words: tuple[str, ...]
    sure: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kinds:
    offices: str
    kinds: tuple[Kind, ...]


LONGEST_RECEIVER = 30
OTHER = "other"
BREAK = re.compile(r"[,:(]")


def duties(view: View, sentence: Piece, units: Sequence[str] = ()) -> Iterator[Duty]:
    """One for each cadence of the sentence; its words run to where the next begins."""
    text = view.text
    found = beats(text, *sentence)
    if not found:
        return
    starts = [clause.start for clause in clauses(text, sentence)]
    begins = [
        _begin(starts, beat, found[i - 1] if i else None)
        for i, beat in enumerate(found)
    ]
    ends_at = [*begins[1:], sentence.end]
    pieces = [Piece(a, b) for a, b in zip(begins, ends_at, strict=True)]
    kinds = [_kind(text, *one) for one in zip(found, pieces, strict=True)]
    for i in reversed(range(len(found) - 1)):
        if kinds[i] == OTHER and not BREAK.search(text, found[i].end, begins[i + 1]):
            kinds[i] = kinds[i + 1]  # 村每周、镇每半月排查
    for beat, piece, kind in zip(found, pieces, kinds, strict=True):
        yield _duty(view, beat, piece, kind, tuple(units))


def _begin(starts: Sequence[int], beat: Beat, before: Beat | None) -> int:
    """Where the words of the cadence begin: its clause, the sentence for the first."""
    if before is None:
        return min(starts[0], beat.start)
    clause = starts[bisect_right(starts, beat.start) - 1]
    return clause if clause >= before.end else beat.start


def _duty(
    view: View, beat: Beat, piece: Piece, kind: str, units: tuple[str, ...]
) -> Duty:
    text = view.text
    days, weekly = monthdays(text, beat, piece.end), weekdays(text, beat, piece.end)
    yearly = () if days else yeardays(text, beat.per, beat.start, piece.end)
    counted = at_least(text, beat, piece.start, piece.end)
    return Duty(
        source=view.span(piece.start, piece.end),
        text=view.printed(piece.start, piece.end),
        kind=kind,
        per=beat.per,
        at_least=max(
            counted or max(1, len(days), len(weekly)), times(yearly, beat.per)
        ),
        weekday=weekly,
        monthday=days,
        yearday=yearly,
        time=time_of_day(text, beat.end, _sense_end(text, beat, piece), piece.end),
        to=_receiver(view, beat, piece),
        units=units,
        rules=(f"cadence.{beat.per}", f"duty_kind.{kind}"),
    )


def _sense_end(text: str, beat: Beat, piece: Piece) -> int:
    """The end of the cadence's own clause and the one behind it."""
    stops = [m.start() for m in BREAK.finditer(text, beat.end, piece.end)][:2]
    return stops[-1] if len(stops) == 2 else piece.end


def _kind(text: str, beat: Beat, piece: Piece) -> str:
    """By the clause of the cadence, then by those behind it, then by those before."""
    own = next(c for c in clauses(text, piece) if c.end > beat.start)
    for start, end in (
        (beat.start, own.end),
        (own.start, beat.start),
        (own.end, piece.end),
        (piece.start, own.start),
    ):
        if kind := _kind_in(text[start:end]):
            return kind
    return OTHER


def _kind_in(piece: str) -> str | None:
    piece = re.sub(_known().offices, "", piece)
    for kind in _kinds():
        if any(word in piece for word in kind.sure):
            return kind.kind
    last = {
        kind.kind: max(piece.rfind(word) for word in kind.words) for kind in _kinds()
    }
    best = max(last, key=lambda name: last[name])
    return best if last[best] >= 0 else None


def _receiver(view: View, beat: Beat, piece: Piece) -> str | None:
    """The unit behind 报送 or between 向 and a verb."""
    text = view.text
    for match in _reports().finditer(text, beat.end, piece.end):
        limit = min(piece.end, match.end() + LONGEST_RECEIVER)
        limit = _end_of_name(text, match.end(), limit)
        for end in reversed(list(ends(text, match.end(), limit))):
            name = text[match.end() : end]
            if is_unit(name) and not cues.deed().fullmatch(name):
                return view.printed(match.end(), end)
    return None


def _end_of_name(text: str, start: int, end: int) -> int:
    """Where the next mark stands outside brackets."""
    at = start
    while at < end and text[at] not in STOPS:
        at = max(closing(text, at, end), at) + 1
    return at


STOPS = frozenset(",。;:!?、")


def _kinds() -> tuple[Kind, ...]:
    return _known().kinds


@cache
def _known() -> Kinds:
    return load(Kinds, DATA / "reading" / "duty_kinds.toml")


@cache
def _reports() -> re.Pattern[str]:
    receivers = words().receivers
    return re.compile(f"{receivers.before}|{receivers.towards}")
