"""Stages that one sentence lists, each with its dates."""

import re

from wuzha.reading.dates import Calendar, Stretch, stretches
from wuzha.reading.sentences import Piece, sentences

LEAST = 2  # stages that make a list
LONGEST_NAME = 20
STAGE_BEHIND = re.compile(
    r"[为是属,]?(?P<stage>[^,。;:()“”、\d为是]{2,14}阶段"
    r"|(?<=[为是])[^,。;:()“”、\d为是]{2,6}期(?=[,。;]|$))"
)
STAGE_BEFORE = re.compile(
    r"(?P<stage>(?:第[一二三四五六\d]|[^,。;:()“”、\d]{2,12})阶段)[(:为从是]{1,2}$"
)
NAMES = re.compile("阶段|期")
# 第一波次,6月上旬 and 动员部署(7月1日-20日), each all that its part of a sentence says.
PART = re.compile(r"(?:.*:)?(?P<stage>[^,。;:()“”、*]{2,14}?)[(:,为从是]{0,2}")
REST = re.compile(r"底?(?:前|止|结束|完成)?[)]?[;。]?")


def listed(
    text: str, piece: Piece, calendar: Calendar
) -> list[tuple[Stretch, re.Match[str]]]:
    """Each stage's time and name (`stage` of the match); none if there are not
    several."""
    if parts := _in_parts(text, piece, calendar):
        return parts
    if not NAMES.search(text, *piece):
        return []
    found = []
    for stretch in stretches(text, *piece, calendar):
        named = STAGE_BEHIND.match(text, stretch.end, piece.end)
        named = named or stage_before(text, piece, stretch)
        if named:
            found.append((stretch, named))
    return found if len(found) >= LEAST else []


def _in_parts(
    text: str, piece: Piece, calendar: Calendar
) -> list[tuple[Stretch, re.Match[str]]]:
    """动员部署(7月1日-20日);推进实施(7月21日-11月底): each part names a stage and when
    it is, and nothing else; several, one of which says from when to when."""
    found = []
    for part in sentences(text, *piece, fine=True):
        for stretch in reversed(stretches(text, *part, calendar)):
            if not REST.fullmatch(text, stretch.end, part.end):
                break  # what is behind it is behind those before it, too
            if named := PART.fullmatch(text, part.start, stretch.start):
                found.append((stretch, named))
                break
    several = len(found) >= LEAST
    return found if several and any(one.ranged for one, _ in found) else []


def stage_before(text: str, piece: Piece, stretch: Stretch) -> re.Match[str] | None:
    """排查阶段从5月10日…."""
    start = max(piece.start, stretch.start - LONGEST_NAME)
    return STAGE_BEFORE.search(text, start, stretch.start)
