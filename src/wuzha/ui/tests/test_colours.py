"""Phone pages are read in sunlight: text stands out from its ground at least 7 to 1."""

import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[1] / "static" / "ui" / "wuzha.css"
COLOURS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", SHEET.read_text("utf8")))
TEXTS = """
ink on paper, ink on ground, ink on blue-tint, ink-soft on paper, ink-soft on ground,
blue on paper, blue on ground, blue on blue-tint, blue-deep on blue-tint,
red on paper, red on ground, red on red-tint, amber on paper, amber on amber-tint,
green on paper, green on green-tint, paper on ink, paper on blue, paper on blue-deep,
paper on red, paper on red-deep
"""
# Borders and marks need 3 to 1.
MARKS = """
line-strong on paper, line-strong on ground, amber-mark on paper,
amber-mark on amber-tint
"""


def pairs(table: str) -> list[list[str]]:
    return [pair.split(" on ") for pair in " ".join(table.split()).split(", ")]


def luminance(name: str) -> float:
    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(COLOURS[name][n : n + 2]) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), pairs(TEXTS))
def test_text_can_be_read_in_sunlight(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 7


@pytest.mark.parametrize(("mark", "ground"), pairs(MARKS))
def test_borders_and_marks_can_be_seen(mark: str, ground: str) -> None:
    assert contrast(mark, ground) >= 3
