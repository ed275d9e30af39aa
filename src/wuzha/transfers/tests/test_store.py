"""Files of transfers read together: each transfer counts once, whoever told of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings

from wuzha.detection.moments import microseconds
from wuzha.detection.tables import TRANSFERS, schema_of
from wuzha.transfers.models import TransferFile
from wuzha.transfers.store import around, between, path_of

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
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


def ids(*files: TransferFile) -> list[str]:
    found = between(files, NOON - timedelta(hours=1), NOON + timedelta(hours=1))
    names: list[str] = found["tx_id"].to_pylist()
    return names


def test_one_transfer_under_two_serial_numbers_counts_once() -> None:
    payers = kept("a", ("p1", NOON, "A", "B", 100))
    payees = kept("b", ("r1", NOON, "A", "B", 100), ("r2", NOON, "B", "C", 60))
    assert ids(payers, payees) == ["p1", "r2"]


def test_two_equal_transfers_of_one_second_in_one_file_stay_two() -> None:
    payers = kept("a", ("p1", NOON, "A", "B", 100), ("p2", NOON, "A", "B", 100))
    payees = kept("b", ("p1", NOON, "A", "B", 100), ("p2", NOON, "A", "B", 100))
    assert ids(payers, payees) == ["p1", "p2"]


def test_one_serial_number_of_two_banks_is_two_transfers() -> None:
    one = kept("a", ("7", NOON, "A", "B", 100))
    other = kept("b", ("7", NOON + SECOND, "C", "D", 100))
    assert ids(one, other) == ["7", "7~1.1"]


def test_the_same_file_twice_is_read_once_and_none_is_none() -> None:
    file = kept("a", ("1", NOON, "A", "B", 100))
    assert ids(file, TransferFile(sha256="a")) == ["1"]
    assert ids() == []


def test_around_an_account_stands_what_it_sent_and_got_within_the_span() -> None:
    far = NOON + timedelta(days=2)
    file = kept(
        "a",
        *(("1", NOON, "A", "B", 1), ("2", NOON, "C", "A", 2), ("3", far, "A", "B", 3)),
        ("4", NOON, "C", "D", 4),
    )
    rows = around(file, ["A"], NOON, timedelta(days=1))
    assert [row["tx_id"] for row in rows] == ["1", "2"]
