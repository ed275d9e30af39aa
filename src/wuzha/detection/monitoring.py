"""Rules put to transfers: what fired, at which transfer, why, and whom it concerns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from wuzha.detection.moments import EPOCH, from_microseconds, microseconds
from wuzha.detection.rules.batch import evidence_query, hits_query
from wuzha.detection.rules.reader import RuleError, read_rules
from wuzha.detection.rules.tree import Rule
from wuzha.detection.tables import (
    NO_ACCOUNTS,
    NO_LISTS,
    Span,
    gather,
    read_accounts,
    read_lists,
)
from wuzha.detection.typologies import Typology, read_typologies, typology_hits
from wuzha.lib.words import N_, Sentence

DATA = Path(__file__).resolve().parents[1] / "data"
RULES, TYPOLOGIES = DATA / "rules", DATA / "typologies"
DUPLICATES = """
SELECT tx_id, COUNT(*) AS times FROM transfers
GROUP BY tx_id HAVING COUNT(*) > 1 ORDER BY tx_id LIMIT 1"""

Progress = Callable[[str, float], None]
"""Told what is being done, and the share of the whole that is done, 0 to 1."""

NOTHING_KNOWN: Mapping[str, Source] = {"accounts": NO_ACCOUNTS, "lists": NO_LISTS}
"""Of accounts and lists, where no file is given."""

MEMORY = "2GB"
READ, WRITING = 0.4, 0.9  # shares of the whole at which a stage ends


def unheard(doing: str, share: float) -> None:
    """Progress that nobody listens to."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is read, and of which time hits are wanted.

    Transfers before `since` raise no hit and count as what went before; those from
    `until` on are not seen. Without `rules` those that come with Wuzha.
    """

    transfers: Sequence[Path]
    rules: Path | None = None  # their typologies, if any, in its folder `typologies`
    accounts: Path | None = None
    lists: Path | None = None
    since: datetime | None = None
    until: datetime | None = None

    def known(self) -> dict[str, Source]:
        return {
            "accounts": read_accounts(self.accounts) if self.accounts else NO_ACCOUNTS,
            "lists": read_lists(self.lists) if self.lists else NO_LISTS,
        }


@dataclass(frozen=True, slots=True)
class Search:
    """What was read, asked and found."""

    transfers: Path  # checked, in one file
    span: Span
    rules: Sequence[Rule | Typology]
    hits: pa.Table


def run(
    inputs: Inputs, out: Path, *, memory: str = MEMORY, progress: Progress = unheard
) -> Search:
    """Files of transfers in, a Parquet file of hits out: whole, or not at all."""
    if not out.parent.is_dir():
        why = N_("文件夹 {folder} 不存在，无法写出命中，请先建好")
        raise TableError(Sentence(why, folder=out.parent))
    with TemporaryDirectory(dir=out.parent, prefix=".wuzha-") as folder:
        scratch = Path(folder)
        search = search_files(inputs, scratch, memory=memory, progress=progress)
        progress(N_("写出命中"), WRITING)
        found = scratch / "hits.parquet"
        pq.write_table(search.hits, found, compression="zstd")
        found.replace(out)
    progress(N_("完成"), 1.0)
    return search


def search_files(
    inputs: Inputs, scratch: Path, *, memory: str = MEMORY, progress: Progress = unheard
) -> Search:
    """The rules in trial and in force, put to files of any size."""
    rules, known = _in_use(inputs.rules or RULES), inputs.known()
    together = read_typologies(
        inputs.rules / TYPOLOGIES.name if inputs.rules else TYPOLOGIES,
        read_rules(inputs.rules or RULES),
    )
    table = scratch / "transfers.parquet"
    span = gather(inputs.transfers, table, _part(progress, N_("读取流水"), 0.0, READ))
    watch = _part(progress, N_("计算规则"), READ, WRITING)
    hits = find_hits(
        rules,
        {"transfers": table, **known},
        inputs.until or from_microseconds(span.last_us + 1),
        DuckDB(memory=memory, spill=scratch, watch=watch),
        since=inputs.since,
    )
    hits = pa.concat_tables([hits, typology_hits(together, hits)])
    return Search(table, span, [*rules, *together], hits)


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
    asked = {**NOTHING_KNOWN, **tables}
    judged = engine.run(hits_query(rules, since_us, until_us), asked)
    found = firings(rules, judged)
    return hits_table(found, _evidence(found, asked, until_us, engine))


def _in_use(folder: Path) -> list[Rule]:
    rules = [rule for rule in read_rules(folder) if rule.runs]
    if not rules:
        raise RuleError(
            Sentence(N_("文件夹 {folder} 中没有试运行或已启用的规则"), folder=folder)
        )
    return rules


def _evidence(
    found: Sequence[Firing],
    known: Mapping[str, Source],
    until_us: int,
    engine: Engine,
) -> Evidence:
    fired = {firing.rule.id: firing.rule for firing in found if firing.rule.evidence}
    if not fired:
        return {}
    tables = {**known, "fired": fired_table(found)}
    seen = engine.run(evidence_query(list(fired.values()), until_us), tables)
    return evidence_by_firing(seen)


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
