"""Tells several plans that were glued into one file apart, and finds their titles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.sections import section
from wuzha.reading.view import MARKED, Paragraph, View

LONGEST_TITLE = 60


@dataclass(frozen=True)
class Rules:
    kinds: tuple[str, ...]
    suffix: str
    reports: tuple[str, ...]
    preambles: tuple[str, ...]
    least_paragraphs: int
    least_letters: int


@dataclass(frozen=True)
class Part:
    """The paragraphs of one plan; `titles` of them, at its head, are its title."""

    paragraphs: tuple[Paragraph, ...]
    titles: int

    @property
    def start(self) -> int:
        return self.paragraphs[0].start if self.paragraphs else 0

    @property
    def end(self) -> int:
        return self.paragraphs[-1].end if self.paragraphs else 0

    @property
    def body(self) -> tuple[Paragraph, ...]:
        return self.paragraphs[self.titles :]

    def title(self, view: View) -> str:
        lines = self.paragraphs[: self.titles]
        return "".join(view.printed(line.start, line.end) for line in lines)


def parts(view: View) -> tuple[Part, ...]:
    """At least one if there is any text."""
    begins = [0, *_begins(view)]
    ends = [*begins[1:], len(view.paragraphs)]
    return tuple(
        Part(view.paragraphs[begin:end], _titles(view, begin, end))
        for begin, end in zip(begins, ends, strict=True)
        if begin < end
    )


# Another paper that the title only names, unless it is the one that it sends on.
NAMED_PAPER = re.compile("《[^《》]*》(?!的?通知)")


def is_report(title: str) -> bool:
    """Whether the title speaks of what was done rather than of what is to be done."""
    own = NAMED_PAPER.sub("", title)
    return any(word in own for word in _rules().reports)


def sets_work(title: str) -> bool:
    """Whether the title names a plan or the like: a paper, and not one that reports."""
    rules = _rules()
    papers = (kind for kind in rules.kinds if kind not in rules.reports)
    return any(kind in NAMED_PAPER.sub("", title) for kind in papers)


def _begins(view: View) -> Iterator[int]:
    """The paragraphs at which a further plan begins."""
    opened = letters = count = 0
    for i, line in enumerate(view.paragraphs):
        words = view.text[line.start : line.end]
        titled = _is_title(words)
        opens = _is_preamble(words)
        enough = (
            count >= _rules().least_paragraphs and letters >= _rules().least_letters
        )
        if i and enough and (titled or (opens and opened)):
            yield i
            opened = letters = count = 0
        opened += opens
        letters += len(words)
        count += not titled


def _titles(view: View, begin: int, end: int) -> int:
    """How many of the first paragraphs are the title: it may run over two lines."""
    lines = view.paragraphs[begin : min(end, begin + 3)]
    for count, line in enumerate(lines, start=1):
        words = view.text[line.start : line.end]
        if len(words) > LONGEST_TITLE or words[-1] in "。:;,!?":
            return 0
        if _is_title(words):
            return count
    return 0


def _is_title(words: str) -> bool:
    if len(words) > LONGEST_TITLE or MARKED.match(words) or section(words, whole=True):
        return False
    return bool(_title_pattern().fullmatch(words))


def _is_preamble(words: str) -> bool:
    """2.制定方案: is an item of the plan at hand, not the opening of another."""
    return not MARKED.match(words) and any(
        pattern.search(words) for pattern in _preambles()
    )


@cache
def _title_pattern() -> re.Pattern[str]:
    kinds = "|".join(_rules().kinds)
    return re.compile(
        rf"(?!\d{{1,2}}月)[^。,;!?:]{{2,50}}(?:{kinds})(?:{_rules().suffix})"
    )


@cache
def _preambles() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _rules().preambles)


@cache
def _rules() -> Rules:
    return load(Rules, DATA / "reading" / "parts.toml")
