"""Texts, or parts of them, that set no work: stories of what was done, and lessons."""

import re
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.parts import Part, is_report, sets_work
from wuzha.reading.sections import section
from wuzha.reading.sentences import Piece, sentences
from wuzha.reading.view import Paragraph, View

LEAST = 5  # sentences from which a share can be told
SHORTEST = 12  # letters of a sentence that counts
TOLD = 0.3  # share of sentences that tell, from which the whole is a story
LEAST_HEADINGS = 2  # of a lesson: one alone may stand in any plan
MARKS = re.compile(r"^[\s\d一二三四五六七八九十、.()\[]+|[\s\]]+$")
HEADS = re.compile(r"副?组长[:]")
AFTER_A_LESSON = ("organisation", "requirements")


@dataclass(frozen=True)
class Words:
    told: str
    musts: str
    ahead: str


def is_story(view: View, part: Part) -> bool:
    """By its title; or, if that names no plan, by sentences that tell what was done,
    twice as many as those that say what must be."""
    title = part.title(view)
    if is_report(title) or sets_work(title):
        return is_report(title)
    said = [
        words
        for line in part.body
        for piece in sentences(view.text, line.start, line.end)
        if len(words := piece.of(view.text)) >= SHORTEST
    ]
    told, musts = (sum(bool(p.search(one)) for one in said) for p in _patterns())
    return len(said) >= LEAST and told >= TOLD * len(said) and told >= 2 * musts


def lesson_in(view: View, part: Part) -> Piece:
    """From the first heading of a lesson (教学目标, 活动过程) to what is said of its
    organisation, or the end. Empty where fewer than two such headings stand, or who
    leads is said between them: then it is a plan."""
    lessons: dict[str, int] = {}
    groups: list[int] = []
    end = part.end
    for line in reversed(part.paragraphs):
        title = _title(view, line)
        kind = section(title, whole=True)
        if kind and kind.name == "lesson":
            lessons[title] = line.start
        elif kind and kind.name in AFTER_A_LESSON and not lessons:
            end = line.start
        elif (kind and kind.name == "organisation") or _names_group(view, line):
            groups.append(line.start)
    begin = min(lessons.values(), default=part.end)
    if len(lessons) < LEAST_HEADINGS or any(begin < group for group in groups):
        return Piece(part.end, part.end)
    return Piece(begin, end)


def _names_group(view: View, line: Paragraph) -> bool:
    return bool(HEADS.match(view.text, line.start, line.end))


def turns_ahead(text: str, at: int) -> bool:
    """Whether the line before says that what follows is to come: 来年做好以下工作:"""
    if text[at - 1 : at] != "\n":
        return False
    line = text.rfind("\n", 0, at - 1) + 1
    return bool(_ahead().search(text, line, at))


def _title(view: View, line: Paragraph) -> str:
    return MARKS.sub("", view.text[line.start : line.end].partition(":")[0])


@cache
def _words() -> Words:
    return load(Words, DATA / "reading" / "telling.toml")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return re.compile(_words().told), re.compile(_words().musts)


@cache
def _ahead() -> re.Pattern[str]:
    return re.compile(_words().ahead)
