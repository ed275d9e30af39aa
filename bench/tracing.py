"""Money followed over an index of all transfers, beside a recursive query in DuckDB.

Payments are followed one by one, five hops and 72 hours, by each method; then one by
one and all together by the query, which must reach the same transfers as poison does.
Then a case of 300 transfers: read, joined, indexed, traced, written as evidence; and an
account with a million. With `--copies 6` on six times the transfers, in other accounts
and hours.

    python -m bench.tracing --transfers minutes.parquet --seeds 300 --copies 6
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench.detection import made_transfers, measured
from wuzha.detection.tables import read_transfers
from wuzha.detection.tests.reach import reached
from wuzha.detection.tracing import METHODS, Case, Index, Question, Trace, trace
from wuzha.detection.tracing.evidence import canonical, evidence

HOPS, WINDOW = 5, timedelta(hours=72)
HOUR_US = 3_600_000_000
CASE = 300
QUERIES = 20
MADE = 300_000
BUSY = 1_000_000


def copied(transfers: pa.Table, copies: int) -> pa.Table:
    """The same patterns among other accounts, an hour later each time."""
    return pa.concat_tables(_moved(transfers, number) for number in range(copies))


def _moved(transfers: pa.Table, number: int) -> pa.Table:
    names = {
        name: pc.binary_join_element_wise(transfers[name], str(number), "-")
        for name in ("tx_id", "src", "dst")
    }
    later = {"at_us": pc.add(transfers["at_us"], number * HOUR_US)}
    same = {name: transfers[name] for name in ("amount_cents", "is_illicit")}
    return pa.table({**names, **later, **same})


def one_by_one(
    what: Sequence[Any], deed: Callable[[Any], Any]
) -> tuple[list[Any], str]:
    """The answers, and milliseconds each by the clock and of CPU time."""
    answers, spent = [], []
    for one in what:
        wall, cpu = time.perf_counter(), time.process_time()
        answers.append(deed(one))
        spent.append((time.perf_counter() - wall, time.process_time() - cpu))
    half, most = np.quantile(np.array(spent) * 1000, (0.5, 0.99), axis=0)
    return answers, (
        f"p50 {half[0]:7.2f}  p99 {most[0]:7.2f} ms,"
        f" of CPU time p50 {half[1]:7.2f}  p99 {most[1]:7.2f} ms"
    )


def followed(transfers: pa.Table, seeds: list[str], say: Callable[[str], Any]) -> Index:
    with measured() as building:
        index = Index.of(transfers)
    say(f"{len(index):,} transfers indexed in {building.cpu:.1f} s of CPU time")
    say(f"{len(seeds)} payments one by one, {HOPS} hops, {WINDOW}:")
    edges: set[tuple[str, str]] = set()
    for method in METHODS:
        traces, told = one_by_one(seeds, partial(_trace, index, method))
        flows = pa.concat_tables(one.flows for one in traces)
        edges = set(
            zip(*(flows[n].to_pylist() for n in ("seed", "tx_id")), strict=True)
        )
        say(f"  {method:<24}{told}, {len(flows):,} flows")
    asked_of_duckdb(transfers, seeds, edges, say)
    return index


def _trace(index: Index, method: str, seed: str) -> Trace:
    return trace(index, [seed], method=method, hops=HOPS, window=WINDOW)


def asked_of_duckdb(
    transfers: pa.Table,
    seeds: list[str],
    edges: set[tuple[str, str]],
    say: Callable[[str], Any],
) -> None:
    """`edges`: those of the last method, poison."""
    with duckdb.connect(config={"threads": 2, "memory_limit": "8GB"}) as connection:
        connection.register("given", transfers)
        connection.sql("CREATE TABLE transfers AS FROM given ORDER BY src, at_us")
        _, told = one_by_one(
            seeds[:QUERIES],
            lambda seed: reached(connection, [seed], hops=HOPS, window=WINDOW),
        )
        say(f"  {'DuckDB, recursive':<24}{told}")
        with measured() as together:
            found = reached(connection, seeds, hops=HOPS, window=WINDOW)
    each = together.cpu / len(seeds) * 1000
    say(f"  {'DuckDB, all together':<24}{each:.2f} ms of CPU time each")
    if set(found) != edges:
        sys.exit(f"edges differ: {len(edges ^ set(found))} of {len(found)}")
    say(f"  poison and the query reach the same {len(found):,} transfers")


def case_with_evidence(index: Index, folder: Path, say: Callable[[str], Any]) -> None:
    """As many transfers as a case has, around the busiest payers."""
    busiest = np.argsort(np.diff(index.leaving.starts))[::-1]
    rows = np.concatenate([index.leaving.of(int(one)) for one in busiest[:CASE]])[:CASE]
    path = folder / "case.parquet"
    pq.write_table(written(index, np.sort(rows)), path)
    seeds = tuple(index.tx_id(int(row)) for row in np.sort(rows)[:20])
    for method in ("fifo", "haircut"):
        _, told = one_by_one(
            [method] * 20, lambda method: _evidence(path, seeds, method)
        )
        say(f"  {method:<24}{told}")


def busy_account(rows: int, say: Callable[[str], Any]) -> None:
    """Followed money comes to an account that has all the others' transfers as well."""
    chance, numbers = np.random.default_rng(7), np.arange(rows)
    others = np.array([f"o{number}" for number in range(5000)])[numbers % 5000]
    comes = numbers % 2 == 0
    amounts = chance.integers(100, 100_000, rows)
    amounts[rows // 100] = 5_000_000  # the seed
    transfers = pa.table(
        {
            "tx_id": [f"t{number}" for number in numbers],
            "at_us": numbers * 10_000,
            "src": np.where(comes, others, "busy"),
            "dst": np.where(comes, "busy", others),
            "amount_cents": amounts,
        }
    )
    index, seed = Index.of(transfers), f"t{rows // 100}"
    say(f"an account with {rows:,} transfers:")
    for method in METHODS:
        traces, told = one_by_one([seed] * 5, partial(_trace, index, method))
        say(f"  {method:<24}{told}, {len(traces[0].flows):,} flows")


def written(index: Index, rows: np.ndarray[Any, Any]) -> pa.Table:
    return pa.table(
        {
            "tx_id": index.tx_ids.take(pa.array(rows)),
            "ts": pa.array(index.at_us[rows], pa.timestamp("us", "UTC")),
            "src": index.names.take(pa.array(index.src[rows])),
            "dst": index.names.take(pa.array(index.dst[rows])),
            "amount_cents": index.cents[rows],
        }
    )


def _evidence(path: Path, seeds: tuple[str, ...], method: str) -> str:
    case = Case({path.name: read_transfers([path])}, timedelta(minutes=2))
    question = Question(seeds, method, HOPS, WINDOW)
    return canonical(evidence(case, question, case.answer(question)))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Tracing, measured.")
    parser.add_argument(
        "--transfers", type=Path, default=os.environ.get("WUZHA_BENCH_TRANSFERS")
    )
    parser.add_argument("--seeds", type=int, default=300, metavar="N")
    parser.add_argument("--copies", type=int, default=1, metavar="N")
    asked = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="wuzha-bench-") as name:
        folder = Path(name)
        given = asked.transfers or folder / "made.parquet"
        if not asked.transfers:
            pq.write_table(made_transfers(MADE, 7), given)
        transfers = copied(read_transfers([Path(given)]), asked.copies)
        labelled = transfers.filter(transfers["is_illicit"])
        among = labelled if len(labelled) > asked.seeds else transfers
        seeds = random.Random(1).sample(among["tx_id"].to_pylist(), asked.seeds)
        index = followed(transfers, seeds, print)
        print(f"a case of {CASE} transfers, from the file to its evidence:")
        case_with_evidence(index, folder, print)
    busy_account(BUSY, print)


if __name__ == "__main__":
    main()
