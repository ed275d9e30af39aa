"""A passkey in a real browser, with an authenticator that exists only there."""

from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect

from wuzha.audit.models import Entry
from wuzha.security.tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
Device = Callable[[], Page]


@pytest.fixture
def device(live_server, browser: Browser) -> Iterator[Device]:
    """A page on a device of its own, with a built-in authenticator; whatever the policy
    blocks fails the test."""
    opened, faults = [], []

    def switch_on() -> Page:
        context = browser.new_context(base_url=live_server.url, locale="zh-CN")
        opened.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda said: faults.append(said.text) if said.type == "error" else None,
        )
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        return page

    yield switch_on
    for context in opened:
        context.close()
    assert faults == []


@pytest.fixture
def page(device: Device) -> Page:
    return device()


def sign_in(page: Page, path: str = "/account/", *, username: str = "su") -> None:
    page.goto(path)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def add_passkey(page: Page, *, username: str = "su") -> None:
    sign_in(page, username=username)
    page.get_by_role("link", name="添加通行密钥").click()
    expect(page.get_by_label("名称")).to_have_value("通行密钥 1")
    page.get_by_role("button", name="创建通行密钥").click()
    expect(page.get_by_role("heading", name="备用码")).to_be_visible()


def sign_out(page: Page) -> None:
    page.goto("/account/")
    page.locator("summary", has_text="的菜单").click()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="登录", exact=True)).to_be_visible()


def test_a_passkey_is_made_and_opens_the_door_alone(su, with_password, page: Page):
    with_password(su)
    add_passkey(page)
    assert Entry.objects.filter(event="factor.added", by="su").exists()

    sign_out(page)
    page.goto("/sign-in/?next=/account/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_role("heading", name="账号与安全")).to_be_visible()
    expect(page.get_by_text("通行密钥 1")).to_be_visible()
    last = Entry.objects.filter(event="sign_in.done").last()
    assert last is not None and last.facts["methods"] == "webauthn"


def test_a_passkey_is_the_second_step_after_the_password(su, with_password, page: Page):
    with_password(su)
    add_passkey(page)

    sign_out(page)
    sign_in(page)
    expect(page.get_by_role("heading", name="第二步验证")).to_be_visible()
    page.get_by_role("button", name="用通行密钥").click()
    expect(page.get_by_role("heading", name="账号与安全")).to_be_visible()
    last = Entry.objects.filter(event="sign_in.done").last()
    assert last is not None and last.facts["methods"] == "password+webauthn"


def test_the_passkey_of_somebody_else_is_no_second_step(
    su, other_su, with_password, device: Device
):
    """Neither by the browser, which is told whose is wanted, nor, where a page is made
    to ask for any at all, by the service."""
    with_password(su)
    with_password(other_su)
    add_passkey(device())
    theirs = device()
    add_passkey(theirs, username="other_su")
    sign_out(theirs)
    sign_in(theirs)
    theirs.get_by_role("button", name="用通行密钥").click()
    expect(theirs.get_by_text("没有完成：通行密钥没有确认")).to_be_visible()

    theirs.evaluate(
        """() => {
          const options = document.getElementById("passkey-options");
          const asked = JSON.parse(options.textContent);
          asked.request_options.publicKey.allowCredentials = [];
          options.textContent = JSON.stringify(asked);
        }"""
    )
    theirs.get_by_role("button", name="用通行密钥").click()
    expect(theirs.get_by_text("通行密钥不对或已删除")).to_be_visible()
    refused = Entry.objects.get(event="sign_in.failed")
    assert (refused.by, refused.facts["step"]) == ("su", "passkey")
    theirs.goto("/account/")
    expect(theirs.get_by_role("heading", name="第二步验证")).to_be_visible()


def test_a_passkey_that_was_taken_away_opens_nothing(su, with_password, page: Page):
    with_password(su)
    add_passkey(page)
    sign_out(page)
    Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).delete()
    page.goto("/sign-in/")
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_text("通行密钥不对或已删除")).to_be_visible()
    assert not Entry.objects.filter(
        event="sign_in.done", facts__methods="webauthn"
    ).exists()


def test_without_the_passkey_the_page_says_so(page: Page, db):
    page.goto("/sign-in/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new Error()); }"
    )
    page.get_by_role("button", name="用通行密钥登录").click()
    expect(page.get_by_text("没有完成：通行密钥没有确认")).to_be_visible()
