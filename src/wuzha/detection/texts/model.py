"""The small learnt model: hashed runs of one to three characters, one weight each.

It learns what the signs leave unexplained, so its log-odds are added to theirs. The
file is plain numbers with a version; nothing in it can run.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wuzha.detection.texts.lexicon import SCREENING

FORMAT = "wuzha-screening-2"
BITS = 18
LENGTHS = (1, 2, 3)
READ = 1500
"""Characters the model reads; the signs read everything."""

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
SHIFT = np.uint64(64 - BITS)
DIGITS = range(ord("0"), ord("9") + 1)
SEPARATOR = 0

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


class BadModel(ValueError):
    """The file is no model of this format."""


class Features(NamedTuple):
    """Buckets of all texts one after another; text i ends before `ends[i]`."""

    buckets: Ints
    ends: npt.NDArray[np.int64]

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        return np.diff(self.ends, prepend=0)

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        return np.repeat(np.arange(len(self.ends)), self.lengths)


@dataclass(frozen=True)
class Model:
    """`signs_share` is what the signs weigh beside it: 1 as shipped; local labels may
    teach another share."""

    version: str
    weights: Floats
    bias: float = 0.0
    signs_share: float = 1.0
    is_local: bool = False

    def log_odds(self, of: Features) -> Floats:
        scale = 1 / np.sqrt(np.maximum(of.lengths, 1))
        sums = np.bincount(of.rows, self.weights[of.buckets], minlength=len(of.ends))
        return (sums * scale + self.bias).astype(np.float32)


def features(texts: Sequence[str]) -> Features:
    """Every run of one to three characters once a text; all digits count as one."""
    codes, row = _codes(texts)
    found = []
    for length in LENGTHS:
        if len(codes) < length:
            continue
        windows = np.lib.stride_tricks.sliding_window_view(codes, length)
        mixed = np.full(len(windows), length, np.uint64)
        for column in range(length):
            mixed = (mixed ^ windows[:, column]) * MULTIPLIER
        whole = (windows != SEPARATOR).all(axis=1)
        key = (row[: len(windows)] << BITS) | (mixed >> SHIFT).astype(np.int64)
        found.append(key[whole])
    keys = np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)
    ends = np.searchsorted(keys, np.arange(1, len(texts) + 1, dtype=np.int64) << BITS)
    return Features((keys & ((1 << BITS) - 1)).astype(np.int32), ends)


def _codes(
    texts: Sequence[str],
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    parts = [text[:READ] for text in texts]
    joined = "\0".join(parts)
    codes = np.frombuffer(
        joined.encode("utf-32-le", "surrogatepass"), np.uint32
    ).astype(np.uint64)
    codes[(codes >= DIGITS.start) & (codes < DIGITS.stop)] = ord("0")
    lengths = np.array([len(part) + 1 for part in parts], np.int64)
    row = np.repeat(np.arange(len(parts)), lengths)[: len(codes)]
    return codes, row


def save(model: Model, path: Path) -> None:
    head = {
        "format": FORMAT,
        "version": model.version,
        "bias": model.bias,
        "signs_share": model.signs_share,
        "is_local": model.is_local,
    }
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            head=np.frombuffer(json.dumps(head).encode(), np.uint8),
            weights=model.weights.astype(np.float16),
        )


def opened(path: Path) -> Model:
    """Raises BadModel; never unpickles."""
    try:
        with np.load(path, allow_pickle=False) as file:
            head = json.loads(file["head"].tobytes())
            weights = file["weights"].astype(np.float32)
    except (ValueError, KeyError, EOFError, OSError) as broken:
        if isinstance(broken, FileNotFoundError):
            raise
        raise BadModel(f"{path.name}: {broken}") from broken
    if head.get("format") != FORMAT or weights.shape != (1 << BITS,):
        raise BadModel(f"{path.name}: not of format {FORMAT}")
    return Model(
        head["version"], weights, head["bias"], head["signs_share"], head["is_local"]
    )


@cache
def shipped() -> Model:
    return opened(SCREENING / "model.npz")
