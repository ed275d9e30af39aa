"""No page, file or server process asks another machine for anything, and no answer
lets a browser do so: everything is here, and the policy says so on every response."""

import io
import re
import socket
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.house.floors import PACKAGE
from tests.house.test_matrix import arguments_of, one_of_each, rows, tables
from wuzha.organisation.models import Person

HERE = ("127.0.0.1", "localhost", "::1")
# Attributes whose value a browser fetches, follows or sends a form to.
ADDRESSES = {
    *("action", "background", "cite", "data", "formaction", "href", "poster", "src"),
    *("srcset", "xlink:href", "hx-get", "hx-post", "hx-put", "hx-delete", "content"),
}
ELSEWHERE = re.compile(
    r"^\s*(?:[a-z][a-z0-9+.-]*:)?//|^\s*(?:ftp|wss?|javascript):", re.I
)
# A name of a vocabulary, not an address that anybody asks.
NAMESPACES = re.compile(r"https?://(?:www\.w3\.org|ns\.adobe\.com)/[\w./#-]*")
IN_SHEETS = re.compile(r"@import|url\(\s*[\"']?(?:[a-z]+:)?//", re.I)
OF_POLICY = {
    name: " ".join(to)
    for name, to in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
}


class Markup(HTMLParser):
    """What a page would make the browser fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.script: Mapping[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name, value in given.items():
            if name in ADDRESSES and ELSEWHERE.search(value or ""):
                self.faults.append(f"<{tag} {name}={value!r}>")
            if name == "style" or name.startswith("on"):
                self.faults.append(f"<{tag} {name}=…>")
        if tag == "style":
            self.faults.append("<style>")
        self.script = given if tag == "script" else None

    def handle_data(self, data: str) -> None:
        is_data = self.script is None or self.script.get("type") == "application/json"
        if data.strip() and not is_data:
            self.faults.append("a script in the page")


@pytest.fixture
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever opens a connection to another machine fails."""

    def is_here(address: object) -> bool:
        # A path is a socket of this machine.
        return isinstance(address, str | bytes) or (
            isinstance(address, tuple) and address[0] in HERE
        )

    def guarded(name: str) -> Callable[..., Any]:
        original = getattr(socket.socket, name)

        def connect(self: socket.socket, address: object) -> Any:
            assert is_here(address), f"a connection to {address}"
            return original(self, address)

        return connect

    resolve = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **options: Any) -> Any:
        assert host in (None, "", *HERE), f"a look-up of {host}"
        return resolve(host, *rest, **options)

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture(autouse=True)
def _as_behind_tls(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__)
def test_every_answer_stays_on_this_machine(
    table: Any,
    cast: dict[str, Person],
    request: pytest.FixtureRequest,
    signed_in: Callable[[Person], Client],
    no_way_out: None,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.HOME = tmp_path
    given = arguments_of(table, cast, request)
    for method, view, expected in rows(table):
        url = reverse(view, args=given.get(view, ()))
        for name in one_of_each(expected):
            client = Client() if name == "stranger" else signed_in(cast[name])
            response = getattr(client, method)(url)
            assert_stays_here(
                response, f"{method} {url} by {name}: {response.status_code}"
            )


def policy_of(response: Any) -> dict[str, str]:
    parts = response.headers["Content-Security-Policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in parts)


def assert_stays_here(response: Any, what: str) -> None:
    assert policy_of(response) == OF_POLICY, what
    assert response.headers["X-Content-Type-Options"] == "nosniff", what
    assert response.headers["X-Frame-Options"] == "DENY", what
    assert response.headers["Referrer-Policy"] == "same-origin", what
    assert not ELSEWHERE.search(response.headers.get("Location", "")), what
    for name, cookie in response.cookies.items():
        assert cookie["samesite"] in {"Lax", "Strict"}, f"{what}: {name}"
        if not cookie.value:
            # Taken away.
            continue
        assert cookie["secure"], f"{what}: {name}"
        # The token is read by the forms of this service.
        assert cookie["httponly"] or name == "csrftoken", f"{what}: {name}"
    content = b"".join(response) if response.streaming else response.content
    assert list(faults_of(content, response.headers.get("Content-Type", ""))) == [], (
        what
    )


def faults_of(content: bytes, kind: str) -> Iterator[str]:
    if kind.startswith("text/html"):
        page = Markup()
        page.feed(content.decode())
        yield from page.faults
    if kind.startswith("application/vnd.openxmlformats"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                if b'TargetMode="External"' in parts.read(name):
                    yield f"{name} refers to something outside"


@pytest.mark.parametrize(
    ("markup", "faults"),
    [
        ('<img src="//cdn.example/x.png">', 1),
        ('<form action="https://elsewhere.example/">', 1),
        ('<meta http-equiv="refresh" content="https://elsewhere.example/">', 1),
        ("<script>go()</script>", 1),
        ('<p style="color:red" onclick="go()">', 2),
        ('<a href="/visits/">…</a><a href="tel:110">…</a>', 0),
        ('<script type="application/json">{"a": 1}</script>', 0),
    ],
)
def test_what_would_leave_is_seen(markup: str, faults: int) -> None:
    assert len(list(faults_of(markup.encode(), "text/html"))) == faults


FILES = [path for path in sorted(PACKAGE.glob("*/static/**/*")) if path.is_file()]


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.suffix in {".css", ".svg", ".webmanifest"}],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_a_sheet_or_picture_loads_nothing_from_elsewhere(path: Path) -> None:
    text = NAMESPACES.sub("", path.read_text("utf8"))
    assert not IN_SHEETS.search(text)
    assert path.suffix == ".css" or "//" not in text.replace("/*", "").replace(
        "<!--", ""
    )


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.suffix == ".js" and "vendor" not in path.parts],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_a_script_of_ours_names_no_other_machine(path: Path) -> None:
    text = NAMESPACES.sub("", path.read_text("utf8"))
    assert not re.search(r"\b(?:https?|wss?)://|[\"'`]//\w", text)


@pytest.fixture
def files_served(settings: Any) -> None:
    """Without gathering them first."""
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True


@pytest.mark.django_db
@pytest.mark.usefixtures("files_served")
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/static/no-such-file.css", 404),
        ("get", "/no-such-page/", 404),
        ("get", "/sign-out/", 405),
        # Without the token of a form: made up by another site.
        ("post", "/sign-in/", 403),
        ("post", "/people/new/", 403),
        ("get", "/healthz", 503),
    ],
)
def test_what_is_not_a_page_stays_here_as_well(
    method: str, path: str, status: int, guan: Person
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(guan, backend="django.contrib.auth.backends.ModelBackend")
    response = getattr(client, method)(path)
    assert response.status_code == status
    assert_stays_here(response, path)


@pytest.mark.django_db
@pytest.mark.usefixtures("files_served")
def test_a_file_carries_the_policy_as_well(client: Client) -> None:
    response = client.get("/static/ui/mark.svg")
    assert b"<svg" in b"".join(response)
    assert policy_of(response) == OF_POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_a_fault_of_ours_tells_nothing_and_loads_nothing(
    guan: Person, signed_in: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("13800138000")

    monkeypatch.setattr("wuzha.home.views.render", fail)
    client = signed_in(guan)
    client.raise_request_exception = False
    response = client.get("/")
    assert response.status_code == 500
    assert "13800138000" not in response.content.decode()
    assert_stays_here(response, "500")
