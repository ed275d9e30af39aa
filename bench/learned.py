"""How well the learned score does on what it has not seen.

WUZHA_BENCH_TRANSFERS names a labelled file: trained on the first four fifths of its
time, the score is measured on the last. WUZHA_BENCH_KEPT_ASIDE names a labelled file of
another seed or author: the same model is measured on all of it.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.detection import measured
from wuzha.detection.monitoring import Inputs
from wuzha.detection.training import Found, evaluate_model, train_files

FROM_THE_FIRST = datetime(1970, 1, 1, tzinfo=UTC)


def main() -> None:
    named = os.environ.get("WUZHA_BENCH_TRANSFERS")
    if not named:
        print("WUZHA_BENCH_TRANSFERS names no labelled transfers.")
        return
    with TemporaryDirectory(prefix="wuzha-bench-") as folder:
        given, model = Inputs([Path(named)]), Path(folder) / "model"
        with measured() as training:
            train_files(given, model, silent)
        print(f"trained in {training.cpu:.0f} CPU-seconds")
        told("the last fifth of its time", evaluate_model(given, model, silent))
        if kept := os.environ.get("WUZHA_BENCH_KEPT_ASIDE"):
            aside = Inputs([Path(kept)], since=FROM_THE_FIRST)
            told("what was kept aside", evaluate_model(aside, model, silent))


def silent(what: str, share: float) -> None:
    """No bar."""


def told(on: str, found: Found) -> None:
    print(f"{on}: AP {found.average_precision:.3f}")
    for at in found.budgets:
        print(
            f"  of the top {at.budget:.1%} ({at.alerts:,}) right {at.precision:.3f},"
            f" found {at.recall:.3f}"
        )


if __name__ == "__main__":
    main()
