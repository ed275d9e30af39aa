"""How fast screening is, and how well it does on texts it never saw.

Speed, disguises, honest senders and held-out lines need nothing but the project.
Quality needs sources that are not shipped: `--sources DIR` (or WUZHA_BENCH_TEXTS).
Words, weights and the learner were chosen on DEVELOPMENT; BLIND is scored afterwards.
A plain pipeline and, where given, a peer's rules are measured in the same run.

    python -m bench.screening --sources DIR
"""

import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench.held_out import held_out
from bench.others import Judge, peer, pipeline
from bench.texts import Rows, macro_f1, rows, sources, texts
from wuzha.detection.texts.model import Model
from wuzha.detection.texts.training import learnt
from wuzha.detection.texts.verdicts import SCAM, screen, screen_many
from wuzha.detection.texts.writing import trial, written

CALL_ALARMS, ORDINARY_ALARMS = 0.05, 0.005
SHINGLE, SHARED = 6, 0.5
SPEED_TEXTS = 6000
LOCAL_FOLDS = 10
TRIALS = (
    "disguised",
    "innocent_senders",
    "second_disguised",
    "second_senders",
    "third_senders",
    "bait",
)


def main(arguments: Sequence[str] | None = None) -> None:
    folder = sources(arguments, __doc__)
    start()
    speed("wuzha", screen_many)
    trials()
    if folder:
        quality(folder)
    held_out(folder)


def start() -> None:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "wuzha.detection.texts", "text", "你好"]
    subprocess.run(command, check=True, capture_output=True)
    waited = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(f"  start to answer {waited:.2f} s, {spent:.2f} s of work, {memory:.0f} MB")


def speed(name: str, judge: Callable[[list[str]], object]) -> None:
    every = [one.text for one in written(30, 3)]
    calls = [text for text in every if text.startswith("left:")]
    messages = [text for text in every if not text.startswith("left:")]
    screen("你好")
    for kind, some in (("messages", messages), ("transcripts", calls)):
        some = (some * (SPEED_TEXTS // len(some) + 1))[:SPEED_TEXTS]
        begun = time.process_time()
        judge(some)
        spent = time.process_time() - begun
        length = sum(map(len, some)) / len(some)
        rate = len(some) / spent
        print(f"  {name}: {rate:,.0f} {kind} a second, {length:.0f} characters")


def trials() -> None:
    for name in TRIALS:
        for kind, some in trial(name).items():
            scam = np.mean([one.verdict == SCAM for one in screen_many(some)])
            print(f"  {kind:<26}{len(some):>7}  scam {scam:.3f}")


def quality(folder: Path) -> None:
    calls = rows(folder / "calls_train.jsonl.gz")
    mixed = rows(folder / "sms_ordinary_and_ads.jsonl.gz")
    random.Random(1).shuffle(mixed)
    five, eight = (rows(folder / f"tft{n}_train.jsonl.gz") for n in (5, 8))
    labelled = rows(folder / "real_sms_200_local_labels.jsonl.gz")
    shippable = [(str(row["text"]), int(row["fraud"])) for row in calls]
    every = [
        *shippable,
        *((str(row["text"]), int(row["label"] != "normal")) for row in five),
        *((str(row["text"]), 0) for row in mixed[0::2]),
    ]
    judges: dict[str, Judge] = {
        "wuzha": scores,
        "plain pipeline, all development texts": pipeline(every),
        "plain pipeline, shippable texts": pipeline(shippable),
    }
    if rules := peer():
        judges["a peer's rules"] = rules
    for name, judge in judges.items():
        print(f"  -- {name}")
        if name != "wuzha":
            speed(name, judge)
        unseen("DEVELOPMENT", judge, calls, mixed[0::2], five)
        unseen("BLIND", judge, calls, mixed[1::2], unlike(eight, five))
        fraud = [int(row["fraud"]) for row in labelled]
        figure = macro_f1(fraud, judge(texts(labelled)) >= 0.5)
        print(f"  real SMS, no label: macro-F1 {figure:.3f}")
    local(labelled, {"calls": calls, "tft5": five, "ordinary and ads": mixed[0::2]})


def scores(of: list[str], model: Model | None = None) -> np.ndarray:
    return np.array([one.score for one in screen_many(of, model)])


def unseen(name: str, judge: Judge, calls: Rows, mixed: Rows, told: Rows) -> None:
    """Recall of each kind at the score that few innocent texts pass."""
    innocent = judge(texts(calls, fraud=0))
    ordinary, ads = (judge(texts(mixed, spam=spam)) for spam in (0, 1))
    bound = max(
        float(np.quantile(innocent, 1 - CALL_ALARMS)),
        float(np.quantile(ordinary, 1 - ORDINARY_ALARMS)),
    )
    kinds = sorted({str(row["label"]) for row in told})
    found = {kind: judge(texts(told, label=kind)) for kind in kinds}
    known = {"innocent calls": innocent, "ordinary": ordinary, "ads": ads}
    for kind, some in (known | found).items():
        over, scam = (some > bound).mean(), (some >= 0.5).mean()
        print(f"  {kind:<26}{len(some):>7}  over {over:.3f}  scam {scam:.3f}")
    fraud = [some for kind, some in found.items() if kind != "normal"]
    mean = np.mean([(some > bound).mean() for some in fraud])
    print(f"  {name}: mean recall over {bound:.3f}: {mean:.3f}")


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


def local(labelled: Rows, elsewhere: dict[str, Rows]) -> None:
    """What local labels give where they come from, and cost anywhere else."""
    fraud = np.array([int(row["fraud"]) for row in labelled])
    every = texts(labelled)
    order = np.random.default_rng(0).permutation(len(every))
    said = np.zeros(len(every))
    for held in np.array_split(order, LOCAL_FOLDS):
        taught = np.setdiff1d(order, held)
        model = learnt([every[at] for at in taught], [int(fraud[at]) for at in taught])
        said[held] = scores([every[at] for at in held], model)
    print(f"  real SMS, ten folds of labels: {macro_f1(fraud, said >= 0.5):.3f}")
    model = learnt(every, [int(one) for one in fraud])
    for name, told in elsewhere.items():
        truth = np.array([is_fraud(row) for row in told])
        for with_labels, used in (("without", None), ("with", model)):
            scam = scores(texts(told), used) >= 0.5
            found = f"found {scam[truth].mean():.3f}, " if truth.any() else ""
            alarms = scam[~truth].mean()
            print(f"  {name} {with_labels} the labels: {found}alarms {alarms:.3f}")


def is_fraud(row: dict[str, str | int]) -> bool:
    if "fraud" in row:
        return row["fraud"] == 1
    return row.get("label", "normal") != "normal"


if __name__ == "__main__":
    main()
