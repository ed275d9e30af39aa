"""The county's own lists, put over what signs and model say.

What was marked wrongly counts for nothing: it is blanked and the rest is judged again.
What is known to be of a scam makes one, whatever the words around it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from wuzha.detection.texts.model import Model
from wuzha.detection.texts.verdicts import SCAM, Reason, Verdict, advice, screen
from wuzha.lib.words import N_
from wuzha.screening.models import ListedKind, Listing
from wuzha.screening.models.listings import Side, normal

LINK_KINDS = frozenset({"link", "lookalike_link", "odd_link", "short_link"})
NUMBER = re.compile(r"(?<![\d.])\+?\d[\d \-]{1,28}\d(?![\d.])")
SENDER = re.compile(r"[【\[]([^】\]\n]{2,30})[】\]]")
BLOCKED = "blocked"
SAYS = N_("在本县的涉诈名单上")
WEIGHT, SCORE = 12.0, 0.99


@dataclass(frozen=True)
class Mark:
    """What in a text could stand on a list."""

    kind: str
    keys: tuple[str, ...]
    start: int
    end: int

    def side(self, sides: dict[str, str]) -> str:
        return next((sides[key] for key in self.keys if key in sides), "")


def with_lists(
    texts: Sequence[str], answers: Sequence[Verdict], model: Model
) -> list[Verdict]:
    marks = [
        list(marks_in(text, one)) for text, one in zip(texts, answers, strict=True)
    ]
    keys = {key for some in marks for mark in some for key in mark.keys}
    listed = Listing.objects.in_force(timezone.localdate()).filter(value_key__in=keys)
    sides = dict(listed.values_list("value_key", "side")) if keys else {}
    if not sides:
        return list(answers)
    return [
        _judged(text, one, some, sides, model)
        for text, one, some in zip(texts, answers, marks, strict=True)
    ]


def marks_in(text: str, answered: Verdict) -> Iterator[Mark]:
    for found in answered.found:
        if found.kind in LINK_KINDS:
            values = _sites(found.value)
            yield _mark(ListedKind.LINK, values, found.start, found.end)
    for number in NUMBER.finditer(text):
        yield _mark(ListedKind.NUMBER, [number[0]], *number.span())
    for sender in SENDER.finditer(text):
        yield _mark(ListedKind.SENDER, [sender[1]], *sender.span())


def _sites(link: str) -> list[str]:
    """The host and all that it belongs to, the nearest first."""
    labels = normal(ListedKind.LINK, link).split(".")
    return [".".join(labels[first:]) for first in range(max(1, len(labels) - 1))]


def _mark(kind: str, values: list[str], start: int, end: int) -> Mark:
    keys = [key for value in values for key in Listing.keys(kind, value)]
    return Mark(kind, tuple(keys), start, end)


def _judged(
    text: str, answered: Verdict, marks: list[Mark], sides: dict[str, str], model: Model
) -> Verdict:
    blocked = [mark for mark in marks if mark.side(sides) == Side.BLOCK]
    # A signature is easily borrowed: that it is innocent says nothing for the text.
    innocent = [
        mark
        for mark in marks
        if mark.side(sides) == Side.ALLOW and mark.kind != ListedKind.SENDER
    ]
    if innocent:
        answered = screen(_blanked(text, innocent), model)
    return _with_blocked(text, answered, blocked) if blocked else answered


def _blanked(text: str, marks: list[Mark]) -> str:
    """As long as before, so that every place stays."""
    for mark in marks:
        text = text[: mark.start] + " " * (mark.end - mark.start) + text[mark.end :]
    return text


def _with_blocked(text: str, answered: Verdict, marks: list[Mark]) -> Verdict:
    reasons = tuple(
        Reason(BLOCKED, SAYS, WEIGHT, text[one.start : one.end], one.start, one.end)
        for one in marks
    )
    return replace(
        answered,
        verdict=SCAM,
        score=max(answered.score, SCORE),
        fraud_class=answered.fraud_class or "F99",
        reasons=(*reasons, *answered.reasons),
        advice=advice()[SCAM],
    )
