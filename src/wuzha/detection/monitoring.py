"""Rules put to transfers: what fired, at which transfer, why, and whom it concerns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.detection.engines import Engine, Source
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.files import TableError
from wuzha.detection.hits import (
    Evidence,
    Firing,
    evidence_by_firing,
    fired_table,
    firings,
    hits_table,
)
from wuzha.detection.rules.batch import evidence_query, hits_query
from wuzha.detection.rules.reader import read_rules
from wuzha.detection.rules.tree import Rule
from wuzha.detection.tables import Span, gather
from wuzha.lib.words import N_, Sentence

RULES = Path(__file__).resolve().parents[1] / "data" / "rules"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DUPLICATES = """
SELECT tx_id, COUNT(*) AS times FROM transfers
GROUP BY tx_id HAVING COUNT(*) > 1 ORDER BY tx_id LIMIT 1"""

Progress = Callable[[str, float], None]
"""Told what is being done, and the share of the whole that is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run read, asked and found."""

    span: Span
    rules: Sequence[Rule]
    hits: pa.Table


def run(
    transfers: Sequence[Path],
    rules_dir: Path | None,
    out: Path,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    memory: str = "2GB",
    progress: Progress = lambda doing, share: None,
) -> Run:
    """Files of transfers in, a Parquet file of hits out: whole, or not at all.

    Transfers before `since` raise no hit and count as what went before; those from
    `until` on are not seen. Without `rules_dir` the rules that come with Wuzha.
    """
    rules = [rule for rule in read_rules(rules_dir or RULES) if rule.runs]
    with TemporaryDirectory(dir=out.parent, prefix=".wuzha-") as folder:
        scratch = Path(folder)
        table, found = scratch / "transfers.parquet", scratch / "hits.parquet"
        span = gather(transfers, table, _part(progress, N_("读取流水"), 0.0, 0.4))
        watch = _part(progress, N_("计算规则"), 0.4, 0.9)
        hits = find_hits(
            rules,
            {"transfers": table},
            until or moment(span.last_us + 1),
            DuckDB(memory=memory, spill=scratch, watch=watch),
            since=since,
        )
        progress(N_("写出命中"), 0.9)
        pq.write_table(hits, found, compression="zstd")
        found.replace(out)
    progress(N_("完成"), 1.0)
    return Run(span, rules, hits)


def find_hits(
    rules: Sequence[Rule],
    tables: Mapping[str, Source],
    as_of: datetime,
    engine: Engine,
    *,
    since: datetime | None = None,
) -> pa.Table:
    """The hits (`hits.HITS`) of every rule given on `transfers` before `as_of`."""
    transfers = {"transfers": tables["transfers"]}
    _refuse_duplicates(engine.run(DUPLICATES, transfers))
    since_us, until_us = microseconds(since or EPOCH), microseconds(as_of)
    judged = engine.run(hits_query(rules, since_us, until_us), transfers)
    found = firings(rules, judged)
    return hits_table(found, _evidence(found, transfers, until_us, engine))


def _evidence(
    found: Sequence[Firing],
    transfers: Mapping[str, Source],
    until_us: int,
    engine: Engine,
) -> Evidence:
    fired = {firing.rule.id: firing.rule for firing in found if firing.rule.evidence}
    if not fired:
        return {}
    tables = {**transfers, "fired": fired_table(found)}
    seen = engine.run(evidence_query(list(fired.values()), until_us), tables)
    return evidence_by_firing(seen)


def microseconds(when: datetime) -> int:
    return (when - EPOCH) // MICROSECOND


def moment(at_us: int) -> datetime:
    return EPOCH + at_us * MICROSECOND


def _refuse_duplicates(found: pa.Table) -> None:
    for row in found.to_pylist():
        raise TableError(
            Sentence(
                N_("流水号 {tx_id} 出现了 {times} 次，请去掉重复的行或重复的文件"),
                **row,
            )
        )


def _part(
    progress: Progress, doing: str, start: float, end: float
) -> Callable[[float], None]:
    return partial(_tell_part, progress, doing, start, end)


def _tell_part(
    progress: Progress, doing: str, start: float, end: float, share: float
) -> None:
    progress(doing, start + (end - start) * share)
