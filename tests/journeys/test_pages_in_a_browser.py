"""Pages in a real browser: on a desk those that everybody passes through, on a phone
every page there is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser import PHONE, SignIn
from tests.cast import CAST
from tests.house.test_matrix import arguments_of, tables
from wuzha.organisation.models import Person

pytestmark = [
    *(pytest.mark.browser, pytest.mark.slow),
    pytest.mark.django_db,
]

# Who looks at what on a desk.
SEEN = {
    "lin": ("/", "/board/", "/warnings/", "/warnings/new/", "/incidents/new/"),
    "hong": ("/", "/visits/", "/screening/"),
    "qiao": ("/bank/", "/bank/counter/"),
    "tan": ("/briefs/",),
    "zhou": ("/hits/", "/hits/runs/new/", "/screening/drift/", "/screening/labels/"),
    "an": ("/audit/",),
    "guan": ("/units/", "/people/"),
}
HERE = ("http://localhost:", "http://127.0.0.1:", "data:")
Check = Callable[[Page], None]
SignedIn = Callable[[Person], Client]


def test_a_page_opens_without_a_fault(
    cast: dict[str, Person],
    sign_in: SignIn,
    assert_no_serious_fault: Check,
) -> None:
    for name, addresses in SEEN.items():
        page = sign_in(cast[name])
        wrong = faults_of(page)
        for address in addresses:
            page.goto(address)
            expect(page.locator("main h1").first).to_be_visible()
            assert_no_serious_fault(page)
        assert not wrong


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.__name__)
def test_every_page_fits_a_phone(
    table: Any,
    cast: dict[str, Person],
    request: pytest.FixtureRequest,
    signed_in: SignedIn,
    sign_in: SignIn,
    assert_no_serious_fault: Check,
) -> None:
    """What a reader of screens meets is judged once for each template."""
    judged: set[str] = set()
    for name, addresses in pages(table, cast, request, signed_in).items():
        page = sign_in(cast[name], phone=True)
        wrong = faults_of(page)
        for address, template in addresses.items():
            page.goto(address)
            width = page.evaluate(
                "Math.max(innerWidth, document.scrollingElement.scrollWidth)"
            )
            assert width <= PHONE["width"], f"{address} is {width} wide"
            if template not in judged:
                assert_no_serious_fault(page)
            judged.add(template)
        assert not wrong


def faults_of(page: Page) -> list[str]:
    """What its scripts and its console complain of from now on, the content policy
    among it, and whatever it asks of another machine."""
    wrong: list[str] = []
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(HERE) else wrong.append(asked.url),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type == "error" else None,
    )
    return wrong


def pages(
    table: Any,
    cast: dict[str, Person],
    request: pytest.FixtureRequest,
    signed_in: SignedIn,
) -> dict[str, dict[str, str]]:
    """What the table of who gets in lets somebody open: by who looks at it, the address
    and the template."""
    given = arguments_of(table, cast, request)
    clients: dict[str, Client] = {}
    found: dict[str, dict[str, str]] = {}
    for view, name in openable(table.MATRIX):
        address = reverse(view, args=given.get(view, ()))
        client = clients.setdefault(name, signed_in(cast[name]))
        if template := template_of_page(client, address):
            found.setdefault(name, {})[address] = template
    return found


def openable(matrix: dict[str, dict[str, int]]) -> Iterator[tuple[str, str]]:
    """Each view that shows something, and the first of the cast who gets it."""
    for view, answers in matrix.items():
        for name in CAST:
            if answers.get(name, answers.get("*")) == 200:
                yield view, name
                break


def template_of_page(client: Client, address: str) -> str:
    """Empty for a file, a part of a page or an answer for machines."""
    answer: Any = client.get(address)
    if answer.streaming:
        # Read to its end, the file is closed.
        b"".join(answer)
        return ""
    return str(answer.templates[0].name) if b"<main" in answer.content else ""
