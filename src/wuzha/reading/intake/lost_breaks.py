"""Texts whose line breaks were lost on the way: where the paragraphs began."""

import re
from collections.abc import Iterator

from wuzha.reading.numerals import whole

# No paragraph is longer than this.
TOO_LONG = 1000
_CHINESE = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_NUMERAL = "[一二三四五六七八九十]{1,3}"
_NUMBERED = (
    rf"(?P<chapter>{_NUMERAL})、",
    rf"[（(](?P<section>{_NUMERAL})[）)]",
    r"(?<![\d.．])(?P<item>\d{1,2})[.．、](?!\d)",
)
_SPACE = f"(?<={_CHINESE}) +(?={_CHINESE}|\\d{{1,2}}[.．、])"
_PLACE = re.compile("|".join([f"(?P<space>{_SPACE})", *_NUMBERED]))
# What the first chapter stands behind: 统一、规范 is none.
_ENDS = tuple("。；：！？:;!?）)” ")
_REFERRING = tuple("第见按照条款")


def paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Of a line, where its paragraphs stand: the line itself, if it can be one. Else
    they begin behind a space between Chinese words, and where a number stands that is
    the next of its kind."""
    if end - start <= TOO_LONG:
        yield start, end
        return
    last = dict.fromkeys(("chapter", "section", "item"), 0)
    for place in _PLACE.finditer(text, start, end):
        if place["space"] is None and not _is_next(place, last):
            continue
        yield start, place.start()
        start = place.end() if place["space"] else place.start()
    yield start, end


def _is_next(place: re.Match[str], last: dict[str, int]) -> bool:
    """A list may go on below the next heading, and begins anew anywhere."""
    rank = str(place.lastgroup)
    number = whole(place[rank])
    before = place.string[max(0, place.start() - 1) : place.start()]
    if number is None or before in _REFERRING:
        return False
    begins = number == 1 and (rank != "chapter" or before in _ENDS)
    if not begins and number != last[rank] + 1:
        return False
    last[rank] = number
    return True
