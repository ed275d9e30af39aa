"""One night, from the order that arrives to the brief that shows it, in a real browser.

The grid worker misses the limit, the station takes over, the victim has paid, the case
is opened, the stop is issued, the bank executes, the brief shows it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import SignIn
from wuzha.clocks import firing
from wuzha.config.registry import registry
from wuzha.earlywarnings.actions import receive_from_system
from wuzha.earlywarnings.intake import WarningIn
from wuzha.earlywarnings.models import Dissuasion
from wuzha.earlywarnings.states import Grade, Stream
from wuzha.incidents.models import Incident, StopPaymentOrder
from wuzha.organisation.models import Person, Unit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

MINUTE = timedelta(minutes=1)
MULE = "6217000000007654328"


@pytest.fixture
def time_passes(clockwork: Person) -> Callable[[timedelta], None]:
    """The worker's alarms, minute by minute, as if so much time had passed."""

    def pass_on(span: timedelta) -> None:
        begins: datetime = timezone.now()
        for minute in range(span // MINUTE):
            at = begins + minute * MINUTE
            for step in firing.due_steps(at):
                firing.fire(step, alarms=registry().alarms, by=clockwork, at=at)

    return pass_on


def an_order_arrives(feed: Person) -> Dissuasion:
    order = WarningIn(
        source_number="SJ-20261122-0001",
        stream=Stream.CONTACT,
        grade=Grade.MEDIUM,
        fraud_class="F02",
        name="季某安",
        phone="15400001111",
        address="河口镇柳湾村12号",
        place_code="990101100200001",
        clue="与冒充客服的号码通话超过十分钟。",
    )
    return receive_from_system(payload=order, by=feed).dissuasion


def test_a_night_from_the_order_to_the_brief(
    cast: dict[str, Person],
    county: Unit,
    grid: Unit,
    station: Unit,
    branch: Unit,
    feed: Person,
    sign_in: SignIn,
    time_passes: Callable[[timedelta], None],
) -> None:
    case = an_order_arrives(feed)
    assert case.unit == grid
    visitor = sign_in(cast["hong"], phone=True)
    visitor.goto("/")
    expect(visitor.get_by_text("季").first).to_be_visible()

    time_passes(timedelta(minutes=100))
    case.refresh_from_db()
    assert case.unit == station

    police = sign_in(cast["su"], phone=True)
    the_station_visits(police, case)
    the_case_is_opened(police, case)
    order = the_stop_is_issued(police)
    the_bank_executes(sign_in(cast["qiao"]), order)
    the_brief_shows_it(sign_in(cast["lin"]))


def the_station_visits(page: Page, case: Dissuasion) -> None:
    page.goto(f"/visits/{case.pk}/")
    page.get_by_role("button", name="签收").click()
    page.locator("summary", has_text="已经见面").click()
    meeting = page.locator("form", has=page.locator("[name=belief]"))
    meeting.get_by_text("已经转出", exact=True).click()
    meeting.get_by_text("钱转给了谁").click()
    meeting.get_by_label("转出金额").fill("48000")
    meeting.get_by_label("收款人").fill("祁某")
    meeting.get_by_label("收款账号").fill(MULE)
    paid = timezone.localtime() - timedelta(minutes=40)
    meeting.get_by_label("转出时间").fill(f"{paid:%Y-%m-%dT%H:%M}")
    meeting.locator("[name=belief]").first.check(force=True)
    meeting.get_by_role("button", name="保存见面记录").click()
    expect(page.get_by_text("已见面").first).to_be_visible()
    case.refresh_from_db()
    assert case.state == "met"


def the_case_is_opened(page: Page, case: Dissuasion) -> None:
    page.goto(f"/warnings/{case.pk}/")
    page.get_by_role("button", name="转为案件").first.click()
    expect(page.get_by_role("button", name="起草止付")).to_be_visible()
    incident = Incident.objects.get()
    assert incident.victim_phone == "15400001111"
    assert incident.loss_cents == 48_000_00


def the_stop_is_issued(page: Page) -> StopPaymentOrder:
    page.get_by_role("button", name="起草止付").click()
    page.get_by_role("link", name="核对要素").click()
    page.get_by_label("送达网点").select_option(label="青石农商银行河口支行")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="签发止付").click()
    # The number fails its check digit: that warns and blocks nothing.
    expect(page.get_by_text("卡号校验不通过")).to_be_visible()
    page.get_by_role("button", name="签发止付").click()
    expect(page.get_by_text("已签发").first).to_be_visible()
    order = StopPaymentOrder.objects.get()
    assert order.state == "issued"
    return order


def the_bank_executes(page: Page, order: StopPaymentOrder) -> None:
    page.goto("/")
    page.goto(f"/stop-payments/{order.pk}/")
    page.get_by_label("止付时账户余额").fill("21000")
    page.get_by_role("button", name="登记已止付").click()
    expect(page.get_by_text("起只收不付")).to_be_visible()
    order.refresh_from_db()
    assert order.state == "executed"
    assert order.ends_at - order.executed_at == timedelta(hours=48)


def the_brief_shows_it(page: Page) -> None:
    page.goto("/briefs/")
    page.get_by_role("button", name="看今天到现在的").click()
    for label, value in (("新立案件", "1"), ("已执行止付", "1")):
        row = page.get_by_role("row").filter(has_text=label)
        expect(row.get_by_role("cell").first).to_have_text(value)
    row = page.get_by_role("row").filter(has_text="实际止付金额")
    expect(row.get_by_role("cell").first).to_contain_text("21,000.00")
