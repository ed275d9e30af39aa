"""How fast the features of the shipped rules are beside the SQL one writes first.

Makes a table of transfers (always the same for one size and seed), measures every
feature of the shipped rules with the compiled query and with the named alternative,
*range join*: every transfer joined with the earlier ones of its account that lie in
the window, grouped. Every integer must agree. Then a plain set of windows (count and
sum, in and out, over 1 h, 24 h and 7 d) three ways: by the arrays of the learned score,
by the compiled query, and by Polars where it is installed; over the file that
WUZHA_BENCH_TRANSFERS names, else over the same table. Then times a run, files in, hits
out.

    python bench/detection.py --transfers 200000 --seed 7
"""

import argparse
import itertools
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wuzha.detection.engines import Source
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.gathering import gather
from wuzha.detection.monitoring import NOTHING_KNOWN, RULES, Inputs, run
from wuzha.detection.rules.arrays import NOTHING, Features, Ledger
from wuzha.detection.rules.batch import features_of, features_query
from wuzha.detection.rules.reader import read_rules
from wuzha.detection.rules.sql import condition
from wuzha.detection.rules.tree import Aggregate, Direction, Feature, Key

DAYS = 30
TRANSFERS_AN_ACCOUNT = 12
ONE_CHAIN_IN = 400
FOREVER_US = 10**17
HOUR_US = 3_600_000_000

EARLIER = {
    "whole_hundreds": "earlier.amount_cents % 10000 = 0",
    "payer_involved": "FALSE",
    "amount": "earlier.amount_cents",
    "channel": "earlier.channel",
    "new_payee": "earlier.new_payee",
}
MOVES = """
WITH payments AS (
  SELECT *, MIN(at_us) OVER (PARTITION BY src, dst) = at_us AS new_payee FROM transfers
),
moves AS (
  SELECT *, src AS account, dst AS other, 'out' AS direction FROM payments
  UNION ALL
  SELECT *, dst AS account, src AS other, 'in' AS direction FROM payments
)
SELECT now.tx_id, {aggregate} AS f0
FROM moves AS now LEFT JOIN moves AS earlier
  ON earlier.account = now.account AND earlier.at_us < now.at_us AND {bounds}
WHERE now.direction = '{side}'
GROUP BY now.tx_id, now.at_us"""
AGGREGATES = {
    Aggregate.COUNT: "COUNT(earlier.tx_id)",
    Aggregate.SUM: "CAST(COALESCE(SUM(earlier.amount_cents), 0) AS BIGINT)",
    Aggregate.MAX: "COALESCE(MAX(earlier.amount_cents), 0)",
    Aggregate.DISTINCT: "COUNT(DISTINCT earlier.other)",
    Aggregate.IDLE: "now.at_us - MAX(earlier.at_us)",
    Aggregate.AGE: "now.at_us - MIN(earlier.at_us)",
}


