"""The combiner: signs, findings and the model add up to a verdict with its reasons."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from wuzha.detection.texts.classes import (
    Votes,
    Wording,
    best_of,
    shipped_classes,
    words_version,
)
from wuzha.detection.texts.findings import Finding, findings
from wuzha.detection.texts.lexicon import (
    AGAINST,
    SCREENING,
    FindingWeight,
    Kind,
    weights,
)
from wuzha.detection.texts.manner import Hearing, hearing
from wuzha.detection.texts.model import Model, shipped
from wuzha.detection.texts.normalising import Normal, cut, normalised
from wuzha.detection.texts.signs import Shown, shown_signs
from wuzha.lib.datafiles import load

SCAM, CAUTION, NONE = "scam", "caution", "none"
OTHER_CLASS = "F99"
AT_A_TIME = 256


@dataclass(frozen=True)
class Reason:
    """`says` in plain words; `quote` is the original text from `start` to `end`."""

    id: str
    says: str
    weight: float
    quote: str
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """A link, number or account as it stands in the original."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Verdict:
    """`score` is the calibrated probability of a scam; `fraud_class` and `subtype` are
    empty where nothing was found. `versions` say which words and model answered."""

    verdict: str
    score: float
    fraud_class: str
    subtype: str
    reasons: tuple[Reason, ...]
    found: tuple[Found, ...]
    advice: tuple[str, ...]
    versions: tuple[str, str]


@dataclass(frozen=True)
class Read:
    """A text with what was seen in it, before the model has spoken."""

    normal: Normal
    signs: list[Shown]
    findings: list[Finding]

    @property
    def log_odds(self) -> float:
        """What speaks for a scam counts as far as the text aims at its reader; what
        tells of scams, as far as it does not."""
        told = sum(one.sign.weight for one in self.signs if one.sign.kind == Kind.TOLD)
        rest = list(self._rest())
        speaks = sum(one for one in rest if one > 0)
        against = sum(one for one in rest if one < 0)
        if told or speaks:
            told, speaks = told * self.heard.told, speaks * self.heard.scam
        return weights().bias + speaks + told + against

    def with_model(self, learnt: float) -> float:
        """The model may not outweigh the signs by more than its bound, and what it has
        against a text that aims at nobody counts as little as theirs. Where nothing is
        asked of the reader and no way given, "take care" is the most that is said."""
        added = _within(weights().model_share * learnt, weights().model_most)
        total = self.log_odds + (added * self.heard.scam if added > 0 else added)
        return total if self.heard.aimed else min(total, weights().unaimed_most)

    @cached_property
    def heard(self) -> Hearing:
        return hearing(self.normal, self.findings)

    def _rest(self) -> Iterator[float]:
        known, kinds = weights(), {one.sign.kind for one in self.signs}
        for one in self.signs:
            if one.sign.kind != Kind.TOLD:
                yield one.sign.weight
        for pair in known.together:
            if pair.first in kinds and pair.second in kinds:
                yield pair.weight
        for kind in self.finding_kinds:
            yield finding_weights()[kind].weight

    @property
    def finding_kinds(self) -> set[str]:
        return {one.kind for one in self.findings}


@dataclass(frozen=True)
class Advice:
    verdict: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class AdviceFile:
    advice: tuple[Advice, ...]


def screen(text: str, model: Model | None = None) -> Verdict:
    return screen_many([text], model)[0]


def screen_many(texts: Sequence[str], model: Model | None = None) -> list[Verdict]:
    """The same verdicts as one by one, faster."""
    model = model or shipped()
    verdicts: list[Verdict] = []
    for first in range(0, len(texts), AT_A_TIME):
        reads = [read(text) for text in texts[first : first + AT_A_TIME]]
        words = [one.normal.text for one in reads]
        learnt, local = model.log_odds(words), model.local_log_odds(words)
        scores = [
            probability(one.with_model(float(share)), float(added))
            for one, share, added in zip(reads, learnt, local, strict=True)
        ]
        verdicts.extend(_verdicts(reads, scores, model.version))
    return verdicts


def read(text: str) -> Read:
    normal = normalised(cut(text))
    return Read(normal, shown_signs(normal), findings(normal.text))


def probability(shipped: float, local: float) -> float:
    """Calibrated. `shipped`: signs and model; `local`: what the county's labels add."""
    known = weights()
    if local:
        shipped = _within(shipped, known.shipped_most)
    total = _within(shipped + local, known.most)
    return 1 / (1 + math.exp(-(known.scale * total + known.offset)))


def _within(value: float, bound: float) -> float:
    return max(-bound, min(bound, value))


def _verdicts(
    reads: Sequence[Read], scores: Sequence[float], version: str
) -> Iterator[Verdict]:
    said = [verdict_of(score) for score in scores]
    classes = _classes([r for r, one in zip(reads, said, strict=True) if one != NONE])
    for read, score, verdict in zip(reads, scores, said, strict=True):
        fraud_class, subtype = next(classes) if verdict != NONE else ("", "")
        yield Verdict(
            verdict,
            round(score, 4),
            fraud_class,
            subtype,
            tuple(reasons(read)) if verdict != NONE else (),
            tuple(_found(read)),
            advice()[verdict],
            (words_version(), version),
        )


def _classes(reads: Sequence[Read]) -> Iterator[tuple[str, str]]:
    for read, wording in zip(reads, wording_of(reads), strict=True):
        fraud_class, subtype = best_of(votes(read), wording)
        yield fraud_class or OTHER_CLASS, subtype


def wording_of(reads: Sequence[Read]) -> list[Wording]:
    return shipped_classes().wording([one.normal.text for one in reads])


def verdict_of(score: float) -> str:
    if score >= weights().scam_from:
        return SCAM
    return CAUTION if score >= weights().caution_from else NONE


def votes(read: Read) -> Votes:
    for one in read.signs:
        yield one.sign.weight / max(1, len(one.sign.classes)), one.sign.classes
    for kind in read.finding_kinds:
        yield finding_weights()[kind].weight, finding_weights()[kind].classes


def reasons(read: Read) -> list[Reason]:
    """Heaviest first."""
    spoken = [
        _reason(read.normal, one.sign.id, one.sign.says, one.sign.weight, one)
        for one in read.signs
        if one.sign.says and one.sign.kind not in AGAINST
    ]
    seen: set[str] = set()
    for found in read.findings:
        known = finding_weights()[found.kind]
        if known.weight > 0 and known.says and known.id not in seen:
            seen.add(known.id)
            reason = _reason(read.normal, known.id, known.says, known.weight, found)
            spoken.append(reason)
    return sorted(spoken, key=lambda reason: (-reason.weight, reason.start))


def _reason(
    normal: Normal, name: str, says: str, weight: float, place: Shown | Finding
) -> Reason:
    start, end = normal.span(place.start, place.end)
    return Reason(name, says, weight, normal.original[start:end], start, end)


def _found(read: Read) -> Iterable[Found]:
    for one in read.findings:
        start, end = read.normal.span(one.start, one.end)
        yield Found(one.kind, read.normal.original[start:end], start, end)


@cache
def finding_weights() -> dict[str, FindingWeight]:
    return {one.id: one for one in weights().findings}


@cache
def advice() -> dict[str, tuple[str, ...]]:
    file = load(AdviceFile, SCREENING / "advice.toml")
    return {one.verdict: one.lines for one in file.advice}
