"""Blanks that stand for a mark: 责任部门:甲部 乙处 are two units.

A blank inside a name, left over from a lost layout, is none: there one of the sides
does not read like a whole name (县 公安局, 安全 管理处, 校党委 宣传部).
"""

import re
from functools import cache

from wuzha.reading.lexicon import lexicon
from wuzha.reading.units import is_unit

BLANK = re.compile(r"(?<=[^\s,、;:])[^\S\n]+(?=[^\s,、;:])")
# 警戒组 组长:甲 成员:乙: the line goes on with another of its parts.
PART = re.compile(
    r"(?<=[^\s,、;:。])(?<!副)(?<!常务)[^\S\n]+"
    r"(?=(?:常务)?(?:副?[组队]长|(?:副?总|现场)指挥|成员(?:单位)?|负责人|联系人|(?:主要|工作)?职责)[^\S\n]*:)"
)
# 2 保卫处负责…: a number without its mark, but no 5 月 and no 3 个.
NUMBER = re.compile(
    r"^[^\S\n]*\d{1,2}(?P<blank>[^\S\n]+)(?=[\u4e00-\u9fff]{2})"
    r"(?![月日年号个人次天时点名周岁元万家所条项类级期])",
    re.MULTILINE,
)
EDGE = re.compile(r"[\s,、;:]")


def marks_for_blanks(text: str) -> dict[int, str]:
    """What they stand for, by their places in folded text, of each run the first."""
    parts = {blank.start(): "。" for blank in PART.finditer(text)}
    numbers = {found.start("blank"): "、" for found in NUMBER.finditer(text)}
    return dict.fromkeys(_listing(text), "、") | parts | numbers


def _listing(text: str) -> frozenset[int]:
    return frozenset(
        blank.start()
        for names in _labelled().finditer(text)
        for blank in BLANK.finditer(text, *names.span("names"))
        if _parts(text, blank, *names.span("names"))
    )


def _parts(text: str, blank: re.Match[str], start: int, end: int) -> bool:
    left = EDGE.split(text[start : blank.start()])[-1]
    right = EDGE.split(text[blank.end() : end])[0]
    return _is_whole(left) and _is_whole(right) and not _party().search(left)


def _is_whole(name: str) -> bool:
    """宣传部, but neither 宣传 nor 办公室, which may be parts of a name."""
    words = lexicon()
    partial = name in words.suffixes or name in words.branches
    return not partial and is_unit(name)


@cache
def _labelled() -> re.Pattern[str]:
    labels = lexicon().labels
    names = "|".join(
        sorted((*labels.of("lead"), *labels.of("units")), key=len, reverse=True)
    )
    return re.compile(rf"(?:{names})[^\S\n]*:(?P<names>[^\n。;()\[\]]+)")


@cache
def _party() -> re.Pattern[str]:
    """Committees and governments whose offices are named behind them."""
    return re.compile(lexicon().holds_offices)
