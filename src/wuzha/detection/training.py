"""Trains the learned score, and says how well a score or a model finds what is known.

By time: trees grow on the first 60 %; their number and the threshold are chosen on the
20 % after it; as many grow anew on both, and are the model. The last 20 % is left for
`evaluate`, which looks at it once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import lightgbm
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.detection.files import TableError
from wuzha.detection.moments import from_microseconds, microseconds
from wuzha.detection.monitoring import Inputs, Progress
from wuzha.detection.predictors import Matrix, Signals, horizons, named
from wuzha.detection.rules.arrays import Ledger, Whole
from wuzha.detection.scoring import Card, involved, opened, save, score
from wuzha.detection.tables import NO_LISTS, read_lists, read_until
from wuzha.lib.words import N_, Sentence

GROW, CHOOSE = 0.6, 0.8  # shares of the time at which a part ends
QUIET_SHARE = 5  # one ordinary transfer in five is learnt from, and counts for five
ROUNDS, PATIENCE = 300, 40
SEED = 7
PARAMETERS = {
    "objective": "binary",
    "metric": "average_precision",
    "learning_rate": 0.05,
    "num_leaves": 63,
    "min_data_in_leaf": 50,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 255,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
# Of fewer transfers threads wait for each other longer than they work.
FEW = 100_000
BUDGETS = (0.001, 0.005, 0.01)

Scores = npt.NDArray[np.float32]
Labels = npt.NDArray[np.bool_]


class Parts(NamedTuple):
    """Where the time of a ledger is cut."""

    grow_until: int
    choose_until: int


@dataclass(frozen=True, slots=True)
class AtBudget:
    budget: float
    alerts: int
    precision: float
    recall: float


def parts_of(at_us: Whole) -> Parts:
    first, span = int(at_us.min()), int(at_us.max() - at_us.min())
    return Parts(first + int(span * GROW), first + int(span * CHOOSE))


def average_precision(scores: Scores, labels: Labels) -> float:
    """Of equal scores none comes before another: they are taken together."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(labels[order])
    last = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    found = np.diff(right[last], prepend=0)
    return float((found * right[last] / (last + 1)).sum() / max(right[-1], 1))


def at_budgets(scores: Scores, labels: Labels) -> list[AtBudget]:
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(labels[order])
    answers = []
    for budget in BUDGETS:
        alerts = max(int(len(scores) * budget), 1)
        found = int(right[alerts - 1])
        recall = found / max(int(right[-1]), 1)
        answers.append(AtBudget(budget, alerts, found / alerts, recall))
    return answers


