"""Lines with their places, put back together as they were written."""

import re
from collections.abc import Iterable
from typing import NamedTuple

# In heights of a line: how far a line may stand below the one before it, and how far
# its beginning may lie aside, to be of one bubble.
BELOW, ASIDE = 0.9, 0.6
# The end of a line that goes on without a space: of a link, or of a number.
GOES_ON = re.compile(r"(?:[\x21-\x7e]*[./:][\x21-\x7e]*|[\d \-]*\d)\Z")


class Line(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top


def composed(lines: Iterable[Line]) -> str:
    """One line for each bubble, from the top down."""
    bubbles: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top, line.left)):
        home = next((one for one in bubbles if _goes_on(one[-1], line)), None)
        if home is None:
            bubbles.append([line])
        else:
            home.append(line)
    return "\n".join(_joined(bubble) for bubble in bubbles)


def _goes_on(above: Line, line: Line) -> bool:
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
            text += "" if GOES_ON.search(text) else " "
        text += words
    return text


def _is_latin(character: str) -> bool:
    return "!" <= character <= "~"
