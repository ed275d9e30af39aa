"""How a run grows: all rules over 1, 3, 10 and 30 million transfers, file to hits.

Each size in a process of its own, so that its memory is its own. Transfers are copies
of a file given, or of what `bench.detection` makes, every copy under accounts of its
own and a little later.

    python -m bench.growth --sizes 1 3 10 [--engine spark] [--like minutes_30d.parquet]

With `--one-account` every transfer has one account on one of its sides.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow.parquet as pq

from bench.detection import made_transfers
from bench.processes import cpu_seconds, most_held
from wuzha.detection.monitoring import How, Inputs, run

MILLION = 1_000_000
SEED_ROWS = 200_000
COPIES = """
COPY (
  SELECT c.n || '-' || t.tx_id AS tx_id, t.ts + INTERVAL (c.n * 61) SECOND AS ts,
    {src} AS src, {dst} AS dst, t.amount
  FROM range({copies}) AS c(n), '{like}' AS t LIMIT {rows}
) TO '{to}' (FORMAT parquet)"""

SIDES = {"src": "c.n || '-' || t.src", "dst": "c.n || '-' || t.dst"}
ONE_ACCOUNT = {
    side: f"CASE WHEN hash(t.tx_id) % 2 = {half} THEN 'one' ELSE {other} END"
    for half, (side, other) in enumerate(SIDES.items())
}


def replicate(
    like: Path, rows: int, to: Path, sides: Mapping[str, str] = SIDES
) -> None:
    """`rows` transfers: copies of a file's, no two of which share an account."""
    copies = -(-rows // pq.read_metadata(like).num_rows)
    with duckdb.connect(config={"threads": 1, "memory_limit": "1GB"}) as engine:
        engine.execute(
            COPIES.format(copies=copies, like=like, rows=rows, to=to, **sides)
        )


def measure(transfers: Path, engine: str, memory: str) -> dict[str, float]:
    """In this process and those below it (Spark works there): time, processor time and
    the most memory held."""
    started = time.perf_counter()
    with TemporaryDirectory(prefix="wuzha-bench-", dir=transfers.parent) as folder:
        out = Path(folder) / "hits.parquet"
        run(Inputs([transfers]), out, How(engine, memory))
        hits = pq.read_metadata(out).num_rows
    here = {os.getpid()}
    return {
        "wall": time.perf_counter() - started,
        "cpu": cpu_seconds(here),
        "gigabytes": most_held(here) / 1e9,
        "hits": hits,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="How a run grows.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 3], help="millions")
    parser.add_argument("--engine", default="duckdb")
    parser.add_argument("--memory", default="1GB")
    parser.add_argument("--like", type=Path, help="a Parquet file to replicate")
    parser.add_argument("--one-account", action="store_true")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.one:
        print(json.dumps(measure(asked.one, asked.engine, asked.memory)))
        return
    with TemporaryDirectory(prefix="wuzha-bench-") as folder:
        like = asked.like or Path(folder) / "like.parquet"
        if not asked.like:
            pq.write_table(made_transfers(SEED_ROWS, 7), like)
        for size in asked.sizes:
            transfers = Path(folder) / "transfers.parquet"
            sides = ONE_ACCOUNT if asked.one_account else SIDES
            replicate(like, size * MILLION, transfers, sides)
            print(f"{size:>3} million, {asked.engine}: {_told(transfers, asked)}")


def _told(transfers: Path, asked: argparse.Namespace) -> str:
    command = [sys.executable, "-m", "bench.growth", "--one", str(transfers)]
    command += ["--engine", asked.engine, "--memory", asked.memory]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    told = json.loads(answer.stdout.splitlines()[-1])
    return (
        f"{told['wall']:.0f} s, {told['hits']:,.0f} hits,"
        f" {told['cpu']:.0f} CPU-seconds, {told['gigabytes']:.2f} GB at most"
    )


if __name__ == "__main__":
    main()
