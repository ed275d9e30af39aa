"""Fits the models: logistic regression on what the signs leave unexplained.

The same function makes the shipped model (signs first, then words) and a county's own
(everything shipped first, then its labels).
"""

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wuzha.detection.texts.classes import Classes, votes_by_class
from wuzha.detection.texts.lexicon import weights
from wuzha.detection.texts.model import (
    BITS,
    LENGTHS,
    LOCAL_LENGTHS,
    Features,
    Layer,
    Local,
    Model,
    features,
    shipped,
)
from wuzha.detection.texts.verdicts import Read, read, votes
from wuzha.detection.texts.writing import Classed, written

Vector = npt.NDArray[np.float64]

STEPS = 60
MEMORY = 8
ENOUGH = 1e-3
SHIPPED_PENALTY = 2.0
CLASS_PENALTY = 0.1
LOCAL_PENALTY = 0.003
REHEARSED, SEED, REHEARSAL = 3, 7, 235.0
"""The own writing is learnt again beside local labels, lest what it taught be lost. All
of it weighs as much as so many labels, however much is written."""


class TooFew(ValueError):
    """Labels of one kind only, or none: nothing can be learnt."""


@dataclass(frozen=True)
class Examples:
    """Texts as the model sees them, with what the signs already say."""

    reads: list[Read]
    fraud: Vector

    @property
    def texts(self) -> list[str]:
        return [one.normal.text for one in self.reads]


def examples(texts: Sequence[str], fraud: Sequence[int]) -> Examples:
    if len(set(fraud)) < 2:
        raise TooFew("labels of both kinds are needed")
    return Examples([read(one) for one in texts], np.array(fraud, dtype=np.float64))


def shipped_model(known: Examples, version: str, trust: Vector | None = None) -> Model:
    """`trust` weighs the examples: a large source may not drown a small one."""
    every = np.ones(len(known.reads)) if trust is None else trust
    seen = features(known.texts, LENGTHS)
    signs = np.array([one.log_odds for one in known.reads])
    return Model(version, fitted(seen, known.fraud, signs, SHIPPED_PENALTY, every))


def classes_model(texts: Sequence[Classed], version: str) -> Classes:
    """Each class told from the others, and from what is none, beside what the signs
    vote for. A class of which more is written weighs no more than another."""
    reads = [read(one.text) for one in texts]
    seen = features([one.normal.text for one in reads], LENGTHS)
    votes_of = [votes_by_class(votes(one)) for one in reads]
    trust = _even([one.code for one in texts])
    layers = {
        code: fitted(
            seen,
            np.array([float(one.code == code) for one in texts]),
            np.array([one.get(code, 0.0) for one in votes_of]),
            CLASS_PENALTY,
            trust,
        )
        for code in sorted({one.code for one in texts if one.code})
    }
    return Classes(version, layers)


def _even(codes: Sequence[str]) -> Vector:
    """What is of no class, as often as it is written."""
    count = Counter(code for code in codes if code)
    mean = count.total() / len(count)
    return np.array([mean / count[code] if code else 1.0 for code in codes])


def learnt(texts: Sequence[str], fraud: Sequence[int]) -> Model:
    """The shipped model with these local labels; its name changes with them."""
    base, pairs = shipped(), zip(fraud, texts, strict=True)
    said = "\0".join(f"{label}{text}" for label, text in pairs)
    digest = hashlib.sha256(said.encode("utf8", "replace")).hexdigest()
    version = f"{base.version}+local-{len(texts)}-{digest[:8]}"
    return local_model(examples(texts, fraud), base, version)


def local_model(known: Examples, base: Model, version: str) -> Model:
    """The shipped model with a layer of the county's own labels upon it."""
    own = list(written(REHEARSED, SEED))
    again = examples([one.text for one in own], [one.fraud for one in own])
    seen = features([*known.texts, *again.texts], LOCAL_LENGTHS)
    fraud = np.concatenate([known.fraud, again.fraud])
    said = np.concatenate([_shipped_says(some, base) for some in (known, again)])
    trust = np.repeat([1.0, REHEARSAL / len(own)], [len(known.reads), len(own)])
    layer = fitted(seen, fraud, said, LOCAL_PENALTY, trust)
    marks = np.zeros(1 << BITS, np.bool_)
    marks[features(known.texts, LOCAL_LENGTHS).buckets] = True
    return Model(version, base.shipped, Local(layer, marks))


def _shipped_says(known: Examples, base: Model) -> Vector:
    pairs = zip(known.reads, base.log_odds(known.texts), strict=True)
    said = [one.with_model(float(words)) for one, words in pairs]
    most = weights().shipped_most
    return np.array([max(-most, min(most, one)) for one in said])


def fitted(
    seen: Features, fraud: Vector, offset: Vector, penalty: float, trust: Vector
) -> Layer:
    """Logistic regression beside what is known already, the `offset`."""
    rows, count = seen.rows, len(seen.ends)
    used, columns = np.unique(seen.buckets, return_inverse=True)
    value = 1 / np.sqrt(seen.counts)

    def cost(weight: Vector) -> tuple[float, Vector]:
        sums = np.bincount(rows, weight[columns], minlength=count)
        odds = offset + sums * value + weight[-1]
        wrong = trust * (1 / (1 + np.exp(-np.clip(odds, -30, 30))) - fraud)
        loss = trust @ (np.logaddexp(0, odds) - fraud * odds)
        slope = penalty * weight
        slope[-1] = 0
        slope[:-1] += np.bincount(columns, (wrong * value)[rows], minlength=len(used))
        slope[-1] += wrong.sum()
        return float(loss + penalty / 2 * (weight[:-1] @ weight[:-1])), slope

    best = _lowest(cost, np.zeros(len(used) + 1))
    whole = np.zeros(1 << BITS, np.float32)
    whole[used] = best[:-1]
    return Layer(whole, float(best[-1]))


def _lowest(cost: Callable[[Vector], tuple[float, Vector]], weight: Vector) -> Vector:
    """Limited-memory BFGS with halving of steps."""
    past: deque[tuple[Vector, Vector]] = deque(maxlen=MEMORY)
    value, slope = cost(weight)
    for _ in range(STEPS):
        way = -_direction(slope, past)
        step, gain = (
            1.0 if past else 1 / max(1.0, float(np.abs(slope).sum())),
            slope @ way,
        )
        while True:
            ahead = weight + step * way
            after, new_slope = cost(ahead)
            if after <= value + 1e-4 * step * gain or step < 1e-10:
                break
            step /= 2
        past.append((ahead - weight, new_slope - slope))
        small = value - after < ENOUGH * max(1.0, abs(after)) * 1e-2
        weight, value, slope = ahead, after, new_slope
        if small:
            break
    return weight


def _direction(slope: Vector, past: deque[tuple[Vector, Vector]]) -> Vector:
    way, scales = slope.copy(), []
    for moved, turned in reversed(past):
        share = float(moved @ way) / _safe(moved @ turned)
        way -= share * turned
        scales.append(share)
    if past:
        moved, turned = past[-1]
        way *= float(moved @ turned) / _safe(turned @ turned)
    for (moved, turned), share in zip(past, reversed(scales), strict=True):
        way += moved * (share - float(turned @ way) / _safe(moved @ turned))
    return way


def _safe(product: Vector) -> float:
    """Never nought, for a divisor."""
    return max(float(product), 1e-12)
