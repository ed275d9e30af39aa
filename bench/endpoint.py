"""How long a pushed warning takes from arrival to a unit that has it.

Makes a county in a database of its own (a SQLite file, or the one that DATABASE_URL
names), starts the service as it is started for real, pushes warnings over loopback and
takes the time until each is answered. The answer comes after the commit and says where
the warning went, so that this time is an upper bound. Then looks whether every single
one is dispatched.

    python -m bench endpoint
    python tests/postgres.py python -m bench endpoint
"""

import argparse
import http.client
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

SEED = 11
CONNECTIONS = 8
STARTS_WITHIN = 60
ALLOWED_SECONDS = 5.0


@dataclass(frozen=True)
class Target:
    """Where to push, as whom, and to which places."""

    port: int
    token: str
    addresses: list[str]


@dataclass(frozen=True)
class Push:
    """What one request took, and how many of its warnings a unit has."""

    seconds: float
    dispatched: int


def main(arguments: Sequence[str] | None = None) -> None:
    options = argparse.ArgumentParser(prog="bench endpoint", description=__doc__)
    options.add_argument("--warnings", type=int, default=500)
    options.add_argument(
        "--over", type=float, default=60.0, help="seconds in which they are pushed"
    )
    given = options.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="wuzha-bench-") as home:
        target = prepared(home)
        with service(target.port):
            measure(target, given.warnings, given.over)


def prepared(home: str) -> Target:
    """A county with its people and a token, in an empty database."""
    os.environ |= {
        "WUZHA_HOME": home,
        "WUZHA_SECRET": secrets.token_urlsafe(32),
        "WUZHA_DEMO": "yes",
        "WUZHA_LOG_LEVEL": "ERROR",
    }
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuzha.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections, transaction
    from django.utils import timezone

    from wuzha.demo import county, staff
    from wuzha.organisation.models import Person
    from wuzha.security.actions import issue_token

    call_command("migrate", verbosity=0)
    random = Random(SEED)
    with transaction.atomic():
        made = county.build(random, county.Size())
        staff.staff(made, random)
    _row, token = issue_token(
        person=Person.objects.get(username="feed"),
        purpose="bench",
        expires_at=timezone.now() + timedelta(hours=1),
        by=Person.objects.get(username="guanli"),
    )
    names = {unit.pk: unit.name for unit in (made.root, *made.towns, *made.villages)}
    addresses = [
        "".join(names[int(key)] for key in grid.path.split("/")[1:-2])
        + f"{grid.name}{random.randint(1, 90)}号"
        for grid in made.grids
    ]
    connections.close_all()
    return Target(free_port(), token, addresses)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def service(port: int) -> Iterator[None]:
    """Web server and worker, ended with the block."""
    command = [sys.executable, "-m", "wuzha.config.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        try:
            await_answer(port, running)
            yield
        finally:
            running.terminate()


def await_answer(port: int, running: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and running.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("The service did not start.")


def measure(target: Target, count: int, over: float) -> None:
    random = Random(SEED)
    serial = iter(range(10**6))
    warm_up = [warning(target, random, next(serial)) for _ in range(CONNECTIONS)]
    push_one_by_one(target, warm_up, over=0)
    for title, seconds in ((f"over {over:.0f} s", over), ("at once", 0.0)):
        warnings = [warning(target, random, next(serial)) for _ in range(count)]
        begun = time.perf_counter()
        pushes = push_one_by_one(target, warnings, over=seconds)
        took = time.perf_counter() - begun
        report(f"{count} single pushes {title}", pushes, took)
    batch = [warning(target, random, next(serial)) for _ in range(min(count, 500))]
    begun = time.perf_counter()
    pushes = [send(target, "/api/v1/warnings/batch", {"warnings": batch})]
    report(f"one batch of {len(batch)}", pushes, time.perf_counter() - begun)
    check_all_dispatched()


def warning(target: Target, random: Random, number: int) -> dict[str, Any]:
    """For a person of their own in a grid of the county."""
    return {
        "source_number": f"BENCH-{number:06d}",
        "stream": random.choice(["fund", "contact"]),
        "grade": random.choices(["critical", "high", "medium", "low"], [1, 3, 6, 5])[0],
        "name": "测某某",
        "phone": f"154{number:08d}",
        "address": random.choice(target.addresses),
        "fraud_class": "F01",
        "clue": "两小时内与境外号码通话四次，随后向从未往来的账户试转一元。",
    }


def push_one_by_one(
    target: Target, warnings: Sequence[dict[str, Any]], *, over: float
) -> list[Push]:
    """Evenly over so many seconds; a push that is late does not hold up the next."""
    begun = time.perf_counter()

    def push(place: int) -> Push:
        wait = begun + over * place / len(warnings) - time.perf_counter()
        time.sleep(max(0.0, wait))
        return send(target, "/api/v1/warnings", warnings[place])

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(push, range(len(warnings))))


def send(target: Target, path: str, content: dict[str, Any]) -> Push:
    headers = {
        "Authorization": f"Bearer {target.token}",
        "Content-Type": "application/json",
        "Idempotency-Key": secrets.token_hex(16),
    }
    body = json.dumps(content).encode()
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    said = json.loads(answer.read())
    seconds = time.perf_counter() - begun
    connection.close()
    received = [one["received"] for one in said.get("answers", [{"received": said}])]
    dispatched = sum(bool(one) and one.get("state") == "dispatched" for one in received)
    return Push(seconds, dispatched)


def report(title: str, pushes: Sequence[Push], took: float) -> None:
    times = sorted(push.seconds for push in pushes)
    dispatched = sum(push.dispatched for push in pushes)
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    verdict = "kept" if times[-1] <= ALLOWED_SECONDS else "NOT KEPT"
    print(
        f"{title}: {dispatched} dispatched in {took:.1f} s; each within "
        f"{p50 * 1000:.0f} ms (half), {p95 * 1000:.0f} ms (95 %), "
        f"{times[-1] * 1000:.0f} ms (all); {ALLOWED_SECONDS:.0f} s {verdict}"
    )


def check_all_dispatched() -> None:
    from django.db import connection

    from wuzha.earlywarnings.models import Dissuasion, EarlyWarning

    received = EarlyWarning.objects.count()
    waiting = Dissuasion.objects.filter(dispatched_at=None).count()
    print(f"{connection.vendor}: {received} received, {waiting} without a unit")
    connection.close()


if __name__ == "__main__":
    main()
