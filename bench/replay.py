"""A day through the windows in process beside the query over all transfers.

Every feature of every shipped rule, at every transfer of the last day of
WUZHA_BENCH_TRANSFERS (else of transfers made for it). The history before it arrives
out of order, by up to an hour, and every hundredth transfer arrives twice.
"""

import random
import sys
from collections.abc import Iterator, Sequence

import pyarrow as pa

from bench.detection import measured
from bench.online import given_transfers, parted
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.monitoring import NOTHING_KNOWN, RULES
from wuzha.detection.online import Transfer, Windows, transfers_in
from wuzha.detection.rules.batch import features_of, features_query
from wuzha.detection.rules.online import Compiled
from wuzha.detection.rules.reader import read_rules
from wuzha.detection.rules.tree import Feature, Party

LATEST_US = 3_600_000_000
TWICE_ONE_IN = 100
Values = dict[str, list[int | None]]
"""By transfer, of each feature in order."""


def arrivals(history: pa.Table) -> Iterator[Transfer]:
    chance = random.Random(7)
    transfers = list(transfers_in(history))
    transfers += chance.sample(transfers, len(transfers) // TWICE_ONE_IN)
    yield from sorted(transfers, key=lambda t: t.at_us + chance.randrange(LATEST_US))


def online_values(
    windows: Windows, features: Sequence[Feature], day: Sequence[Transfer]
) -> Values:
    values = {}
    for one in day:
        if one.src != one.dst:
            seen = windows.measured(one, Party.PAYER)
            seen |= windows.measured(one, Party.PAYEE)
            values[one.tx_id] = [seen[feature] for feature in features]
        for party in Party:
            windows.add(one, party)
    return values


def batch_values(
    table: pa.Table, features: Sequence[Feature], day: Sequence[Transfer]
) -> Values:
    query = features_query(features, day[0].at_us, day[-1].at_us + 1)
    tables = {**NOTHING_KNOWN, "transfers": table}
    answer = DuckDB(memory="6GB").run(query, tables)
    columns = [answer[f"f{n}"].to_pylist() for n in range(len(features))]
    rows = zip(*columns, strict=True)
    return {
        tx_id: list(row)
        for tx_id, row in zip(answer["tx_id"].to_pylist(), rows, strict=True)
    }


def main(arguments: Sequence[str] | None = None) -> None:
    rules = read_rules(RULES)
    features = features_of(rules)
    with given_transfers() as table:
        history, last = parted(table)
        day = list(transfers_in(last))
        windows = Windows(Compiled(rules))
        with measured() as loading:
            for one in arrivals(history):
                for party in Party:
                    windows.add(one, party)
        with measured() as online:
            found = online_values(windows, features, day)
        with measured() as batch:
            wanted = batch_values(table, features, day)
    differing = sum(
        found[tx_id][n] != values[n]
        for tx_id, values in wanted.items()
        for n in range(len(features))
    )
    print(
        f"{len(features)} features of {len(rules)} rules at {len(wanted):,} transfers"
        f" after {len(history):,}: {len(wanted) * len(features):,} integers,"
        f" {differing} differ"
    )
    print(
        f"  CPU-seconds: {loading.cpu:.1f} to load out of order, {online.cpu:.1f} for"
        f" the day in process, {batch.cpu:.1f} by the query"
    )
    if differing or found.keys() != wanted.keys():
        sys.exit("the day in process is not the day of the query")


if __name__ == "__main__":
    main()
