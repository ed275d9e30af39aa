"""Pages that everybody passes through, in a real browser at both widths."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import SignIn
from wuzha.organisation.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

Check = Callable[[Page], None]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_desk_opens_without_a_fault(
    cast: dict[str, Person],
    sign_in: SignIn,
    no_serious_fault: Check,
    phone: bool,
) -> None:
    for name in ("lin", "hong", "qiao"):
        page = sign_in(cast[name], phone=phone)
        wrong: list[str] = []
        page.on("pageerror", lambda error, wrong=wrong: wrong.append(str(error)))
        page.on(
            "console",
            lambda said, wrong=wrong: (
                wrong.append(said.text) if said.type == "error" else None
            ),
        )
        page.goto("/")
        expect(page.locator("main h1").first).to_be_visible()
        no_serious_fault(page)
        assert not wrong
