"""Every address × every person of the cast: who gets in, who is told it is not there.

Each area keeps its rows in `tests/matrix.py`:

    MATRIX = {"view_name": {"lin": 200, "hong": 404, …, "stranger": 302}}
    POST_ONLY = {"view_name": …}        # same table, asked with POST and no fields
    def arguments(cast, request) -> dict[str, tuple]: …  # for addresses that take some

`*` stands for everybody not named. A new address without a row fails.
"""

import time
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import CAST
from tests.house.floors import PACKAGE
from wuzha.organisation.models import Person

# Addresses of libraries and files, each with the reason why the table has no row.
EXEMPT: dict[str, str] = {}


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from addresses(pattern, space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else str(pattern.pattern)


def tables() -> list[Any]:
    return [
        import_module(f"wuzha.{path.parent.parent.name}.tests.matrix")
        for path in sorted(PACKAGE.glob("*/tests/matrix.py"))
    ]


def test_every_address_has_a_row() -> None:
    named = {
        view
        for table in tables()
        for part in ("MATRIX", "POST_ONLY")
        for view in getattr(table, part, {})
    }
    assert set(addresses()) - named - EXEMPT.keys() == set()


@pytest.fixture
def refusals_without_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two answers in three are a refusal, and half of the time went into drawing it."""
    monkeypatch.setattr(
        get_resolver(),
        "resolve_error_handler",
        lambda status: lambda request, exception: HttpResponse(status=status),
    )


@pytest.mark.usefixtures("refusals_without_a_page")
@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__)
def test_who_gets_in(
    table: Any,
    cast: dict[str, Person],
    request: pytest.FixtureRequest,
    signed_in: Callable[[Person], Client],
) -> None:
    """Each address finds the same world: what the one before it did is rolled back. On
    PostgreSQL, whose queries are what may differ, one person of each answer asks."""
    given = arguments_of(table, cast, request)
    clients = {name: settled(signed_in(cast[name])) for name in CAST}
    clients["stranger"] = Client()
    cookies = {name: client.cookies.copy() for name, client in clients.items()}
    wrong = {}
    for method, view, expected in rows(table):
        url = reverse(view, args=given.get(view, ()))
        asked = one_of_each(expected) if connection.vendor == "postgresql" else clients
        answers = {}
        with transaction.atomic():
            for name in asked:
                clients[name].cookies = cookies[name].copy()
                answers[name] = _status(clients[name], method, url)
            transaction.set_rollback(True)
        wanted = {name: expected.get(name, expected.get("*")) for name in answers}
        if answers != wanted:
            wrong[f"{method} {view}"] = {
                name: (status, wanted[name])
                for name, status in answers.items()
                if status != wanted[name]
            }
    assert wrong == {}, "answered, wanted"


def settled(client: Client) -> Client:
    """As after their first page: what is owed first (a password, a second factor) is
    not looked up again at every address."""
    session = client.session
    session["began"] = session["seen"] = session["settled"] = int(time.time())
    session.save()
    return client


def arguments_of(
    table: Any, cast: dict[str, Person], request: pytest.FixtureRequest
) -> dict[str, tuple[Any, ...]]:
    made = getattr(table, "arguments", lambda cast, request: {})
    given: dict[str, tuple[Any, ...]] = made(cast, request)
    return given


def rows(table: Any) -> Iterator[tuple[str, str, dict[str, int]]]:
    for method, part in (("get", "MATRIX"), ("post", "POST_ONLY")):
        for view, expected in getattr(table, part, {}).items():
            yield method, view, expected


def one_of_each(expected: dict[str, int]) -> Iterator[str]:
    """Of everybody who is answered alike, the first."""
    seen: set[int | None] = set()
    for name in (*CAST, "stranger"):
        status = expected.get(name, expected.get("*"))
        if status not in seen:
            seen.add(status)
            yield name


def _status(client: Client, method: str, url: str) -> int:
    answer = getattr(client, method)(url)
    if answer.streaming:
        # Read to its end, the file is closed.
        b"".join(answer.streaming_content)
    status: int = answer.status_code
    return status
