"""Words that several texts of now share and that no text of before had.

Nobody cuts Chinese into words here: a word is a run of two to six characters. Of runs
that stand in the same texts only the longest is told.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
    """In at least so many texts of now; in most of them first."""
    counted = Counter(run for text in now for run in _runs(text))
    common = {run: count for run, count in counted.items() if count >= least}
    for text in before:
        if not common:
            break
        for run in _runs(text):
            common.pop(run, None)
    told = sorted(_longest(common), key=lambda run: (-common[run], run))
    return [NewWord(run, common[run]) for run in told[:MOST]]


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


def _longest(common: dict[str, int]) -> Iterable[str]:
    """Without what is only a part of a longer one, in no more texts."""
    parts = {
        run[start : start + length]
        for run in common
        for length in range(SHORTEST, len(run))
        for start in range(len(run) - length + 1)
        if common.get(run[start : start + length]) == common[run]
    }
    return common.keys() - parts
