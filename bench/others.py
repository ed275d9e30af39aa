"""What screening is measured beside: a plain pipeline, and the rules of a peer.

The peer's rules stay where they are: WUZHA_BENCH_PEER names their JSON file.
"""

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.pipeline import make_pipeline

Judge = Callable[[list[str]], np.ndarray]
WHOLE = 100
"""The peer's weights are points of a hundred."""


def pipeline(told: list[tuple[str, int]]) -> Judge:
    """Hashed runs of characters in a linear model, as anyone would begin."""
    model = make_pipeline(
        HashingVectorizer(analyzer="char", ngram_range=(1, 3), n_features=1 << 18),
        SGDClassifier(loss="log_loss", alpha=1e-6, random_state=7),
    )
    model.fit([text for text, _ in told], [fraud for _, fraud in told])
    return lambda texts: model.predict_proba(texts)[:, 1]


def peer() -> Judge | None:
    given = os.environ.get("WUZHA_BENCH_PEER")
    if not given:
        return None
    rules = json.loads(Path(given).read_text("utf8"))
    checks = [(_check(one), one["weight"]) for one in rules if one["enabled"]]

    def judge(texts: list[str]) -> np.ndarray:
        points = [sum(weight for hit, weight in checks if hit(text)) for text in texts]
        return np.minimum(np.array(points) / WHOLE, 1)

    return judge


def _check(rule: dict[str, str]) -> Callable[[str], object]:
    pattern = rule["pattern"]
    if rule["rule_type"] == "regex":
        return re.compile(pattern).search
    if rule["rule_type"] == "pattern":
        return lambda text: all(word in text for word in pattern.split("+"))
    return lambda text: any(word in text for word in pattern.split(","))
