"""From a file of transfers to the money stopped, in a real browser.

The rules find a payment that was passed on at once, the analyst asks the bank who paid
and warns, the station meets the person, the hit becomes an incident, its drafts stand
ready, the money is traced, another bank answers and the trace grows, the police issue
a stop and the bank executes it.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import LazySettings
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import SignIn
from wuzha.demo.transfers import Ledger
from wuzha.earlywarnings.models import Dissuasion
from wuzha.incidents.actions import PaymentIn, VictimIn, open_incident
from wuzha.incidents.models import Freeze, StopPaymentOrder
from wuzha.jobs.models import Job
from wuzha.monitoring.actions import keep_holder
from wuzha.monitoring.models import AccountHolder, Hit
from wuzha.monitoring.running import run_rules
from wuzha.organisation.models import Person, Unit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]
BEGINS = datetime(2026, 5, 11, 2, tzinfo=UTC)  # a Monday morning in Beijing
ZIP = b"PK"
# In the made-up month: one large payment, most of it gone again within the half-hour.
PAID_YUAN = "26,800.00"
# Whom nobody has heard of; the check digit holds.
STRANGER = "6217000000000000009"
# Of the second victim, made up.
PAYER = "6228480000000000000"


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time in the county, turned by hand: a notice hangs for thirty days."""
    now = [BEGINS]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])
    return now


@pytest.fixture
def ledger(settings: LazySettings, tmp_path: Path, moment: list[datetime]) -> Ledger:
    settings.HOME = tmp_path
    ledger = Ledger(Random(99), moment[0])
    ledger.write(tmp_path / "month.parquet")
    return ledger


def test_from_a_file_of_transfers_to_the_money_back(
    cast: dict[str, Person],
    station: Unit,
    branch: Unit,
    moment: list[datetime],
    ledger: Ledger,
    tmp_path: Path,
    sign_in: SignIn,
) -> None:
    for account in ledger.mules[:2]:
        receiver(account, branch, by=cast["zhou"])
    analyst = sign_in(cast["zhou"])
    the_file_is_handed_in(analyst, tmp_path / "month.parquet", by=cast["zhou"])
    hit = the_hit_explains_itself(analyst, ledger)
    the_bank_tells_who_paid(analyst, hit)
    case = the_analyst_warns(analyst)
    assert case.unit == station
    the_station_meets_the_person(sign_in(cast["su"], phone=True), case)
    the_hit_becomes_an_incident(sign_in(cast["lin"]), hit)
    orders = StopPaymentOrder.objects.order_by("level", "pk")
    assert [order.level for order in orders] == [1, 2, 2]
    first, second, _ = orders
    assert (first.account, first.amount_cents) == (ledger.mules[0], 26_800_00)
    police = sign_in(cast["su"])
    the_money_is_traced(police, first)
    the_trace_grows(police, first, tmp_path / "reply.csv", passed_to=ledger.mules[2])
    the_police_issue(police, first)
    the_police_issue(police, second)
    the_bank_executes(sign_in(cast["qiao"]), first)
    freeze = the_county_freezes(sign_in(cast["wei"]), first)

    a_second_victim_is_found(first, at=moment[0], by=cast["su"])
    address = both_apply_and_cannot_be_told_apart(sign_in(cast["su"]), freeze)
    moment[0] += timedelta(days=1)
    the_notice_is_published(sign_in(cast["wei"]), address)
    moment[0] += timedelta(days=31)
    the_county_decides(sign_in(cast["wei"]), address)
    the_bank_pays_back(sign_in(cast["qiao"]), address)
    claims = freeze.return_rounds.get().claims.all()
    assert sorted(claim.share_cents for claim in claims) == [81_52, 218_48]


def receiver(account: str, branch: Unit, *, by: Person) -> None:
    """Asked about before: an account that the money went to."""
    holder = AccountHolder(
        account=account, name="闵某", bank_name=branch.name, told_by="柜面主任"
    )
    keep_holder(holder=holder, unit=branch.parent or branch, by=by)


