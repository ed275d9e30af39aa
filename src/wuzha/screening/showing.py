"""How a judged text is shown: its reasons marked, the numbers in it masked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from wuzha.detection.texts.verdicts import OTHER_CLASS, advice
from wuzha.lib import masking
from wuzha.lib.scripts import script_for
from wuzha.lib.taxonomy import taxonomy
from wuzha.lib.words import N_
from wuzha.screening.models import Label, Verdict
from wuzha.screening.states import Answer

MOST = 99
MOST_REASONS = 3
AS_A_WHOLE = N_("没有哪一处特别明显，但整体看像以往的骗局")


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; `says` what speaks for a scam in it, empty for nothing."""

    text: str
    says: str = ""


def pieces(verdict: Verdict) -> list[Piece]:
    """The text of a kept verdict, its numbers masked."""
    places = [(one["start"], one["end"], _(one["says"])) for one in verdict.reasons]
    shown = marked(verdict.text, places)
    return [replace(one, text=masking.numbers_in(one.text)) for one in shown]


def marked(text: str, places: Sequence[tuple[int, int, str]]) -> list[Piece]:
    """The whole text in order. Places come heaviest first; where they overlap, the
    heavier one speaks."""
    says: list[str] = [""] * len(text)
    for start, end, why in reversed(places):
        says[start:end] = [why] * len(says[start:end])
    return list(_runs(text, says))


@dataclass(frozen=True)
class ShownLabel:
    by: str
    said: str
    note: str
    settles: bool


def mentioned_in(verdict: Verdict) -> list[tuple[str, str]]:
    """What kind of thing, and which; numbers masked."""
    return [
        (one.get_kind_display(), masking.numbers_in(one.value))
        for one in verdict.mentions.all()
    ]


def labels_of(verdict: Verdict) -> list[ShownLabel]:
    return [
        ShownLabel(str(one.by), said(one), one.note, one.settles)
        for one in verdict.labels.all()
    ]


def said(label: Label) -> str:
    if not label.is_fraud:
        return _("不是诈骗")
    named = class_name(label.fraud_class)
    return _("是诈骗：%(kind)s") % {"kind": named} if named else _("是诈骗")


def _runs(text: str, says: list[str]) -> Iterator[Piece]:
    begun = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or says[place] != says[begun]:
            yield Piece(text[begun:place], says[begun])
            begun = place


def advice_for(verdict: Verdict) -> list[str]:
    return [_(line) for line in advice()[verdict.verdict]]


def reasons_of(verdict: Verdict, most: int | None = None) -> list[str]:
    return why(verdict.verdict, (one["says"] for one in verdict.reasons))[:most]


def why(verdict: str, says: Iterable[str]) -> list[str]:
    """Each reason once, the heaviest first. Where only the model speaks against a text,
    it has no place in it to show."""
    told = list(dict.fromkeys(_(one) for one in says))
    return told or ([_(AS_A_WHOLE)] if verdict != Answer.NONE else [])


def chance(verdict: Verdict) -> str:
    """In words no surer than the model can be."""
    percent = round(100 * verdict.score)
    if percent > MOST:
        return _("%(most)d%%以上") % {"most": MOST}
    return _("不到1%") if percent < 1 else f"{percent}%"


def class_name(code: str) -> str:
    return _(taxonomy().fraud_class(code).name) if code else ""


def plain_kind(code: str) -> str:
    """As whoever is in doubt understands it; nothing where the kind is not known."""
    return _(script_for(code).plain) if code not in {"", OTHER_CLASS} else ""


def said_of(verdict: Verdict) -> str:
    """The heaviest reasons in one line."""
    return _("；").join(reasons_of(verdict, MOST_REASONS))
