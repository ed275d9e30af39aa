"""Real processes on a database of their own, made to be killed.

A `Service` is where they run: a SQLite file, or in the second pass of the suite a new
database on the server that DATABASE_URL names. Its `Nursery` is one process that has
loaded the product and forks a child for each deed, in milliseconds instead of seconds.
"""

import gc
import importlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any, Self

import psycopg

SECRET = "only for the tests of what is killed, nowhere else"
LONGEST_SECONDS = 300


@dataclass(frozen=True)
class Service:
    """A database and the environment of whatever runs on it."""

    home: Path
    database_url: str
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        own = {
            "DJANGO_SETTINGS_MODULE": "wuzha.config.settings",
            "WUZHA_SECRET": SECRET,
            "WUZHA_HOME": str(self.home),
            "DATABASE_URL": self.database_url,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        }
        object.__setattr__(self, "environment", {**os.environ, **own})

    def start(self, *command: str, **options: Any) -> "subprocess.Popen[bytes]":
        """`wuzha COMMAND`, running."""
        wuzha = [sys.executable, "-m", "wuzha.config.cli", *command]
        return subprocess.Popen(wuzha, env=self.environment, **options)

    def run(self, *command: str) -> str:
        """`wuzha COMMAND` to its good end; what it said."""
        process = self.start(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = process.communicate(timeout=LONGEST_SECONDS)
        assert process.returncode == 0, said.decode()
        return said.decode()

    def number(self, query: str) -> int:
        """What the database answers, asked past the product."""
        if self.database_url.startswith("sqlite"):
            file = self.database_url.removeprefix("sqlite:///")
            connection: Any = sqlite3.connect(file)
        else:
            connection = psycopg.connect(self.database_url)
        with closing(connection):
            return int(connection.execute(query).fetchone()[0])


@contextmanager
def service(
    home: Path, tables: Callable[[Path], AbstractContextManager[str]]
) -> Iterator[Service]:
    """With its tables, and nothing in them."""
    with tables(home) as url:
        yield Service(home, url)


@dataclass(frozen=True)
class Child:
    """A deed on its way, in a process of its own."""

    pid: int
    nursery: "Nursery"

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def end(self) -> "End":
        """Waits for it."""
        return End(**self.nursery.told({"await": self.pid}))


@dataclass(frozen=True)
class End:
    """`signal` is 9 for what was killed; `answer` is what the deed returned."""

    signal: int
    code: int
    answer: Any

    @property
    def is_killed(self) -> bool:
        return self.signal == signal.SIGKILL


class Nursery:
    """Deeds are named "module:function"; arguments and answers are JSON."""

    def __init__(self, service: Service) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            env=service.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        self.process.wait(LONGEST_SECONDS)
        self.process.stdout.close()

    def begin(
        self, deed: str, *arguments: Any, dies_after: int = 0, moment: float = 0.0
    ) -> Child:
        """`dies_after`: how many statements the database has taken from it when it is
        killed, at once or a `moment` (in seconds) later; 0 for never."""
        order = {"deed": deed, "arguments": arguments}
        order |= {"dies_after": dies_after, "moment": moment}
        return Child(self.told(order)["pid"], self)

    def do(self, deed: str, *arguments: Any) -> Any:
        """To its good end."""
        end = self.begin(deed, *arguments).end()
        assert (end.signal, end.code) == (0, 0), end
        return end.answer

    def kill_within(self, seconds: float, *children: Child) -> None:
        time.sleep(seconds)
        for child in children:
            child.kill()
        for child in children:
            child.end()

    def told(self, order: dict[str, Any]) -> dict[str, Any]:
        self.process.stdin.write(json.dumps(order).encode() + b"\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


# -- inside the nursery ---------------------------------------------------------------


def main() -> None:
    import django

    django.setup()
    _read_what_every_deed_reads()
    answers: dict[int, int] = {}
    for line in sys.stdin:
        order = json.loads(line)
        if pid := order.get("await"):
            say(_ended(pid, answers.pop(pid)))
            continue
        module, _, name = order["deed"].partition(":")
        # Before the fork, so that no child has to read the product again.
        deed = getattr(importlib.import_module(module), name)
        gc.freeze()
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            _live(deed, order, writing)
        os.close(writing)
        answers[pid] = reading
        say({"pid": pid})
    os._exit(0)


def _read_what_every_deed_reads() -> None:
    """All addresses and parameters, before any child is born: four fifths of the time
    of each went there."""
    from django.urls import reverse

    from wuzha.lib import params

    reverse("account_login")
    params.table()


def say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _ended(pid: int, reading: int) -> dict[str, Any]:
    with os.fdopen(reading, "rb") as said:
        answer = said.read()
    _, status = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(status)
    return {
        "signal": os.WTERMSIG(status) if killed else 0,
        "code": 0 if killed else os.waitstatus_to_exitcode(status),
        "answer": json.loads(answer) if answer and not killed else None,
    }


def _live(deed: Callable[..., Any], order: dict[str, Any], writing: int) -> None:
    """The whole life of a child. Never returns."""
    code = 1
    try:
        if order["dies_after"]:
            _die_after(order["dies_after"], order["moment"])
        answer = deed(*order["arguments"])
        os.write(writing, json.dumps(answer).encode())
        code = 0
    finally:
        if code:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(code)


def _die_after(count: int, moment: float) -> None:
    from django.db import connection

    left = iter(range(count - 1, -1, -1))

    def taken(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if next(left, None) == 0:
            if moment:
                # From a thread, so that it can hit the database in its work.
                Timer(moment, _die).start()
            else:
                _die()
        return answer

    connection.execute_wrappers.append(taken)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
