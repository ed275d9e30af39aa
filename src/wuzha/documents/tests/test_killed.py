"""An import that is killed at any moment loses nothing and does nothing twice."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import server
from wuzha.documents.tests.killed import ROWS

pytestmark = [pytest.mark.slow, pytest.mark.kill, pytest.mark.timeout(600)]


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[dict[str, str]]:
    """The environment of a service with a database of its own."""
    own = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "wuzha.config.settings",
        "WUZHA_SECRET": "only for the test of what is killed, nowhere else",
        "WUZHA_HOME": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    if request.param == "sqlite":
        yield {**own, "DATABASE_URL": f"sqlite:///{tmp_path}/killed.sqlite3"}
        return
    with server() as url:
        yield {**own, "DATABASE_URL": url}


def run(verb: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", "wuzha.documents.tests.killed", verb]
    done = subprocess.run(
        command, env=environment, check=True, capture_output=True, timeout=100
    )
    return done.stdout.decode()


def kill_often(verb: str, environment: dict[str, str], times: int) -> None:
    """Two workers at once, killed without warning a random while after one began."""
    chance = random.Random(verb)
    for _ in range(times):
        reading, writing = os.pipe()
        workers = [
            subprocess.Popen(
                [sys.executable, "-m", "wuzha.documents.tests.killed", verb],
                env=environment,
                stdout=writing,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]
        os.close(writing)
        with os.fdopen(reading, "rb") as said:
            begun = said.readline()
            time.sleep(chance.uniform(0.0, 0.15))
            for worker in workers:
                worker.kill()
                worker.wait()
        assert begun == b"begun\n"


def test_what_is_killed_is_neither_lost_nor_done_twice(
    environment: dict[str, str],
) -> None:
    run("begin", environment)
    kill_often("apply", environment, 4)
    between = json.loads(run("tell", environment))
    assert 0 < between["done"] < ROWS
    assert between["things"] == between["names"] == between["done"]
    assert between["applied"] == between["done"]
    run("apply", environment)
    told = json.loads(run("tell", environment))
    assert told["state"] == "applied"
    assert told["things"] == told["names"] == told["applied"] == ROWS
    kill_often("undo", environment, 2)
    run("undo", environment)
    told = json.loads(run("tell", environment))
    assert (told["state"], told["things"], told["undone"]) == ("undone", 0, ROWS)
