"""Fits the model: logistic regression on what the signs leave unexplained.

The same function makes the shipped model (signs first, then words) and a county's own
(everything shipped first, then its labels).
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wuzha.detection.texts.lexicon import weights
from wuzha.detection.texts.model import BITS, Features, Model, features
from wuzha.detection.texts.verdicts import read

Vector = npt.NDArray[np.float64]

STEPS = 60
MEMORY = 8
ENOUGH = 1e-3
SHIPPED_PENALTY = 2.0
LOCAL_PENALTY = 0.003


class TooFew(ValueError):
    """Labels of one kind only, or none: nothing can be learnt."""


@dataclass(frozen=True)
class Examples:
    """Texts as the model sees them, with what the signs already say."""

    features: Features
    signs: Vector
    fraud: Vector


def examples(texts: Sequence[str], fraud: Sequence[int]) -> Examples:
    if len(set(fraud)) < 2:
        raise TooFew("labels of both kinds are needed")
    reads = [read(text) for text in texts]
    seen = features([one.normal.text for one in reads])
    signs = np.array([one.log_odds for one in reads])
    return Examples(seen, signs, np.array(fraud, dtype=np.float64))


def shipped_model(known: Examples, version: str, trust: Vector | None = None) -> Model:
    """`trust` weighs the examples: a large source may not drown a small one."""
    weight = _fitted(known, known.signs, SHIPPED_PENALTY, trust)
    return Model(version, weight[:-1].astype(np.float32), float(weight[-1]))


def local_model(known: Examples, base: Model, version: str) -> Model:
    """The shipped model bent towards the county's own labels."""
    start = weights().model_share * base.log_odds(known.features)
    offset = known.signs + np.clip(start, -weights().model_most, weights().model_most)
    weight = _fitted(known, 0.5 * offset, LOCAL_PENALTY, None)
    share = weights().model_share
    return Model(
        version,
        (0.5 * base.weights + weight[:-1] / share).astype(np.float32),
        float(0.5 * base.bias + weight[-1] / share),
        signs_share=0.5,
        is_local=True,
    )


def _fitted(
    known: Examples, offset: Vector, penalty: float, trust: Vector | None
) -> Vector:
    """Weights of all buckets, the last one is the bias."""
    rows, lengths = known.features.rows, known.features.lengths
    buckets, count = known.features.buckets, len(known.features.ends)
    value = 1 / np.sqrt(np.maximum(lengths, 1))
    trust = np.ones(count) if trust is None else trust

    def cost(weight: Vector) -> tuple[float, Vector]:
        sums = np.bincount(rows, weight[buckets], minlength=count)
        odds = offset + sums * value + weight[-1]
        wrong = trust * (1 / (1 + np.exp(-np.clip(odds, -30, 30))) - known.fraud)
        loss = trust @ (np.logaddexp(0, odds) - known.fraud * odds)
        slope = penalty * weight
        slope[-1] = 0
        slope[:-1] += np.bincount(buckets, (wrong * value)[rows], minlength=1 << BITS)
        slope[-1] += wrong.sum()
        return float(loss + penalty / 2 * (weight[:-1] @ weight[:-1])), slope

    return _lowest(cost, np.zeros((1 << BITS) + 1))


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
