"""The kept transfers: put down once, read by account and time. Writes the rows of this
area inside the actions of upper areas, which have checked and recorded."""

import secrets
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any, NamedTuple, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.utils import timezone

from wuzha.detection.engines import Source
from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.moments import EPOCH, from_microseconds, microseconds
from wuzha.detection.tables import TRANSFERS, schema_of, span_of
from wuzha.detection.tracing.joining import SAME, joined
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
# What rules ask of a transfer.
ASKED = "tx_id, at_us, src, dst, amount_cents, channel"
OF_FILE = """
SELECT {columns}, '{name}' AS file FROM {name}
WHERE at_us >= {since} AND at_us < {until}"""
ALONE = "SELECT {asked} FROM ({every})"
ONCE = """
SELECT {asked}, MIN(file) AS file FROM ({every}) GROUP BY {asked}"""
TOLD_APART = """
SELECT * FROM every SEMI JOIN (
  SELECT src, dst, amount_cents FROM every
  GROUP BY src, dst, amount_cents HAVING COUNT(DISTINCT file) > 1
) several USING (src, dst, amount_cents)"""
LEFT = """
SELECT {asked} FROM every e ANTI JOIN same s
ON e.file = s."table" AND e.tx_id = s.tx_id"""
LATEST = """
SELECT at_us FROM ({every}) ORDER BY at_us DESC LIMIT 1 OFFSET {most}"""
OTHERS = """
SELECT src AS account FROM ({every}) UNION SELECT dst FROM ({every})
ORDER BY account"""
FIRST = """
SELECT at_us, src, dst, amount_cents FROM transfers
ORDER BY at_us, tx_id LIMIT {most}"""
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
    return joined(tables, _match_span()).transfers


def put_together(
    files: Iterable[TransferFile],
    to: Path,
    *,
    since: datetime,
    until: datetime,
    accounts: Iterable[str] = (),
) -> None:
    """The transfers of all files from `since` to before `until`, each once, of the
    accounts if any are given, into a Parquet file for the rules. Memory does not grow
    with the store, only with what several files tell differently."""
    scan = Scan.of(files, since, until, accounts)
    engine = DuckDB(spill=to.parent)
    if len(scan.paths) == 1:
        engine.put(ALONE.format(asked=ASKED, every=scan.every(ASKED)), scan.tables, to)
        return
    parts = to.with_name(f"{to.name}.parts")
    engine.put(ONCE.format(asked=ASKED, every=scan.every(ASKED)), scan.tables, parts)
    apart = engine.run(TOLD_APART, {"every": parts})
    told = {
        name: apart.filter(pc.field("file") == name).drop("file")
        for name in apart["file"].unique().to_pylist()
    }
    same = joined(told, _match_span()).same if told else SAME.empty_table()
    engine.put(LEFT.format(asked=ASKED), {"every": parts, "same": same}, to)
    parts.unlink()


def latest(
    files: Iterable[TransferFile], until: datetime, most: int
) -> datetime | None:
    """From when on there are no more than so many; None: there are not as many."""
    scan = Scan.of(files, EPOCH, until)
    query = LATEST.format(every=scan.every("at_us"), most=most)
    found = DuckDB().run(query, scan.tables)["at_us"].to_pylist()
    return from_microseconds(found[0] + 1) if found else None


def neighbours(
    files: Iterable[TransferFile], account: str, since: datetime, until: datetime
) -> list[str]:
    """The account, and whoever paid it or was paid by it."""
    scan = Scan.of(files, since, until, [account])
    query = OTHERS.format(every=scan.every("src, dst"))
    found: list[str] = DuckDB().run(query, scan.tables)["account"].to_pylist()
    return found


class Scan(NamedTuple):
    """Several files read as one, from a time to before another."""

    paths: dict[str, Path]
    wanted: pa.Table
    since: datetime
    until: datetime

    @classmethod
    def of(
        cls,
        files: Iterable[TransferFile],
        since: datetime,
        until: datetime,
        accounts: Iterable[str] = (),
    ) -> Self:
        different = sorted({path_of(file) for file in files})
        paths = {f"f{place}": path for place, path in enumerate(different)}
        return cls(paths, _wanted(accounts), since, until)

    @property
    def tables(self) -> dict[str, Source]:
        return {**self.paths, "wanted": self.wanted}

    def every(self, columns: str) -> str:
        span = {
            "since": microseconds(self.since),
            "until": microseconds(self.until),
            "columns": columns,
        }
        touching = TOUCHING if len(self.wanted) else ""
        return " UNION ALL ".join(
            OF_FILE.format(name=name, **span) + touching for name in self.paths
        )


def _match_span() -> timedelta:
    apart = params.value("tracing.match_seconds", on=timezone.localdate()).whole
    return timedelta(seconds=apart)


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


def first(file: TransferFile, most: int) -> list[dict[str, Any]]:
    """The earliest of its transfers, to be looked at; none once they were cleared."""
    if not path_of(file).exists():
        return []
    query = FIRST.format(most=most)
    found = DuckDB().run(query, {"transfers": path_of(file)})
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
