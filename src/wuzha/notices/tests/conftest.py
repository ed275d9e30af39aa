import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from wuzha.notices import actions, outbox
from wuzha.notices.models import Channel, Notice
from wuzha.organisation.models import Person, Unit


class Gateway:
    """A gateway on this machine: keeps what it was sent, or refuses."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.refuses = False
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                text = json.loads(self.rfile.read(length))
                if not gateway.refuses:
                    gateway.received.append({**text, "path": self.path})
                self.send_response(503 if gateway.refuses else 200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def url(self, path: str) -> str:
        return f"json://127.0.0.1:{self.server.server_port}/{path}"

    def texts(self, path: str) -> list[str]:
        return [one["message"] for one in self.received if one["path"] == f"/{path}"]

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    gateway = Gateway()
    yield gateway
    gateway.close()


@pytest.fixture
def add_channel(gateway: Gateway, guan: Person) -> Callable[[Person | Unit], Channel]:
    """The administrator enters the gateway; the path is the username or unit's name."""

    def add(owner: Person | Unit) -> Channel:
        path = owner.username if isinstance(owner, Person) else f"unit{owner.pk}"
        url = gateway.url(path)
        return actions.add_channel(owner=owner, kind="gateway", url=url, by=guan)

    return add


@pytest.fixture
def tell(village: Unit) -> Callable[..., list[Notice]]:
    """Somebody is told of one item; the subject is any row, here the village."""

    def tell(*people: Person, **overrides: Any) -> list[Notice]:
        facts: dict[str, Any] = {
            "item": "预警 0017：请签收",
            "url": "/warnings/17/",
            "subject": village,
            "urgent": True,
        }
        return outbox.tell(people=people, **(facts | overrides))

    return tell
