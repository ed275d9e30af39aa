"""Rules put to transfers: what fired, at which transfer, why, and whom it concerns."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from wuzha.detection.engines import Engine, Source
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.files import TableError, pieces
from wuzha.detection.gathering import gather
from wuzha.detection.hits import (
    AT_ONCE,
    HITS,
    Evidence,
    Firing,
    batches,
    evidence_by_firing,
    fired_table,
    firings,
    hits_table,
    write_hits,
)
from wuzha.detection.layouts import layout
from wuzha.detection.measuring import by_arrays
from wuzha.detection.moments import EPOCH, from_microseconds, microseconds
from wuzha.detection.quarantine import quarantine
from wuzha.detection.rules.batch import evidence_limit, evidence_query, hits_query
from wuzha.detection.rules.reader import RuleError, read_rules
from wuzha.detection.rules.tree import Rule
from wuzha.detection.scratch import beside, fingerprint, once
from wuzha.detection.tables import (
    NO_ACCOUNTS,
    NO_LISTS,
    Span,
    read_accounts,
    read_lists,
    read_until,
    span_of,
)
from wuzha.detection.together import together
from wuzha.detection.typologies import Typology, read_typologies
from wuzha.lib.words import N_, Sentence

if TYPE_CHECKING:
    from wuzha.detection.scoring import Model

DATA = Path(__file__).resolve().parents[1] / "data"
ENGINES = ("duckdb", "spark", "clickhouse")
RULES, TYPOLOGIES = DATA / "rules", DATA / "typologies"
Progress = Callable[[str, float], None]
"""Told what is being done, and the share of the whole that is done, 0 to 1."""

NOTHING_KNOWN: Mapping[str, Source] = {"accounts": NO_ACCOUNTS, "lists": NO_LISTS}
"""Of accounts and lists, where no file is given."""

MEMORY = "2GB"
READ, RULED, WRITING = 0.3, 0.6, 0.9  # shares of the whole at which a stage ends


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
    layout: str | None = None  # of a published data set, else our own columns
    quarantine: Path | None = None  # where refused rows go; without it none is taken

    def gathered(self, to: Path, tell: Callable[[float], None]) -> None:
        read = layout(self.layout).pieces if self.layout else pieces
        if self.quarantine is None:
            return gather(self.transfers, to, tell, read)
        with quarantine(self.quarantine) as held:
            return gather(self.transfers, to, tell, read, held)

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
    hits: Path  # in the columns of `hits.HITS`: rules in order of time, then the rest
    scores: Path | None = None


@dataclass(frozen=True, slots=True)
class How:
    """By which engine and within what memory; with a model its score joins in."""

    engine: str = "duckdb"
    memory: str = MEMORY
    model: Path | None = None
    scores: Path | None = None  # where every transfer's score is written

    def started(self, spill: Path) -> Engine:
        if self.engine == "duckdb":
            return DuckDB(memory=self.memory, spill=spill)
        module = import_module(f"wuzha.detection.engines.{self.engine}")
        engine: Engine = module.started(self.memory, spill)
        return engine


DEFAULT = How()


def run(
    inputs: Inputs, out: Path, how: How = DEFAULT, progress: Progress = unheard
) -> Search:
    """Files of transfers in, a Parquet file of hits out: whole, or not at all.

    What a run that was cut off had finished is taken up by the same run again.
    """
    for path in filter(None, (out, how.scores, inputs.quarantine)):
        if not path.parent.is_dir():
            why = N_("文件夹 {folder} 不存在，无法写出命中，请先建好")
            raise TableError(Sentence(why, folder=path.parent))
    with beside(out, [inputs, how.engine, *_files(inputs, how)]) as scratch:
        search = search_files(inputs, scratch, how, progress)
        if how.scores and search.scores:
            _move_whole(search.scores, how.scores)
        search.hits.replace(out)
    progress(N_("完成"), 1.0)
    return replace(search, hits=out)


def search_files(
    inputs: Inputs, scratch: Path, how: How = DEFAULT, progress: Progress = unheard
) -> Search:
    """The rules in trial and in force, put to files of any size."""
    every, typologies = read_book(inputs.rules)
    rules, known = _in_use(every, inputs.rules or RULES), inputs.known()
    model = _opened(how.model)
    reading = _part(progress, N_("读取流水"), 0.0, READ)
    table = scratch / "transfers.parquet"
    span = span_of(once(table, lambda part: inputs.gathered(part, reading)))
    until = inputs.until or from_microseconds(span.last_us + 1)
    tables: dict[str, Source] = {"transfers": table, **known}
    engine, since = how.started(scratch), inputs.since
    ruling = _part(progress, N_("计算规则"), READ, RULED)

    def put_rules(part: Path) -> None:
        found = hits_in_turn(rules, tables, until, engine, since=since, tell=ruling)
        write_hits(found, part)

    def put_together(part: Path) -> None:
        most = evidence_limit(microseconds(until))
        write_hits(together(typologies, ruled, most), part)

    ruled = once(scratch / "rules.parquet", put_rules)
    found, scores = [ruled, once(scratch / "together.parquet", put_together)], None
    if model:
        scoring = _part(progress, N_("学习评分"), RULED, WRITING)
        learned, scores = _learned(inputs, model, scratch, known["lists"], scoring)
        found.append(learned)
    progress(N_("写出命中"), WRITING)
    hits = _in_one(found, scratch / "hits.parquet")
    return Search(table, span, [*rules, *typologies], hits, scores)


def _in_one(parts: Sequence[Path], to: Path) -> Path:
    write_hits((batch for path in parts for batch in batches(path)), to)
    return to


def _opened(model: Path | None) -> "Model | None":
    """Who brings no model does not pay for what reads one."""
    if model is None:
        return None
    from wuzha.detection.scoring import opened

    return opened(model)


def _learned(
    inputs: Inputs,
    model: "Model",
    scratch: Path,
    lists: Source,
    tell: Callable[[float], None],
) -> tuple[Path, Path]:
    """The files of its hits and of all scores."""
    from wuzha.detection.scoring import score

    scores, hits = scratch / "scores.parquet", scratch / "learned.parquet"
    if not scores.exists():
        until_us = microseconds(inputs.until) if inputs.until else None
        scored = score(
            model,
            read_until(scratch / "transfers.parquet", until_us),
            lists,
            since_us=microseconds(inputs.since or EPOCH),
            tell=tell,
        )
        pq.write_table(scored.hits, hits)
        once(scores, lambda part: pq.write_table(scored.scores, part))
    return hits, scores


def _files(inputs: Inputs, how: How) -> list[object]:
    named = [*inputs.transfers, inputs.rules or DATA, inputs.accounts, inputs.lists]
    return fingerprint([*named, how.model])


def _move_whole(path: Path, to: Path) -> None:
    """Onto another disk too, and never half."""
    part = to.with_name(f".{to.name}.part")
    shutil.copyfile(path, part)
    part.replace(to)


def find_hits(
    rules: Sequence[Rule],
    tables: Mapping[str, Source],
    as_of: datetime,
    engine: Engine,
    *,
    since: datetime | None = None,
    tell: Callable[[float], None] = lambda share: None,
) -> pa.Table:
    """The hits (`hits.HITS`) of every rule given on `transfers` before `as_of`.

    Each transfer has a name of its own: `gathering.gather` sees to it.
    """
    found = hits_in_turn(rules, tables, as_of, engine, since=since, tell=tell)
    return pa.concat_tables([HITS.empty_table(), *found])


def hits_in_turn(
    rules: Sequence[Rule],
    tables: Mapping[str, Source],
    as_of: datetime,
    engine: Engine,
    *,
    since: datetime | None = None,
    tell: Callable[[float], None] = lambda share: None,
) -> Iterator[pa.Table]:
    """The same in order of time, a few at once, however many there are."""
    asked = {**NOTHING_KNOWN, **tables}
    since_us, until_us = microseconds(since or EPOCH), microseconds(as_of)
    if isinstance(engine, DuckDB):
        return by_arrays(rules, asked, since_us, until_us, engine, tell)
    return by_query(rules, asked, since_us, until_us, engine)


def by_query(
    rules: Sequence[Rule],
    tables: Mapping[str, Source],
    since_us: int,
    until_us: int,
    engine: Engine,
) -> Iterator[pa.Table]:
    """On any engine, which holds what fired and what it saw."""
    judged = engine.run(hits_query(rules, since_us, until_us), tables)
    found = firings(rules, judged)
    evidence = _evidence(found, tables, until_us, engine)
    for start in range(0, len(found), AT_ONCE):
        yield hits_table(found[start : start + AT_ONCE], evidence)


def read_book(folder: Path | None) -> tuple[list[Rule], list[Typology]]:
    """All rules of a folder and its typologies; without one those of Wuzha."""
    rules = read_rules(folder or RULES)
    together = folder / TYPOLOGIES.name if folder else TYPOLOGIES
    return rules, read_typologies(together, rules)


def _in_use(every: Sequence[Rule], folder: Path) -> list[Rule]:
    rules = [rule for rule in every if rule.runs]
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


def _part(
    progress: Progress, doing: str, start: float, end: float
) -> Callable[[float], None]:
    return partial(_tell_part, progress, doing, start, end)


def _tell_part(
    progress: Progress, doing: str, start: float, end: float, share: float
) -> None:
    progress(doing, start + (end - start) * share)
