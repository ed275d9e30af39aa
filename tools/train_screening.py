"""Rebuild the shipped models: `make train CALLS=FILE LINKS=FILE`, gzipped JSON lines.

The texts are those of the project's own writing (`data/screening/writing/`) and, when a
file of them is given, calls of TeleAntiFraud (Apache-2.0) with `text` and `fraud`. The
hosts are honest ones of the project's making and phishing ones of Phishing.Database
(MIT) with `url`. No other source may be given: the models are shipped. The same input
gives the same weights.
"""

import argparse
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from wuzha.detection.texts import classes
from wuzha.detection.texts.findings import host_of
from wuzha.detection.texts.hosts import honest_hosts, host_features
from wuzha.detection.texts.lexicon import SCREENING, lexicon
from wuzha.detection.texts.model import Model, save
from wuzha.detection.texts.training import (
    classes_model,
    examples,
    fitted,
    shipped_model,
)
from wuzha.detection.texts.writing import Labelled, classed, written

TIMES, SEED = 12, 7
CLASS_TIMES = 8
OWN_TRUST, CALL_TRUST = 1.0, 0.5
HOSTS, HOST_PENALTY = 16_000, 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=Path, metavar="FILE")
    parser.add_argument("--links", type=Path, metavar="FILE")
    asked = parser.parse_args()
    # Hosts first: what they say of links is a part of what the words are fitted beside.
    if asked.links:
        train_hosts(asked.links)
    train_words(asked)
    train_classes()


def train_classes() -> None:
    """Of the own writing alone: the kinds of the calls mix the classes."""
    told = list(classed(CLASS_TIMES, SEED))
    digest = hashlib.sha256(lexicon().version.encode())
    for one in told:
        digest.update(f"{one.code}{one.text}\0".encode())
    model = classes_model(told, digest.hexdigest()[:8])
    classes.save(model, SCREENING / "classes.npz")
    print(f"{len(told)} texts of {len(model.layers)} classes: {model.version}")


def train_words(asked: argparse.Namespace) -> None:
    own = list(written(TIMES, SEED))
    told = calls(asked.calls) if asked.calls else []
    every = [*told, *own]
    trust = np.array([CALL_TRUST] * len(told) + [OWN_TRUST] * len(own))
    known = examples([one.text for one in every], [one.fraud for one in every])
    model = shipped_model(known, version(every), trust)
    save(model, SCREENING / "model.npz")
    print(f"{len(own)} texts of our own, {len(told)} calls: {model.version}")


def train_hosts(links: Path) -> None:
    phishing = sorted({host_of(one["url"]) for one in rows(links)})
    model = hosts_model_of(phishing, honest_hosts(HOSTS, SEED))
    save(model, SCREENING / "hosts.npz")
    print(f"{len(phishing)} hosts of phishing: {model.version}")


def hosts_model_of(phishing: list[str], honest: list[str]) -> Model:
    fraud = np.repeat([1.0, 0.0], [len(phishing), len(honest)])
    seen = host_features((*phishing, *honest))
    even = np.ones(len(fraud))
    layer = fitted(seen, fraud, np.zeros(len(fraud)), HOST_PENALTY, even)
    digest = hashlib.sha256("\0".join((*phishing, *honest)).encode())
    return Model(digest.hexdigest()[:12], layer)


def calls(path: Path) -> list[Labelled]:
    return [Labelled(one["text"], one["fraud"], "calls") for one in rows(path)]


def rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf8") as file:
        return [json.loads(line) for line in file]


def version(every: list[Labelled]) -> str:
    """Changes with the texts and the words, so that a verdict can be traced to them."""
    digest = hashlib.sha256(lexicon().version.encode())
    for one in every:
        digest.update(f"{one.fraud}{one.text}\0".encode())
    return digest.hexdigest()[:12]


if __name__ == "__main__":
    main()
