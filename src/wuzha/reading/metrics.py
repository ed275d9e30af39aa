"""What a figure measures: a short stable name, by the words around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.numerals import number
from wuzha.reading.sentences import Piece


@dataclass(frozen=True)
class Metric:
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Metrics:
    metrics: tuple[Metric, ...]


FAR = 200  # letters, how far back a metric may be named at all
LIST = 90  # how far back the rates of a list such as 四个100% stand
RATE = re.compile(r"[^、,;:()。“”]{1,20}?率")
SEVERAL = re.compile(r"(?P<count>[两二三四五六七八九])个$")
JOINED = re.compile(r"率(?:\([^()]*\))?[、和及与]")


def metrics_at(
    text: str, sentence: Piece, clause: Piece, figure: Piece, *, share: bool
) -> Sequence[str]:
    """What the figure measures; several if rates are listed before it. `share`: it is
    a percentage."""
    start = max(sentence.start, figure.start - LIST)
    near = Piece(max(clause.start, figure.start - LIST), figure.start)
    several = SEVERAL.search(text, *near)
    if several:
        rates = RATE.findall(text, start, figure.start)
        count = int(number(several["count"]) or 1)
    elif JOINED.search(text, *near):
        rates = RATE.findall(text, *near)
        count = len(rates)
    else:
        rates, count = [], 0
    listed = [_metric(rate) for rate in rates[-count:]] if count else []
    named = list(dict.fromkeys(name for name in listed if name))
    return named or [_nearest(text, sentence, clause, figure, share=share)]


def respectively(text: str, clause: Piece, count: int) -> list[str]:
    """甲和乙分别下降10%、20%: what each of the figures measures."""
    word = text.find("分别", clause.start, clause.end)
    if word < 0 or count < 2:
        return []
    names = [_metric(part) for part in AND.split(text[clause.start : word])]
    return [name or "other" for name in names] if len(names) == count else []


AND = re.compile("[、和及与]")


def _nearest(
    text: str, sentence: Piece, clause: Piece, figure: Piece, *, share: bool
) -> str:
    """Of a rate that no list knows the words around it do not tell what it is."""
    before = text[max(clause.start, figure.start - LIST) : figure.start]
    if own := _metric(before):
        return own
    if share and RATE.search(before):
        return "other"
    return (
        _metric(text[figure.end : min(clause.end, figure.end + LIST)])
        or _metric(text[max(sentence.start, figure.start - FAR) : figure.start])
        or "other"
    )


def _metric(words: str) -> str | None:
    """The name whose word ends last in these words; the longer one of two."""
    best, at = None, (-1, 0)
    for metric in _metrics():
        for word in metric.words:
            place = words.rfind(word)
            if place >= 0 and (place + len(word), len(word)) > at:
                best, at = metric.name, (place + len(word), len(word))
    return best


@cache
def _metrics() -> tuple[Metric, ...]:
    return load(Metrics, DATA / "reading" / "metrics.toml").metrics
