"""Rebuild the shipped screening model: `make train CALLS=calls_train.jsonl.gz`.

The texts are those of the project's own writing (`data/screening/writing/`) and, when a
file of them is given, calls of TeleAntiFraud (Apache-2.0) as JSON lines with `text` and
`fraud`. No other source may be given: the model is shipped. The same input gives the
same weights.
"""

import argparse
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np

from wuzha.detection.texts.lexicon import SCREENING
from wuzha.detection.texts.model import save
from wuzha.detection.texts.training import examples, shipped_model
from wuzha.detection.texts.writing import Labelled, written

TIMES, SEED = 12, 7
OWN_TRUST, CALL_TRUST = 1.0, 0.5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, default=SCREENING / "model.npz")
    asked = parser.parse_args()
    own = list(written(TIMES, SEED))
    told = calls(asked.calls) if asked.calls else []
    every = [*told, *own]
    trust = np.array([CALL_TRUST] * len(told) + [OWN_TRUST] * len(own))
    known = examples([one.text for one in every], [one.fraud for one in every])
    model = shipped_model(known, version(every), trust)
    save(model, asked.out)
    print(f"{len(own)} texts of our own, {len(told)} calls: {model.version}")


def calls(path: Path) -> list[Labelled]:
    with gzip.open(path, "rt", encoding="utf8") as file:
        read = [json.loads(line) for line in file]
    return [Labelled(one["text"], one["fraud"], "calls") for one in read]


def version(every: list[Labelled]) -> str:
    """Changes with the texts, so that a verdict can be traced to them."""
    digest = hashlib.sha256()
    for one in every:
        digest.update(f"{one.fraud}{one.text}\0".encode())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    main()
