"""Texts to measure screening with that are not shipped: where they are, how to read."""

import argparse
import gzip
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Rows = list[dict[str, str | int]]


def sources(arguments: Sequence[str] | None, about: str | None) -> Path | None:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--sources", default=os.environ.get("WUZHA_BENCH_TEXTS"))
    given = parser.parse_args(arguments).sources
    return Path(given) if given else None


def rows(path: Path) -> Rows:
    with gzip.open(path, "rt", encoding="utf8") as file:
        return [json.loads(line) for line in file]


def texts(of: Rows, **wanted: object) -> list[str]:
    return [
        str(row["text"])
        for row in of
        if all(row.get(key) == value for key, value in wanted.items())
    ]


def macro_f1(fraud: npt.ArrayLike, said: npt.ArrayLike) -> float:
    truth, answer = np.asarray(fraud, bool), np.asarray(said, bool)
    halves = []
    for side in (True, False):
        both = ((truth == side) & (answer == side)).sum()
        halves.append(2 * both / max(1, (truth == side).sum() + (answer == side).sum()))
    return float(np.mean(halves))
