"""From a Word document to a report that is accepted and printed, in a real browser."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import docx
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import SignIn
from tests.cast import MakeUnit
from wuzha.incidents.actions import PaymentIn, VictimIn, open_incident
from wuzha.organisation.access import Role
from wuzha.organisation.models import Person, Unit
from wuzha.reports.actions import register_duties
from wuzha.reports.models import Complaint
from wuzha.workplans.jobs import ask_for_reports, run_plan
from wuzha.workplans.models import ExpectedReport, WorkPlan

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

LINES = (
    ("河口镇{year}年防范电信网络诈骗行动方案", 0),
    ("一、工作目标", 1),
    ("全镇电信网络诈骗发案数控制在20起以内。", 0),
    ("二、主要任务", 1),
    ("（一）张贴提示。{year}年12月31日前，各村（社区）把提示海报贴到村口。", 0),
    ("（二）定期报告。各村（社区）每周五17:00前向河口镇报送发案和预警劝阻情况。", 0),
)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    document = docx.Document()
    for words, level in LINES:
        line = words.format(year=timezone.localdate().year)
        if level:
            document.add_heading(line, level)
        else:
            document.add_paragraph(line)
    path = tmp_path / "行动方案.docx"
    document.save(str(path))
    return path


@pytest.fixture
def wen(make_person: Callable[..., Person], village: Unit) -> Person:
    """The clerk of the village."""
    return make_person("wen", "文书温", Role.LOCAL_CLERK, village)


def judged(page: Page) -> None:
    while page.get_by_role("button", name="接受全部").count():
        page.get_by_role("button", name="接受全部").first.click()
    # The report that is a duty is no task besides.
    expect(page.locator(".card[data-state=read]")).to_have_count(2)
    page.get_by_role("link", name="1 组说的是同一件事").click()
    page.get_by_role("button", name="留这条，其余并入").first.click()
    expect(page.get_by_text("没有看来重复的条目")).to_be_visible()


def chosen(page: Page, plan: WorkPlan, town: Unit) -> None:
    """Every name that is not sure means the town itself."""
    page.goto(f"{plan.get_absolute_url()}units/")
    while page.get_by_text("名称都已对应到单位").count() == 0:
        page.locator("table").first.locator(".row-link").first.click()
        page.get_by_role("textbox", name="查找单位").fill(town.name)
        page.get_by_role("button", name="查找", exact=True).click()
        page.get_by_label(town.name, exact=True).check()
        page.get_by_role("button", name="选定").click()
        page.wait_for_url("**/units/")


def happened(village: Unit, report: ExpectedReport, by: Person) -> None:
    """A case of the village, within the period."""
    at = max(report.period.starts_at, timezone.now() - timedelta(hours=1))
    open_incident(
        unit=village,
        fraud_class="F01",
        victim=VictimIn(name="季某安", phone="15400001111"),
        payments=[PaymentIn(payee_account="6217000000007654321", amount_cents=9_00)],
        reported_at=at,
        at=at,
        by=by,
    )


def test_a_plan_becomes_a_report_that_nobody_typed(
    town: Unit,
    village: Unit,
    make_unit: MakeUnit,
    tan: Person,
    wen: Person,
    wei: Person,
    clockwork: Person,
    paper: Path,
    sign_in: SignIn,
    assert_no_serious_fault: Callable[[Page], None],
) -> None:
    officer = sign_in(tan)
    officer.goto("/plans/new/")
    officer.set_input_files("input[type=file]", str(paper))
    officer.get_by_role("button", name="上传并识读").click()
    expect(officer.locator(".beside")).to_be_visible()
    plan = WorkPlan.objects.get()
    judged(officer)
    chosen(officer, plan, town)
    officer.goto(plan.get_absolute_url())
    officer.get_by_role("link", name="确认方案").click()
    officer.get_by_role("button", name="确认并执行").click()
    run_plan(plan=plan.pk, by=tan)

    owed = ExpectedReport.objects.filter(unit=village).order_by("last")[0]
    soon = timezone.now() + timedelta(hours=2)
    ExpectedReport.objects.filter(pk=owed.pk).update(
        due_at=soon, opens_at=soon - timedelta(days=1)
    )
    ask_for_reports(by=clockwork)
    happened(village, owed, wei)

    clerk = sign_in(wen, phone=True)
    clerk.goto("/")
    clerk.locator(f"a[href='{owed.get_absolute_url()}']").first.click()
    assert_no_serious_fault(clerk)
    row = clerk.get_by_role("row").filter(has_text="新立案件")
    expect(row.get_by_role("link", name="1", exact=True)).to_be_visible()
    clerk.get_by_label("说明").fill("一起刷单，已劝阻其亲友。")
    clerk.get_by_role("button", name="核对无误，报送").click()
    expect(clerk.get_by_text("等 河口镇 审核。")).to_be_visible()

    officer.goto("/")
    officer.locator(f"a[href='{owed.get_absolute_url()}']").first.click()
    expect(officer.get_by_text("一起刷单，已劝阻其亲友。").first).to_be_visible()
    assert_no_serious_fault(officer)
    officer.get_by_role("button", name="接收", exact=True).click()
    expect(officer.get_by_text("已接收").first).to_be_visible()
    with officer.expect_download() as word:
        officer.get_by_role("link", name="Word").click(no_wait_after=True)
    lines = docx.Document(str(word.value.path())).paragraphs
    assert any("专干谭 接收" in line.text for line in lines)
    assert officer.pdf()[:4] == b"%PDF"

    officer.goto(f"{plan.get_absolute_url()}targets/")
    expect(officer.get_by_text("已达到")).to_be_visible()
    officer.goto("/reports/completeness/")
    expect(officer.get_by_role("link", name=village.name)).to_be_visible()
    assert_no_serious_fault(officer)
    register_duties(at=timezone.now(), by=clockwork)
    clerk.goto("/reports/askings/")
    clerk.locator("tbody .row-link").first.click()
    assert_no_serious_fault(clerk)
    clerk.get_by_role("link", name="提意见").click()
    clerk.get_by_label("哪里不合适").fill("与村里的台账重复。")
    clerk.get_by_label("不留姓名").check()
    assert_no_serious_fault(clerk)
    clerk.get_by_role("button", name="提意见").click()
    expect(clerk.get_by_text("意见已送出。")).to_be_visible()
    assert Complaint.objects.get().by is None
    for url in ("burden/", f"papers/?kind=weekly&unit={town.pk}", "papers/"):
        officer.goto(f"/reports/{url}")
        assert_no_serious_fault(officer)
