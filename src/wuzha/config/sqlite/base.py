"""The database engine of a SQLite file; Django asks for a module of this name."""

import sqlite3
from time import monotonic, sleep
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LOOKS_EVERY_SECONDS = 0.001


class DatabaseWrapper(base.DatabaseWrapper):
    """Who wants to write looks every moment whether another is done. SQLite itself
    looks ever more rarely, at last ten times a second: a bank that asks about a
    transfer would wait for a tenth of a second for one that took a hundredth."""

    patience = 0.0

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.patience = conn_params["timeout"]
        return super().get_new_connection(conn_params)

    def _start_transaction_under_autocommit(self) -> None:
        give_up_at = monotonic() + self.patience
        self._let_sqlite_wait(0.0)
        try:
            while not self._has_begun(give_up_at):
                sleep(LOOKS_EVERY_SECONDS)
        finally:
            self._let_sqlite_wait(self.patience)

    def _has_begun(self, give_up_at: float) -> bool:
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except OperationalError as error:
            if not _is_busy(error) or monotonic() > give_up_at:
                raise
            return False
        return True

    def _let_sqlite_wait(self, seconds: float) -> None:
        """Statements outside of a transaction wait as SQLite does."""
        self.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def _is_busy(error: OperationalError) -> bool:
    cause = error.__cause__
    return (
        isinstance(cause, sqlite3.OperationalError)
        and cause.sqlite_errorcode == sqlite3.SQLITE_BUSY
    )
