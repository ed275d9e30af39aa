"""Lines with their places, put back together as they were written; and who wrote what,
where it is a chat."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

# In heights of a line: how far a line may stand below the one before it, and how far
# its beginning may lie aside, to be of one bubble.
BELOW, ASIDE = 0.9, 0.6
# The end of a line that goes on without a space: of a link, or of a number.
GOES_ON = re.compile(r"(?:[\x21-\x7e]*[./:][\x21-\x7e]*|[\d \-]*\d)\Z")
LATIN_END = re.compile(r"[\x21-\x7e]+\Z")
LINK_END = re.compile(r"[./][a-z0-9]", re.IGNORECASE)
LINK_BEGINS = re.compile(r"https?://|www\.", re.IGNORECASE)
# When something was sent: no part of what is said, and said by nobody.
DAY = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|(?:\d{4}年)?\d{1,2}月\d{1,2}日|今天|昨天|前天"
PART = "凌晨|清晨|早上|上午|中午|下午|傍晚|晚上"
STAMP = re.compile(
    rf"(?:{DAY})?(?:(?:星期|周)[一二三四五六日天])?(?:{PART})?(?:\d{{1,2}}[:：]\d{{2}})?"
)
NAME = 2
"""Characters at most of a name that stands for a face."""

PAPER = (255.0, 255.0, 255.0)
UNLIKE = 20
"""How far two hues lie apart, of 255, where each side has bubbles of its own colour."""

# As a transcript writes it.
OTHER_SAYS, SELF_SAYS, SOMEBODY_SAYS = "对方：", "我：", "未知："


class Line(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float
    ground: Sequence[float] = PAPER

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def is_stamp(self) -> bool:
        return bool(STAMP.fullmatch(self.text.replace(" ", "")))


@dataclass(frozen=True)
class Bubble:
    lines: list[Line]

    @property
    def left(self) -> float:
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        return max(line.right for line in self.lines)

    @property
    def top(self) -> float:
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        return self.lines[-1].bottom

    @property
    def margin(self) -> float:
        """How far its edge may lie from where the others of its side have theirs."""
        return ASIDE * self.lines[0].height

    @property
    def text(self) -> str:
        return _joined(self.lines)

    def is_unlike(self, other: "Bubble") -> bool:
        """In hue: the light on a photo differs from place to place."""
        pairs = zip(_hue(self), _hue(other), strict=True)
        return max(abs(one - another) for one, another in pairs) > UNLIKE


class Face(NamedTuple):
    """The bubble at `at` is a name in the place of a face, beside the bubble `of`."""

    at: int
    of: int
    says: str


def composed(lines: Iterable[Line]) -> str:
    """One line for each bubble, from the top down; of a chat with who says it."""
    bubbles = _bubbles(lines)
    says = _sides(bubbles)
    told: list[tuple[str, str]] = []
    for at, bubble in enumerate(bubbles):
        who, text = says.get(at, ""), bubble.text
        if told and told[-1][0] == who and _is_one_link(told[-1][1], text):
            text = told.pop()[1] + text
        told.append((who, text))
    return "\n".join(who + text for who, text in told)


def _is_one_link(above: str, text: str) -> bool:
    """Sent in two bubbles, so that neither holds it."""
    return bool(LINK_END.match(text)) and _is_latin(above[-1:])


def _bubbles(lines: Iterable[Line]) -> list[Bubble]:
    bubbles: list[Bubble] = []
    for line in sorted(lines, key=lambda line: (line.top, line.left)):
        home = next((one for one in bubbles if _goes_on(one.lines[-1], line)), None)
        if home is None:
            bubbles.append(Bubble([line]))
        else:
            home.lines.append(line)
    return bubbles


def _sides(bubbles: Sequence[Bubble]) -> dict[int, str]:
    """The other side begins at one edge, one's own ends at another; a title stands
    between, and what fills the width may be of either, unless a face beside it or its
    colour tells. It is a chat only if the other side goes on after an answer, and
    nobody speaks beside somebody: else it may be a letter, a list or two columns."""
    if not bubbles:
        return {}
    faces = list(_faces(bubbles))
    silent = {face.at for face in faces}
    silent |= {at for at, one in enumerate(bubbles) if one.lines[0].is_stamp}
    spoken = [at for at in range(len(bubbles)) if at not in silent]
    other = _aligned(bubbles, spoken, lambda one: one.left)
    if not other:
        return {}
    edge = bubbles[other[0]].left
    rest = [at for at in spoken if bubbles[at].left > edge + 2 * bubbles[at].margin]
    between = [at for at in rest if other[0] < at < other[-1]]
    answers = _aligned(bubbles, between, lambda one: one.right)
    if not answers:
        return {}
    end = bubbles[answers[0]].right
    own = [at for at in rest if abs(bubbles[at].right - end) < bubbles[at].margin]
    if _beside(bubbles, other, own):
        return {}
    wide = [at for at in other if bubbles[at].right > end - bubbles[at].margin]
    narrow = [at for at in other if at not in wide]
    return {
        **dict.fromkeys(other, OTHER_SAYS),
        **dict.fromkeys(own, SELF_SAYS),
        **{at: _by_colour(bubbles, at, narrow, own[0]) for at in wide},
        **{face.of: face.says for face in faces if face.of in spoken},
    }


def _by_colour(
    bubbles: Sequence[Bubble], at: int, narrow: Sequence[int], own: int
) -> str:
    """Who says what fills the width, if the sides have colours of their own."""
    if bubbles[at].is_unlike(bubbles[own]):
        return OTHER_SAYS
    told_apart = narrow and bubbles[narrow[0]].is_unlike(bubbles[own])
    return SELF_SAYS if told_apart else SOMEBODY_SAYS


def _hue(bubble: Bubble) -> list[float]:
    ground = bubble.lines[0].ground
    return [part - sum(ground) / len(ground) for part in ground]


def _faces(bubbles: Sequence[Bubble]) -> Iterator[Face]:
    """Short, beside a bubble and further out than it."""
    middle = (min(b.left for b in bubbles) + max(b.right for b in bubbles)) / 2
    short = [at for at, one in enumerate(bubbles) if len(one.text) <= NAME]
    for at, of in product(short, range(len(bubbles))):
        face, one = bubbles[at], bubbles[of]
        if one.top >= face.bottom or face.top >= one.bottom:
            continue
        if face.right <= one.left < middle:
            yield Face(at, of, OTHER_SAYS)
        elif middle < one.right <= face.left:
            yield Face(at, of, SELF_SAYS)


def _aligned(
    bubbles: Sequence[Bubble], among: Iterable[int], edge: Callable[[Bubble], float]
) -> list[int]:
    """Those whose edge lies where most have it; of as many, those who say more."""
    edges = {at: edge(bubbles[at]) for at in among}
    groups = [
        [at for at in edges if abs(edges[at] - edges[one]) < bubbles[one].margin]
        for one in edges
    ]
    return max(
        groups,
        key=lambda of: (len(of), sum(len(bubbles[at].text) for at in of)),
        default=[],
    )


def _beside(bubbles: Sequence[Bubble], other: list[int], own: list[int]) -> bool:
    return any(
        bubbles[a].top < bubbles[b].bottom and bubbles[b].top < bubbles[a].bottom
        for a in other
        for b in own
    )


def _goes_on(above: Line, line: Line) -> bool:
    if above.is_stamp or line.is_stamp:
        return False
    height = min(above.height, line.height)
    gap = line.top - above.bottom
    return (
        -height / 2 < gap < BELOW * height
        and abs(line.left - above.left) < ASIDE * height
    )


def _joined(bubble: list[Line]) -> str:
    text = ""
    for line in bubble:
        words = line.text.strip()
        if text and _is_latin(text[-1]) and _is_latin(words[:1]):
            text += "" if _goes_through(text, words) else " "
        text += words
    return text


def _goes_through(text: str, words: str) -> bool:
    """One link or number, in two lines: also one broken within its `https://`."""
    broken = LATIN_END.search(text)
    begins = broken and LINK_BEGINS.match(broken[0] + words)
    return bool(begins or GOES_ON.search(text))


def _is_latin(character: str) -> bool:
    return "!" <= character <= "~"
