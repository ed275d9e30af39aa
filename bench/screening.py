"""How fast screening is, and how well it does on texts it never saw.

Speed is measured on texts of the project's own writing. Quality needs sources that are
not shipped: `--sources DIR` (or WUZHA_BENCH_TEXTS) with the files named below. Words,
weights and the model's share were chosen on DEVELOPMENT; BLIND was scored afterwards.

    python -m bench.screening --sources DIR
"""

import argparse
import gzip
import json
import os
import random
import resource
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from wuzha.detection.texts.model import shipped
from wuzha.detection.texts.training import examples, local_model
from wuzha.detection.texts.verdicts import screen, screen_many
from wuzha.detection.texts.writing import written

CALL_ALARMS, ORDINARY_ALARMS = 0.05, 0.005
SHINGLE, SHARED = 6, 0.5
SPEED_TEXTS = 6000

Rows = list[dict[str, str | int]]


def rows(path: Path) -> Rows:
    with gzip.open(path, "rt", encoding="utf8") as file:
        return [json.loads(line) for line in file]


def texts(of: Rows, **wanted: object) -> list[str]:
    return [
        str(row["text"])
        for row in of
        if all(row.get(key) == value for key, value in wanted.items())
    ]


def scores(of: Sequence[str]) -> np.ndarray:
    return np.array([one.score for one in screen_many(of)])


def macro_f1(fraud: Sequence[int], said: Sequence[bool]) -> float:
    truth, answer = np.array(fraud, bool), np.array(said, bool)
    halves = []
    for side in (True, False):
        both = ((truth == side) & (answer == side)).sum()
        halves.append(2 * both / max(1, (truth == side).sum() + (answer == side).sum()))
    return float(np.mean(halves))


def speed() -> None:
    every = [one.text for one in written(30, 3)]
    calls = [text for text in every if text.startswith("left:")]
    messages = [text for text in every if not text.startswith("left:")]
    screen("你好")
    for name, some in (("messages", messages), ("transcripts", calls)):
        some = (some * (SPEED_TEXTS // len(some) + 1))[:SPEED_TEXTS]
        begun = time.process_time()
        screen_many(some)
        spent = time.process_time() - begun
        length = sum(map(len, some)) / len(some)
        print(
            f"  {name:<12}{len(some) / spent:10,.0f} a second, {length:.0f} characters"
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  memory      {memory:10,.0f} MB")


def quality(folder: Path) -> None:
    calls = rows(folder / "calls_train.jsonl.gz")
    mixed = rows(folder / "sms_ordinary_and_ads.jsonl.gz")
    random.Random(1).shuffle(mixed)
    five, eight = (rows(folder / f"tft{n}_train.jsonl.gz") for n in (5, 8))
    innocent = scores(texts(calls, fraud=0))
    for name, half, told in (
        ("DEVELOPMENT", mixed[0::2], five),
        ("BLIND", mixed[1::2], unlike(eight, five)),
    ):
        ordinary, ads = (scores(texts(half, spam=spam)) for spam in (0, 1))
        bound = max(
            float(np.quantile(innocent, 1 - CALL_ALARMS)),
            float(np.quantile(ordinary, 1 - ORDINARY_ALARMS)),
        )
        print(f"{name}: a score over {bound:.3f}, or the verdict scam")
        for kind, some in (("innocent calls", innocent), ("ordinary", ordinary)):
            line(kind, some, bound)
        line("ads", ads, bound)
        kinds = sorted({str(row["label"]) for row in told})
        found = {kind: scores(texts(told, label=kind)) for kind in kinds}
        for kind, some in found.items():
            line(kind, some, bound)
        fraud = [some for kind, some in found.items() if kind != "normal"]
        mean = np.mean([(some > bound).mean() for some in fraud])
        print(f"  mean recall {mean:.3f}")
    real(rows(folder / "real_sms_200_local_labels.jsonl.gz"))


def line(kind: str, some: np.ndarray, bound: float) -> None:
    over, scam = (some > bound).mean(), (some >= 0.5).mean()
    print(f"  {kind:<26}{len(some):>7}  over {over:.3f}  scam {scam:.3f}")


def unlike(told: Rows, known: Rows) -> Rows:
    """Without what shares its wording with a known source."""
    seen = {shingle for row in known for shingle in shingles(str(row["text"]))}
    return [
        row
        for row in told
        if (mine := shingles(str(row["text"])))
        and len(mine & seen) < SHARED * len(mine)
    ]


def shingles(text: str) -> set[str]:
    return {text[at : at + SHINGLE] for at in range(len(text) - SHINGLE + 1)}


def real(labelled: Rows) -> None:
    """BLIND too: nothing but the local labels of other folds is learnt."""
    fraud = [int(row["fraud"]) for row in labelled]
    every = texts(labelled)
    print(f"real SMS, no label: {macro_f1(fraud, list(scores(every) >= 0.5)):.3f}")
    order = list(range(len(every)))
    random.Random(2).shuffle(order)
    said = [False] * len(every)
    for fold in range(5):
        held = order[fold::5]
        taught = [n for n in order if n not in set(held)]
        known = examples([every[n] for n in taught], [fraud[n] for n in taught])
        model = local_model(known, shipped(), "bench")
        for n, one in zip(
            held, screen_many([every[n] for n in held], model), strict=True
        ):
            said[n] = one.verdict == "scam"
    print(f"real SMS, 160 labels, five folds: {macro_f1(fraud, said):.3f}")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Screening, measured.")
    given = os.environ.get("WUZHA_BENCH_TEXTS")
    parser.add_argument("--sources", type=Path, default=given and Path(given))
    asked = parser.parse_args(arguments)
    speed()
    if asked.sources:
        quality(asked.sources)


if __name__ == "__main__":
    main()
