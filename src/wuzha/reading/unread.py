"""What is left: sentences of which nothing was made, with the reason where known."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.plan import Span, Unread
from wuzha.reading.sections import is_silent
from wuzha.reading.sentences import CONTENT, Piece, sentences
from wuzha.reading.view import Paragraph, View


@dataclass(frozen=True)
class Reason:
    reason: str
    pattern: str


@dataclass(frozen=True)
class Reasons:
    never: tuple[str, ...]
    reasons: tuple[Reason, ...]


def unread(
    view: View,
    paragraphs: tuple[Paragraph, ...],
    read: Iterable[Span],
    sections: Sequence[tuple[int, str | None]],
    otherwise: str | None = None,
) -> Iterator[Unread]:
    """The rests of the paragraphs outside the spans of what was read.

    `sections`: where in the view each begins, in order, and what it is about; what
    stands in a silent one needs no other reason. `otherwise`: where none is known.
    """
    begins = [begin for begin, _ in sections]
    covered = bytearray(len(view.text) + 1)
    for span in read:
        start, end = view.place(span.start), view.place(span.end)
        covered[start:end] = b"\1" * (end - start)
    for paragraph in paragraphs:
        for sentence in sentences(view.text, paragraph.start, paragraph.end):
            for rest in _rests(covered, sentence):
                if CONTENT.search(view.text, *rest):
                    at = bisect_right(begins, rest.start) - 1
                    about = sections[at][1] if at >= 0 else None
                    reason = why(sentence.of(view.text))
                    silent = about if is_silent(about) else None
                    yield Unread(view.span(*rest), reason or silent or otherwise)


def why(sentence: str) -> str | None:
    for reason, pattern in _patterns():
        if pattern.search(sentence):
            return reason
    return None


def is_no_task(sentence: str) -> bool:
    """Whether the sentence gives reasons or tells a story rather than a task."""
    return why(sentence) in _reasons().never


def _rests(covered: bytearray, sentence: Piece) -> Iterator[Piece]:
    at = sentence.start
    while at < sentence.end:
        begin = covered.find(b"\0", at, sentence.end)
        if begin < 0:
            return
        end = covered.find(b"\1", begin, sentence.end)
        at = end if end >= 0 else sentence.end
        yield Piece(begin, at)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((r.reason, re.compile(r.pattern)) for r in _reasons().reasons)


@cache
def _reasons() -> Reasons:
    return load(Reasons, DATA / "reading" / "unread.toml")
