"""Asks a service over loopback with as little of the machine as can be: one thread, one
wait for all lines. What asks runs beside what answers, on the same processors."""

import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

WAIT_SECONDS = 30.0


@dataclass(eq=False)
class Line:
    """A connection that stays open; one request at a time."""

    socket: socket.socket
    due: float = 0.0
    read: bytearray = field(default_factory=bytearray)

    def ask(self, request: bytes, due: float) -> None:
        self.due = due
        self.socket.sendall(request)

    def answer(self) -> tuple[int, bytes] | None:
        """Status and body, once they are there."""
        arrived = self.socket.recv(1 << 16)
        if not arrived:
            raise ConnectionError("The service closed the line.")
        self.read += arrived
        head, ended, body = bytes(self.read).partition(b"\r\n\r\n")
        if not ended or len(body) < _length(head):
            return None
        self.read.clear()
        return int(head.split(b" ", 2)[1]), body


def exchange(
    port: int,
    requests: Sequence[bytes],
    *,
    lines: int,
    check: Callable[[int, bytes], None],
    pace: float | None = None,
) -> list[float]:
    """Seconds to each whole answer, in the order of the answers. With a pace (requests
    a second) they count from when the request was due, be a line free or not."""
    with ExitStack() as opened, selectors.DefaultSelector() as ready:
        free: deque[Line] = deque()
        for _number in range(lines):
            address = ("127.0.0.1", port)
            connection = socket.create_connection(address, timeout=WAIT_SECONDS)
            line = Line(opened.enter_context(connection))
            ready.register(line.socket, selectors.EVENT_READ, line)
            free.append(line)
        begun, sent = time.perf_counter(), 0
        times: list[float] = []
        while len(times) < len(requests):
            due = begun + sent / pace if pace else time.perf_counter()
            while free and sent < len(requests) and due <= time.perf_counter():
                free.popleft().ask(requests[sent], due)
                sent += 1
                due = begun + sent / pace if pace else time.perf_counter()
            rest = max(0.0, due - time.perf_counter()) if free else WAIT_SECONDS
            rest = rest if sent < len(requests) else WAIT_SECONDS
            for key, _events in ready.select(rest):
                said = key.data.answer()
                if said is not None:
                    times.append(time.perf_counter() - key.data.due)
                    check(*said)
                    free.append(key.data)
        return times


def post(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """The request as it goes over the line."""
    said = {"Host": "127.0.0.1", **headers, "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    raise ValueError("An answer without a length.")
