"""A SQLite file and a PostgreSQL server, each with a process environment to measure in.

The server has its ordinary settings (it flushes to disk), unlike that of the tests, and
a quarter of the memory of a small machine for its buffers.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import postgres

NAMES = ("sqlite", "postgresql")
SETTINGS = ("shared_buffers=1GB", "work_mem=16MB", "max_wal_size=4GB")


@dataclass(frozen=True)
class Database:
    name: str
    environment: dict[str, str]

    def run(self, module: str, *words: str) -> str:
        """`python -m MODULE WORDS` on this database; its output. Progress is shown."""
        command = [sys.executable, "-m", module, *words]
        done = subprocess.run(
            command,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout


@contextmanager
def database(name: str) -> Iterator[Database]:
    """Empty, and gone afterwards with all that was put into it."""
    with tempfile.TemporaryDirectory(prefix="wuzha-bench-") as home:
        environment = {
            "PYTHONPATH": "src",
            "DJANGO_SETTINGS_MODULE": "wuzha.config.settings",
            "WUZHA_HOME": home,
            "WUZHA_SECRET": secrets.token_urlsafe(48),
            "WUZHA_DEMO": "yes",
            "WUZHA_LOG_LEVEL": "ERROR",
        }
        if name == "sqlite":
            yield Database(
                name, environment | {"DATABASE_URL": f"sqlite:///{home}/bench.sqlite3"}
            )
            return
        with postgres.server(SETTINGS) as url:
            yield Database(name, environment | {"DATABASE_URL": url})


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    lines = []
    for row in (head, *rows):
        first, *others = zip(row, widths, strict=True)
        cells = [first[0].ljust(first[1]), *(text.rjust(w) for text, w in others)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
