"""Exact windows in process and all running rules, before each transfer of a day.

WUZHA_BENCH_TRANSFERS names a file of transfers; without it some are made. All but the
last day are loaded; then each transfer of that day is asked about, decided and told,
for payer and payee. The named alternative keeps the same history in DuckDB, indexed by
account, and asks the same rules about one transfer at a time; what both find must be
the same.
"""

import argparse
import gc
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.detection import made_transfers, measured
from wuzha.detection.findings import Finding, findings
from wuzha.detection.gathering import gather
from wuzha.detection.monitoring import NOTHING_KNOWN, RULES
from wuzha.detection.online import Transfer, Windows, rebuild, transfers_in
from wuzha.detection.rules.batch import hits_query
from wuzha.detection.rules.online import Compiled
from wuzha.detection.rules.reader import read_rules
from wuzha.detection.rules.tree import Party, Rule

MADE, SEED = 300_000, 7
DAY_US = 86_400_000_000
ASKED_OF_DUCKDB = 40
NEAR = """CREATE OR REPLACE TEMP VIEW transfers AS SELECT * FROM history
WHERE src IN ('{src}', '{dst}') OR dst IN ('{src}', '{dst}')"""


@contextmanager
def given_transfers() -> Iterator[pa.Table]:
    """Checked, in order of time."""
    with TemporaryDirectory(prefix="wuzha-bench-") as folder:
        named = os.environ.get("WUZHA_BENCH_TRANSFERS")
        path, table = Path(named or f"{folder}/given.parquet"), Path(folder) / "table"
        if not named:
            pq.write_table(made_transfers(MADE, SEED), path)
        gather([path], table, lambda share: None)
        yield pq.read_table(table).sort_by([("at_us", "ascending")])


def parted(table: pa.Table) -> tuple[pa.Table, pa.Table]:
    """What was before the last day, and that day."""
    day_us = pc.max(table["at_us"]).as_py() - DAY_US
    place = pc.sum(pc.less(table["at_us"], day_us)).as_py()
    return table.slice(0, place), table.slice(place)


def resident_mb() -> int:
    return (
        int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
        >> 20
    )


def decided(windows: Windows, one: Transfer) -> list[Finding]:
    payer, payee = windows.ask(one, Party.PAYER), windows.ask(one, Party.PAYEE)
    found = findings(windows.compiled, one, payer, payee)
    windows.add(one, Party.PAYER)
    windows.add(one, Party.PAYEE)
    return found


def decide_day(
    windows: Windows, day: Sequence[Transfer], say: Callable[[str], None]
) -> dict[str, list[Finding]]:
    """The first half of the day at full speed, the second each by the watch."""
    half = len(day) // 2
    with measured() as spent:
        found = {one.tx_id: decided(windows, one) for one in day[:half]}
    say(f"{half:,} decisions: {half / spent.cpu:,.0f} a CPU-second")
    clock, used = [], []
    for one in day[half:]:
        wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
        found[one.tx_id] = decided(windows, one)
        used.append(time.thread_time_ns() - cpu)
        clock.append(time.perf_counter_ns() - wall)
    hits = sum(map(len, found.values()))
    say(f"{len(day) - half:,} decisions by the watch; {hits:,} findings in all")
    for name, took in (("by the clock", clock), ("of CPU time", used)):
        took.sort()
        p50, p99 = (took[int(len(took) * share)] / 1000 for share in (0.5, 0.99))
        most = took[-1] / 1e6
        say(f"  {name}: p50 {p50:.1f} µs, p99 {p99:.1f} µs, most {most:.1f} ms")
    return found


def asked_of_duckdb(
    rules: Sequence[Rule],
    table: pa.Table,
    day: Sequence[Transfer],
    say: Callable[[str], None],
) -> dict[str, set[tuple[str, int]]]:
    """The rules that fire at each of these transfers, and their measures."""
    found = {}
    with duckdb.connect() as connection:
        for name, known in NOTHING_KNOWN.items():
            connection.register(name, known)
        connection.register("given", table)
        connection.execute("CREATE TABLE history AS SELECT * FROM given")
        for side in ("src", "dst"):
            connection.execute(f"CREATE INDEX by_{side} ON history ({side})")
        with measured() as spent:
            for one in day:
                connection.execute(NEAR.format(src=one.src, dst=one.dst))
                query = hits_query(rules, one.at_us, one.at_us + 1)
                rows = connection.sql(query).to_arrow_table().to_pylist()
                found[one.tx_id] = {
                    (rule.id, row[f"measure_{n}"])
                    for row in rows
                    if row["tx_id"] == one.tx_id
                    for n, rule in enumerate(rules)
                    if row[f"band_{n}"] is not None
                }
    say(
        f"DuckDB, one transfer at a time ({len(day)} of them):"
        f" {len(day) / spent.cpu:,.1f} a CPU-second,"
        f" {spent.wall / len(day) * 1000:,.0f} ms each by the clock"
    )
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="decisions in process")
    parser.add_argument("--rules", type=int, help="the first so many; else all")
    asked_for = parser.parse_args(arguments).rules
    rules = [rule for rule in read_rules(RULES) if rule.runs][:asked_for]
    with given_transfers() as table:
        history, last = parted(table)
        day = list(transfers_in(last))
        windows, before = Windows(Compiled(rules)), resident_mb()
        gc.disable()
        with measured() as spent:
            rebuild(windows, history.to_batches())
        gc.enable()
        gc.freeze()
        print(
            f"{len(rules)} rules, {len(windows.compiled.layout.streams)} streams;"
            f" {len(history):,} transfers of {len(windows):,} accounts loaded in"
            f" {spent.cpu:.1f} CPU-seconds, {resident_mb() - before:,} MB"
        )
        found = decide_day(windows, day, print)
        firing = [one for one in day if found[one.tx_id]][: ASKED_OF_DUCKDB // 2]
        asked = [*firing, *day[: ASKED_OF_DUCKDB - len(firing)]]
        for tx_id, wanted in asked_of_duckdb(rules, table, asked, print).items():
            if {(one.rule.id, one.measure) for one in found[tx_id]} != wanted:
                sys.exit(f"transfer {tx_id} is judged differently")


if __name__ == "__main__":
    main()
