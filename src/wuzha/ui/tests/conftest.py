"""A browser and a site on loopback for the tests of the scripts."""

import threading
from collections.abc import Iterator
from copy import deepcopy
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from wuzha.ui.tests import site as tiny

CHROMIUM = "/usr/bin/chromium-headless-shell"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# What is waited for comes at once, or late on a machine that does much else.
expect.set_options(timeout=15_000)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test says what matters."""


@pytest.fixture(autouse=True)
def _frame_without_home() -> Iterator[None]:
    """The frame is filled by an upper floor, which asks the database; not here."""
    [engine] = deepcopy(settings.TEMPLATES)
    kept = [
        name
        for name in engine["OPTIONS"]["context_processors"]
        if not name.startswith("wuzha.")
    ]
    engine["OPTIONS"]["context_processors"] = kept
    with override_settings(TEMPLATES=[engine]):
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # A module at a time: while it is open, its event loop keeps Django's database calls
    # of other tests from this thread.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site() -> Iterator[Server]:
    """The tiny site; `server_port` says where, `shutdown` takes the network away."""
    tiny.ANSWERS.__init__()  # type: ignore[misc]
    with override_settings(ROOT_URLCONF=tiny.__name__):
        app = StaticFilesHandler(WSGIHandler())
        server = make_server("127.0.0.1", 0, app, Server, Quiet)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def page(browser: Browser, site: Server) -> Iterator[Page]:
    """A page at the site. Whatever the console calls an error fails the test."""
    faults: list[str] = []
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{site.server_port}", locale="zh-CN"
    )
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: (
            faults.append(said.text)
            # A refusal or a missing network is reported by the browser itself.
            if said.type == "error" and "Failed to load resource" not in said.text
            else None
        ),
    )
    yield page
    context.close()
    assert faults == []
