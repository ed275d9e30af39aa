"""Every address × every person of the cast: who gets in, who is told it is not there.

Each area keeps its rows in `tests/matrix.py`:

    MATRIX = {"view_name": {"lin": 200, "hong": 404, …, "stranger": 302}}
    POST_ONLY = {"view_name": …}        # same table, asked with POST and no fields
    def arguments(cast, request) -> dict[str, tuple]: …  # for addresses that take some

`*` stands for everybody not named. A new address without a row fails.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import transaction
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


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__)
def test_who_gets_in(
    table: Any,
    cast: dict[str, Person],
    request: pytest.FixtureRequest,
    signed_in: Callable[[Person], Client],
) -> None:
    """Each address finds the same world: what the one before it did is rolled back."""
    given = table.arguments(cast, request) if hasattr(table, "arguments") else {}
    wrong = {}
    for method, view, expected in _rows(table):
        url = reverse(view, args=given.get(view, ()))
        with transaction.atomic():
            clients = {name: signed_in(cast[name]) for name in CAST}
            clients["stranger"] = Client()
            answers = {
                name: _status(client, method, url) for name, client in clients.items()
            }
            transaction.set_rollback(True)
        wanted = {name: expected.get(name, expected.get("*")) for name in answers}
        if answers != wanted:
            wrong[f"{method} {view}"] = {
                name: (status, wanted[name])
                for name, status in answers.items()
                if status != wanted[name]
            }
    assert wrong == {}, "answered, wanted"


def _rows(table: Any) -> Iterator[tuple[str, str, dict[str, int]]]:
    for method, part in (("get", "MATRIX"), ("post", "POST_ONLY")):
        for view, expected in getattr(table, part, {}).items():
            yield method, view, expected


def _status(client: Client, method: str, url: str) -> int:
    answer = getattr(client, method)(url)
    if answer.streaming:
        # Read to its end, the file is closed.
        b"".join(answer.streaming_content)
    status: int = answer.status_code
    return status
