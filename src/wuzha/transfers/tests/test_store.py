"""Kept transfers are read by time and by account."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings

from wuzha.detection.moments import MICROSECOND, microseconds
from wuzha.detection.tables import TRANSFERS, schema_of
from wuzha.transfers.models import TransferFile
from wuzha.transfers.store import (
    around,
    between,
    latest,
    neighbours,
    path_of,
    put_together,
    within,
)

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
Row = tuple[str, datetime, str, str, int]


@pytest.fixture(autouse=True)
def home(settings: LazySettings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def kept(name: str, *rows: Row) -> TransferFile:
    """Not in the database: a file is found by its digest alone."""
    file = TransferFile(sha256=name)
    names = ("tx_id", "at_us", "src", "dst", "amount_cents")
    table = [
        dict(zip(names, (tx_id, microseconds(at), *rest), strict=True))
        for tx_id, at, *rest in rows
    ]
    pq.write_table(pa.Table.from_pylist(table, schema_of(TRANSFERS)), path_of(file))
    return file


def test_within_a_time_the_same_file_twice_is_one() -> None:
    late = NOON + timedelta(hours=3)
    file = kept("a", ("1", NOON, "A", "B", 100), ("2", late, "A", "B", 100))
    hour = timedelta(hours=1)
    found = within([file, TransferFile(sha256="a")], NOON - hour, NOON + hour)
    assert {name: table["tx_id"].to_pylist() for name, table in found.items()} == {
        "a": ["1"]
    }


def test_around_an_account_stands_what_it_sent_and_got_within_the_span() -> None:
    far = NOON + timedelta(days=2)
    file = kept(
        "a",
        *(("1", NOON, "A", "B", 1), ("2", NOON, "C", "A", 2), ("3", far, "A", "B", 3)),
        ("4", NOON, "C", "D", 4),
    )
    rows = around(file, ["A"], NOON, timedelta(days=1))
    assert [row["tx_id"] for row in rows] == ["1", "2"]


def test_put_together_each_transfer_stands_once_within_the_time(tmp_path: Path) -> None:
    second, day = timedelta(seconds=1), timedelta(days=1)
    same = ("1", NOON, "A", "B", 100)
    files = [
        kept("a", same, ("2", NOON + second, "A", "B", 100), ("3", NOON, "C", "D", 5)),
        # The same again, one under another number, and one that only this file tells.
        kept("b", same, ("x", NOON, "C", "D", 5), ("4", NOON, "B", "E", 100)),
        kept("c", ("5", NOON + day, "A", "B", 100), ("6", NOON - day, "A", "B", 100)),
    ]
    file = tmp_path / "together.parquet"

    def found(**asked: list[str]) -> list[str]:
        put_together(files, file, since=NOON, until=NOON + day, **asked)
        rows: list[str] = pq.read_table(file)["tx_id"].to_pylist()
        return sorted(rows)

    by_joining = between(files, NOON, NOON + day - second)["tx_id"].to_pylist()
    assert found() == sorted(by_joining) == ["1", "2", "3", "4"]
    assert found(accounts=["E"]) == ["4"]
    assert neighbours(files, "B", NOON, NOON + day) == ["A", "B", "E"]
    assert latest(files, NOON + day, 3) == NOON + MICROSECOND
    assert latest(files, NOON + day, 10) is None
