"""What a decision before a transfer costs, over HTTP and to the disk.

Makes a county with fifty rules and 30 days of transfers in a database of its own,
starts the service as it is started for real, and asks it over loopback with a token and
an idempotency key each: first at an even pace, then as fast as it answers. The CPU time
is that of all its processes, the database server included. Beside it the plain way to
windows: eight of them asked from DuckDB for each transfer, nothing kept,
no HTTP, no rules.

    python -m bench decisions
    python -m bench.decisions --only sqlite --seconds 10
"""

import argparse
import http.client
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any

from bench.databases import NAMES, database, table
from bench.endpoint import free_port
from bench.lines import exchange, post
from bench.processes import cpu_seconds

SEED = 5
ACCOUNTS = 20_000
HISTORY = 100_000
RULES = 50
CONNECTIONS = 32
PACE = 200
PLAIN = 100
STARTS_WITHIN = 180
HEAD = ("", "decisions", "a second", "a CPU-second", "p50 ms", "p99 ms")


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(prog="bench decisions", description=__doc__)
    options.add_argument("--only", choices=NAMES)
    options.add_argument("--seconds", type=float, default=20.0)
    options.add_argument("--make", metavar="FILE", help=argparse.SUPPRESS)
    given = options.parse_args(arguments)
    if given.make:
        make(Path(given.make))
        return
    rows = []
    for name in [given.only] if given.only else NAMES:
        print(f"{name}: load before {os.getloadavg()[0]:.1f}", flush=True)
        rows += measured(name, given.seconds)
    rows.append(plain().row("eight windows from DuckDB, in process"))
    print(table(HEAD, rows))
    print(f"load after {os.getloadavg()[0]:.1f}")


def measured(name: str, seconds: float) -> list[list[str]]:
    with database(name) as made:
        home = made.environment["WUZHA_HOME"]
        token_file = Path(home) / "token"
        made.run("bench.decisions", "--make", str(token_file))
        print(token_file.with_suffix(".said").read_text(), flush=True)
        token = token_file.read_text()
        with service(made.environment) as running:
            ask = Asker(running.port, token)
            ask.many(200, pace=None)
            even = run(running, ask, seconds, pace=PACE)
            full = run(running, ask, seconds, pace=None)
        return [
            full.row(f"{name}, as fast as it answers"),
            even.row(f"{name}, {PACE} a second"),
        ]


@dataclass(frozen=True)
class Figures:
    times: list[float]
    wall: float
    cpu: float

    def row(self, title: str) -> list[str]:
        ordered = sorted(self.times)
        count = len(ordered)
        return [
            title,
            str(count),
            f"{count / self.wall:.0f}",
            f"{count / self.cpu:.0f}",
            f"{ordered[count // 2] * 1000:.1f}",
            f"{ordered[int(count * 0.99)] * 1000:.1f}",
        ]


@dataclass(frozen=True)
class Running:
    port: int
    roots: tuple[int, ...]

    def cpu(self) -> float:
        return cpu_seconds(self.roots)


@contextmanager
def service(environment: dict[str, str]) -> Iterator[Running]:
    port = free_port()
    command = [sys.executable, "-m", "wuzha.config.cli", "serve", "--port", str(port)]
    env = {**os.environ, **environment}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=env) as served:
        try:
            await_windows(Path(environment["WUZHA_HOME"]), port, served)
            yield Running(port, (served.pid, *postmasters(environment)))
        finally:
            served.terminate()


def postmasters(environment: dict[str, str]) -> tuple[int, ...]:
    """The database server of this run, by the folder of its socket."""
    url = environment["DATABASE_URL"]
    folder = url.partition("host=")[2].partition("&")[0]
    if not folder:
        return ()
    return (int(Path(folder, "data", "postmaster.pid").read_text().splitlines()[0]),)


def await_windows(home: Path, port: int, served: "subprocess.Popen[bytes]") -> None:
    begun = time.monotonic()
    while time.monotonic() < begun + STARTS_WITHIN and served.poll() is None:
        try:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/healthz")
            line.getresponse().read()
        except OSError:
            time.sleep(0.2)
            continue
        if (home / "decisions" / "0.sock").exists():
            return
        time.sleep(0.2)
    raise SystemExit("The service did not start.")


class Asker:
    """Transfers that never were asked about before, each with a key of its own."""

    path = "/api/v1/decisions"
    lines = CONNECTIONS

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self.random = Random(SEED)
        self.number = 0

    def many(self, count: int, pace: int | None) -> list[float]:
        asked = [post(self.path, self.headers(), self.body()) for _ in range(count)]
        return exchange(self.port, asked, lines=self.lines, check=self.check, pace=pace)

    def headers(self) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(16),
        }

    def check(self, status: int, body: bytes) -> None:
        said = json.loads(body)
        if status != HTTPStatus.CREATED or said["fallback"]:
            raise SystemExit(f"{status}: {said}")

    def body(self) -> bytes:
        self.number += 1
        transfer = {
            "tx_id": f"N{self.number:09d}",
            "at": datetime.now(UTC).isoformat(),
            "payer": account(self.random),
            "payee": account(self.random),
            "amount_cents": self.random.randrange(1, 5_000_000),
            "channel": self.random.choice(["mobile", "counter", "atm", "qr"]),
            "note": "往来款",
        }
        return json.dumps(transfer).encode()


