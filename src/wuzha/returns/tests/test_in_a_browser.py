"""From two applications to money that is back, in a real browser; and the papers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import SignIn
from wuzha.documents.tests import looking
from wuzha.incidents.models import Freeze, Incident
from wuzha.incidents.tests.make import ACCOUNT
from wuzha.organisation.models import Person
from wuzha.returns import papers
from wuzha.returns.actions import decide_return
from wuzha.returns.models import ReturnRound
from wuzha.returns.tests.make import ANNOUNCED, CITY_PAPER, OPENED, OVER, PAYER

Check = Callable[[Page], None]
ZIP = b"PK"


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time in the county, turned by hand."""
    now = [OPENED]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])
    return now


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_victims_have_their_share_again_after_the_notice(
    freeze: Freeze,
    tao: Incident,
    moment: list[datetime],
    cast: dict[str, Person],
    sign_in: SignIn,
    assert_no_serious_fault: Check,
) -> None:
    page = sign_in(cast["su"])
    page.goto(freeze.get_absolute_url())
    page.get_by_text("其他", exact=True).click()
    page.get_by_role("link", name="办理返还").click()
    page.get_by_role("button", name="开始办理返还").click()
    for _victim in range(2):
        page.get_by_role("link", name="受理申请").first.click()
        expect(page.get_by_label("返还账户账号")).to_have_value(PAYER)
        assert_no_serious_fault(page)
        page.get_by_role("button", name="受理申请").click()
    page.get_by_role("link", name="选定返还方式").click()
    page.get_by_text("不能区分，公告后按比例返还").click()
    page.get_by_label("理由").fill("多笔混同，按时间不能区分。")
    page.get_by_role("button", name="选定返还方式").click()
    expect(page.get_by_text("¥40,000.00")).to_be_visible()
    expect(page.get_by_text("公告和决定由县公安办理。")).to_be_visible()
    address = page.url

    moment[0] = ANNOUNCED
    page = sign_in(cast["wei"])
    page.goto(address)
    page.get_by_role("link", name="登记公告").click()
    page.get_by_label("公告发布在哪里").fill("县公安局公告栏")
    page.get_by_role("button", name="登记公告").click()
    expect(page.get_by_text("公告期满才能决定。")).to_be_visible()
    assert_no_serious_fault(page)

    moment[0] = OVER + timedelta(hours=1)
    page = sign_in(cast["wei"])
    page.goto(address)
    page.get_by_role("link", name="登记返还决定").click()
    page.get_by_label("决定书编号").fill(CITY_PAPER.paper_number)
    page.get_by_label("批准人").fill("支队长顾")
    page.get_by_role("button", name="登记返还决定").click()
    links = page.locator("a[download]").evaluate_all("all => all.map(a => a.href)")
    assert len(links) == 2 + 2 * 3
    for link in links:
        assert page.request.get(link).body()[:2] == ZIP

    page = sign_in(cast["qiao"])
    page.goto(address)
    for _victim in range(2):
        page.get_by_role("link", name="已返还").first.click()
        page.get_by_label("银行经办人").fill("柜员甲")
        page.get_by_role("button", name="已返还").click()
    expect(page.locator(".head__title").get_by_text("已返还")).to_be_visible()


@pytest.mark.word
@pytest.mark.slow
def test_the_papers_say_who_gets_what_from_where_to_where_by_which_law(
    announced: ReturnRound, wei: Person, tmp_path: Path
) -> None:
    decide_return(returning=announced, approval=CITY_PAPER, at=OVER, by=wei)
    claim = announced.claims.select_related("round", "incident").first()
    assert claim is not None
    # Stub, the victim's leaf, the bank's.
    assert len(looking.pages(papers.decision(claim), tmp_path)) == 3
    said = "".join(looking.words(tmp_path).split())
    for part in ("7号之1", "柳青青", ACCOUNT, PAYER, "¥40,000.00", "第二百四十五条"):
        assert part in said
