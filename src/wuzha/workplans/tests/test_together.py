"""Two people at once, a job that dies, a file that comes twice: nothing is lost or
doubled, and the second is told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.organisation.models import Person, Unit
from wuzha.workplans import actions, intake
from wuzha.workplans.actions import making, reading
from wuzha.workplans.jobs import read_long, run_plan
from wuzha.workplans.models import Duty, PlanItem, Task, UnitMatch, WorkPlan
from wuzha.workplans.states import ItemState, PlanState, TaskState
from wuzha.workplans.tests import make

SignIn = Callable[[Person], Client]


class Died(Exception):
    """The process was killed."""


@pytest.fixture
def plan(county: Unit, village: Unit, bureau: Unit, lin: Person) -> WorkPlan:
    return make.uploaded(county, lin)


@pytest.mark.parametrize("name", ["accept_item", "reject_item", "restore_item"])
def test_of_two_who_judge_one_item_the_second_is_told(
    name: str, plan: WorkPlan, lin: Person
) -> None:
    item = make.item_of(plan, "张贴海报")
    seen = item.seen_mark
    actions.accept_item(item=item, seen=seen, by=lin)
    with pytest.raises(Conflict, match="已由值班员林改为“已接受”"):
        getattr(actions, name)(item=item, seen=seen, by=lin)
    item.refresh_from_db()
    assert item.state == ItemState.ACCEPTED


def test_the_buttons_of_a_card_know_what_they_were_drawn_on(
    plan: WorkPlan, lin: Person, signed_in: SignIn
) -> None:
    item = make.item_of(plan, "张贴海报")
    client = signed_in(lin)
    url = reverse("plan_item_reject", args=[item.pk])
    actions.accept_item(item=item, by=lin)
    assert client.post(url, {"seen": ""}).status_code == 409
    item.refresh_from_db()
    assert item.seen_mark in client.get(plan.get_absolute_url()).text
    assert client.post(url, {"seen": item.seen_mark}).status_code == 302


def test_joining_begins_on_what_was_seen(plan: WorkPlan, lin: Person) -> None:
    first, other = (make.item_of(plan, words) for words in ("张贴海报", "提醒大额"))
    seen = first.seen_mark
    actions.accept_item(item=first, by=lin)
    with pytest.raises(Conflict):
        actions.join_items(item=first, others=[other], seen=seen, by=lin)


def test_of_two_who_choose_for_one_name_the_second_is_told(
    plan: WorkPlan, county: Unit, town: Unit, lin: Person, signed_in: SignIn
) -> None:
    match = UnitMatch.objects.get(item__plan=plan, name="县反诈中心")
    url = reverse("plan_unit", args=[plan.pk, match.pk])
    client = signed_in(lin)
    seen = client.get(url).context["form"].initial["seen"]
    actions.choose_units(plan=plan, name=match.name, units=[county], by=lin)
    asked = {"meant": "units", "units": [town.pk], "seen": seen}
    assert client.post(url, asked).status_code == 409
    assert list(match.units.all()) == [county]


def test_who_accepts_has_seen_what_was_reported(
    running: WorkPlan, branch: Unit, qiao: Person, lin: Person, signed_in: SignIn
) -> None:
    task = Task.objects.get(unit=branch)
    actions.report_done(task=task, report="好了", by=qiao)
    task.refresh_from_db()
    seen = task.version
    actions.return_task(task=task, note="缺数字", by=lin)
    actions.report_done(task=task, report="提醒四十人", by=qiao)
    url = reverse("task_accept", args=[task.pk])
    client = signed_in(lin)
    assert client.post(url, {"seen": seen}).status_code == 409
    task.refresh_from_db()
    assert client.post(url, {"seen": task.version}).status_code == 302
    task.refresh_from_db()
    assert (task.state, task.report) == (TaskState.DONE, "提醒四十人")


def test_the_same_file_is_not_taken_twice_while_its_plan_stands(
    county: Unit, town: Unit, lin: Person, luo: Person
) -> None:
    document = make.document()
    first = actions.upload_plan(unit=county, document=document, by=lin)
    with pytest.raises(Conflict, match="已由值班员林上传过"):
        actions.upload_plan(unit=county, document=document, by=lin)
    actions.upload_plan(unit=town, document=document, by=lin)
    actions.withdraw_plan(plan=first, reason="传错了", by=luo)
    again = actions.upload_plan(unit=county, document=document, by=lin)
    assert WorkPlan.objects.filter(unit=county).count() == 2
    assert again.items.count() == first.items.count()


def test_a_reading_that_dies_half_way_leaves_nothing_and_is_done_again(
    county: Unit, lin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "READ_AT_ONCE", 1)
    words = make.TEXT.encode()

    class File:
        def read(self, size: int = -1, /) -> bytes:
            return words

    document = intake.opened(File(), name="方案.txt")
    plan = actions.upload_plan(unit=county, document=document, by=lin)

    def die(*_args: Any) -> None:
        raise Died

    with monkeypatch.context() as broken:
        broken.setattr(reading, "_match", die)
        with pytest.raises(Died):
            read_long(plan=plan.pk, by=lin)
    plan.refresh_from_db()
    assert (plan.state, plan.items.count()) == (PlanState.READING, 0)
    read_long(plan=plan.pk, by=lin)
    plan.refresh_from_db()
    assert plan.state == PlanState.READ
    assert WorkPlan.objects.count() == 1


def test_the_making_of_work_that_dies_goes_on_where_it_stopped(
    plan: WorkPlan, lin: Person, luo: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for kind in ("task", "duty", "target", "phase"):
        actions.accept_kind(plan=plan, kind=kind, by=lin)
    for name in ("县反诈中心", "各银行网点"):
        actions.choose_units(plan=plan, name=name, units=[plan.unit], by=lin)
    actions.confirm_plan(plan=plan, by=luo)
    whole = making._make_duty

    def die(*args: Any) -> None:
        whole(*args)
        raise Died

    with monkeypatch.context() as broken:
        broken.setattr(making, "_make_duty", die)
        with pytest.raises(Died):
            run_plan(plan=plan.pk, by=luo)
    before = set(Task.objects.values_list("pk", flat=True))
    assert before
    assert not Duty.objects.exists()
    run_plan(plan=plan.pk, by=luo)
    assert set(Task.objects.values_list("pk", flat=True)) == before
    assert Duty.objects.count() == 1
    assert not PlanItem.objects.kept().filter(made_at=None).exists()


def test_what_is_asked_of_a_task_that_has_ended_is_not_asked_any_more(
    county: Unit, town: Unit, lin: Person, luo: Person, tan: Person,
    signed_in: SignIn,
) -> None:  # fmt: skip
    asked = make.posters(lead=(), units=("各镇街",), due="2099-12-31")
    plan = make.confirmed(county, lin, make.plan(tasks=(asked,)), chief=luo)
    task = Task.objects.get(unit=town)
    until = task.due.replace(year=2100) if task.due else None
    assert until
    extension = actions.ask_extension(task=task, until=until, reason="下雨", by=tan)
    client = signed_in(lin)
    steps = [item.step for item in client.get("/").context["desk"].now]
    assert "批复" in steps
    actions.withdraw_plan(plan=plan, reason="另有部署", by=luo)
    steps = [item.step for item in client.get("/").context["desk"].now]
    assert "批复" not in steps
    assert "同意" not in client.get(task.get_absolute_url()).text
    with pytest.raises(Refused):
        actions.decide_extension(extension=extension, grant=True, by=lin)


def test_a_plan_takes_the_place_only_of_one_that_its_chief_may_end(
    running: WorkPlan, town: Unit, lin: Person, luo: Person, make_person: Any
) -> None:
    chief = make_person("chief", "镇长", "county_leader", town)
    new = make.uploaded(town, lin, make.plan(tasks=(), duties=()))
    for kind in ("target", "phase"):
        actions.accept_kind(plan=new, kind=kind, by=lin)
    with pytest.raises(NotAllowed):
        actions.confirm_plan(plan=new, replaces=running, by=chief)
