"""The named alternative to the walk: a recursive query, which knows of no amounts."""

from collections.abc import Sequence
from datetime import timedelta

import duckdb
import pyarrow as pa

from wuzha.detection.moments import MICROSECOND

REACH = """
WITH RECURSIVE reached AS (
  SELECT tx_id AS seed, tx_id, dst AS account, at_us, 1 AS level,
    src AS payer, at_us + {window} AS ends_us
  FROM transfers WHERE tx_id IN (SELECT tx_id FROM seeds)
  UNION
  SELECT seed, t.tx_id, t.dst, t.at_us, level + 1, payer, ends_us
  FROM reached JOIN transfers AS t
    ON t.src = account AND t.at_us > reached.at_us AND t.at_us <= ends_us
  WHERE level <= {hops} AND account <> payer AND t.dst <> t.src AND t.amount_cents > 0
)
SELECT DISTINCT seed, tx_id FROM reached ORDER BY seed, tx_id"""


def reached(
    connection: duckdb.DuckDBPyConnection,
    seeds: Sequence[str],
    *,
    hops: int,
    window: timedelta,
) -> list[tuple[str, str]]:
    """Every transfer on a path in order of time, with the payment it comes from. The
    way ends at the account that paid."""
    connection.register("seeds", pa.table({"tx_id": pa.array(seeds, pa.string())}))
    query = REACH.format(hops=hops, window=window // MICROSECOND)
    return connection.sql(query).fetchall()
