"""Entries made without a network are kept, sent once, and overwrite nothing unseen."""

import pytest
from playwright.sync_api import Page, Route, expect

from wuzha.ui.tests.conftest import Server
from wuzha.ui.tests.site import ANSWERS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The page and the scripts that it asks for.
KEPT = """async () => {
  const scripts = [...document.scripts].map((script) => script.src).filter(Boolean);
  const wanted = [location.href, ...scripts];
  return (await Promise.all(wanted.map((url) => caches.match(url)))).every(Boolean);
}"""


def record(page: Page, story: str) -> None:
    page.get_by_label("经过").fill(story)
    page.get_by_role("button", name="保存").click()


def test_an_entry_made_without_a_network_is_sent_when_it_returns(page: Page) -> None:
    page.goto("/visit/")
    page.context.set_offline(True)
    record(page, "已劝住")
    bar = page.locator(".waiting")
    expect(bar).to_contain_text("现在没有网络 · 1 条等待发送")
    assert ANSWERS.posted == []
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="已保存")).to_be_visible()
    expect(bar).to_have_count(0)
    assert [posted["story"] for _, posted in ANSWERS.posted] == ["已劝住"]


def test_an_entry_survives_the_page_and_is_sent_from_another(page: Page) -> None:
    page.goto("/visit/")
    page.context.set_offline(True)
    record(page, "已劝住")
    # The bar comes as soon as the network goes; the entry is kept a moment later.
    expect(page.locator(".waiting")).to_contain_text("1 条等待发送")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto("/done/")
    expect(page.get_by_text("已发送：周* 的走访")).to_be_visible()
    assert len(ANSWERS.posted) == 1
    page.goto("/visit/")
    expect(page.get_by_label("经过")).to_have_value("")


def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_key(
    page: Page,
) -> None:
    lost = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/visit/", lose)
    page.goto("/visit/")
    record(page, "已劝住")
    page.locator(".waiting").get_by_role("button", name="现在发送").click()
    expect(page.get_by_role("heading", name="已保存")).to_be_visible()
    keys = [key for key, _ in ANSWERS.posted]
    assert len(keys) == 2
    assert len(set(keys)) == 1


def test_a_server_in_trouble_leaves_the_entry_waiting(page: Page) -> None:
    ANSWERS.visit = "late"
    page.goto("/visit/")
    record(page, "已劝住")
    expect(page.locator(".waiting")).to_contain_text("1 条等待发送")
    ANSWERS.visit = "saved"
    page.get_by_role("button", name="现在发送").click()
    expect(page.get_by_role("heading", name="已保存")).to_be_visible()


def test_a_conflict_shows_both_versions_and_waits_for_a_decision(page: Page) -> None:
    ANSWERS.version = "2"
    page.goto("/visit/")
    record(page, "人不在")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("同事 14:05 已经记录。")
    expect(dialog.get_by_role("cell", name="人不在")).to_be_visible()
    expect(dialog.get_by_role("cell", name="同事已见面")).to_be_visible()
    dialog.get_by_role("button", name="以后再定").click()
    expect(page.locator(".waiting")).to_contain_text("1 条要您决定")
    assert len(ANSWERS.posted) == 1

    page.get_by_role("button", name="查看").click()
    dialog.get_by_role("button", name="用我的再提交").click()
    expect(page.get_by_role("heading", name="已保存")).to_be_visible()
    (first, _), (second, posted) = ANSWERS.posted
    assert first != second
    assert posted["version"] == "2"
    assert posted["story"] == "人不在"


def test_a_conflict_can_be_let_go(page: Page) -> None:
    ANSWERS.version = "2"
    page.goto("/visit/")
    record(page, "人不在")
    page.get_by_role("button", name="保留现在的，放弃我的").click()
    expect(page.locator(".waiting")).to_have_count(0)
    assert len(ANSWERS.posted) == 1


def test_an_error_stands_beside_its_field(page: Page) -> None:
    ANSWERS.visit = "invalid"
    page.goto("/visit/")
    record(page, "短")
    expect(page.locator(".field--bad .field__errors")).to_have_text("请写明经过。")
    expect(page.get_by_label("经过")).to_be_focused()
    ANSWERS.visit = "saved"
    record(page, "已见面，已劝住")
    expect(page.get_by_role("heading", name="已保存")).to_be_visible()


def test_a_refusal_is_shown_with_its_sentence(page: Page) -> None:
    ANSWERS.visit = "refused"
    page.goto("/visit/")
    record(page, "已劝住")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("这件事已经办结。")
    dialog.get_by_role("button", name="放弃这一条").click()
    expect(page.locator(".waiting")).to_have_count(0)


def test_nobody_else_sends_the_entry(page: Page) -> None:
    ANSWERS.person = "8"
    page.goto("/visit/")
    record(page, "已劝住")
    expect(page.locator(".waiting")).to_contain_text("请重新登录")
    assert ANSWERS.posted == []


def test_signing_out_asks_before_leaving_entries_behind(page: Page) -> None:
    ANSWERS.visit = "late"
    page.goto("/visit/")
    record(page, "已劝住")
    expect(page.locator(".waiting")).to_contain_text("1 条等待发送")
    page.get_by_role("button", name="退出").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("还有 1 条没有发出")
    dialog.get_by_role("button", name="仍然退出").click()
    expect(page.get_by_role("heading", name="已退出")).to_be_visible()


def test_a_visit_page_opens_without_a_network_until_its_person_signs_out(
    page: Page, site: Server
) -> None:
    page.goto("/visit/?kept=1")
    page.wait_for_function(KEPT)
    page.reload(wait_until="networkidle")
    page.context.set_offline(True)
    page.goto("/visit/?kept=1")
    expect(page.get_by_text("保存在本机的页面")).to_be_visible()
    expect(page.get_by_label("经过")).to_be_visible()

    page.context.set_offline(False)
    page.goto("/visit/?kept=1")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="已退出")).to_be_visible()
    assert page.evaluate("caches.match('/visit/?kept=1')") is None
