"""The transfers of a run: one checked Parquet file each, outside the database. Read
here for what a page or a trace needs of them, never as a whole."""

import secrets
import shutil
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from django.conf import settings

from wuzha.detection.engines.duckdb import DuckDB
from wuzha.detection.tracing import Trace, onward

AROUND = """
SELECT tx_id, at_us, src, dst, amount_cents FROM transfers
WHERE at_us BETWEEN {since} AND {until}
AND (src IN (SELECT account FROM wanted) OR dst IN (SELECT account FROM wanted))
ORDER BY at_us, tx_id LIMIT {most}"""
NAMED = """
SELECT t.tx_id, t.at_us, t.src, t.dst, t.amount_cents FROM transfers t
JOIN wanted w ON t.tx_id = w.tx_id ORDER BY t.at_us, t.tx_id"""
BETWEEN = "SELECT * FROM transfers WHERE at_us BETWEEN {since} AND {until}"
MOST_ROWS = 200
UPLOAD = "upload-"
LONGEST_NAME = 100
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def folder() -> Path:
    place = Path(settings.HOME) / "transfers"
    place.mkdir(parents=True, exist_ok=True)
    return place


def file_of(run_id: int) -> Path:
    return folder() / f"{run_id}.parquet"


def new_upload(suffix: str) -> Path:
    """Where an uploaded file waits for its run, under a name of our own."""
    return folder() / f"{UPLOAD}{secrets.token_hex(8)}{suffix}"


def shown_name(name: str) -> str:
    """What a file is called, to be read and never to be opened: without folders and
    what no screen shows; a long one keeps its end."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    legible = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    return legible.strip()[-LONGEST_NAME:]


def is_upload(path: Path) -> bool:
    return path.parent == folder() and path.name.startswith(UPLOAD)


def forget_uploads(paths: Iterable[Path]) -> None:
    """Their run has ended. Files that were handed in otherwise stay where they are."""
    for path in paths:
        if is_upload(path):
            path.unlink(missing_ok=True)


def scratch(run_id: int | str) -> TemporaryDirectory[str]:
    """Room for the work of a run; what one that was killed left there goes."""
    prefix = f".run-{run_id}-"
    for left in folder().glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    return TemporaryDirectory(dir=folder(), prefix=prefix)


def moment(microseconds: int) -> datetime:
    """Of the whole microseconds since 1970 that detection counts in."""
    return EPOCH + microseconds * MICROSECOND


def transfers_named(path: Path, tx_ids: Iterable[str]) -> list[dict[str, Any]]:
    wanted = pa.table({"tx_id": pa.array(sorted(set(tx_ids)), pa.string())})
    found = DuckDB().run(NAMED, {"transfers": path, "wanted": wanted})
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def transfers_around(
    path: Path, accounts: Iterable[str], at_us: int, span: timedelta
) -> list[dict[str, Any]]:
    """What the accounts sent and received within the span before and after, the
    earliest first, at most MOST_ROWS."""
    wanted = pa.table({"account": pa.array(sorted(set(accounts)), pa.string())})
    reach = span // MICROSECOND
    query = AROUND.format(since=at_us - reach, until=at_us + reach, most=MOST_ROWS)
    found = DuckDB().run(query, {"transfers": path, "wanted": wanted})
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def trace(
    path: Path, payments: list[str], *, first_us: int, hops: int, window: timedelta
) -> Trace:
    """Where the money of the payments went on to, first in, first out. What the
    accounts got in the window before is read along: under FIFO it leaves first."""
    reach = window // MICROSECOND
    query = BETWEEN.format(since=first_us - reach, until=first_us + 2 * reach)
    near = DuckDB().run(query, {"transfers": path})
    return onward(near, payments, max_hops=hops, window=window)
