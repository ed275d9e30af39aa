"""A task is done, looked over, urged, given more time, passed on, and summed up."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wuzha.clocks.models import Clock
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.notices.models import Notice
from wuzha.organisation.models import Person, Unit
from wuzha.workplans import actions
from wuzha.workplans.figures import task_sum
from wuzha.workplans.models import Extension, Task, WorkPlan
from wuzha.workplans.states import TaskState
from wuzha.workplans.tests import make
from wuzha.workplans.timing import Colour, colour, end_of

SignIn = Callable[[Person], Client]
DUE = date(2026, 12, 31)


@pytest.fixture
def plan(
    county: Unit, town: Unit, village: Unit, grid: Unit, lin: Person, luo: Person
) -> WorkPlan:
    task = make.posters(lead=(), units=("各镇街", "各网格"), due=DUE.isoformat())
    return make.confirmed(county, lin, make.plan(tasks=(task,)), chief=luo)


@pytest.fixture
def of_town(plan: WorkPlan, town: Unit) -> Task:
    return Task.objects.get(plan=plan, unit=town)


@pytest.fixture
def task(plan: WorkPlan, grid: Unit) -> Task:
    """Of the grid, a part of the town's."""
    return Task.objects.get(plan=plan, unit=grid)


def test_a_task_is_done_when_the_level_above_has_accepted_it(
    task: Task, hong: Person, tan: Person
) -> None:
    actions.start_task(task=task, by=hong)
    actions.report_done(task=task, report="贴了四十张", by=hong)
    task.refresh_from_db()
    assert task.state == TaskState.DONE_REPORTED
    assert not Clock.objects.open().of(task).exists()
    assert Notice.objects.filter(person=tan, item__contains="请审核").exists()
    with pytest.raises(NotAllowed):
        actions.accept_task(task=task, by=hong)
    actions.accept_task(task=task, by=tan)
    task.refresh_from_db()
    assert (task.state, task.reviewed_by) == (TaskState.DONE, tan)
    assert not Notice.objects.open().about(task).exists()


def test_nobody_accepts_what_they_reported_themselves(
    of_town: Task, lin: Person
) -> None:
    actions.report_done(task=of_town, report="代报", by=lin)
    with pytest.raises(Refused, match="另一个人"):
        actions.accept_task(task=of_town, by=lin)


def test_what_is_returned_runs_again(task: Task, hong: Person, tan: Person) -> None:
    actions.report_done(task=task, report="好了", by=hong)
    actions.return_task(task=task, note="缺照片说明", by=tan)
    task.refresh_from_db()
    assert task.state == TaskState.DOING
    assert Clock.objects.running().of(task).count() == 1
    assert Notice.objects.filter(person=hong, item__contains="补正").exists()


def test_evidence_is_asked_where_the_plan_asks_for_it(task: Task, hong: Person) -> None:
    Task.objects.filter(pk=task.pk).update(evidence_asked=True)
    with pytest.raises(Refused, match="佐证"):
        actions.report_done(task=task, report="好了", by=hong)
    actions.report_done(task=task, report="好了", evidence="台账第3号", by=hong)


def test_the_level_above_hears_of_what_is_blocked(
    task: Task, hong: Person, tan: Person
) -> None:
    actions.block_task(task=task, reason="海报没有送到", by=hong)
    assert Notice.objects.filter(person=tan, item__contains="受阻").exists()
    actions.start_task(task=task, by=hong)
    task.refresh_from_db()
    assert task.state == TaskState.DOING


def test_two_people_at_one_task_do_not_overwrite_each_other(
    task: Task, hong: Person
) -> None:
    seen = task.version
    actions.start_task(task=task, by=hong)
    with pytest.raises(Conflict, match="开展中"):
        actions.report_done(task=task, report="好了", seen=seen, by=hong)


def test_urging_tells_those_who_work_there_at_once(
    task: Task, hong: Person, tan: Person
) -> None:
    assert actions.urge_task(task=task, by=tan) == 1
    assert Notice.objects.get(person=hong, item__contains="催办").urgent
    actions.report_done(task=task, report="好了", by=hong)
    with pytest.raises(Refused):
        actions.urge_task(task=task, by=tan)


