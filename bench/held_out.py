"""What the shipped training gives on lines and kinds of call it was not given.

Four trainings, each without a quarter of the own lines (whole lines, not fillings) and
without two of the eight kinds of fraudulent call and a quarter of the innocent ones.
And one without any call, scored on all calls: as near to another source as can be had.
"""

import itertools
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np

from bench.texts import macro_f1, rows
from tools.train_screening import CALL_TRUST, OWN_TRUST, SEED, TIMES
from wuzha.detection.texts.model import Model
from wuzha.detection.texts.training import examples, shipped_model
from wuzha.detection.texts.verdicts import screen_many
from wuzha.detection.texts.writing import Labelled, written

QUARTERS = 4
BINS = (0.0, 0.05, 0.3, 0.5, 0.7, 0.9, 1.001)


def held_out(folder: Path | None) -> None:
    own = list(written(TIMES, SEED))
    calls = _calls(folder) if folder else []
    every = [*own, *calls]
    part = np.array([_quarter(one) for one in every])
    said = np.zeros(len(every))
    for quarter in range(QUARTERS):
        held = np.flatnonzero(part == quarter)
        model = _trained([every[at] for at in np.flatnonzero(part != quarter)])
        said[held] = _scores([every[at] for at in held], model)
    fraud = np.array([one.fraud for one in every])
    _figure("own lines held out", fraud[: len(own)], said[: len(own)])
    reliability(fraud[: len(own)], said[: len(own)])
    if calls:
        _figure("calls of kinds held out", fraud[len(own) :], said[len(own) :])
        alone = _scores(calls, _trained(own))
        _figure("calls, none of them learnt", fraud[len(own) :], alone)


def _calls(folder: Path) -> list[Labelled]:
    return [
        Labelled(str(row["text"]), int(row["fraud"]), str(row["label"]))
        for row in rows(folder / "calls_train.jsonl.gz")
    ]


def _quarter(one: Labelled) -> int:
    apart = one.text if one.group == "normal" else one.group
    return crc32(apart.encode()) % QUARTERS


def _trained(some: Sequence[Labelled]) -> Model:
    trust = [OWN_TRUST if "-" in one.group else CALL_TRUST for one in some]
    known = examples([one.text for one in some], [one.fraud for one in some])
    return shipped_model(known, "bench", np.array(trust))


def _scores(some: Sequence[Labelled], model: Model) -> np.ndarray:
    return np.array([one.score for one in screen_many([x.text for x in some], model)])


def _figure(name: str, fraud: np.ndarray, said: np.ndarray) -> None:
    scam = said >= 0.5
    found, alarms = scam[fraud == 1].mean(), scam[fraud == 0].mean()
    figure = macro_f1(fraud, scam)
    print(f"  {name}: macro-F1 {figure:.3f}, found {found:.3f}, alarms {alarms:.3f}")


def reliability(fraud: np.ndarray, said: np.ndarray) -> None:
    """Whether what is given one chance in two is a scam in one case of two."""
    away = 0.0
    for low, high in itertools.pairwise(BINS):
        here = (said >= low) & (said < high)
        if here.any():
            told, true = said[here].mean(), fraud[here].mean()
            away += here.mean() * abs(told - true)
            print(f"  score {told:.2f}: {true:.2f} are scams, of {here.sum()}")
    print(f"  mean distance of score and share: {away:.3f}")
