"""A real browser on the real pages: `sign_in(person)` gives a page of theirs.

`phone` and `desk` are the two widths that every page is looked at in. Needs Chromium;
with CI set, a machine without it fails instead of skipping.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    expect,
    sync_playwright,
)

from wuzha.organisation.models import Person

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
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
DESK = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
SignIn = Callable[..., Page]
# What is waited for comes at once, or late on a machine that does much else.
PATIENCE_MS = 15_000
# A click returns before the page it leads to is there: the old one says that it goes,
# at the latest two frames later.
MARK_LEAVING = """
window.leaving = false;
addEventListener('beforeunload', () => { window.leaving = true });"""
ARRIVED = """async () => {
  if (!('leaving' in window)) return true;
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);
  const busy = window.leaving || document.querySelector('.htmx-request');
  return !busy && document.readyState === 'complete';
}"""
expect.set_options(timeout=PATIENCE_MS)
click = Locator.click


def click_and_arrive(what: Locator, **how: Any) -> None:
    """Whoever goes elsewhere right after a click would take the click back."""
    click(what, **how)
    if not how.get("no_wait_after"):
        what.page.wait_for_function(ARRIVED)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # A module at a time: while it is open, its event loop would keep Django's database
    # calls of other tests from this thread.
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip("needs Chromium: apt-get install chromium-headless-shell")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Locator, "click", click_and_arrive)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def sign_in(
    browser: Browser, live_server: Any, signed_in: Callable[[Person], Client]
) -> Iterator[SignIn]:
    """`sign_in(person, phone=True)`; addresses begin at the root: page.goto("/")."""
    contexts: list[BrowserContext] = []

    def open_page(person: Person, *, phone: bool = False) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        contexts.append(context)
        context.add_init_script(MARK_LEAVING)
        cookie = signed_in(person).cookies["sessionid"].value
        context.add_cookies(
            [{"name": "sessionid", "value": cookie, "url": live_server.url}]
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def assert_no_serious_fault() -> Callable[[Page], None]:
    """WCAG 2.2 A and AA by axe, in the page that a click has led to."""
    axe = Axe()
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    options = {
        "runOnly": {"type": "tag", "values": rules},
        # What passes needs no list of all its places: half the time.
        "resultTypes": ["violations"],
    }

    def check(page: Page) -> None:
        page.wait_for_function(ARRIVED)
        found = axe.run(page, options=options)
        serious = [
            f"{fault['id']}: {[node['target'] for node in fault['nodes']]}"
            for fault in found.response["violations"]
            if fault["impact"] in {"serious", "critical"}
        ]
        assert not serious, f"{page.url}: {serious}"

    return check