@dataclass
class Spent:
    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def measured() -> Iterator[Spent]:
    spent, wall, cpu = Spent(), time.perf_counter(), _cpu()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def made_transfers(size: int, seed: int) -> pa.Table:
    """Random pairs by day and night, and among them money that is passed on fast."""
    chance = random.Random(seed)
    accounts = max(size // TRANSFERS_AN_ACCOUNT, 10)
    start = datetime.fromisoformat("2026-01-01T00:00:00+08:00")
    rows: list[tuple[datetime, int, int, float]] = []
    while len(rows) < size:
        at = start + timedelta(seconds=chance.uniform(0, DAYS * 86_400))
        path = chance.sample(range(accounts), 4)
        hops = 3 if chance.randrange(ONE_CHAIN_IN) == 0 else 1
        for src, dst in list(itertools.pairwise(path))[:hops]:
            amount = chance.lognormvariate(5, 1.3) + (3000 if hops > 1 else 1)
            rows.append((at, src, dst, round(amount, 2)))
            at += timedelta(minutes=chance.uniform(5, 50))
    columns = list(zip(*rows[:size], strict=True))
    return pa.table(
        {
            "tx_id": [f"{n}" for n in range(size)],
            "ts": pa.array(columns[0], pa.timestamp("us", "Asia/Shanghai")),
            "src": [f"{account}" for account in columns[1]],
            "dst": [f"{account}" for account in columns[2]],
            "amount": columns[3],
        }
    )


def range_join(feature: Feature) -> str:
    bounds = ["TRUE"]
    if feature.direction is not Direction.ANY:
        bounds.append(f"earlier.direction = '{feature.direction}'")
    if feature.window_us is not None:
        bounds.append(f"earlier.at_us >= now.at_us - {feature.window_us}")
    if feature.key is Key.PAIR:
        bounds.append("earlier.other = now.other")
    if feature.filter is not None:
        bounds.append(condition(feature.filter, EARLIER))
    return MOVES.format(
        aggregate=AGGREGATES[feature.aggregate],
        bounds=" AND ".join(bounds),
        side="in" if feature.key is Key.PAYEE else "out",
    )


def compare(table: Path, size: int, say: Callable[[str], Any]) -> None:
    features, engine = features_of(read_rules(RULES)), DuckDB(memory="4GB")
    tables: dict[str, Source] = {**NOTHING_KNOWN, "transfers": table}
    with measured() as compiled:
        answer = engine.run(features_query(features, 0, FOREVER_US), tables)
    answer = answer.sort_by("tx_id")
    plain = Spent()
    for n, feature in enumerate(features):
        with measured() as spent:
            naive = engine.run(range_join(feature), tables)
        plain.wall += spent.wall
        plain.cpu += spent.cpu
        if naive.sort_by("tx_id")["f0"].to_pylist() != answer[f"f{n}"].to_pylist():
            sys.exit(f"feature {n} differs: {feature}")
    say(f"{len(features)} features over {size:,} transfers, every integer equal")
    for name, spent in (("compiled query", compiled), ("range join", plain)):
        say(
            f"  {name:<16}{spent.wall:8.2f} s {size / spent.wall:12,.0f}/s"
            f"{size / spent.cpu:12,.0f} a CPU-second"
        )
    say(
        f"  ratio           {plain.wall / compiled.wall:8.1f} by the clock,"
        f" {plain.cpu / compiled.cpu:.1f} by CPU time"
    )


PLAIN = [
    Feature(aggregate, direction, hours * HOUR_US, Key.PAYER, None)
    for direction in (Direction.IN, Direction.OUT)
    for hours in (1, 24, 168)
    for aggregate in (Aggregate.COUNT, Aggregate.SUM)
]
SEVEN_DAYS_US = 168 * HOUR_US
FULLER = [
    *PLAIN,
    Feature(Aggregate.DISTINCT, Direction.IN, SEVEN_DAYS_US, Key.PAYER, None),
    Feature(Aggregate.DISTINCT, Direction.OUT, SEVEN_DAYS_US, Key.PAYER, None),
    Feature(Aggregate.IDLE, Direction.OUT, None, Key.PAYER, None),
]


def plain_windows(table: Path, say: Callable[[str], Any]) -> None:
    """Windows that hold their start and end before the transfer, every way; with
    counterparties and the time since the last payment without Polars."""
    rows = pq.read_table(table)
    ways = {"arrays": measured_by_arrays, "compiled query": measured_by_query}
    _compared(rows, FULLER, ways, say)
    if find_spec("polars"):
        ways["Polars"] = measured_by_polars
    _compared(rows, PLAIN, ways, say)


def _compared(
    rows: pa.Table,
    features: Sequence[Feature],
    ways: Mapping[str, Callable[[pa.Table, Sequence[Feature]], list[int]]],
    say: Callable[[str], Any],
) -> None:
    size, answers = len(rows), []
    say(f"{len(features)} plain windows over {size:,} transfers")
    for name, way in ways.items():
        with measured() as spent:
            answers.append(way(rows, features))
        say(
            f"  {name:<16}{spent.wall:8.2f} s{size / spent.cpu:12,.0f} a CPU-second,"
            f" {size * len(features) / spent.cpu:,.0f} values"
        )
    if any(answer != answers[0] for answer in answers):
        sys.exit("the ways do not agree")


def measured_by_arrays(rows: pa.Table, features: Sequence[Feature]) -> list[int]:
    asked = Features(Ledger.of(rows)).at()
    measures = (asked.measured(feature) for feature in features)
    return [int(values[values != NOTHING].sum()) for values in measures]


def measured_by_query(rows: pa.Table, features: Sequence[Feature]) -> list[int]:
    query = features_query(features, 0, FOREVER_US)
    answer = DuckDB(memory="4GB").run(query, {"transfers": rows})
    return [int(pc.sum(answer[f"f{n}"]).as_py()) for n in range(len(features))]


def measured_by_polars(rows: pa.Table, features: Sequence[Feature]) -> list[int]:
    """Its own rolling windows over the moves of each account."""
    import polars

    frame = polars.from_arrow(rows.select(["at_us", "src", "dst", "amount_cents"]))
    out = frame.filter(polars.col("src") != polars.col("dst"))
    moves = polars.concat(
        [
            out.select("at_us", "amount_cents", account=side, out=polars.lit(way))
            for side, way in (("src", True), ("dst", False))
        ]
    ).sort("account", "at_us")
    answers = []
    for feature in features:
        counted = polars.col("out") == (feature.direction is Direction.OUT)
        worth = polars.col("amount_cents") if feature.aggregate is Aggregate.SUM else 1
        value = polars.when(counted).then(worth).otherwise(0).cast(polars.Int64)
        windows = value.rolling_sum_by(
            "at_us", f"{feature.window_us}i", min_samples=0, closed="left"
        ).over("account")
        answers.append(
            int(moves.select(windows.alias("f"), "out").filter("out")["f"].sum())
        )
    return answers


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Batch detection, measured.")
    parser.add_argument("--transfers", type=int, default=200_000, metavar="N")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="wuzha-bench-") as folder:
        given, table = Path(folder) / "given.parquet", Path(folder) / "table.parquet"
        pq.write_table(made_transfers(asked.transfers, asked.seed), given)
        gather([given], table, lambda share: None)
        compare(table, asked.transfers, print)
        if named := os.environ.get("WUZHA_BENCH_TRANSFERS"):
            table = Path(folder) / "named"
            gather([Path(named)], table, lambda share: None)
        plain_windows(table, print)
        with measured() as whole:
            search = run(Inputs([given]), Path(folder) / "hits.parquet")
            hits = pq.read_metadata(search.hits).num_rows
        print(
            f"run, files in and {hits:,} hits out: {whole.wall:.2f} s,"
            f" {asked.transfers / whole.cpu:,.0f} transfers a CPU-second"
        )


if __name__ == "__main__":
    main()