def the_file_is_handed_in(page: Page, file: Path, *, by: Person) -> None:
    page.goto("/hits/")
    page.get_by_role("link", name="研判新流水").click()
    page.get_by_label("交易流水").set_input_files(file)
    page.get_by_role("button", name="开始研判").click()
    expect(page.get_by_text("研判在后台进行")).to_be_visible()
    run_rules(**Job.objects.get(name="monitoring.run").arguments, by=by)
    page.reload()
    expect(page.get_by_text("快进快出").first).to_be_visible()


def the_hit_explains_itself(page: Page, ledger: Ledger) -> Hit:
    found = Hit.objects.filter(rule="fast_in_fast_out").order_by("-score")
    hit = next(one for one in found if one.victims == [ledger.households[0]])
    page.goto("/hits/?rule=fast_in_fast_out")
    page.get_by_role("link", name=hit.number).click()
    expect(page.get_by_text(PAID_YUAN).first).to_be_visible()
    expect(page.get_by_text("规则所指").first).to_be_visible()
    return hit


def the_bank_tells_who_paid(page: Page, hit: Hit) -> None:
    page.get_by_role("link", name="确认并预警").click()
    page.get_by_role("link", name="未登记，向开户行核实后登记").click()
    page.get_by_label("持有人姓名").fill("季某安")
    page.get_by_label("电话").fill("15400001111")
    page.get_by_label("住址").fill("河口镇柳湾村12号")
    page.get_by_label("由谁告知").fill("河口支行柜面主任")
    page.get_by_role("button", name="登记持有人").click()
    expect(page).to_have_url(re.compile(f"/hits/{hit.pk}/confirm/"))


def the_analyst_warns(page: Page) -> Dissuasion:
    page.get_by_text("高危", exact=True).click()
    page.get_by_role("button", name="确认并发出预警").click()
    expect(page.get_by_text("已发出预警").first).to_be_visible()
    return Dissuasion.objects.get()


def the_station_meets_the_person(page: Page, case: Dissuasion) -> None:
    page.goto(f"/visits/{case.pk}/")
    page.get_by_role("button", name="签收").click()
    page.locator("summary", has_text="已经见面").click()
    meeting = page.locator("form", has=page.locator("[name=belief]"))
    meeting.locator("[name=belief]").first.check(force=True)
    meeting.get_by_text("已经转出", exact=True).click()
    meeting.get_by_role("button", name="保存见面记录").click()
    expect(page.get_by_text("已见面").first).to_be_visible()


def the_hit_becomes_an_incident(page: Page, hit: Hit) -> None:
    page.goto(f"/hits/{hit.pk}/")
    page.get_by_role("link", name="转为案件").click()
    page.get_by_role("button", name="转为案件").click()
    expect(page.get_by_text("止付草稿已备好").first).to_be_visible()
    expect(page.get_by_text(PAID_YUAN).first).to_be_visible()


def the_money_is_traced(page: Page, order: StopPaymentOrder) -> None:
    page.goto(order.incident.get_absolute_url())
    page.get_by_role("link", name="追踪资金").click()
    page.get_by_role("button", name="开始追踪").click()
    expect(page.locator("[data-drawn=yes]")).to_be_visible()
    expect(page.get_by_text("到过的账户").first).to_be_visible()
    page.get_by_role("button", name="重算核验").click()
    expect(page.get_by_text("结果和摘要与证据一致")).to_be_visible()


def the_trace_grows(
    page: Page, order: StopPaymentOrder, file: Path, *, passed_to: str
) -> None:
    """The bank of one of the accounts answers where its money went on to."""
    moment = f"{timezone.localtime():%Y-%m-%d %H:%M:%S}"
    file.write_text(
        "流水号,交易时间,本方账户,对方账户,对方户名,对方开户行,收付标志,金额\n"
        f"R1,{moment},{passed_to},{STRANGER},季某,和顺银行,付,11000\n",
        "utf8",
    )
    page.goto(order.incident.get_absolute_url())
    page.get_by_role("link", name="上传银行回复").click()
    page.get_by_label("哪家银行回复的").fill("宁泰银行")
    page.get_by_label("流水", exact=True).set_input_files(file)
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_role("button", name="计入这 1 笔").click()
    row = page.get_by_role("row", name="和顺银行")
    expect(row.get_by_text("新", exact=True)).to_be_visible()
    row.get_by_role("button", name="起草止付").click()
    expect(page.get_by_text("已起草").first).to_be_visible()


