"""What stands in the file but is not of the plan, with the reason."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from wuzha.lib.datafiles import DATA, load
from wuzha.reading.plan import Noise, Span
from wuzha.reading.source import FURNITURE, Block


@dataclass(frozen=True)
class Rule:
    """`opens` names the followers that it lets in behind itself."""

    reason: str
    pattern: str
    opens: str | None = None


@dataclass(frozen=True)
class Rules:
    paragraphs: tuple[Rule, ...]
    followers: tuple[Rule, ...]
    letters: tuple[Rule, ...]


Compiled = tuple[Rule, re.Pattern[str]]


@dataclass(frozen=True)
class _Ready:
    paragraphs: tuple[Compiled, ...]
    followers: dict[str, re.Pattern[str]]
    letters: tuple[Compiled, ...]


def noise(text: str, blocks: Iterable[Block]) -> tuple[Noise, ...]:
    """Of folded text, in order and without overlaps."""
    found: list[Noise] = []
    opened: str | None = None
    for block in blocks:
        reason, opened = _whole(text[block.start : block.end], block, opened)
        if reason:
            found.append(Noise(Span(block.start, block.end), reason))
        else:
            found.extend(_inside(text, block))
    return tuple(found)


def _whole(
    text: str, block: Block, opened: str | None
) -> tuple[str | None, str | None]:
    """The reason if the paragraph is noise as a whole; what it opens for the next."""
    if block.kind in FURNITURE:
        return "page_furniture", opened
    line = text.strip()
    if opened and _ready().followers[opened].fullmatch(line):
        return opened, opened
    for rule, pattern in _ready().paragraphs:
        if len(line) <= LONGEST and pattern.fullmatch(line):
            return rule.reason, rule.opens
    return None, None


LONGEST = 300  # a paragraph of noise is short; longer ones are not even looked at


def _inside(text: str, block: Block) -> Iterator[Noise]:
    spans = sorted(
        (Span(*match.span()), rule.reason)
        for rule, pattern in _ready().letters
        for match in pattern.finditer(text, block.start, block.end)
    )
    end = block.start
    for span, reason in spans:
        if span.start >= end:
            yield Noise(span, reason)
            end = span.end


@cache
def _ready() -> _Ready:
    rules = load(Rules, DATA / "reading" / "noise.toml")
    return _Ready(
        tuple((r, re.compile(r.pattern, re.IGNORECASE)) for r in rules.paragraphs),
        {rule.reason: re.compile(rule.pattern) for rule in rules.followers},
        tuple((rule, re.compile(rule.pattern)) for rule in rules.letters),
    )
