"""The small learnt model: hashed runs of characters, one weight each.

It learns what the signs leave unexplained, so its log-odds are added to theirs. A
county's own labels make a second layer upon it. The file is plain numbers with a
version; nothing in it can run.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from wuzha.detection.texts.lexicon import SCREENING

FORMAT = "wuzha-screening-3"
BITS = 18
LENGTHS = (1, 2, 3)
LOCAL_LENGTHS = (1, 2)
"""A few hundred labels say more about short runs than about long ones."""
KNOWN_FROM = 0.75
"""Share of known runs from which the county's layer speaks in full."""
READ = 1500
"""Characters the model reads; the signs read everything."""

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
SHIFT = np.uint64(64 - BITS)
DIGITS = range(ord("0"), ord("9") + 1)
SEPARATOR = 0

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


class BadModel(ValueError):
    """The file is no model of this format."""


class Features(NamedTuple):
    """Buckets of all texts one after another; text i ends before `ends[i]`."""

    buckets: Ints
    ends: npt.NDArray[np.int64]

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """Runs of each text, for a divisor."""
        return np.maximum(np.diff(self.ends, prepend=0), 1)

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        return np.repeat(np.arange(len(self.ends)), np.diff(self.ends, prepend=0))

    def sums(self, of: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """What the buckets of each text add up to."""
        each = of[self.buckets].astype(np.float64)
        sums = np.bincount(self.rows, each, minlength=len(self.ends))
        return np.asarray(sums, np.float64)


@dataclass(frozen=True)
class Layer:
    """One weight a bucket, and what all texts have in common."""

    weights: Floats
    bias: float = 0.0

    def log_odds(self, of: Features) -> Floats:
        sums = of.sums(self.weights) / np.sqrt(of.counts)
        return np.asarray(sums + self.bias, np.float32)


@dataclass(frozen=True)
class Local:
    """What a county's labels add. `known` marks the runs they hold: a text made of
    others is left to what was shipped, so that nothing is lost elsewhere."""

    layer: Layer
    known: Flags

    def log_odds(self, of: Features) -> Floats:
        share = of.sums(self.known) / of.counts
        heard = np.minimum(1, share / KNOWN_FROM) ** 3
        return np.asarray(self.layer.log_odds(of) * heard, np.float32)


@dataclass(frozen=True)
class Model:
    version: str
    shipped: Layer
    local: Local | None = None

    def log_odds(self, texts: Sequence[str]) -> Floats:
        return self.shipped.log_odds(features(texts, LENGTHS))

    def local_log_odds(self, texts: Sequence[str]) -> Floats:
        if self.local is None:
            return np.zeros(len(texts), np.float32)
        return self.local.log_odds(features(texts, LOCAL_LENGTHS))


def features(texts: Sequence[str], run_lengths: tuple[int, ...]) -> Features:
    """Every run of such a length once a text; all digits count as one."""
    codes, row = _codes(texts)
    found = []
    for length in run_lengths:
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
    local = model.local
    head = {
        "format": FORMAT,
        "version": model.version,
        "bias": model.shipped.bias,
        "local_bias": local and local.layer.bias,
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "head": np.frombuffer(json.dumps(head).encode(), np.uint8),
        "weights": model.shipped.weights.astype(np.float16),
    }
    if local:
        arrays["local_weights"] = local.layer.weights.astype(np.float16)
        arrays["known"] = local.known
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)


def opened(path: Path) -> Model:
    """Raises BadModel; never unpickles."""
    try:
        # numpy leaves what it opened itself open where it is no archive.
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            return _model(json.loads(file["head"].tobytes()), file)
    except (
        ValueError,
        LookupError,
        TypeError,
        OSError,
        EOFError,
        BadZipFile,
    ) as broken:
        if isinstance(broken, FileNotFoundError):
            raise
        raise BadModel(f"{path.name}: {broken}") from broken


def _model(head: dict[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Model:
    if head["format"] != FORMAT:
        raise ValueError(f"not of format {FORMAT}")
    shipped_layer = Layer(_whole(arrays["weights"], np.float32), head["bias"])
    if head["local_bias"] is None:
        return Model(head["version"], shipped_layer)
    layer = Layer(_whole(arrays["local_weights"], np.float32), head["local_bias"])
    local = Local(layer, _whole(arrays["known"], np.bool_))
    return Model(head["version"], shipped_layer, local)


def _whole(array: npt.NDArray[Any], kind: type[np.generic]) -> npt.NDArray[Any]:
    if array.shape != (1 << BITS,):
        raise ValueError(f"not of format {FORMAT}")
    return array.astype(kind)


@cache
def shipped() -> Model:
    return opened(SCREENING / "model.npz")
