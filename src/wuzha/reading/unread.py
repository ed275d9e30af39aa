"""What is left: sentences of which nothing was made, with the reason where known."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.plan import Span, Unread
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
    view: View, paragraphs: tuple[Paragraph, ...], read: Iterable[Span]
) -> Iterator[Unread]:
    """The rests of the paragraphs outside the spans of what was read."""
    covered = bytearray(len(view.text) + 1)
    for span in read:
        start, end = view.place(span.start), view.place(span.end)
        covered[start:end] = b"\1" * (end - start)
    for paragraph in paragraphs:
        for sentence in sentences(view.text, paragraph.start, paragraph.end):
            for rest in _rests(covered, sentence):
                if CONTENT.search(view.text, *rest):
                    yield Unread(view.span(*rest), why(sentence.of(view.text)))


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
