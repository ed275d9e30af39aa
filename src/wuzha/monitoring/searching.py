"""Puts a rule book to transfers: every version to the accounts that it is for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import pyarrow as pa

from wuzha.detection.engines import Engine, Source
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.hits import HITS, write_hits
from wuzha.detection.moments import from_microseconds
from wuzha.detection.monitoring import TYPOLOGIES, Inputs, Search, find_hits
from wuzha.detection.rules.tree import Rule
from wuzha.detection.tables import span_of
from wuzha.detection.together import typology_hits
from wuzha.detection.typologies import read_typologies
from wuzha.lib.words import N_
from wuzha.monitoring.rulebook import HUNDREDTHS, Running, shipped

Progress = Callable[[str, float], None]
READ = 0.3  # of the whole


def search_book(
    book: Sequence[Running],
    files: Sequence[Path],
    known: Mapping[str, Source],
    scratch: Path,
    progress: Progress,
) -> Search:
    """Files in, checked and in one; hits out. `known`: of accounts and lists."""
    table = scratch / "transfers.parquet"
    reading = N_("读取流水")
    Inputs(files).gathered(table, lambda share: progress(reading, share * READ))
    span = span_of(table)
    computing = N_("计算规则")
    hits = rule_hits(
        book,
        {"transfers": table, **known},
        from_microseconds(span.last_us + 1),
        DuckDB(spill=scratch),
        tell=lambda share: progress(computing, READ + share * (1 - READ)),
    )
    every = scratch / "hits.parquet"
    write_hits([with_typologies(book, hits)], every)
    return Search(table, span, [one.rule for one in book], every)


def rule_hits(
    book: Sequence[Running],
    tables: Mapping[str, Source],
    until: datetime,
    engine: Engine,
    *,
    since: datetime | None = None,
    tell: Callable[[float], None] = lambda share: None,
) -> pa.Table:
    """On checked transfers before `until`; those before `since` raise no hit. Of a rule
    that runs in two versions the second is put by itself: what fired is told apart by
    the rule's name."""
    layers = _layers([one.rule for one in _by_share(book)])
    found = [
        find_hits(
            layer,
            tables,
            until,
            engine,
            since=since,
            tell=partial(_tell_part, tell, done, len(layers)),
        )
        for done, layer in enumerate(layers)
    ]
    return _of_their_share(book, pa.concat_tables([HITS.empty_table(), *found]))


def with_typologies(book: Sequence[Running], hits: pa.Table) -> pa.Table:
    """The hits of rules, and those of the typologies that they make up together."""
    together = read_typologies(TYPOLOGIES, _every_rule(book))
    return pa.concat_tables([hits, typology_hits(together, _once_each(book, hits))])


def _tell_part(
    tell: Callable[[float], None], done: int, parts: int, share: float
) -> None:
    tell((done + share) / parts)


def _by_share(book: Sequence[Running]) -> list[Running]:
    return sorted(book, key=lambda one: (not one.is_in_force, -one.share))


def _layers(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Every rule at most once in each."""
    layers: list[dict[str, Rule]] = []
    for rule in rules:
        layer = next((one for one in layers if rule.id not in one), None)
        if layer is None:
            layers.append(layer := {})
        layer[rule.id] = rule
    return [list(layer.values()) for layer in layers]


def _every_rule(book: Sequence[Running]) -> list[Rule]:
    """A typology may speak of a rule that does not run."""
    every = {**shipped(), **{one.rule.id: one.rule for one in book}}
    return list(every.values())


def _of_their_share(book: Sequence[Running], hits: pa.Table) -> pa.Table:
    parts = {
        (one.rule.id, one.rule.version): one
        for one in book
        if one.hundredths != HUNDREDTHS
    }
    named = hits.select(["rule", "rule_version", "account"]).to_pylist()
    return hits.filter(
        pa.array(
            [
                part is None or part.is_for(hit["account"])
                for hit in named
                for part in [parts.get((hit["rule"], hit["rule_version"]))]
            ],
            pa.bool_(),
        )
    )


def _once_each(book: Sequence[Running], hits: pa.Table) -> pa.Table:
    """What is on trial beside a version in force does not count a second time."""
    ruled = {one.rule.id for one in book if one.is_in_force}
    beside = {
        (one.rule.id, one.rule.version)
        for one in book
        if not one.is_in_force and one.rule.id in ruled
    }
    named = hits.select(["rule", "rule_version"]).to_pylist()
    alone = [(hit["rule"], hit["rule_version"]) not in beside for hit in named]
    return hits.filter(pa.array(alone, pa.bool_()))