def the_police_issue(page: Page, order: StopPaymentOrder) -> None:
    page.goto(f"/stop-payments/{order.pk}/")
    page.get_by_role("link", name="签发止付").click()
    page.get_by_role("button", name="签发止付").click()
    expect(page.get_by_text("已签发").first).to_be_visible()


def the_bank_executes(page: Page, order: StopPaymentOrder) -> None:
    page.goto("/bank/")
    page.locator(f"main a[href='{order.get_absolute_url()}']").first.click()
    page.get_by_label("止付时账户余额").fill("300")
    page.get_by_role("button", name="登记已止付").click()
    expect(page.get_by_text("起只收不付")).to_be_visible()
    order.refresh_from_db()
    assert (order.state, order.balance_cents) == ("executed", 300_00)


def the_county_freezes(page: Page, order: StopPaymentOrder) -> Freeze:
    page.goto(order.get_absolute_url())
    page.get_by_role("link", name="登记冻结").click()
    page.get_by_label("冻结金额").fill("300")
    page.get_by_label("文书编号").fill("青公刑冻字〔2026〕7号")
    page.get_by_label("批准人").fill("副局长方")
    page.get_by_role("button", name="登记冻结").click()
    expect(page.get_by_text("¥300.00").first).to_be_visible()
    return Freeze.objects.get()


def a_second_victim_is_found(
    order: StopPaymentOrder, *, at: datetime, by: Person
) -> None:
    """Who paid into the same account, and was warned by nobody."""
    open_incident(
        unit=order.incident.unit,
        fraud_class="F02",
        victim=VictimIn(
            name="陶小满", phone="13900001234", identity="11010519491231002X"
        ),
        payments=[
            PaymentIn(
                payee_account=order.account,
                amount_cents=10_000_00,
                payer_account=PAYER,
                payer_bank="县农商行",
                paid_at=at - timedelta(days=2),
            )
        ],
        reported_at=at,
        at=at,
        by=by,
    )


def both_apply_and_cannot_be_told_apart(page: Page, freeze: Freeze) -> str:
    """The address of their return."""
    page.goto(freeze.get_absolute_url())
    page.get_by_text("其他", exact=True).click()
    page.get_by_role("link", name="办理返还").click()
    page.get_by_role("button", name="开始办理返还").click()
    for _victim in range(2):
        page.get_by_role("link", name="受理申请").first.click()
        page.get_by_label("返还账户开户银行").fill("县农商行")
        page.get_by_role("button", name="受理申请").click()
    page.get_by_role("link", name="选定返还方式").click()
    page.get_by_text("不能区分，公告后按比例返还").click()
    page.get_by_label("理由").fill("多笔混同，按时间不能区分。")
    page.get_by_role("button", name="选定返还方式").click()
    expect(page.get_by_text("公告和决定由县公安办理。")).to_be_visible()
    return page.url


def the_notice_is_published(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="登记公告").click()
    page.get_by_label("公告发布在哪里").fill("县公安局公告栏")
    page.get_by_role("button", name="登记公告").click()
    expect(page.get_by_text("公告期满才能决定。")).to_be_visible()


def the_county_decides(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("link", name="登记返还决定").click()
    page.get_by_label("决定书编号").fill("青公刑返字〔2026〕7号")
    page.get_by_label("批准人").fill("支队长顾")
    page.get_by_role("button", name="登记返还决定").click()
    links = page.locator("a[download]").evaluate_all("all => all.map(a => a.href)")
    assert len(links) == 2 + 2 * 3
    for link in links:
        assert page.request.get(link).body()[:2] == ZIP


def the_bank_pays_back(page: Page, address: str) -> None:
    page.goto(address)
    for _victim in range(2):
        page.get_by_role("link", name="已返还").first.click()
        page.get_by_label("银行经办人").fill("柜员甲")
        page.get_by_role("button", name="已返还").click()
    expect(page.locator(".head__title").get_by_text("已返还")).to_be_visible()
