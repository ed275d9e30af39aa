"""Clocks, drafts, refreshing panels and charts, in a real browser."""

import gzip
import re
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from wuzha.ui.tests.conftest import Server
from wuzha.ui.tests.site import ANSWERS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIRST_VIEW = 100_000
SHOWN = ["parts", "rows", "case", "deed", "visit"]


def test_a_clock_counts_turns_and_says_so_without_a_reload(page: Page) -> None:
    page.clock.install()
    page.goto("/clock/")
    clock = page.locator(".clock")
    expect(clock).to_have_attribute("data-state", "running")
    page.clock.fast_forward("15:00")
    expect(clock).to_have_attribute("data-state", "soon")
    page.clock.fast_forward("05:00")
    expect(clock).to_have_attribute("data-state", "overdue")
    expect(clock.locator("time")).to_contain_text("超时")
    expect(clock.get_by_role("status")).to_have_text("见面已超时")


def test_a_clock_follows_the_server_and_not_the_device(page: Page) -> None:
    page.clock.install(time="2019-03-01T08:00:00")
    page.goto("/clock/")
    page.clock.run_for(2000)
    expect(page.locator(".clock time")).to_contain_text("还剩 19分")


def test_a_sheet_is_printed_by_its_button(page: Page) -> None:
    page.add_init_script("window.print = () => { document.title = 'printed'; }")
    page.goto("/sheet/")
    expect(page.get_by_text("Ctrl+P")).to_have_count(0)
    page.get_by_role("button", name="打印").click()
    expect(page).to_have_title("printed")


def test_without_scripts_a_sheet_says_how_it_is_printed(
    browser: Browser, site: Server
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.server_port}/sheet/")
    expect(page.get_by_text("Ctrl+P")).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()
    context.close()


def test_what_was_typed_comes_back_and_secrets_do_not(page: Page) -> None:
    page.goto("/form/")
    page.get_by_label("经过").fill("对方自称客服")
    page.get_by_label("已见面").check()
    page.get_by_label("卸载").check()
    for secret in ("密码", "验证码", "证件"):
        page.get_by_label(secret).fill("110119")
    page.reload()
    expect(page.get_by_label("经过")).to_have_value("对方自称客服")
    expect(page.get_by_label("已见面")).to_be_checked()
    expect(page.get_by_label("卸载")).to_be_checked()
    expect(page.get_by_text("已恢复上次没有提交的内容")).to_be_visible()
    for secret in ("密码", "验证码", "证件"):
        expect(page.get_by_label(secret)).to_have_value("")
    assert "110119" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_draft_is_kept_when_the_page_says_no_and_goes_when_it_was_saved(
    page: Page,
) -> None:
    ANSWERS.form = "broken"
    page.goto("/form/")
    page.get_by_label("经过").fill("第一次")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("没有保存")).to_be_visible()
    page.goto("/form/")
    expect(page.get_by_label("经过")).to_have_value("第一次")
    ANSWERS.form = "saved"
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="已保存")).to_be_visible()
    page.goto("/form/")
    expect(page.get_by_label("经过")).to_have_value("")


def test_a_second_press_does_not_send_a_second_time(page: Page) -> None:
    ANSWERS.slow = 0.6
    page.goto("/form/")
    page.get_by_role("button", name="提交").evaluate(
        "button => { button.click(); setTimeout(() => button.click(), 200); }"
    )
    expect(page.get_by_role("heading", name="已保存")).to_be_visible()
    assert len(ANSWERS.posted) == 1


def test_a_board_refreshes_by_itself(page: Page) -> None:
    page.goto("/board/")
    expect(page.locator("#turn")).to_have_text(re.compile("[^01]"))
    expect(page.locator("[data-fresh]")).to_contain_text("更新")


def test_a_refresh_never_eats_a_half_typed_field(page: Page) -> None:
    page.goto("/board/")
    field = page.get_by_label("备注")
    field.fill("写了一半")
    field.evaluate("field => field.blur()")
    # What was under way when the field was filled arrives first.
    page.wait_for_timeout(500)
    here = page.locator("#turn").inner_text()
    page.wait_for_timeout(1500)
    expect(field).to_have_value("写了一半")
    expect(page.locator("#turn")).to_have_text(here)
    expect(page.locator("[data-fresh]")).to_have_text("您正在操作，暂停更新")


def test_a_refresh_waits_while_a_hand_is_over_the_panel(page: Page) -> None:
    page.goto("/board/")
    turn = page.locator("#turn")
    page.locator("#row").hover()
    # What was under way when the hand came arrives first.
    page.wait_for_timeout(500)
    here = turn.inner_text()
    page.wait_for_timeout(1500)
    expect(turn).to_have_text(here)
    page.locator("#elsewhere").hover()
    expect(turn).not_to_have_text(here)


def test_a_press_anywhere_on_a_row_follows_its_link(page: Page) -> None:
    page.goto("/shown/rows/")
    page.get_by_role("cell", name="冒充客服退款").first.click()
    expect(page).to_have_url(re.compile("/shown/rows/#YJ-1122-0412$"))


def test_a_filter_redraws_the_list_and_keeps_its_state_in_the_address(
    page: Page,
) -> None:
    page.goto("/shown/rows/")
    page.evaluate("document.body.dataset.same = 'page'")
    page.get_by_label("状态").select_option("已超时")
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    expect(page).to_have_url(re.compile("state=late"))
    assert page.evaluate("document.body.dataset.same") == "page"


def test_a_chart_is_drawn_under_the_policy(page: Page) -> None:
    answer = page.goto("/shown/parts/")
    assert answer
    assert "style-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    expect(page.locator(".chart__canvas canvas")).to_have_count(3)
    page.locator(".chart__table summary").first.click()
    expect(page.get_by_role("cell", name="16").first).to_be_visible()


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_is_open_to_everybody(page: Page, name: str) -> None:
    page.goto(f"/shown/{name}/")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
    assert [fault["id"] for fault in found.response["violations"]] == []


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_fits_a_phone_with_targets_for_a_thumb(page: Page, name: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/shown/{name}/")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .button, .choice, nav a")]
            .filter((e) => e.offsetParent && e.offsetHeight < 48)
            .map((e) => `${e.className} ${e.offsetHeight}`)"""
    )
    assert small == []


def test_the_first_view_of_a_visit_is_under_a_hundred_kilobytes(
    page: Page, site: Server
) -> None:
    page.goto("/shown/visit/", wait_until="networkidle")
    urls = page.evaluate(
        """[location.href,
            ...performance.getEntriesByType("resource").map((entry) => entry.name)]"""
    )
    weight = 0
    for url in set(urls):
        with urlopen(url) as answer:
            weight += len(gzip.compress(answer.read()))
    assert weight < FIRST_VIEW