def best_threshold(scores: Scores, labels: Labels) -> float:
    """Where F1 is highest."""
    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(labels[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + max(int(right[-1]), 1))
    return float(scores[order][int(np.argmax(f1))])


def train(
    transfers: pa.Table,
    lists: pa.Table,
    out: Path,
    tell: Callable[[float], None] = lambda share: None,
) -> Card:
    ledger = Ledger.of(transfers)
    known = labels_of(ledger, transfers)
    parts, windows = parts_of(ledger.at_us), horizons(ledger)
    signals = Signals(ledger, windows, involved(ledger, lists))
    grown, chosen, late = _learnt(signals, known, parts, tell)
    names = [signal.name for signal in named(windows)]
    data = _thinned(grown, names)
    middle = lightgbm.Dataset(
        chosen.matrix, chosen.labels.astype(np.int8), reference=data
    )
    threads = {"num_threads": 1} if len(transfers) < FEW else {}
    first = lightgbm.train(
        {**PARAMETERS, **threads},
        data,
        ROUNDS,
        valid_sets=[middle],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
    )
    both = Learnt(
        np.concatenate([grown.matrix, late.matrix]),
        np.concatenate([grown.labels, late.labels]),
    )
    trees = lightgbm.train(
        {**PARAMETERS, **threads}, _thinned(both, names), first.best_iteration
    )
    scores = np.asarray(first.predict(chosen.matrix), np.float32)
    card = Card(
        transfers=len(ledger),
        illicit=int(known.sum()),
        first=_day(int(ledger.at_us[0])),
        trained_until=_day(parts.grow_until),
        chosen_until=_day(parts.choose_until),
        windows=windows,
        threshold=best_threshold(scores, chosen.labels),
        figures={
            "average_precision": average_precision(scores, chosen.labels),
            **{
                f"precision_at_{at.budget:.1%}": at.precision
                for at in at_budgets(scores, chosen.labels)
            },
        },
        parameters={**PARAMETERS, "trees": first.best_iteration},
    )
    save(card, trees, out)
    tell(1.0)
    return card


def train_files(inputs: Inputs, out: Path, progress: Progress) -> Card:
    with TemporaryDirectory(prefix="wuzha-") as folder:
        transfers, lists = _read(inputs, Path(folder), progress)
    return train(transfers, lists, out, lambda share: progress(N_("训练"), share))


@dataclass(frozen=True, slots=True)
class Found:
    """How a model does on time that it has not seen."""

    since: str
    average_precision: float
    budgets: Sequence[AtBudget]
    by_pattern: Mapping[str, float]  # recall at the middle budget


def evaluate_model(inputs: Inputs, model: Path, progress: Progress) -> Found:
    """From `since` on, or over the last fifth of the time."""
    with TemporaryDirectory(prefix="wuzha-") as folder:
        transfers, lists = _read(inputs, Path(folder), progress)
    told = opened(model)
    scored = score(told, transfers, lists, tell=lambda s: progress(N_("评分"), s))
    joined = transfers.join(scored.scores, "tx_id")
    at_us = joined["at_us"].to_numpy()
    since = microseconds(inputs.since) if inputs.since else parts_of(at_us).choose_until
    later = joined.filter(pc.greater_equal(joined["at_us"], since))
    scores = later["score"].to_numpy()
    labels = pc.fill_null(later["is_illicit"], fill_value=False).to_numpy(
        zero_copy_only=False
    )
    return Found(
        since=_day(since),
        average_precision=average_precision(scores, labels),
        budgets=at_budgets(scores, labels),
        by_pattern=_by_pattern(later, scores, labels),
    )


def _by_pattern(rows: pa.Table, scores: Scores, labels: Labels) -> dict[str, float]:
    alerts = at_budgets(scores, labels)[1].alerts
    edge = np.sort(scores)[-alerts]
    patterns = np.asarray(pc.fill_null(rows["pattern"], "").to_pylist(), np.str_)
    return {
        str(name): float((scores[here] >= edge).mean())
        for name in np.unique(patterns[labels])
        if name
        for here in [labels & (patterns == name)]
    }


def _read(
    inputs: Inputs, folder: Path, progress: Progress
) -> tuple[pa.Table, pa.Table]:
    gathered = folder / "transfers.parquet"
    inputs.gathered(gathered, lambda share: progress(N_("读取流水"), share))
    until_us = microseconds(inputs.until) if inputs.until else None
    lists = read_lists(inputs.lists) if inputs.lists else NO_LISTS
    return read_until(gathered, until_us), lists


class Learnt(NamedTuple):
    matrix: Matrix
    labels: Labels


def _learnt(
    signals: Signals, known: Labels, parts: Parts, tell: Callable[[float], None]
) -> tuple[Learnt, Learnt, Learnt]:
    """The part to grow on, thinned of ordinary transfers; the part to choose on, whole
    and thinned."""
    at_us = signals.ledger.at_us
    kept = known | (np.random.default_rng(SEED).random(len(known)) < 1 / QUIET_SHARE)
    middle = (at_us >= parts.grow_until) & (at_us < parts.choose_until)
    masks = ((at_us < parts.grow_until) & kept, middle, middle & kept)
    if not all((mask & known).any() for mask in masks):
        why = N_("前六成或其后两成时间里没有一笔标记为涉案，无法训练；请给出更长的流水")
        raise TableError(Sentence(why))
    found: tuple[list[Matrix], ...] = ([], [], [])
    for part, matrix in signals.slices():
        for rows, mask in zip(found, masks, strict=True):
            rows.append(matrix[mask[part]])
        tell(0.6 * part.stop / len(known))
        if at_us[part.stop - 1] >= parts.choose_until:
            break
    grown, chosen, late = (
        Learnt(np.concatenate(rows), known[mask])
        for rows, mask in zip(found, masks, strict=True)
    )
    return grown, chosen, late


def _thinned(learnt: Learnt, names: Sequence[str]) -> lightgbm.Dataset:
    """An ordinary transfer counts for those that were left out as well."""
    return lightgbm.Dataset(
        learnt.matrix,
        learnt.labels.astype(np.int8),
        weight=np.where(learnt.labels, 1.0, QUIET_SHARE),
        feature_name=list(names),
    )


def labels_of(ledger: Ledger, transfers: pa.Table) -> Labels:
    labels = transfers["is_illicit"]
    wrong = transfers.filter(pc.fill_null(labels, fill_value=False))["tx_id"]
    if labels.null_count == len(labels):
        why = N_("流水中没有 is_illicit 标记，无法训练或评估；请给出带标记的流水")
        raise TableError(Sentence(why))
    known: Labels = pc.is_in(ledger.tx_ids, wrong.combine_chunks()).to_numpy(
        zero_copy_only=False
    )
    return known


def _day(at_us: int) -> str:
    return from_microseconds(at_us).date().isoformat()
