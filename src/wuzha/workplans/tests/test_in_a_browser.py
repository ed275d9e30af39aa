"""From a Word document to a task that is done, in a real browser at both widths."""

import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.browser import SignIn
from wuzha.jobs.models import Job
from wuzha.organisation.models import Person, Unit
from wuzha.workplans.jobs import ask_for_reports, run_plan
from wuzha.workplans.models import Task, WorkPlan
from wuzha.workplans.tests import make

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db]

LINES = (
    ("青石县2026年反诈宣传行动方案", 0),
    ("一、工作目标", 1),
    ("全县群众反诈知识知晓率达到95%以上。", 0),
    ("二、主要任务", 1),
    ("（一）入户张贴。2099年6月30日前完成入户张贴。（责任单位：各网格）", 0),
    ("（二）定期报告。各镇街每周一17:00前向县反诈中心报送工作进展。", 0),
    ("三、工作要求", 1),
    ("各单位要充分认识当前形势，扎实推进各项工作。", 0),
)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    document = docx.Document()
    for words, level in LINES:
        if level:
            document.add_heading(words, level)
        else:
            document.add_paragraph(words)
    path = tmp_path / "宣传行动方案.docx"
    document.save(str(path))
    return path


def judged(page: Page) -> None:
    """One card by itself, in place; then the rest by its kind."""
    card = page.locator(".card").first
    card.get_by_role("button", name="接受").click()
    expect(page.locator(".card[data-state=accepted]")).to_have_count(1)
    while page.get_by_role("button", name="接受全部").count():
        page.get_by_role("button", name="接受全部").first.click()
    # The report that is a duty is no task besides.
    expect(page.locator(".card[data-state=read]")).to_have_count(2)
    page.get_by_role("link", name="1 组说的是同一件事").click()
    page.get_by_role("button", name="留这条，其余并入").first.click()
    expect(page.get_by_text("没有看来重复的条目")).to_be_visible()


def chosen(page: Page, plan: WorkPlan, county: Unit) -> None:
    """Every name that is not sure means the county's own centre."""
    page.goto(f"{plan.get_absolute_url()}units/")
    while page.get_by_text("名称都已对应到单位").count() == 0:
        page.locator("table").first.locator(".row-link").first.click()
        page.get_by_role("textbox", name="查找单位").fill(county.name)
        page.get_by_role("button", name="查找", exact=True).click()
        page.get_by_label(county.name, exact=True).check()
        page.get_by_role("button", name="选定").click()
        page.wait_for_url("**/units/")


def test_a_document_becomes_work_and_the_work_is_done(
    county: Unit,
    grid: Unit,
    lin: Person,
    luo: Person,
    tan: Person,
    hong: Person,
    clockwork: Person,
    paper: Path,
    sign_in: SignIn,
    assert_no_serious_fault: Callable[[Page], None],
) -> None:
    officer = sign_in(lin)
    officer.goto("/plans/new/")
    officer.set_input_files("input[type=file]", str(paper))
    officer.get_by_role("button", name="上传并识读").click()
    expect(officer.locator(".beside")).to_be_visible()
    assert_no_serious_fault(officer)
    plan = WorkPlan.objects.get()
    judged(officer)
    chosen(officer, plan, county)

    chief = sign_in(luo)
    chief.goto(plan.get_absolute_url())
    chief.get_by_role("link", name="确认方案").click()
    assert_no_serious_fault(chief)
    chief.get_by_role("button", name="确认并执行").click()
    expect(chief.get_by_text("正在给各单位分派任务")).to_be_visible()
    assert Job.objects.get(name="workplans.run").by == luo.username
    run_plan(plan=plan.pk, by=luo)
    ask_for_reports(by=clockwork)

    task = Task.objects.get(unit=grid)
    worker = sign_in(hong, phone=True)
    worker.goto("/")
    worker.locator(f"a[href='{task.get_absolute_url()}']").first.click()
    assert_no_serious_fault(worker)
    worker.get_by_role("button", name="开始办理").click()
    worker.get_by_role("link", name="报完成").click()
    worker.get_by_label("完成情况").fill("入户四十二户，贴海报四十二张。")
    worker.get_by_role("button", name="报送完成").click()
    expect(worker.get_by_text("已报完成").first).to_be_visible()

    officer.goto("/")
    expect(officer.get_by_text("报来的完成情况").first).to_be_visible()
    officer.goto(task.get_absolute_url())
    officer.get_by_role("button", name="审核通过").click()
    expect(officer.get_by_text("已完成").first).to_be_visible()
    officer.goto(f"{plan.get_absolute_url()}coverage/")
    expect(officer.get_by_text("任务 1 件，已完成 1")).to_be_visible()
    assert_no_serious_fault(officer)

    clerk = sign_in(tan, phone=True)
    clerk.goto("/plans/duties/")
    assert_no_serious_fault(clerk)
    clerk.locator("tbody .row-link").first.click()
    clerk.locator("tbody .row-link").first.click()
    clerk.get_by_role("button", name=re.compile("报送")).first.click()
    expect(clerk.locator("main").get_by_text("专干谭")).to_be_visible()


