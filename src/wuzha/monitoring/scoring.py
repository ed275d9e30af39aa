"""The learned score in force, put to transfers beside the rules.

What reads a model is imported where one is read: whoever has none, and every web page,
does without its libraries.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils import timezone

from wuzha.detection.engines import EngineError
from wuzha.detection.files import TableError
from wuzha.detection.hits import HITS, LEARNED, batches, write_hits
from wuzha.detection.moments import EPOCH, MICROSECOND, microseconds
from wuzha.detection.monitoring import Search
from wuzha.lib import params
from wuzha.monitoring import registers
from wuzha.monitoring.actions.scores import fail_score_test, finish_score_test
from wuzha.monitoring.models import ScoreVersion
from wuzha.monitoring.models.rules import ALL
from wuzha.monitoring.outcome import Found
from wuzha.monitoring.states import RuleState
from wuzha.monitoring.testing import DAY, at_hand, judged
from wuzha.organisation.models import Person
from wuzha.organisation.words import kept
from wuzha.transfers import store
from wuzha.transfers.uploads import scratch


class Opened(NamedTuple):
    content: bytes
    digest: str
    card: Mapping[str, Any]


def read_score(path: Path) -> Opened:
    """What a file says of itself; raises TableError where it is no model of ours."""
    from wuzha.detection.scoring import opened

    model = opened(path)
    return Opened(path.read_bytes(), model.digest, asdict(model.card))


def score_described(version: ScoreVersion) -> dict[str, Any]:
    """As `rulebook.described` tells of rules."""
    return {
        "rule": LEARNED,
        "version": version.pk,
        "title": kept("学习评分"),
        "state": str(RuleState.IN_FORCE),
        "share": ALL,
    }


def score_hits(
    version: ScoreVersion,
    transfers: Path,
    lists: pa.Table,
    *,
    since: datetime = EPOCH,
    tell: Callable[[float], None] = lambda share: None,
) -> pa.Table:
    """The hits of the version, the highest score first."""
    from wuzha.detection.scoring import opened, score

    with TemporaryDirectory() as folder:
        path = Path(folder) / "score.model"
        path.write_bytes(bytes(version.content))
        model = opened(path)
    rows = pq.read_table(transfers)
    found = score(model, rows, lists, since_us=microseconds(since), tell=tell).hits
    count = len(found)
    told = {
        "rule_version": pa.array([version.pk] * count, pa.int32()),
        "rule_state": pa.array([str(RuleState.IN_FORCE)] * count),
    }
    for name, values in told.items():
        place = HITS.get_field_index(name)
        found = found.set_column(place, HITS.field(name), values)
    return found.sort_by([("measure", "descending"), ("hit_id", "ascending")])


def with_score(version: ScoreVersion, search: Search, lists: pa.Table) -> Search:
    """The highest scores beside what the rules found: no more than people can look
    through in the days of the transfers."""
    budget = params.value("monitoring.hits_a_day", on=timezone.localdate()).whole
    span = MICROSECOND * (search.span.last_us - search.span.first_us)
    most = round(budget * max(span / DAY, 1.0))
    best = score_hits(version, search.transfers, lists).slice(0, most)
    both = search.hits.with_name("hits-and-scores.parquet")
    write_hits([*batches(search.hits), best], both)
    return replace(search, hits=both)


def try_score(
    *,
    version: int,
    by: Person,
    progress: Callable[[str, float], None] = lambda doing, share: None,
) -> None:
    """On the last days at hand. Long: nothing is kept before the end."""
    found = ScoreVersion.objects.get(pk=version)
    near = at_hand()
    if near is None:
        problem = kept("还没有研判过流水，无可试算。请先上传最近的流水研判一次。")
        fail_score_test(version=found, problem=problem, by=by)
        return
    with scratch(f"score-{found.pk}") as folder:
        transfers = Path(folder) / "transfers.parquet"
        try:
            store.put_together(
                near.files, transfers, since=near.known_from, until=near.until
            )
            hits = score_hits(found, transfers, registers.lists(), since=near.since)
        except (TableError, EngineError) as wrong:
            fail_score_test(version=found, problem=str(wrong), by=by)
            return
    confirmed, dismissed = judged(set(hits["tx_id"].to_pylist()))
    budget = params.value("monitoring.hits_a_day", on=timezone.localdate())
    outcome = Found(
        days=near.days,
        hits=len(hits),
        accounts=len(hits["suspect_account"].unique()),
        budget_a_day=budget.whole,
        budget_confidence=budget.confidence,
        confirmed=confirmed,
        dismissed=dismissed,
    )
    finish_score_test(
        version=found, outcome=outcome, first_at=near.since, last_at=near.until, by=by
    )
