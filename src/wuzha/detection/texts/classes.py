"""Of which class a scam is: what its signs vote for, and how such scams are worded.

For each class a small linear model tells it from the rest. It is fitted beside the
votes of the signs, so its log-odds are added to them, within a bound: it decides where
the signs say little. Without any vote it must say more than no words at all would.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from wuzha.detection.texts.lexicon import SCREENING, lexicon, weights
from wuzha.detection.texts.model import BITS, LENGTHS, BadModel, Layer, features

FORMAT = "wuzha-classes-1"

Votes = Iterable[tuple[float, tuple[str, ...]]]
"""How much speaks for which classes and sub-types."""


class Wording(NamedTuple):
    """Class → log-odds of being worded like it; `bare` are those of no words at all."""

    odds: Mapping[str, float]
    bare: Mapping[str, float]


NO_WORDING = Wording({}, {})


@dataclass(frozen=True)
class Classes:
    version: str
    layers: Mapping[str, Layer]

    def wording(self, texts: Sequence[str]) -> list[Wording]:
        seen = features(texts, LENGTHS)
        odds = [layer.log_odds(seen) for layer in self.layers.values()]
        bare = {code: layer.bias for code, layer in self.layers.items()}
        return [
            Wording(dict(zip(self.layers, map(float, of_text), strict=True)), bare)
            for of_text in zip(*odds, strict=True)
        ]


def best_of(votes: Votes, wording: Wording) -> tuple[str, str]:
    """The class for which most speaks, and the sub-type of it that has most votes;
    empty where nothing speaks clearly for one."""
    voted = list(votes)
    speaks = votes_by_class(voted)
    is_voted = bool(speaks)
    for code, odds in wording.odds.items():
        speaks[code] += bounded(odds)
    best = max(sorted(speaks), key=speaks.__getitem__, default="")
    if best and not is_voted:
        lead = wording.odds[best] - wording.bare[best]
        best = best if lead >= weights().class_lead else ""
    return best, _subtype(best, voted)


def votes_by_class(votes: Votes) -> dict[str, float]:
    speaks: dict[str, float] = defaultdict(float)
    for weight, codes in votes:
        for code in codes:
            speaks[code.partition("-")[0]] += weights().class_votes * weight
    return speaks


def _subtype(fraud_class: str, votes: Votes) -> str:
    speaks: dict[str, float] = defaultdict(float)
    for weight, codes in votes:
        for code in codes:
            if fraud_class and code.startswith(f"{fraud_class}-"):
                speaks[code] += weight
    return max(sorted(speaks), key=speaks.__getitem__, default="")


def bounded(odds: float) -> float:
    """The wording may not outweigh the signs by more than this."""
    most = weights().class_most
    return max(-most, min(most, odds))


def save(classes: Classes, path: Path) -> None:
    head = {
        "format": FORMAT,
        "version": classes.version,
        "bias": {code: layer.bias for code, layer in classes.layers.items()},
    }
    table = np.array([layer.weights for layer in classes.layers.values()], np.float16)
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            allow_pickle=False,
            head=np.frombuffer(json.dumps(head).encode(), np.uint8),
            weights=table,
        )


def opened(path: Path) -> Classes:
    """Raises BadModel; never unpickles."""
    with np.load(path, allow_pickle=False) as file:
        head = json.loads(file["head"].tobytes())
        table = file["weights"].astype(np.float32)
    if head["format"] != FORMAT or table.shape != (len(head["bias"]), 1 << BITS):
        raise BadModel(f"{path.name}: not of format {FORMAT}")
    pairs = zip(head["bias"].items(), table, strict=True)
    layers = {code: Layer(row, bias) for (code, bias), row in pairs}
    return Classes(head["version"], layers)


@cache
def shipped_classes() -> Classes:
    return opened(SCREENING / "classes.npz")


def words_version() -> str:
    """Of the signs and of the wording: the two that say why and which class."""
    return f"{lexicon().version}+{shipped_classes().version}"
