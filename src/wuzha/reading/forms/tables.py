"""The reading as tables for a terminal, where a Chinese character is two columns."""

import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from wuzha.lib.words import N_, Sentence
from wuzha.reading.forms.items import KINDS, Fact, Item, Kind, items_of, reason
from wuzha.reading.forms.reading import Reading
from wuzha.reading.plan import Plan

_GAP = "  "
_NARROWEST, _WIDEST = 60, 200
_NUMBER, _FACTS_SHARE = 4, 0.42
# Numbers and words are not parted, but for those that would fill a line by themselves.
_PIECE = re.compile(r"[!-~]{1,20}|.", re.DOTALL)
_CLOSING = frozenset("，。、；：！？）》”’】〕,.;:!?)")
_HANGING = 2


def as_table(reading: Reading) -> str:
    width = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
    return "\n".join(_lines(reading, width)) + "\n"


def _lines(reading: Reading, width: int) -> Iterator[str]:
    items = items_of(reading.plans)
    titles = [N_("标题：") + plan.title for plan in reading.plans if plan.title]
    summary = _summary(reading.plans, items)
    for line in (N_("文件：") + reading.name, *titles, summary):
        yield from _wrapped(line, width)
    for kind in Kind:
        rows = [
            (str(item.number), item.text, _facts(item.facts))
            for item in items
            if item.kind == kind
        ]
        yield from _section(KINDS[kind], rows, width)
    yield from _section(N_("组织"), _organisation(reading), width)
    yield from _section(N_("附件"), _attachments(reading.plans), width)
    yield from _section(N_("未读出的句子"), _unread(reading), width)


def _summary(plans: Sequence[Plan], items: Sequence[Item]) -> str:
    counts = {kind: sum(item.kind == kind for item in items) for kind in Kind}
    return Sentence(
        N_(
            "读出阶段 {phases} 个、任务 {tasks} 项、经常性工作 {duties} 项、"
            "指标 {targets} 项；未读出 {unread} 句，网页杂质 {noise} 处。"
        ),
        phases=counts[Kind.PHASE],
        tasks=counts[Kind.TASK],
        duties=counts[Kind.DUTY],
        targets=counts[Kind.TARGET],
        unread=sum(len(plan.unread) for plan in plans),
        noise=sum(len(plan.noise) for plan in plans),
    )


def _facts(facts: Iterable[Fact]) -> str:
    return "；".join(f"{fact.name}：{fact.value}" for fact in facts)


def _organisation(reading: Reading) -> list[tuple[str, str, str]]:
    return [
        (
            str(number),
            group.name + (f"（设在{group.seat}）" if group.seat else ""),
            "；".join(
                f"{post.role}：{'、'.join(post.holders + people)}"
                for post in group.posts
                for people in [post.people if reading.with_people else ()]
            ),
        )
        for number, group in enumerate(
            (group for plan in reading.plans for group in plan.groups), 1
        )
    ]


def _attachments(plans: Sequence[Plan]) -> list[tuple[str, str, str]]:
    return [
        (str(one.number or ""), one.title, "")
        for plan in plans
        for one in plan.attachments
    ]


def _unread(reading: Reading) -> list[tuple[str, str, str]]:
    found = [one for plan in reading.plans for one in plan.unread]
    return [
        (str(number), one.source.of(reading.source.text), reason(one.reason))
        for number, one in enumerate(found, 1)
    ]


def _section(
    title: str, rows: Sequence[tuple[str, str, str]], width: int
) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield f"{title}（{len(rows)}）"
    yield "─" * width
    room = width - _NUMBER - 2 * len(_GAP)
    right = int(room * _FACTS_SHARE) if any(row[2] for row in rows) else 0
    widths = (_NUMBER, room - right, right)
    for row in rows:
        cells = (_wrapped(cell, wide) for cell, wide in zip(row, widths, strict=True))
        for line in zip_longest(*cells, fillvalue=""):
            filled = (_filled(c, wide) for c, wide in zip(line, widths, strict=True))
            yield _GAP.join(filled).rstrip()


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _filled(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def _wrapped(text: str, width: int) -> list[str]:
    """Lines no wider than `width`; control characters of the file do not reach the
    terminal. A mark that may not begin a line takes the last column pair."""
    lines, line, taken = [], "", 0
    for piece in _PIECE.findall(" ".join(text.split())):
        piece = "".join(c if c.isprintable() else "\ufffd" for c in piece)
        wide = columns(piece)
        room = width if piece in _CLOSING else width - _HANGING
        if taken + wide > room and line:
            lines.append(line)
            line, taken = "", 0
        line += piece
        taken += wide
    return [*lines, line] if line else lines
