"""The database engine of a SQLite file; Django asks for a module of this name."""

import sqlite3
from time import monotonic, sleep
from typing import Any

from django.db.backends.sqlite3 import base

LOOKS_EVERY_SECONDS = 0.001


class DatabaseWrapper(base.DatabaseWrapper):
    """Who wants to write looks every moment whether another is done, and leaves SQLite
    in between.

    SQLite's own wait looks ever more rarely, at last ten times a second. And it keeps
    its connection locked meanwhile: when the other thread, about to be done, happens to
    clear away a forgotten statement of that connection, each waits for the other until
    the time is up.
    """

    patience = 0.0

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.patience = conn_params["timeout"]
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA busy_timeout = 0")
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = self.connection.cursor(factory=PatientCursor)
        cursor.patience = self.patience
        return cursor


class PatientCursor(base.SQLiteCursorWrapper):
    """A statement told to wait has done nothing yet, so it may be said again.

    `executemany` may have: it is for within a transaction, whose BEGIN has waited.
    """

    patience = 0.0

    def execute(self, query: str, params: Any = None) -> Any:
        give_up_at = monotonic() + self.patience
        while True:
            try:
                return super().execute(query, params)
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
                if not is_busy or monotonic() > give_up_at:
                    raise
            sleep(LOOKS_EVERY_SECONDS)
