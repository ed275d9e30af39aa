"""Puts the rules to a run's transfers. Long: safe to begin again where it stopped."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from wuzha.detection.engines import EngineError
from wuzha.detection.files import TableError
from wuzha.detection.hits import batches
from wuzha.detection.monitoring import Search
from wuzha.detection.rules.reader import RuleError
from wuzha.monitoring import registers
from wuzha.monitoring.actions import (
    CHUNK,
    begin_run,
    fail_run,
    finish_run,
    keep_hits,
)
from wuzha.monitoring.models import RuleRun, ScoreVersion
from wuzha.monitoring.rulebook import described, rules_now
from wuzha.monitoring.scoring import score_described, with_score
from wuzha.monitoring.searching import search_book
from wuzha.monitoring.states import RunState
from wuzha.organisation.models import Person
from wuzha.transfers.store import named
from wuzha.transfers.uploads import forget_uploads, is_upload
from wuzha.transfers.uploads import scratch as scratch_of

Progress = Callable[[str, float], None]
ENDED = (RunState.DONE, RunState.FAILED)


def run_rules(
    *,
    run: int,
    files: list[str],
    by: Person,
    progress: Progress = lambda doing, share: None,
) -> None:
    """What is wrong with the files ends the run with a sentence; nothing is half kept:
    the hits of a run that fails were found in full or not at all."""
    found = RuleRun.objects.select_related("unit").get(pk=run)
    paths = [Path(file) for file in files]
    if found.state not in ENDED:
        _search(found, paths, by, progress)
    forget_uploads(paths)


def _search(found: RuleRun, paths: list[Path], by: Person, progress: Progress) -> None:
    book, known = rules_now(), registers.known()
    score = ScoreVersion.objects.in_force()
    used = described(book) + ([score_described(score)] if score else [])
    begin_run(run=found, rules=used, known=registers.counted(known), by=by)
    with scratch_of(f"run-{found.pk}") as scratch:
        try:
            search = search_book(book, paths, known, Path(scratch), progress)
            if score is not None:
                search = with_score(score, search, known["lists"])
        except (TableError, RuleError, EngineError) as wrong:
            fail_run(run=found, problem=_said(wrong, found, paths), by=by)
            return
        for chunk in _chunks(_with_transfers(search)):
            keep_hits(run=found, hits=chunk, by=by)
        finish_run(run=found, search=search, by=by)


def _said(wrong: Exception, found: RuleRun, paths: list[Path]) -> str:
    """An uploaded file is called what it was called when it came."""
    said = str(wrong)
    for path in filter(is_upload, paths):
        said = said.replace(path.name, found.files)
    return said


def _with_transfers(search: Search) -> Iterator[dict[str, Any]]:
    """Each hit with the transfers that it speaks of, so that it explains itself after
    the file is gone."""
    for batch in batches(search.hits):
        hits: list[dict[str, Any]] = batch.to_pylist()
        wanted = {tx_id for hit in hits for tx_id in hit["tx_ids"]}
        rows = named(search.transfers, wanted)
        known: Mapping[str, dict[str, Any]] = {row["tx_id"]: row for row in rows}
        for hit in hits:
            yield {**hit, "transfers": [known[tx_id] for tx_id in hit["tx_ids"]]}


def _chunks(hits: Iterator[dict[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    while chunk := list(islice(hits, CHUNK)):
        yield list(chunk)
