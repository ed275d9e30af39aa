"""Runs the web server and the worker as children: restarts what dies, ends both."""

import ctypes
import logging
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from threading import Event
from time import monotonic

from django.conf import settings

from wuzha.config.statics import gather

log = logging.getLogger("wuzha.serving")

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 30.0
# A child that lived this long has recovered from whatever ended the one before.
RECOVERED_SECONDS = 60.0
END_SECONDS = 30.0
POLL_SECONDS = 0.2
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process that is to be there all the time."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    start_at: float = 0.0
    deaths: int = field(default=0)

    def keep_alive(self) -> None:
        now = monotonic()
        if self.process is not None and self.process.poll() is not None:
            self._mourn(now, self.process.returncode)
        if self.process is None and now >= self.start_at:
            self.process = subprocess.Popen(  # noqa: S603 (our own command)
                self.command, preexec_fn=_die_with_parent, start_new_session=True
            )
            self.started = now

    def _mourn(self, now: float, code: int) -> None:
        self.deaths = 1 if now - self.started > RECOVERED_SECONDS else self.deaths + 1
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (self.deaths - 1), LONGEST_PAUSE_SECONDS)
        log.error("%s ended with %s, again in %d s", self.name, code, pause)
        self.process, self.start_at = None, now + pause

    def end(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            log.error("%s does not end, killing it", self.name)
            self.process.kill()
            self.process.wait()


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError:
            return False
    return True


def serve(*, host: str, port: int, more: tuple[list[str], ...] = ()) -> int:
    """Until told to stop by a signal. `more`: further commands to keep alive."""
    gather()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = [
        Child("web", _web(host, port)),
        Child("worker", _wuzha("clocks")),
        *(
            Child(f"windows {number}", _wuzha("windows", str(number)))
            for number in range(settings.DECISION_SHARDS)
        ),
        *(Child(command[-1], command) for command in more),
    ]
    while not stop.is_set():
        for child in children:
            child.keep_alive()
        stop.wait(POLL_SECONDS)
    end = monotonic() + END_SECONDS
    for child in children:
        child.end()
    for child in children:
        child.wait(end - monotonic())
    return 0


def _web(host: str, port: int) -> list[str]:
    gunicorn = [sys.executable, "-m", "gunicorn", "--config", "python:wuzha.config.web"]
    return [*gunicorn, "--bind", f"{host}:{port}", "wuzha.config.wsgi:application"]


def _wuzha(*words: str) -> list[str]:
    return [sys.executable, "-m", "wuzha.config.cli", *words]


def _die_with_parent() -> None:
    """So that a killed `wuzha serve` leaves no worker behind (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
