"""A passkey in a real browser, with an authenticator that exists only there."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from wuzha.audit.models import Entry
from wuzha.security.tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-dev-shm-usage"),
]


@pytest.fixture
def context(live_server) -> Iterator[BrowserContext]:
    # The browser's event loop lives in this thread, where Django would refuse the
    # database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser.new_context(base_url=live_server.url, locale="zh-CN")
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """With a built-in authenticator; whatever the policy blocks fails the test."""
    page, faults = context.new_page(), []
    page.on(
        "console",
        lambda said: faults.append(said.text) if said.type == "error" else None,
    )
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    assert faults == []


def sign_in(page: Page, path: str = "/account/") -> None:
    page.goto(path)
    page.get_by_label("用户名").fill("su")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def sign_out(context: BrowserContext) -> None:
    context.clear_cookies()


def test_a_passkey_is_made_and_opens_the_door_alone(
    su, with_password, page: Page, context: BrowserContext
):
    with_password(su)
    sign_in(page)
    page.get_by_role("link", name="添加通行密钥").click()
    expect(page.get_by_label("名称")).to_have_value("通行密钥 1")
    page.get_by_role("button", name="创建通行密钥").click()
    expect(page.get_by_role("heading", name="备用码")).to_be_visible()
    assert Entry.objects.filter(event="factor.added", by="su").exists()

    sign_out(context)
    page.goto("/sign-in/?next=/account/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_role("heading", name="账号与安全")).to_be_visible()
    expect(page.get_by_text("通行密钥 1")).to_be_visible()
    last = Entry.objects.filter(event="sign_in.done").last()
    assert last is not None and last.facts["methods"] == "webauthn"


def test_a_passkey_is_the_second_step_after_the_password(
    su, with_password, page: Page, context: BrowserContext
):
    with_password(su)
    sign_in(page, "/account/passkeys/add/")
    page.get_by_role("button", name="创建通行密钥").click()
    expect(page.get_by_role("heading", name="备用码")).to_be_visible()

    sign_out(context)
    sign_in(page)
    expect(page.get_by_role("heading", name="第二步验证")).to_be_visible()
    page.get_by_role("button", name="用通行密钥").click()
    expect(page.get_by_role("heading", name="账号与安全")).to_be_visible()


def test_without_the_passkey_the_page_says_so(page: Page, db):
    page.goto("/sign-in/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new Error()); }"
    )
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_text("没有完成：通行密钥没有确认")).to_be_visible()