def run(running: Running, ask: Asker, seconds: float, pace: int | None) -> Figures:
    cpu, begun = running.cpu(), time.perf_counter()
    times: list[float] = []
    while time.perf_counter() - begun < seconds:
        times += ask.many(int(pace * seconds) if pace else 500, pace)
    return Figures(times, time.perf_counter() - begun, running.cpu() - cpu)


WINDOWS = " ".join(
    f", count(*) FILTER (WHERE {side} = $account AND at_us >= $at - {span})"
    f", sum(amount_cents) FILTER (WHERE {side} = $account AND at_us >= $at - {span})"
    for side in ("src", "dst")
    for span in (3_600_000_000, 24 * 3_600_000_000)
)


def plain() -> Figures:
    """Both accounts of each transfer, over the transfers of 30 days."""
    import duckdb

    random, times = Random(SEED), []
    now = int(time.time() * 1_000_000)
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.execute(
            "CREATE TABLE transfers AS SELECT "
            f"{now} - (random() * 2592e9)::BIGINT AS at_us, "
            f"(random() * {ACCOUNTS})::BIGINT AS src, "
            f"(random() * {ACCOUNTS})::BIGINT AS dst, "
            "(random() * 5000000)::BIGINT AS amount_cents "
            f"FROM range({HISTORY})"
        )
        cpu, begun = time.process_time(), time.perf_counter()
        for _ in range(PLAIN):
            asked = time.perf_counter()
            for _party in ("payer", "payee"):
                given = {"account": random.randrange(ACCOUNTS), "at": now}
                connection.execute(
                    f"SELECT 1 {WINDOWS} FROM transfers", given
                ).fetchall()
            times.append(time.perf_counter() - asked)
        return Figures(times, time.perf_counter() - begun, time.process_time() - cpu)


def account(random: Random) -> str:
    return f"6222{random.randrange(ACCOUNTS):012d}"


def make(token_file: Path) -> None:
    """A county with its rules, its transfers and a bank's token."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from wuzha.demo import county, staff
    from wuzha.organisation.access import Role
    from wuzha.organisation.models import Appointment, Person
    from wuzha.security.actions import issue_token

    call_command("migrate", verbosity=0)
    random = Random(SEED)
    with transaction.atomic():
        made = county.build(random, county.Size())
        staff.staff(made, random)
    bank = Person.objects.create(username="bank", name="银行系统", is_machine=True)
    Appointment.objects.create(
        person=bank,
        role=Role.BANK_SYSTEM,
        unit=made.root,
        valid_from=timezone.localdate(),
    )
    by = Person.objects.get(username="guanli")
    rules = more_rules(by)
    history(made.root, by, random)
    _row, token = issue_token(
        person=bank,
        purpose="bench",
        expires_at=timezone.now() + timedelta(hours=1),
        by=by,
    )
    token_file.write_text(token)
    token_file.with_suffix(".said").write_text(rules)


def more_rules(by: Any) -> str:
    """Variations of those that ship, until fifty run."""
    import re

    from django.utils import timezone

    from wuzha.decisions.book import Book
    from wuzha.detection.monitoring import RULES as FOLDER
    from wuzha.monitoring.models import RuleVersion
    from wuzha.monitoring.rulebook import rules_now

    files = sorted(FOLDER.glob("*.toml"))
    for path in files:
        if len(rules_now()) == RULES:
            break
        named = f"{path.stem}_b"
        text = re.sub(r'^id = ".*"$', f'id = "{named}"', path.read_text(), flags=re.M)
        now = timezone.now()
        RuleVersion.objects.create(
            rule=named,
            version=1,
            text=text,
            state="in_force",
            made_by=by,
            made_at=now,
            changed_at=now,
        )
    book = Book.now()
    windows = {
        feature for rule in book.compiled.rules for feature in rule.features.values()
    }
    return f"{len(book.running)} rules over {len(windows)} windows"


def history(unit: Any, by: Any, random: Random) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq
    from django.conf import settings

    from wuzha.detection.tables import TRANSFERS, schema_of
    from wuzha.transfers import store
    from wuzha.transfers.models import Origin

    now = int(time.time() * 1_000_000)
    month = 30 * 24 * 3_600_000_000
    times = sorted(now - random.randrange(month) for _ in range(HISTORY))
    rows = {
        "tx_id": [f"H{n:09d}" for n in range(HISTORY)],
        "at_us": times,
        "src": [account(random) for _ in times],
        "dst": [account(random) for _ in times],
        "amount_cents": [random.randrange(1, 5_000_000) for _ in times],
        "channel": [random.choice(["mobile", "atm", "qr"]) for _ in times],
    }
    schema = schema_of(TRANSFERS)
    for field in schema:
        rows.setdefault(field.name, [None] * HISTORY)
    path = Path(settings.HOME) / "history.parquet"
    pq.write_table(pa.table(rows, schema=schema), path)
    store.keep(path, unit=unit, name="bench", origin=Origin.RUN, by=by)


if __name__ == "__main__":
    main()
