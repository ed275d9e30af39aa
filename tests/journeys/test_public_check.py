"""The public page on a telephone, with script and without."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE
from wuzha.organisation.models import Unit
from wuzha.screening import waiting

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
SCAM = "我是市公安局民警，您涉嫌洗钱，请把钱转到安全账户核查资金，不要告诉家人。"


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no script"])
def test_a_stranger_checks_a_text_and_a_picture_and_finds_the_station(
    scripted: bool,
    browser: Browser,
    live_server: Any,
    village: Unit,
    station: Unit,
    assert_no_serious_fault: Callable[[Page], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(waiting, "read_picture", lambda content: SCAM)
    context = browser.new_context(
        base_url=live_server.url,
        viewport=PHONE,  # type: ignore[arg-type]
        java_script_enabled=scripted,
        locale="zh-CN",
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text))
    page.on("pageerror", lambda fault: wrong.append(str(fault)))

    page.goto("/check/")
    page.get_by_label("把收到的短信").fill(SCAM)
    page.get_by_role("button", name="帮我看看").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("很可能是诈骗")
    expect(page.locator("mark").first).to_be_visible()
    expect(page.get_by_role("button", name="复制这段话")).to_be_visible(
        visible=scripted
    )
    if scripted:
        assert_no_serious_fault(page)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"]

    page.get_by_role("link", name="我已经转账了").first.click()
    expect(page.get_by_text("收款账号")).to_be_visible()
    page.get_by_role("link", name="河口镇").click()
    page.get_by_role("link", name="柳湾村").click()
    expect(page.get_by_text("柳湾村：河口派出所")).to_be_visible()

    shot = tmp_path / "shot.png"
    shot.write_bytes(b"read by another test")
    page.goto("/check/")
    page.get_by_label("或者选一张截图").set_input_files(shot)
    page.get_by_role("button", name="帮我看看").click()
    expect(page.get_by_text("再等几秒钟")).to_be_visible()
    waiting.read_next()
    expect(page.get_by_text("很可能是诈骗").first).to_be_visible(timeout=15_000)

    assert {one["name"] for one in context.cookies()} <= {"csrftoken"}
    assert not wrong
    context.close()
