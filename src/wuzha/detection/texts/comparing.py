"""Two models on the same texts: labels that neither has learnt from, and the project's
own scams and their innocent twins."""

from collections.abc import Sequence
from dataclasses import dataclass

from wuzha.detection.texts.model import Model
from wuzha.detection.texts.verdicts import NONE, SCAM, screen_many
from wuzha.detection.texts.writing import written
from wuzha.lib.words import N_

TIMES, SEED = 5, 20260911
"""Each line five times, with other words in its slots than the shipped model saw."""


@dataclass(frozen=True)
class Measure:
    name: str
    label: str
    more_is_better: bool


HELD_F1 = Measure("held_f1", N_("留出标注：宏平均F1"), more_is_better=True)
HELD_MISSED = Measure("held_missed", N_("留出标注：漏掉的诈骗"), more_is_better=False)
HELD_ALARMS = Measure("held_alarms", N_("留出标注：误报"), more_is_better=False)
OWN_FOUND = Measure("own_found", N_("自写诈骗：找出的"), more_is_better=True)
OWN_ALARMS = Measure("own_alarms", N_("自写正常内容：误报"), more_is_better=False)
MEASURES = {
    one.name: one for one in (HELD_F1, HELD_MISSED, HELD_ALARMS, OWN_FOUND, OWN_ALARMS)
}


@dataclass(frozen=True)
class Compared:
    """`count`: how many texts the two shares are taken of."""

    measure: Measure
    count: int
    before: float
    after: float

    @property
    def is_worse(self) -> bool:
        gain = self.after - self.before
        return gain < 0 if self.measure.more_is_better else gain > 0


def compared(
    before: Model, after: Model, texts: Sequence[str], fraud: Sequence[int]
) -> list[Compared]:
    """A measure without any text is left out."""
    own = list(written(TIMES, SEED))
    scams = [one.text for one in own if one.fraud]
    innocent = [one.text for one in own if not one.fraud]
    found: list[Compared] = []
    counts = {
        HELD_F1: len(texts),
        HELD_MISSED: sum(fraud),
        HELD_ALARMS: len(texts) - sum(fraud),
        OWN_FOUND: len(scams),
        OWN_ALARMS: len(innocent),
    }
    old = _shares(before, texts, fraud, scams, innocent)
    new = _shares(after, texts, fraud, scams, innocent)
    for measure, count in counts.items():
        if count:
            found.append(Compared(measure, count, old[measure], new[measure]))
    return found


def _shares(
    model: Model,
    texts: Sequence[str],
    fraud: Sequence[int],
    scams: Sequence[str],
    innocent: Sequence[str],
) -> dict[Measure, float]:
    said = [one.verdict == SCAM for one in screen_many(texts, model)]
    missed = [not one for one, label in zip(said, fraud, strict=True) if label]
    alarms = [one for one, label in zip(said, fraud, strict=True) if not label]
    return {
        HELD_F1: macro_f1(fraud, said),
        HELD_MISSED: share(missed),
        HELD_ALARMS: share(alarms),
        OWN_FOUND: share([v.verdict != NONE for v in screen_many(scams, model)]),
        OWN_ALARMS: share([v.verdict == SCAM for v in screen_many(innocent, model)]),
    }


def macro_f1(fraud: Sequence[int], said: Sequence[bool]) -> float:
    """The mean of the F1 of both kinds, whatever their numbers."""
    pairs = [(bool(label), one) for label, one in zip(fraud, said, strict=True)]
    return sum(_f1(pairs, kind=kind) for kind in (True, False)) / 2


def _f1(pairs: Sequence[tuple[bool, bool]], *, kind: bool) -> float:
    right = sum(label == said == kind for label, said in pairs)
    wrong = sum(label != said for label, said in pairs)
    return 2 * right / (2 * right + wrong) if right + wrong else 0.0


def share(of: Sequence[bool]) -> float:
    return sum(of) / len(of) if of else 0.0
