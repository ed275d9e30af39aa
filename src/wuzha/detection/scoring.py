"""The learned score: a file that holds a boosted forest and its card.

The file is text: a card that a person can read, and trees that can only be walked. It
is used only if its digest fits and it was trained on the signals that this version
knows. Without it the rules work alone.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wuzha.detection.files import TableError
from wuzha.detection.hits import HITS, LEARNED, hit_id
from wuzha.detection.moments import from_microseconds
from wuzha.detection.predictors import Matrix, Signal, Signals, named
from wuzha.detection.rules.arrays import Flags, Ledger
from wuzha.detection.rules.tree import Action, Side, State
from wuzha.detection.rules.words import shown
from wuzha.lib.words import N_, Sentence

FORMAT = "wuzha-detect-1"
REASONS = 3
SCORES = pa.schema([("tx_id", pa.string()), ("score", pa.float32())])


@dataclass(frozen=True)
class Card:
    """What a person must know before trusting the model."""

    transfers: int
    illicit: int
    first: str
    trained_until: str
    chosen_until: str
    windows: tuple[int, ...]
    threshold: float
    figures: Mapping[str, float]  # on the middle part, never on what came after
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Model:
    card: Card
    trees: lightgbm.Booster
    digest: str

    @property
    def signals(self) -> list[Signal]:
        return named(self.card.windows)


def save(card: Card, trees: lightgbm.Booster, path: Path) -> None:
    body = {"card": asdict(card), "trees": trees.model_to_string()}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True)
    whole = {"format": FORMAT, "digest": _digest(text), "body": text}
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(whole, ensure_ascii=False), "utf8")
    part.replace(path)


def opened(path: Path) -> Model:
    try:
        whole = json.loads(path.read_text("utf8"))
        text = whole["body"]
        if whole["format"] != FORMAT or whole["digest"] != _digest(text):
            raise _unfit(path)
        body = json.loads(text)
        card = Card(**{**body["card"], "windows": tuple(body["card"]["windows"])})
        trees = lightgbm.Booster(model_str=body["trees"])
    except (ValueError, KeyError, TypeError, lightgbm.basic.LightGBMError) as broken:
        raise _unfit(path) from broken
    if trees.feature_name() != [signal.name for signal in named(card.windows)]:
        raise _unfit(path)
    return Model(card, trees, whole["digest"])


def _unfit(path: Path) -> TableError:
    why = N_("文件 {file} 不是本版本可用的模型，请用 wuzha detect train 重新训练")
    return TableError(Sentence(why, file=path.name))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def involved(ledger: Ledger, lists: pa.Table) -> Flags:
    """Which transfers leave an account that stood on the involved list by then."""
    codes = {name: code for code, name in enumerate(ledger.names.to_pylist())}
    since = np.full(len(codes), np.iinfo(np.int64).max)
    until = np.full(len(codes), np.iinfo(np.int64).max)
    for row in lists.filter(pc.equal(lists["list"], "involved")).to_pylist():
        if (code := codes.get(row["account"])) is not None:
            since[code] = row["since_us"]
            if row["until_us"] is not None:
                until[code] = row["until_us"]
    flags: Flags = (since[ledger.src] <= ledger.at_us) & (
        ledger.at_us < until[ledger.src]
    )
    return flags


@dataclass(frozen=True)
class Scored:
    scores: pa.Table
    hits: pa.Table


def score(
    model: Model,
    transfers: pa.Table,
    lists: pa.Table,
    *,
    since_us: int = 0,
    tell: Callable[[float], None] = lambda share: None,
) -> Scored:
    """A score for every transfer, and a hit for each at or over the threshold.

    A transfer to the own account moves nothing and scores 0.
    """
    ledger = Ledger.of(transfers)
    signals = Signals(ledger, model.card.windows, involved(ledger, lists))
    scores, hits = np.empty(len(ledger), np.float32), []
    for part, matrix in signals.slices():
        scores[part] = np.asarray(model.trees.predict(matrix), np.float32)
        over = np.flatnonzero(
            (scores[part] >= model.card.threshold) & (ledger.at_us[part] >= since_us)
        )
        hits += list(_hits(model, ledger, part.start + over, scores, matrix[over]))
        tell(part.stop / max(len(ledger), 1))
    moved = pa.table([ledger.tx_ids, pa.array(scores)], schema=SCORES)
    own = transfers.filter(pc.equal(transfers["src"], transfers["dst"]))["tx_id"]
    still = pa.table([own, pa.array(np.zeros(len(own), np.float32))], schema=SCORES)
    return Scored(
        pa.concat_tables([moved, still]), pa.Table.from_pylist(hits, schema=HITS)
    )


def _hits(
    model: Model, ledger: Ledger, rows: Sequence[int], scores: Matrix, matrix: Matrix
) -> Iterator[dict[str, Any]]:
    if not len(rows):
        return
    weights = np.asarray(model.trees.predict(matrix, pred_contrib=True))[:, :-1]
    for row, signals, weight in zip(rows, matrix, weights, strict=True):
        yield _hit(model, ledger, int(row), float(scores[row]), signals, weight)


def _hit(
    model: Model,
    ledger: Ledger,
    row: int,
    score: float,
    signals: Matrix,
    weights: Matrix,
) -> dict[str, Any]:
    tx_id = ledger.tx_ids[row].as_py()
    src, dst = (ledger.names[int(of[row])].as_py() for of in (ledger.src, ledger.dst))
    main = [
        _value(model.signals[place], float(signals[place]))
        for place in np.argsort(-weights)[:REASONS]
        if weights[place] > 0
    ]
    said = "；".join(f"{value['label']} {value['shown']}" for value in main)
    return {
        "hit_id": hit_id(f"{LEARNED} {model.digest}", 1, tx_id),
        "rule": LEARNED,
        "rule_version": 1,
        "rule_state": str(State.TRIAL),
        "title": N_("学习评分"),
        "side": str(Side.MULE),
        "account": src,
        "suspect_account": dst,
        "victim_accounts": [],
        "tx_id": tx_id,
        "ts": from_microseconds(int(ledger.at_us[row])),
        "src": src,
        "dst": dst,
        "amount_cents": int(ledger.cents[row]),
        "measure": round(score * 1000),
        "score": max(round(score * 100), 1),
        "action": str(Action.REVIEW),
        "reason": Sentence(
            N_("学习评分{score}（满分1，达{threshold}即提示），主要因为：{reasons}。"),
            score=f"{score:.3f}",
            threshold=f"{model.card.threshold:.3f}",
            reasons=said,
        ),
        "values": main,
        "tx_ids": [tx_id],
    }


def _value(signal: Signal, number: float) -> dict[str, Any]:
    value = None if np.isnan(number) else int(number)
    return {
        "name": signal.name,
        "label": signal.words,
        "value": value,
        "shown": shown(value, signal.kind),
    }