def test_more_time_is_asked_below_and_granted_above(
    task: Task, hong: Person, tan: Person
) -> None:
    later = DUE - timedelta(days=1)
    with pytest.raises(Refused, match="晚于"):
        actions.ask_extension(task=task, until=later, reason="下雨", by=hong)
    Task.objects.filter(pk=task.pk).update(due=date(2026, 11, 27))
    asked = actions.ask_extension(task=task, until=later, reason="下雨", by=hong)
    with pytest.raises(Conflict):
        actions.ask_extension(task=task, until=later, reason="还下", by=hong)
    with pytest.raises(NotAllowed):
        actions.decide_extension(extension=asked, grant=True, by=hong)
    actions.decide_extension(extension=asked, grant=True, by=tan)
    task.refresh_from_db()
    assert task.due == later
    assert Clock.objects.running().of(task).get().due_at == end_of(later)
    with pytest.raises(Refused):
        actions.decide_extension(extension=asked, grant=False, by=tan)


def test_nobody_grants_the_time_they_asked_for(
    task: Task, hong: Person, tan: Person, lin: Person, signed_in: SignIn
) -> None:
    later = DUE + timedelta(days=7)
    asked = actions.ask_extension(task=task, until=later, reason="下雨", by=tan)
    with pytest.raises(Refused, match="另一个人"):
        actions.decide_extension(extension=asked, grant=True, by=tan)
    page = task.get_absolute_url()
    assert "不同意" not in signed_in(tan).get(page).text
    assert "不同意" in signed_in(lin).get(page).text
    actions.decide_extension(extension=asked, grant=True, by=lin)


def test_refused_more_time_leaves_the_day(
    task: Task, hong: Person, tan: Person
) -> None:
    Task.objects.filter(pk=task.pk).update(due=date(2026, 11, 27))
    asked = actions.ask_extension(task=task, until=DUE, reason="下雨", by=hong)
    actions.decide_extension(extension=asked, grant=False, by=tan)
    task.refresh_from_db()
    assert task.due == date(2026, 11, 27)
    Task.objects.filter(pk=task.pk).update(due=None)
    with pytest.raises(Refused, match="没有期限"):
        actions.ask_extension(task=task, until=DUE, reason="下雨", by=hong)


def test_a_task_is_passed_on_to_those_below_and_summed_up(
    of_town: Task, village: Unit, tan: Person, county: Unit
) -> None:
    (part,) = actions.pass_on_task(task=of_town, units=[village], by=tan)
    assert (part.parent, part.due) == (of_town, of_town.due)
    with pytest.raises(Refused, match="已有这项任务"):
        actions.pass_on_task(task=of_town, units=[village, county], by=tan)
    summed = task_sum(Task.objects.parts_of(of_town), DUE)
    assert (summed.total, summed.done, summed.overdue) == (2, 0, 0)
    late = task_sum(Task.objects.parts_of(of_town), DUE + timedelta(days=1))
    assert (late.overdue, late.percent, late.open) == (2, 0, 2)


def test_the_colour_tells_the_days_that_remain() -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    found = [colour(today + timedelta(days=n), now) for n in (-1, 3, 4, 7, 8)]
    assert found == [Colour.RED, Colour.RED, Colour.YELLOW, Colour.YELLOW, Colour.GREEN]
    assert colour(None, now) == Colour.NONE


def test_an_alarm_goes_to_the_doer_and_from_the_end_on_above(
    task: Task, hong: Person, tan: Person, tick: Callable[..., None]
) -> None:
    tick(end_of(DUE) - timedelta(days=2))
    assert Notice.objects.filter(person=hong, item__contains="还剩").exists()
    assert not Notice.objects.filter(person=tan, item__contains="超期").exists()
    tick(end_of(DUE) + timedelta(minutes=1))
    assert Notice.objects.filter(person=tan, item__contains="已超期").exists()


def test_the_list_begins_with_ones_own_open_tasks(
    task: Task, tan: Person, hong: Person, signed_in: SignIn
) -> None:
    own = signed_in(tan).get(reverse("tasks"))
    assert [row.unit_id for row in own.context["page"]] == [task.parent.unit_id]
    below = signed_in(tan).get(f"{reverse('tasks')}?state=open")
    assert len(below.context["page"]) == 2
    none = signed_in(hong).get(f"{reverse('tasks')}?state=done")
    assert "没有符合条件" in none.text


