"""The kept transfers: put down once, read by account and time. Writes the rows of this
area inside the actions of upper areas, which have checked and recorded."""

import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.conf import settings
from django.utils import timezone

from wuzha.detection.engines import Source
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.moments import from_microseconds, microseconds
from wuzha.detection.tables import TRANSFERS, schema_of, span_of
from wuzha.lib.states import move
from wuzha.organisation.models import Person, Unit
from wuzha.transfers.models import Origin, TransferFile
from wuzha.transfers.states import FILE, FileState

MOST_ROWS = 200
NONE = schema_of(TRANSFERS).empty_table()
# Two banks tell of one transfer under two serial numbers, and two banks may use one
# serial number. So a transfer is the same if payer, payee, amount and second are; two
# such in one file are two transfers. Of what is the same, the first file's counts.
EVERY = "SELECT {number} AS file, * FROM {name}"
ONCE = """
WITH numbered AS (
  SELECT *, row_number() OVER (
    PARTITION BY file, src, dst, amount_cents, at_us // 1000000 ORDER BY tx_id) AS nth
  FROM ({every}) WHERE at_us BETWEEN {since} AND {until}
), once AS (
  SELECT * FROM numbered QUALIFY row_number() OVER (
    PARTITION BY src, dst, amount_cents, at_us // 1000000, nth ORDER BY file) = 1
)
SELECT * EXCLUDE (file, nth) REPLACE (
  CASE WHEN row_number() OVER (PARTITION BY tx_id ORDER BY file, at_us, nth) = 1
  THEN tx_id ELSE tx_id || '~' || file || '.' || nth END AS tx_id)
FROM once ORDER BY at_us, tx_id"""
AROUND = """
SELECT tx_id, at_us, src, dst, amount_cents FROM transfers
WHERE at_us BETWEEN {since} AND {until}
AND (src IN (SELECT account FROM wanted) OR dst IN (SELECT account FROM wanted))
ORDER BY at_us, tx_id LIMIT {most}"""
NAMED = """
SELECT t.tx_id, t.at_us, t.src, t.dst, t.amount_cents FROM transfers t
JOIN wanted w ON t.tx_id = w.tx_id ORDER BY t.at_us, t.tx_id"""


def folder() -> Path:
    place = Path(settings.HOME) / "transfers"
    place.mkdir(parents=True, exist_ok=True)
    return place


def path_of(file: TransferFile) -> Path:
    return folder() / f"{file.sha256}.parquet"


def keep(
    parquet: Path,
    *,
    unit: Unit,
    name: str,
    origin: Origin,
    state: FileState = FileState.KEPT,
    left_out: int = 0,
    by: Person,
) -> TransferFile:
    """Takes the checked Parquet file over. A second row of the same transfers has the
    same file."""
    span = span_of(parquet)
    with parquet.open("rb") as content:
        sha256 = file_digest(content, "sha256").hexdigest()
    kept = TransferFile(
        unit=unit,
        name=name,
        origin=origin,
        state=state,
        sha256=sha256,
        transfers=span.transfers,
        left_out=left_out,
        first_at=from_microseconds(span.first_us),
        last_at=from_microseconds(span.last_us),
        came_at=timezone.now(),
        came_by=by,
    )
    shutil.move(parquet, path_of(kept))
    kept.save(force_insert=True)
    return kept


def turn(file: TransferFile, to: FileState) -> None:
    """Its transfers count from now on, or no more. The file stays: what was found
    with it can be found again."""
    move(file, to, FILE)
    file.save(update_fields=["state"])


def between(
    files: Iterable[TransferFile], since: datetime, until: datetime
) -> pa.Table:
    """All transfers of the files within the time, each once, in order of time."""
    paths = dict.fromkeys(path_of(file) for file in files)
    tables: dict[str, Source] = {
        f"file{number}": path for number, path in enumerate(paths)
    }
    if not tables:
        return NONE
    every = " UNION ALL BY NAME ".join(
        EVERY.format(number=number, name=name) for number, name in enumerate(tables)
    )
    query = ONCE.format(
        every=every, since=microseconds(since), until=microseconds(until)
    )
    return DuckDB().run(query, tables)


def named(transfers: Path, tx_ids: Iterable[str]) -> list[dict[str, Any]]:
    wanted = pa.table({"tx_id": pa.array(sorted(set(tx_ids)), pa.string())})
    found = DuckDB().run(NAMED, {"transfers": transfers, "wanted": wanted})
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def around(
    file: TransferFile, accounts: Iterable[str], at: datetime, span: timedelta
) -> list[dict[str, Any]]:
    """What the accounts sent and received within the span before and after, the
    earliest first, at most MOST_ROWS."""
    wanted = pa.table({"account": pa.array(sorted(set(accounts)), pa.string())})
    query = AROUND.format(
        since=microseconds(at - span), until=microseconds(at + span), most=MOST_ROWS
    )
    found = DuckDB().run(query, {"transfers": path_of(file), "wanted": wanted})
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows
