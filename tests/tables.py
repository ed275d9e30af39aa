"""A database with its tables, for every test that needs one.

`wuzha migrate` makes them once for a state of the migrations; from then on they are
copied: making them takes longer than most runs of a few tests. A new server, and the
tests of the whole life of a service, run every migration again.
"""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from fcntl import LOCK_EX, flock
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from django.db import connections

from tests.journeys.processes import Service

ROOT = Path(__file__).resolve().parents[1]
SERVER = os.environ.get("DATABASE_URL", "")
ON_A_SERVER = SERVER.startswith("postgres")
# What the tables come out of: `requirements` for Django and the libraries with tables.
SOURCES = (
    *("src/wuzha/*/migrations/*.py", "src/wuzha/audit/rows_stay.py"),
    *("src/wuzha/privacy/fields.py", "requirements/dev.txt"),
)
Copy = Callable[[Path], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def tables(request: pytest.FixtureRequest) -> Copy:
    """`with tables(folder) as url`: a new database, gone afterwards. A SQLite file in
    the folder, or another database on the server that DATABASE_URL names."""
    kept: Path = request.config.cache.mkdir("tables")  # type: ignore[union-attr]
    model = kept / f"tables_{state_of_migrations()}"
    with model.with_suffix(".lock").open("w") as lock:
        # Whoever begins at the same time waits, and finds them made.
        flock(lock, LOCK_EX)
        if ON_A_SERVER:
            _make_on_the_server(model)
        else:
            _make_in_a_file(model)
    return partial(_on_the_server if ON_A_SERVER else _in_a_file, model)


@pytest.fixture(scope="session")
def django_db_setup(
    tables: Copy,
    tmp_path_factory: pytest.TempPathFactory,
    django_test_environment: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """In place of pytest-django's, which runs every migration."""
    with tables(tmp_path_factory.mktemp("database")) as url:
        path = unquote(urlsplit(url).path)
        connections["default"].close()
        # All threads make their connections of this one dictionary.
        connections.settings["default"]["NAME"] = path[1:]
        yield
        with django_db_blocker.unblock():
            connections.close_all()


def state_of_migrations() -> str:
    files = sorted(file for pattern in SOURCES for file in ROOT.glob(pattern))
    told = (f"{file.relative_to(ROOT)}\0{file.read_text('utf8')}" for file in files)
    return sha256("\0".join(told).encode()).hexdigest()[:16]


def _make_in_a_file(model: Path) -> None:
    if model.exists():
        return
    half = model.with_suffix(".half")
    half.unlink(missing_ok=True)
    Service(model.parent, f"sqlite:///{half}").run("migrate")
    half.rename(model)


@contextmanager
def _in_a_file(model: Path, home: Path) -> Iterator[str]:
    file = home / "wuzha.sqlite3"
    shutil.copy(model, file)
    yield f"sqlite:///{file}"


def _make_on_the_server(model: Path) -> None:
    name, half = model.name, f"{model.name}_half"
    with psycopg.connect(SERVER, autocommit=True) as control:
        asked = "SELECT FROM pg_database WHERE datname = %s"
        if control.execute(asked, [name]).fetchone():
            return
        control.execute(f"DROP DATABASE IF EXISTS {half} WITH (FORCE)")
        control.execute(f"CREATE DATABASE {half}")
        Service(model.parent, _named(half)).run("migrate")
        control.execute(f"ALTER DATABASE {half} RENAME TO {name}")


@contextmanager
def _on_the_server(model: Path, home: Path) -> Iterator[str]:
    name = f"test_{os.getpid()}_{random.randrange(10**6)}"
    with psycopg.connect(SERVER, autocommit=True) as control:
        control.execute(f"CREATE DATABASE {name} TEMPLATE {model.name}")
        try:
            yield _named(name)
        finally:
            control.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _named(database: str) -> str:
    return urlsplit(SERVER)._replace(path=f"/{database}").geturl()
