"""Words that several texts of now share and that no text of before had.

Nobody cuts Chinese into words here: runs of two to six characters are counted, and
those that follow on one another in the same texts are told as one.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wuzha.detection.texts.normalising import cut, normalised

SHORTEST, LONGEST = 2, 6
READ = 600
MOST = 40
RUNS = re.compile(r"[\u4e00-\u9fff]{2,}|[a-z]{3,20}")
LATIN = re.compile(r"[a-z]+")


class NewWord(NamedTuple):
    word: str
    texts: int


def new_words(now: Sequence[str], before: Sequence[str], least: int) -> list[NewWord]:
    """In at least so many texts of now; in most of them first. Without anything to
    compare with nothing is new."""
    if not before:
        return []
    places: defaultdict[str, set[int]] = defaultdict(set)
    for place, text in enumerate(now):
        for run in _runs(text):
            places[run].add(place)
    common = {run: frozenset(of) for run, of in places.items() if len(of) >= least}
    for text in before:
        if not common:
            break
        for run in _runs(text):
            common.pop(run, None)
    told = sorted(_longest(common), key=lambda one: (-one.texts, one.word))
    return told[:MOST]


def _runs(text: str) -> set[str]:
    plain = normalised(cut(text)).text[:READ]
    return {run for stretch in RUNS.findall(plain) for run in _parts(stretch)}


def _parts(stretch: str) -> Iterator[str]:
    if LATIN.fullmatch(stretch):
        yield stretch
        return
    for length in range(SHORTEST, LONGEST + 1):
        for start in range(len(stretch) - length + 1):
            yield stretch[start : start + length]


def _longest(common: dict[str, frozenset[int]]) -> list[NewWord]:
    """Without what is only a part of another in the same texts; windows over a longer
    phrase joined to the phrase again."""
    parts = {
        run[start : start + length]
        for run in common
        for length in range(SHORTEST, len(run))
        for start in range(len(run) - length + 1)
        if common.get(run[start : start + length]) == common[run]
    }
    whole = common.keys() - parts
    after = {(run[:-1], common[run]): run for run in whole if len(run) == LONGEST}
    follow = {run: after.get((run[1:], common[run])) for run in whole}
    begun = [run for run in whole if run not in follow.values()]
    return [NewWord(_phrase(run, follow), len(common[run])) for run in begun]


def _phrase(run: str, follow: dict[str, str | None]) -> str:
    phrase, seen = run, {run}
    while (following := follow[run]) and following not in seen:
        phrase, run = phrase + following[-1], following
        seen.add(run)
    return phrase
