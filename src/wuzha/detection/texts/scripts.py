"""Which texts are one and the same script with other names and sums in it.

MinHash over runs of characters, digits counted as one: texts that share most of their
runs agree in most of their smallest hashes. Bands of hashes find the candidates, all
the hashes decide. Time grows with the number of texts, not with its square.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from wuzha.detection.texts.normalising import cut, normalised

RUN = 3
BANDS, ROWS = 20, 3
ALIKE = 0.45
"""Share of equal smallest hashes from which two texts are one script."""

AT_A_TIME = 20_000
READ = 600
DIGITS = frozenset("0123456789")
MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

Signatures = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]


def script_of(texts: Sequence[str]) -> Numbers:
    """For every text the place of the first text of its script; a text that is like
    no other is its own."""
    parts = [
        signatures([_read(text) for text in texts[first : first + AT_A_TIME]])
        for first in range(0, len(texts), AT_A_TIME)
    ]
    if not parts:
        return np.zeros(0, np.int64)
    return _joined(np.concatenate(parts))


def signatures(texts: Sequence[str]) -> Signatures:
    """The smallest of each of the hashes over the runs of a text, a row a text."""
    joined = "".join(text.ljust(RUN, "\1") + "\0" * RUN for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    windows = np.lib.stride_tricks.sliding_window_view(codes, RUN)
    mixed = np.zeros(len(windows), np.uint64)
    for column in range(RUN):
        mixed = (mixed ^ windows[:, column]) * MULTIPLIER
        mixed ^= mixed >> np.uint64(29)
    # A run that reaches into the gap belongs to no text: it is never the smallest.
    outside = (windows == 0).any(axis=1)
    lengths = np.array([max(len(text), RUN) + RUN for text in texts], np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    chance = np.random.default_rng(7)
    found = np.empty((len(texts), BANDS * ROWS), np.uint32)
    for column in range(BANDS * ROWS):
        factor, shift = chance.integers(1, 1 << 62, 2, dtype=np.uint64)
        hashed = ((mixed * (factor | np.uint64(1)) + shift) >> np.uint64(32)).astype(
            np.uint32
        )
        hashed[outside] = np.uint32(0xFFFFFFFF)
        found[:, column] = np.minimum.reduceat(hashed, starts)
    return found


def _read(text: str) -> str:
    plain = normalised(cut(text)).text[:READ]
    return "".join("0" if one in DIGITS else one for one in plain)


def _joined(seen: Signatures) -> Numbers:
    """Texts joined with the first of their bucket, band by band, if they are alike."""
    first = np.arange(len(seen), dtype=np.int64)
    for band in range(BANDS):
        columns = np.ascontiguousarray(seen[:, band * ROWS : (band + 1) * ROWS])
        keys = columns.view([("", np.uint32)] * ROWS).ravel()
        _, heads, bucket = np.unique(keys, return_index=True, return_inverse=True)
        head = heads[bucket]
        others = np.flatnonzero(head != np.arange(len(seen)))
        same = (seen[others] == seen[head[others]]).mean(axis=1) >= ALIKE
        for one, other in zip(others[same], head[others][same], strict=True):
            _join(first, int(one), int(other))
    return _settled(first)


def _join(first: Numbers, one: int, other: int) -> None:
    one, other = _root(first, one), _root(first, other)
    first[max(one, other)] = min(one, other)


def _root(first: Numbers, one: int) -> int:
    while first[one] != one:
        first[one] = first[first[one]]
        one = int(first[one])
    return one


def _settled(first: Numbers) -> Numbers:
    while not np.array_equal(ahead := first[first], first):
        first = ahead
    return first
