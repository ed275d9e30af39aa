"""One spelling for what can be written in many, with the way back to the original.

Almost everything is one character for one, so that places stay; what is taken out
(marks that cannot be seen, stars and spaces put between characters) is remembered.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate, chain
from typing import NamedTuple

from wuzha.detection.texts.disguises import undisguised
from wuzha.lib.traditional import simplified

LONGEST = 20_000
"""Characters that are read; a longer text is read at both its ends."""

CJK = "\u3400-\u4dbf\u4e00-\u9fff"
# Letters of other alphabets that look like Latin ones.
LOOKALIKES = dict(
    zip(
        "авекмнорстухіјѕԁԛԝАВЕКМНОРСТУХІЈЅαβεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "abekmhopctyxijsdqwabekmhopctyxijsabeikvoptuxabezhikmnoptyx",
        strict=True,
    )
)
CHINESE_DIGITS = dict(
    zip(
        "零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖",
        "001234567891123456789",
        strict=True,
    )
)
SPOKEN_NUMBER = re.compile(f"[{''.join(CHINESE_DIGITS)}]{{7,}}")
DIGIT_TABLE = str.maketrans(CHINESE_DIGITS)
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u20e3"
    "\U000e0000-\U000e01ef"
)
PICTURES = "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
# Blocks with letters and digits that stand for plain ones: ｖ, ①, 𝐕, 🅥, ⼈.
FOLDED = (range(0x41, 0x3400), range(0xF900, 0x10000), range(0x1D400, 0x1F1B0))
REMOVED = re.compile(
    f"[{UNSEEN}{PICTURES}]+"
    # Runs of single characters with one and the same mark between them: 转-账-给-我.
    rf"|(?<=[{CJK}])(?:[ \t\u00a0\u3000*·•_\-|~^'`\"+=#&/\\])+(?=[{CJK}])"
    rf"|(?<=[{CJK}])[.](?=[{CJK}])"
)
# Another's words in plain quotation marks, that would go like marks put in between.
QUOTED = re.compile(r"\"([^\"\n]{2,60})\"")
# Who says a line of a transcript: the other side, or the one who was called.
OTHER, SELF = "other", "self"
SPEAKER = re.compile(
    r"(?m)^[ \t]*(?:(?P<self>right|callee|[b乙]|被叫|接听[者人]|用户|客户|机主|我|"
    r"受害人|事主|customer|user)|(?P<other>left|caller|[a甲]|主叫|来电[者人]?|客服|坐席|"
    r"对方|骗子|agent|assistant)|speaker ?\d|说话人 ?\d|未知)[ \t]*[:：]",
    re.IGNORECASE,
)


class Turn(NamedTuple):
    """From `start` of the original on, `speaker` has the word."""

    start: int
    speaker: str


@dataclass(frozen=True)
class Normal:
    """`text` is what signs are looked for in; `spans` leads back to the original."""

    text: str
    original: str
    starts: list[int] = field(default_factory=list)
    shifts: list[int] = field(default_factory=list)
    turns: tuple[Turn, ...] = ()

    def place(self, position: int) -> int:
        """Where the character at `position` stands in the original."""
        step = bisect_right(self.starts, position)
        return position + (self.shifts[step - 1] if step else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.place(start), self.place(end - 1) + 1

    def speaker(self, position: int) -> str:
        """Empty where nobody is named."""
        place = self.place(position)
        turn = bisect_right(self.turns, place, key=lambda one: one.start)
        return self.turns[turn - 1].speaker if turn else ""


def normalised(original: str) -> Normal:
    text = QUOTED.sub(r"“\1”", original.translate(_table()))
    text = SPOKEN_NUMBER.sub(lambda run: run[0].translate(DIGIT_TABLE), text)
    turns: tuple[Turn, ...] = ()
    if ":" in text:
        named = SPEAKER.finditer(text)
        turns = tuple(Turn(one.start(), one.lastgroup or "") for one in named)
        text = SPEAKER.sub(lambda label: "\n" * len(label[0]), text)
    return _without(undisguised(text), original, turns)


def cut(text: str) -> str:
    """Both ends of a text too long to be read whole: scams ask at the end."""
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]}\n{text[-half:]}"


def _without(text: str, original: str, turns: tuple[Turn, ...]) -> Normal:
    gaps = [found.span() for found in REMOVED.finditer(text)]
    if not gaps:
        return Normal(text, original, turns=turns)
    lengths = [end - start for start, end in gaps]
    shifts = list(accumulate(lengths))
    before = [0, *shifts[:-1]]
    starts = [start - gone for (start, _), gone in zip(gaps, before, strict=True)]
    return Normal(REMOVED.sub("", text), original, starts, shifts, turns)


@cache
def _table() -> dict[int, str]:
    """Traditional, full width, look-alike and capital letters, one for one."""
    table: dict[int, str] = {}
    for code in chain.from_iterable(FOLDED):
        _fold(table, code)
    table.update({ord(odd): plain for odd, plain in LOOKALIKES.items()})
    table.update(simplified())
    return table


def _fold(table: dict[int, str], code: int) -> None:
    one = chr(code)
    plain = unicodedata.normalize("NFKC", one).lower()
    if plain != one and len(plain) == 1:
        table[code] = plain
    elif len(plain) == 3 and plain[0] == "(":
        table[code] = plain[1]