def test_a_task_is_blocked_urged_given_time_returned_and_summed_up(
    county: Unit,
    village: Unit,
    grid: Unit,
    lin: Person,
    luo: Person,
    tan: Person,
    hong: Person,
    sign_in: SignIn,
    assert_no_serious_fault: Callable[[Page], None],
) -> None:
    asked = make.posters(lead=(), units=("各镇街", "各网格"), due="2099-12-31")
    make.confirmed(county, lin, make.plan(tasks=(asked,)), chief=luo)
    task = Task.objects.get(unit=grid)
    worker, clerk = sign_in(hong, phone=True), sign_in(tan)

    def other(page: Page, entry: str) -> None:
        page.locator("main summary").filter(has_text="其他").click()
        page.get_by_role("link", name=entry).click()
        assert_no_serious_fault(page)

    def both() -> None:
        for page in (worker, clerk):
            page.goto(task.get_absolute_url())
            assert_no_serious_fault(page)

    both()
    worker.get_by_role("button", name="开始办理").click()
    other(worker, "报告受阻")
    worker.get_by_label("受阻原因").fill("便民店在装修。")
    worker.get_by_role("button", name="报告受阻").click()
    both()
    expect(clerk.get_by_text("便民店在装修。").first).to_be_visible()
    clerk.get_by_role("button", name="催办").click()
    expect(clerk.get_by_text("已催办")).to_be_visible()

    worker.get_by_role("button", name="继续办理").click()
    other(worker, "申请延期")
    worker.get_by_label("延到").fill("2100-01-31")
    worker.get_by_label("原因").fill("装修到月底。")
    worker.get_by_role("button", name="申请延期").click()
    clerk.goto("/")
    clerk.locator(f"a[href='{task.get_absolute_url()}']").first.click()
    clerk.get_by_role("button", name="同意", exact=True).click()
    expect(clerk.get_by_text("2100年1月31日").first).to_be_visible()

    def reported(words: str) -> None:
        worker.goto(task.get_absolute_url())
        worker.get_by_role("link", name="报完成").click()
        worker.get_by_label("完成情况").fill(words)
        worker.get_by_role("button", name="报送完成").click()
        both()

    reported("贴好了。")
    clerk.get_by_role("link", name="退回补正").click()
    assert_no_serious_fault(clerk)
    clerk.get_by_label("审核意见").fill("贴了几张？")
    clerk.get_by_role("button", name="退回补正").click()
    both()
    expect(worker.get_by_text("贴了几张？").first).to_be_visible()
    reported("贴了四十张。")
    clerk.get_by_role("button", name="审核通过").click()
    expect(clerk.get_by_text("已完成").first).to_be_visible()

    of_town = Task.objects.get(unit=village.parent)
    clerk.goto(of_town.get_absolute_url())
    expect(clerk.get_by_text("共 1，已完成 1")).to_be_visible()
    other(clerk, "分给下级")
    clerk.get_by_label(village.name).check()
    clerk.get_by_role("button", name="分给下级").click()
    expect(clerk.get_by_text("共 2，已完成 1")).to_be_visible()
    assert_no_serious_fault(clerk)
