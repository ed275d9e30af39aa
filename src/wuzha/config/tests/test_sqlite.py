"""Two connections want to write to one SQLite file."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import ConnectionHandler, OperationalError

from wuzha.config.sqlite import base

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTED = "SELECT noted FROM notes"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Writes, and is not done yet."""
    connection = sqlite3.connect(tmp_path / "notes.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE notes (noted TEXT)")
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


@pytest.fixture
def ours(tmp_path: Path) -> Iterator[base.DatabaseWrapper]:
    file = {**settings.DATABASES["default"], "NAME": str(tmp_path / "notes.sqlite3")}
    connection = ConnectionHandler({"default": file})["default"]
    assert isinstance(connection, base.DatabaseWrapper)
    yield connection
    connection.close()


@pytest.fixture
def looks(other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how long was rested between them; at the third the other is done."""
    rests: list[float] = []

    def rest(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 3:
            other.execute("INSERT INTO notes VALUES ('first')")
            other.execute("COMMIT")

    monkeypatch.setattr(base, "sleep", rest)
    return rests


def begun(ours: base.DatabaseWrapper) -> None:
    ours.ensure_connection()
    ours.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_who_waits_begins_once_the_other_is_done(
    ours: base.DatabaseWrapper, looks: list[float]
) -> None:
    begun(ours)
    with ours.cursor() as cursor:
        assert cursor.execute(NOTED).fetchall() == [("first",)]
    assert looks == [base.LOOKS_EVERY_SECONDS] * 3


def test_a_single_statement_waits_outside_of_sqlite_too(
    ours: base.DatabaseWrapper, looks: list[float]
) -> None:
    with ours.cursor() as cursor:
        cursor.execute("INSERT INTO notes VALUES ('second')")
        assert cursor.execute(NOTED).fetchall() == [("first",), ("second",)]
    assert len(looks) == 3


def test_who_waits_too_long_is_told(
    ours: base.DatabaseWrapper,
    other: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(base, "monotonic", iter(range(0, 100, 5)).__next__)
    monkeypatch.setattr(base, "sleep", lambda _seconds: None)
    with pytest.raises(OperationalError, match="locked"):
        begun(ours)
    other.execute("ROLLBACK")
    begun(ours)
