"""Nothing runs until a person confirms; then everybody meant has their work, once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.clocks.models import Clock
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.actions.successions import rename_unit
from wuzha.organisation.models import Person, Unit
from wuzha.workplans import actions
from wuzha.workplans.facts import TaskFacts, facts_of
from wuzha.workplans.jobs import JOBS, ask_each_night, ask_for_reports, run_plan
from wuzha.workplans.kinds import Part
from wuzha.workplans.models import Duty, ExpectedReport, Target, Task, WorkPlan
from wuzha.workplans.states import PlanState, ReportState, TaskState
from wuzha.workplans.tests import make

SignIn = Callable[[Person], Client]
MakePerson = Callable[..., Person]


@pytest.fixture
def plan(county: Unit, village: Unit, bureau: Unit, lin: Person) -> WorkPlan:
    return make.uploaded(county, lin)


def test_a_plan_under_review_has_no_work(plan: WorkPlan) -> None:
    run_plan(plan=plan.pk, by=plan.uploaded_by)
    assert not Task.objects.exists()


def test_what_is_not_settled_stands_in_the_way(
    plan: WorkPlan, lin: Person, luo: Person
) -> None:
    with pytest.raises(Refused, match="还有 5 条没有审核"):
        actions.confirm_plan(plan=plan, by=luo)
    for item in plan.items.all():
        actions.reject_item(item=item, by=lin)
    with pytest.raises(Refused, match="没有一条被接受"):
        actions.confirm_plan(plan=plan, by=luo)
    for item in plan.items.all():
        actions.restore_item(item=item, by=lin)
        actions.accept_item(item=item, by=lin)
    with pytest.raises(Refused, match="2 个名称"):
        actions.confirm_plan(plan=plan, by=luo)
    actions.choose_units(plan=plan, name="县反诈中心", units=[plan.unit], by=lin)
    actions.choose_units(plan=plan, name="各银行网点", by=lin)
    actions.describe_plan(plan=plan, title="方案", year=None, by=lin)
    with pytest.raises(Refused, match="没有写年份"):
        actions.confirm_plan(plan=plan, by=luo)
    actions.describe_plan(plan=plan, title="方案", year=2027, by=lin)
    actions.confirm_plan(plan=plan, by=luo)
    plan.refresh_from_db()
    assert (plan.state, plan.confirmed_by) == (PlanState.CONFIRMED, luo)


def test_who_reviews_does_not_confirm(plan: WorkPlan, lin: Person) -> None:
    with pytest.raises(NotAllowed):
        actions.confirm_plan(plan=plan, by=lin)


def test_a_plan_that_changed_while_somebody_looked_is_not_confirmed(
    plan: WorkPlan, lin: Person, luo: Person
) -> None:
    seen = plan.version
    actions.accept_kind(plan=plan, kind="task", by=lin)
    with pytest.raises(Conflict):
        actions.confirm_plan(plan=plan, seen=seen, by=luo)


def test_every_unit_meant_has_its_task_and_whoever_leads_has_them_all(
    running: WorkPlan, bureau: Unit, village: Unit
) -> None:
    tasks = Task.objects.filter(item=make.item_of(running, "张贴海报"))
    lead = tasks.get(part=Part.LEAD)
    assert lead.unit == bureau
    assert {task.unit.name for task in tasks.exclude(pk=lead.pk)} == {
        "柳湾村",
        "石桥村",
    }
    assert {task.parent for task in tasks.exclude(pk=lead.pk)} == {lead}
    assert lead.due == date(2026, 4, 30)
    assert Task.objects.parts_of(lead).count() == 2


def test_a_task_hangs_below_that_of_the_nearest_unit_above(
    county: Unit, town: Unit, village: Unit, grid: Unit, lin: Person, luo: Person
) -> None:
    task = make.posters(lead=(), units=("各网格", "各镇街", "各村"), due="2099-01-31")
    plan = make.confirmed(county, lin, make.plan(tasks=(task,)), chief=luo)
    tasks = {one.unit: one for one in Task.objects.filter(plan=plan)}
    assert tasks[grid].parent == tasks[village]
    assert tasks[village].parent == tasks[town]
    assert tasks[town].parent is None
    assert Task.objects.parts_of(tasks[town]).count() == 2
    assert tasks[town].above == county


def test_an_item_that_names_nobody_is_the_plan_makers_own(
    county: Unit, lin: Person, luo: Person
) -> None:
    task = make.posters(lead=(), units=())
    plan = make.confirmed(county, lin, make.plan(tasks=(task,)), chief=luo)
    assert Task.objects.get(plan=plan).unit == county


def test_what_is_due_has_a_clock_each_and_what_goes_on_has_none(
    county: Unit, village: Unit, branch: Unit, lin: Person, luo: Person
) -> None:
    posters = make.posters(lead=(), due="2099-04-30")
    going = make.posters(source=make.span(make.BANKS), lead=(), due="ongoing")
    plan = make.confirmed(county, lin, make.plan(tasks=(posters, going)), chief=luo)
    clocks = Clock.objects.filter(kind="task.due")
    due = Task.objects.filter(plan=plan).exclude(due=None)
    assert {clock.subject_id for clock in clocks} == {task.pk for task in due}


def test_the_work_is_made_once_however_often_the_job_runs(
    running: WorkPlan, luo: Person
) -> None:
    counts = (Task.objects.count(), Duty.objects.count(), Notice.objects.count())
    running.items.filter(kind="task").update(made_at=None)
    Task.objects.filter(item=make.item_of(running, "提醒大额")).delete()
    running.items.filter(pk=make.item_of(running, "张贴海报").pk).update(
        made_at=timezone.now()
    )
    run_plan(plan=running.pk, by=luo)
    run_plan(plan=running.pk, by=luo)
    now = (Task.objects.count(), Duty.objects.count(), Notice.objects.count())
    assert now == counts


def test_each_unit_is_told_once_of_all_its_tasks(
    hong: Person, qiao: Person, running: WorkPlan
) -> None:
    told = Notice.objects.filter(person=qiao)
    assert ["1 项任务" in one.item for one in told] == [True]


def test_a_target_names_its_figure_or_says_that_none_serves(running: WorkPlan) -> None:
    target = Target.objects.get(plan=running)
    assert (target.figure_key, target.value, target.measure) == ("", 95.0, "%")
    assert "抽样" in target.without


def test_a_duty_expects_a_report_of_each_unit_for_each_period(
    running: WorkPlan, town: Unit, other_town: Unit, county: Unit
) -> None:
    duty = Duty.objects.get(plan=running)
    assert duty.to_unit == county
    assert set(duty.units.all()) == {town, other_town}
    for unit in (town, other_town):
        reports = list(ExpectedReport.objects.filter(duty=duty, unit=unit))
        assert reports
        assert all(report.due_at.weekday() < 6 for report in reports)


def test_reports_are_made_period_by_period_and_opened_when_they_come_due(
    running: WorkPlan, clockwork: Person
) -> None:
    duty = Duty.objects.get(plan=running)
    monday = duty.valid_from - timedelta(days=duty.valid_from.weekday())
    later = timezone.now() + timedelta(days=14)
    made = actions.make_reports(duty=duty, until=later, by=clockwork)
    weeks = ExpectedReport.objects.filter(duty=duty, first__gt=monday)
    assert made >= weeks.count() == 4
    actions.make_reports(duty=duty, until=later, by=clockwork)
    assert weeks.count() == 4
    opened = actions.open_reports(at=timezone.now(), most=100, by=clockwork)
    waiting = ExpectedReport.objects.filter(opens_at__lte=timezone.now())
    assert opened == waiting.count() == Clock.objects.filter(kind="duty.report").count()


def test_a_year_without_holidays_is_said_on_the_duty(
    running: WorkPlan, clockwork: Person, lin: Person, signed_in: SignIn
) -> None:
    duty = Duty.objects.get(plan=running)
    far = datetime(2031, 3, 1, tzinfo=timezone.get_current_timezone())
    Duty.objects.filter(pk=duty.pk).update(
        made_until=far.date() - timedelta(days=20), valid_from=far.date()
    )
    actions.make_reports(duty=duty, until=far, by=clockwork)
    duty.refresh_from_db()
    assert "2031" in duty.problem
    duty.reports.all().delete()
    assert duty.problem in signed_in(lin).get(reverse("duties")).text


def test_before_it_is_confirmed_it_is_said_what_is_late_and_what_is_nobodys(
    county: Unit, village: Unit, lin: Person, luo: Person, signed_in: SignIn
) -> None:
    past = make.posters(lead=(), units=("柳湾村",), due="2020-04-30")
    facts = {"tasks": (past,), "duties": (), "phases": (), "targets": ()}
    plan = make.uploaded(county, lin, make.plan(**facts))
    actions.accept_kind(plan=plan, kind="task", by=lin)
    page = signed_in(luo).get(reverse("plan_confirm", args=[plan.pk])).text
    assert "1 项任务的期限已过" in page
    assert "1 个单位现在没有经办人" in page


def test_a_withdrawn_plan_ends_what_is_open_and_leaves_what_is_done(
    county: Unit, village: Unit, branch: Unit, lin: Person, luo: Person, qiao: Person,
    clockwork: Person, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    # On a Wednesday: what was due before the plan began would stay missing.
    wednesday = datetime(2026, 11, 25, 2, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: wednesday)
    posters = make.posters(lead=(), due="2099-04-30")
    banks = make.posters(
        source=make.span(make.BANKS), lead=(), units=("各银行网点",), due="2099-05-30"
    )
    plan = make.confirmed(county, lin, make.plan(tasks=(posters, banks)), chief=luo)
    ask_for_reports(by=clockwork)
    done = Task.objects.get(unit=branch)
    actions.report_done(task=done, report="好了", by=qiao)
    actions.accept_task(task=done, by=lin)
    actions.withdraw_plan(plan=plan, reason="上级另有部署", by=luo)
    plan.refresh_from_db()
    assert (plan.state, plan.end_reason) == (PlanState.WITHDRAWN, "上级另有部署")
    states = dict(Task.objects.filter(plan=plan).values_list("unit__name", "state"))
    assert states.pop(branch.name) == TaskState.DONE
    assert set(states.values()) == {TaskState.CANCELLED}
    assert not ExpectedReport.objects.waiting().exists()
    assert not Clock.objects.open().exists()
    assert Duty.objects.get(plan=plan).valid_to is not None
    with pytest.raises(Refused):
        actions.withdraw_plan(plan=plan, reason="再撤", by=luo)


def test_a_new_plan_takes_the_place_of_the_old_one(
    running: WorkPlan, county: Unit, lin: Person, luo: Person
) -> None:
    new = make.uploaded(county, lin)
    for kind in ("task", "duty", "target", "phase"):
        actions.accept_kind(plan=new, kind=kind, by=lin)
    actions.confirm_plan(plan=new, replaces=running, by=luo)
    running.refresh_from_db()
    assert running.state == PlanState.SUPERSEDED
    assert not Task.objects.open().filter(plan=running).exists()


def test_the_night_asks_once(running: WorkPlan, clockwork: Person) -> None:
    ask_each_night(at=timezone.now(), by=clockwork)
    ask_each_night(at=timezone.now(), by=clockwork)
    assert set(JOBS) == {"workplans.read", "workplans.run", "workplans.ask"}


def test_a_merged_village_hands_its_open_work_on(
    running: WorkPlan, village: Unit, guan: Person, clockwork: Person
) -> None:
    ask_for_reports(by=clockwork)
    task = Task.objects.get(unit=village)
    new = rename_unit(unit=village, name="新柳湾村", on=timezone.localdate(), by=guan)
    ask_for_reports(by=clockwork)
    task.refresh_from_db()
    assert task.unit == new


def test_the_page_says_what_will_happen_and_confirms(
    plan: WorkPlan, lin: Person, luo: Person, signed_in: SignIn
) -> None:
    client = signed_in(luo)
    url = reverse("plan_confirm", args=[plan.pk])
    assert "现在还不能确认" in client.get(url).text
    for kind in ("task", "duty", "target", "phase"):
        actions.accept_kind(plan=plan, kind=kind, by=lin)
    actions.choose_units(plan=plan, name="县反诈中心", units=[plan.unit], by=lin)
    actions.choose_units(plan=plan, name="各银行网点", by=lin)
    plan.refresh_from_db()
    page = client.get(url).text
    assert "2 项任务分给各单位" in page
    answer = client.post(url, {"seen": plan.version}, follow=True)
    assert "正在给各单位分派任务" in answer.text
    gone = reverse("plan_withdraw", args=[plan.pk])
    assert "全部取消" in client.get(gone).text
    client.post(gone, {"reason": "有误"})
    plan.refresh_from_db()
    assert plan.state == PlanState.WITHDRAWN
    assert ReportState.WAIVED not in {
        state for (state,) in ExpectedReport.objects.values_list("state")
    }


def test_the_desk_of_a_village_clerk_fills_with_the_confirmation(
    county: Unit, village: Unit, lin: Person, luo: Person, make_person: MakePerson,
    signed_in: SignIn,
) -> None:  # fmt: skip
    clerk = make_person("cun", "村专干", "local_clerk", village)
    client = signed_in(clerk)
    assert not client.get("/").context["desk"].now
    posters = make.posters(lead=(), due="2099-04-30")
    make.confirmed(county, lin, make.plan(tasks=(posters,)), chief=luo)
    (item,) = client.get("/").context["desk"].now
    task = Task.objects.get(unit=village)
    assert (item.title, item.url) == (task.text, task.get_absolute_url())
    assert client.get(item.url).status_code == 200


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("组织签订承诺书，并留存签字页。", True),
        ("逐户走访，资料归档备查。", True),
        ("完成核实，并附核实影像。", True),
        ("张贴海报，报送活动照片。", False),
        ("各村张贴海报。", False),
    ],
)
def test_the_words_of_a_task_say_whether_evidence_is_asked(
    words: str, asked: bool
) -> None:
    read = facts_of("task", {"text": words})
    assert isinstance(read, TaskFacts)
    assert read.evidence_asked == asked
    corrected = facts_of("task", {"text": words, "evidence_asked": not asked})
    assert corrected != read
