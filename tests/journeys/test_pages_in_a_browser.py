"""Pages that everybody passes through, in a real browser at both widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import SignIn
from wuzha.organisation.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

# Who looks at what; both widths, with the rules of accessibility run in the page.
SEEN = {
    "lin": ("/", "/board/", "/warnings/", "/warnings/new/", "/incidents/new/"),
    "hong": ("/", "/visits/"),
    "qiao": ("/bank/", "/bank/counter/"),
    "tan": ("/briefs/",),
    "zhou": ("/hits/", "/hits/runs/new/"),
    "an": ("/audit/",),
    "guan": ("/units/", "/people/"),
}
Check = Callable[[Page], None]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_page_opens_without_a_fault(
    cast: dict[str, Person],
    sign_in: SignIn,
    no_serious_fault: Check,
    phone: bool,
) -> None:
    for name, addresses in SEEN.items():
        page = sign_in(cast[name], phone=phone)
        wrong: list[str] = []
        page.on("pageerror", lambda error, wrong=wrong: wrong.append(str(error)))
        page.on(
            "console",
            lambda said, wrong=wrong: (
                wrong.append(said.text) if said.type == "error" else None
            ),
        )
        for address in addresses:
            page.goto(address)
            expect(page.locator("main h1").first).to_be_visible()
            no_serious_fault(page)
        assert not wrong
