"""Plain text: which encoding it is in is decided by what comes out of it."""

import codecs
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from wuzha.lib import datafiles
from wuzha.reading.intake.grid import table_cells
from wuzha.reading.intake.lost_breaks import paragraphs
from wuzha.reading.source import Block, BlockKind, Source

MEDIA = "text"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# On a draw the earlier one is taken.
_CANDIDATES = ("utf-8", "gb18030", "cp950", "big5hkscs")
_WIDE = ("utf-16-le", "utf-16-be")
_SAMPLE = 200_000
# Lost bytes, control characters, places that no standard fills.
_ODD = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# How much worse a wrong character is than a common one is good.
_WEIGHT = 4
# A text may have been cut and pasted badly, but not worse than this.
_CONTROL_SHARE, _ODD_SHARE, _STRAY = 0.005, 0.2, 4
# Bytes of a program make a text of rare characters in some encoding or other; in
# running Chinese at least every third one is common. Few characters prove nothing.
_COMMON_SHARE, _ENOUGH = 0.1, 40
_LINE = re.compile(r"[^\n]+")
_BYTE_ORDER = "\ufeff"


class NoText(ValueError):
    """Bytes that are no text in any encoding known here."""


@dataclass(frozen=True)
class _Characters:
    both: str
    simplified: str
    traditional: str
    punctuation: str


def read_plain_text(content: bytes) -> Source:
    """Broken bytes are replaced; raises NoText when hardly anything else is left."""
    encoding = encoding_of(content)
    decoded = content.decode(encoding, errors="replace")
    text = decoded.replace("\r\n", "\n").replace("\r", "\n")
    _check(text)
    cells = tuple(table_cells(text))
    starts = [cell.start for cell in cells]
    lines = (
        _block(text, start, end)
        for line in _LINE.finditer(text)
        if bisect_left(starts, line.start()) == bisect_left(starts, line.end())
        for start, end in paragraphs(text, *line.span())
    )
    blocks = [*cells, *(line for line in lines if line is not None)]
    ordered = tuple(sorted(blocks, key=lambda block: block.start))
    return Source(text, ordered, MEDIA, encoding)


def encoding_of(content: bytes) -> str:
    """The name of the encoding, fit for `Path.read_text`."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:_SAMPLE]
    candidates = _CANDIDATES + _WIDE if b"\0" in sample else _CANDIDATES
    if _is_utf8(content) and candidates is _CANDIDATES:
        return "utf-8"
    return max(candidates, key=lambda encoding: _likeness(sample, encoding))


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _likeness(sample: bytes, encoding: str) -> float:
    """How much the sample looks like Chinese when read so; at most 1."""
    text = sample.decode(encoding, errors="replace")
    common, beyond = _commonness(text)
    return (common - _WEIGHT * len(_ODD.findall(text))) / max(1, beyond)


def _commonness(text: str) -> tuple[int, int]:
    """Common characters, and all beyond ASCII."""
    known = _common()
    beyond = [character for character in text if character > "\x7f"]
    return sum(character in known for character in beyond), len(beyond)


@cache
def _common() -> frozenset[str]:
    characters = datafiles.load(
        _Characters, datafiles.DATA / "reading" / "characters.toml"
    )
    return frozenset(
        characters.both
        + characters.simplified
        + characters.traditional
        + characters.punctuation
    )


def _check(text: str) -> None:
    size = len(text)
    if len(_CONTROL.findall(text)) > max(_STRAY, size * _CONTROL_SHARE):
        raise NoText("control characters")
    if len(_ODD.findall(text)) > max(_STRAY, size * _ODD_SHARE):
        raise NoText("hardly a character can be read")
    common, beyond = _commonness(text[:_SAMPLE])
    if beyond > max(_ENOUGH, size / 2) and common < beyond * _COMMON_SHARE:
        raise NoText("hardly a character is one of running text")


def _block(text: str, start: int, end: int) -> Block | None:
    line = text[start:end]
    words = line.strip().strip(_BYTE_ORDER).strip()
    if not words:
        return None
    start += line.index(words)
    return Block(start, start + len(words), BlockKind.PARAGRAPH)