def test_a_task_is_worked_through_on_its_page(
    task: Task, hong: Person, tan: Person, signed_in: SignIn
) -> None:
    doer, chief = signed_in(hong), signed_in(tan)
    page = task.get_absolute_url()
    assert "开始办理" in doer.get(page).text
    assert "等 河口镇 审核" not in doer.get(page).text
    assert doer.post(reverse("task_start", args=[task.pk])).status_code == 302
    block = reverse("task_block", args=[task.pk])
    assert doer.get(block).status_code == 200
    seen = Task.objects.get(pk=task.pk).version
    doer.post(block, {"reason": "缺人", "seen": seen})
    assert "受阻：" in chief.get(page).text
    chief.post(reverse("task_urge", args=[task.pk]))
    doer.post(reverse("task_start", args=[task.pk]))
    late = {"until": "2027-01-31", "reason": "缺人"}
    doer.post(reverse("task_extend", args=[task.pk]), late)
    asked = Extension.objects.get(task=task)
    assert "申请延到" in chief.get(page).text
    decide = reverse("extension_decide", args=[asked.pk])
    assert doer.post(decide, {"grant": "yes"}).status_code == 404
    chief.post(decide, {"grant": "yes"})
    doer.post(reverse("task_done", args=[task.pk]), {"report": "都贴好了"})
    assert "审核通过" in chief.get(page).text
    chief.post(reverse("task_return", args=[task.pk]), {"note": "再贴两张"})
    assert "再贴两张" in doer.get(page).text
    doer.post(reverse("task_done", args=[task.pk]), {"report": "补贴了"})
    chief.post(reverse("task_accept", args=[task.pk]))
    task.refresh_from_db()
    assert (task.state, task.due) == (TaskState.DONE, date(2027, 1, 31))
    assert "审核通过" in doer.get(page).text


def test_a_town_passes_its_task_on_from_the_page(
    of_town: Task, village: Unit, tan: Person, signed_in: SignIn
) -> None:
    client = signed_in(tan)
    url = reverse("task_pass_on", args=[of_town.pk])
    assert village.name in client.get(url).text
    client.post(url, {"units": [village.pk]})
    page = client.get(of_town.get_absolute_url()).text
    assert "各单位进展" in page
    assert "共 2，已完成 0" in page


def test_lists_ask_the_database_a_fixed_number_of_times(
    plan: WorkPlan,
    lin: Person,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    client = signed_in(lin)
    with django_assert_max_num_queries(22):
        client.get(f"{reverse('tasks')}?state=open")


def test_who_made_the_plan_sees_and_reviews_what_hangs_elsewhere_in_the_tree(
    town: Unit, branch: Unit, tan: Person, qiao: Person, signed_in: SignIn
) -> None:
    asked = make.posters(lead=(), units=("各银行网点",), due="2099-12-31")
    plan = make.confirmed(town, tan, make.plan(tasks=(asked,)), chief=tan)
    task = Task.objects.get(plan=plan, unit=branch)
    actions.report_done(task=task, report="好了", by=qiao)
    client = signed_in(tan)
    page = client.get(task.get_absolute_url()).text
    assert "审核通过" in page
    of_item = client.get(reverse("tasks"), {"item": task.item_id})
    assert [row.pk for row in of_item.context["page"]] == [task.pk]
    client.post(reverse("task_accept", args=[task.pk]))
    task.refresh_from_db()
    assert task.state == TaskState.DONE


def test_the_level_above_reports_for_a_unit_only_on_purpose(
    task: Task, hong: Person, tan: Person, signed_in: SignIn
) -> None:
    assert "开始办理" in signed_in(hong).get(task.get_absolute_url()).text
    page = signed_in(tan).get(task.get_absolute_url()).text
    assert "开始办理" not in page
    assert "代为报完成" in page


def test_who_reports_done_is_told_what_is_still_open_below(
    of_town: Task, tan: Person, signed_in: SignIn
) -> None:
    client = signed_in(tan)
    url = reverse("task_done", args=[of_town.pk])
    assert "下级还有 1 件没有完成" in client.get(url).text
    client.post(url, {"report": "都办了", "seen": of_town.version})
    of_town.refresh_from_db()
    assert of_town.state == TaskState.DONE_REPORTED
