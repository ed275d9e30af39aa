"""The kept transfers: put down once, read by account and time. Writes the rows of this
area inside the actions of upper areas, which have checked and recorded."""

import secrets
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils import timezone

from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.moments import from_microseconds, microseconds
from wuzha.detection.tables import TRANSFERS, schema_of, span_of
from wuzha.detection.tracing.joining import joined
from wuzha.lib import params
from wuzha.lib.states import move
from wuzha.organisation.models import Person, Unit
from wuzha.transfers.models import Origin, TransferFile
from wuzha.transfers.statements import Statement
from wuzha.transfers.states import FILE, FileState
from wuzha.transfers.uploads import folder

MOST_ROWS = 200
WITHIN = "SELECT * FROM transfers WHERE at_us BETWEEN {since} AND {until}"
TOUCHING = """
AND (src IN (SELECT account FROM wanted) OR dst IN (SELECT account FROM wanted))"""
AROUND = """
SELECT tx_id, at_us, src, dst, amount_cents FROM transfers
WHERE at_us BETWEEN {since} AND {until}
{touching} ORDER BY at_us, tx_id LIMIT {most}"""
NAMED = """
SELECT t.tx_id, t.at_us, t.src, t.dst, t.amount_cents FROM transfers t
JOIN wanted w ON t.tx_id = w.tx_id ORDER BY t.at_us, t.tx_id"""


def path_of(file: TransferFile) -> Path:
    return folder() / f"{file.sha256}.parquet"


def keep(
    parquet: Path, *, unit: Unit, name: str, origin: Origin, by: Person
) -> TransferFile:
    """Takes the checked Parquet file over; its transfers count from now on."""
    return _kept(
        parquet, unit=unit, name=name, origin=origin, state=FileState.KEPT, came_by=by
    )


def keep_statement(
    read: Statement, *, unit: Unit, name: str, by: Person
) -> TransferFile:
    """To be looked at; its transfers count once it is turned to KEPT."""
    parquet = folder() / f".statement-{secrets.token_hex(8)}.parquet"
    pq.write_table(read.rows, parquet, compression="zstd")
    holders: Any = dict(read.holders)
    return _kept(
        parquet,
        unit=unit,
        name=name,
        origin=Origin.REPLY,
        left_out=read.left_out,
        holders=holders,
        came_by=by,
    )


def _kept(parquet: Path, **facts: Any) -> TransferFile:
    """A second row of the same transfers has the same file."""
    span = span_of(parquet)
    with parquet.open("rb") as content:
        sha256 = file_digest(content, "sha256").hexdigest()
    kept = TransferFile(
        sha256=sha256,
        transfers=span.transfers,
        first_at=from_microseconds(span.first_us),
        last_at=from_microseconds(span.last_us),
        came_at=timezone.now(),
        **facts,
    )
    shutil.move(parquet, path_of(kept))
    kept.save(force_insert=True)
    return kept


def turn(file: TransferFile, to: FileState) -> None:
    """Its transfers count from now on, or no more. The file stays: what was found
    with it can be found again."""
    move(file, to, FILE)
    file.save(update_fields=["state"])


def within(
    files: Iterable[TransferFile],
    since: datetime,
    until: datetime,
    accounts: Iterable[str] = (),
) -> dict[str, pa.Table]:
    """The transfers of each file within the time, of the accounts if any are given, by
    the file's digest: the same file twice is one. What two files tell of one transfer
    is not joined here."""
    wanted = _wanted(accounts)
    query = WITHIN.format(since=microseconds(since), until=microseconds(until))
    query += TOUCHING if len(wanted) else ""
    return {
        file.sha256: DuckDB().run(query, {"transfers": path_of(file), "wanted": wanted})
        for file in files
    }


def between(
    files: Iterable[TransferFile], since: datetime, until: datetime
) -> pa.Table:
    """The transfers of all files within the time, each once."""
    tables = within(files, since, until)
    if not tables:
        return schema_of(TRANSFERS).empty_table()
    apart = params.value("tracing.match_seconds", on=timezone.localdate()).whole
    return joined(tables, timedelta(seconds=apart)).transfers


def _wanted(accounts: Iterable[str]) -> pa.Table:
    return pa.table({"account": pa.array(sorted(set(accounts)), pa.string())})


def holders_in(files: Iterable[TransferFile]) -> dict[str, tuple[str, str]]:
    """By account: name and bank, of a later file before an earlier one's."""
    return {
        account: (name, bank)
        for file in files
        for account, (name, bank) in file.holders.items()
    }


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
    query = AROUND.format(
        since=microseconds(at - span),
        until=microseconds(at + span),
        touching=TOUCHING,
        most=MOST_ROWS,
    )
    tables = {"transfers": path_of(file), "wanted": _wanted(accounts)}
    found = DuckDB().run(query, tables)
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows
