"""Seen in a real browser at a desk, and on paper. At the width of a phone every page
there is gets opened by tests/journeys/test_pages_in_a_browser.py."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import SignIn
from wuzha.documents.tests import looking
from wuzha.incidents import actions
from wuzha.incidents.inputs import AccountIn
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.incidents.papers import request_paper
from wuzha.incidents.tests.make import ACCOUNT, OTHER_ACCOUNT, drafted, open_case
from wuzha.incidents.tests.test_freeze_actions import PAPER
from wuzha.organisation.models import Person, Unit

Check = Callable[[Page], None]


@pytest.fixture
def night(
    cast: dict[str, Person], station: Unit, branch: Unit
) -> tuple[Incident, StopPaymentOrder]:
    """A case of half an hour ago: one order at the bank, one draft of the second
    level, a clock that runs."""
    now = timezone.now()
    minute, su = timedelta(minutes=1), cast["su"]
    incident = open_case(
        unit=station, by=su, reported_at=now - 30 * minute, at=now - 28 * minute
    )
    order = drafted(incident=incident, by=cast["lin"], at=now - 8 * minute)
    actions.issue_stop_payment(order=order, at=now - 7 * minute, by=su)
    onward = AccountIn(
        account=OTHER_ACCOUNT,
        account_name="某商贸行",
        amount_cents=1_800_000,
        transferred_at=now - 20 * minute,
        level=2,
        from_account=ACCOUNT,
    )
    actions.draft_stops_for_accounts(incident=incident, accounts=[onward], by=su)
    order.refresh_from_db()
    return incident, order


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_page_fits_a_desk_without_a_serious_fault(
    night: tuple[Incident, StopPaymentOrder],
    cast: dict[str, Person],
    sign_in: SignIn,
    assert_no_serious_fault: Check,
) -> None:
    incident, order = night
    draft = incident.orders.get(level=2)
    visits = {
        "su": (
            *("/incidents/", "/incidents/new/", "/stop-payments/", "/freezes/"),
            incident.get_absolute_url(),
            f"/incidents/{incident.pk}/review/",
            draft.get_absolute_url(),
            f"/stop-payments/{draft.pk}/issue/",
        ),
        "ding": (
            *("/bank/", "/bank/counter/", "/incidents/report/"),
            order.get_absolute_url(),
        ),
    }
    for name, addresses in visits.items():
        page = sign_in(cast[name])
        wrong: list[str] = []
        page.on("pageerror", lambda error, wrong=wrong: wrong.append(str(error)))
        for address in addresses:
            page.goto(address)
            expect(page.locator("main h1").first).to_be_visible()
            assert_no_serious_fault(page)
            beyond = "document.documentElement.scrollWidth > innerWidth"
            assert not page.evaluate(beyond), f"{address} is wider than the screen"
        assert not wrong


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_report_is_typed_with_a_second_payment_and_nothing_is_lost(
    cast: dict[str, Person], sign_in: SignIn, station: Unit
) -> None:
    page = sign_in(cast["su"])
    page.goto("/incidents/new/")
    first = page.get_by_role("group", name="第 1 笔")
    second = page.get_by_role("group", name="第 2 笔")
    more = page.get_by_role("button", name="还有更多笔")
    expect(second).to_be_hidden()
    first.get_by_label("金额").fill("4.98万")
    first.get_by_label("收款账号").fill("6222 0200 0000 0000 006")
    expect(second).to_be_visible()
    expect(more).to_be_hidden()
    second.get_by_label("金额").fill("20000")
    second.get_by_label("收款账号").fill(OTHER_ACCOUNT)
    page.get_by_label("姓名").first.fill("柳青青")
    page.wait_for_function("() => JSON.stringify(localStorage).includes('柳青青')")
    page.goto("/incidents/")
    page.goto("/incidents/new/")
    expect(page.get_by_label("姓名").first).to_have_value("柳青青")
    expect(second.get_by_label("金额")).to_have_value("20000")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("main h1")).to_have_text("柳**")
    expect(page.get_by_text("¥69,800.00").first).to_be_visible()


@pytest.mark.word
@pytest.mark.slow
def test_the_request_fits_on_one_page(
    stop: StopPaymentOrder, wei: Person, tmp_path: Path
) -> None:
    actions.freeze(order=stop, term="ordinary", amount_cents=1, approval=PAPER, by=wei)
    assert len(looking.pages(request_paper(stop), tmp_path)) == 1
    text = "".join(looking.words(tmp_path).split())
    for part in ("紧急止付申请要素表", "钱小二", ACCOUNT, "¥49,800.00", "河口派出所"):
        assert part in text
