"""What was read is accepted, corrected, split, joined, rejected; the facts stay."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from wuzha.audit.models import Entry
from wuzha.lib.refused import Conflict, NotAllowed, Refused
from wuzha.organisation.models import Person, Unit
from wuzha.workplans import actions
from wuzha.workplans.facts import DutyFacts, TaskFacts, written
from wuzha.workplans.kinds import ItemKind
from wuzha.workplans.models import PlanItem, WorkPlan
from wuzha.workplans.states import ItemState, PlanState
from wuzha.workplans.tests import make

SignIn = Callable[[Person], Client]


@pytest.fixture
def plan(county: Unit, village: Unit, lin: Person) -> WorkPlan:
    return make.uploaded(county, lin)


@pytest.fixture
def task(plan: WorkPlan) -> PlanItem:
    return make.item_of(plan, "张贴海报")


FACTS = TaskFacts(text="张贴新海报", units=("柳湾村",), due="2026-05-01")


def test_an_item_is_accepted_by_somebody_at_a_time(task: PlanItem, lin: Person) -> None:
    actions.accept_item(item=task, by=lin)
    task.refresh_from_db()
    assert (task.state, task.by) == (ItemState.ACCEPTED, lin)
    assert task.at is not None
    assert Entry.objects.filter(event="plan.item_accepted").exists()


def test_all_of_a_kind_are_accepted_but_not_what_was_judged(
    plan: WorkPlan, task: PlanItem, lin: Person
) -> None:
    actions.reject_item(item=task, by=lin)
    assert actions.accept_kind(plan=plan, kind=ItemKind.TASK, by=lin) == 1
    states = plan.items.filter(kind="task").values_list("state", flat=True)
    assert sorted(states) == ["accepted", "rejected"]


def test_what_is_a_duty_too_is_no_task_unless_somebody_says_so(
    plan: WorkPlan, lin: Person, signed_in: SignIn
) -> None:
    duty = make.item_of(plan, "报送进展")
    task = PlanItem.objects.create(
        plan=plan, kind=ItemKind.TASK, start=duty.start - 3, end=duty.end, position=9,
        facts=written(FACTS),
    )  # fmt: skip
    page = signed_in(lin).get(plan.get_absolute_url()).text
    assert ("接受全部 2 条" in page, "接受全部 3 条" in page) == (True, False)
    assert page.count("不止一处这样说") == 2
    assert actions.accept_kind(plan=plan, kind=ItemKind.TASK, by=lin) == 2
    task.refresh_from_db()
    assert task.state == ItemState.READ
    actions.reject_item(item=duty, by=lin)
    assert actions.accept_kind(plan=plan, kind=ItemKind.TASK, by=lin) == 1


def test_a_correction_keeps_what_was_read(task: PlanItem, lin: Person) -> None:
    read = dict(task.facts)
    actions.correct_item(item=task, kind="task", facts=FACTS, by=lin)
    task.refresh_from_db()
    assert task.facts == read
    assert task.content["text"] == "张贴新海报"
    assert [match.name for match in task.matches.all()] == ["柳湾村"]
    actions.restore_item(item=task, by=lin)
    task.refresh_from_db()
    assert (task.content, task.state) == (read, ItemState.READ)


def test_two_people_at_one_item_do_not_overwrite_each_other(
    task: PlanItem, lin: Person, tan: Person
) -> None:
    seen = task.seen_mark
    actions.accept_item(item=task, by=lin)
    with pytest.raises(Conflict, match="值班员林"):
        actions.correct_item(item=task, kind="task", facts=FACTS, seen=seen, by=lin)
    task.refresh_from_db()
    assert task.state == ItemState.ACCEPTED


def test_one_sentence_is_split_into_items_of_the_same_characters(
    plan: WorkPlan, task: PlanItem, lin: Person
) -> None:
    parts = [TaskFacts(text="印海报"), TaskFacts(text="贴海报")]
    made = actions.split_item(item=task, parts=parts, by=lin)
    task.refresh_from_db()
    assert task.state == ItemState.SPLIT
    assert [(one.start, one.end) for one in made] == [(task.start, task.end)] * 2
    actions.restore_item(item=task, by=lin)
    states = {one.state for one in PlanItem.objects.filter(split_from=task)}
    assert states == {ItemState.REJECTED}
    with pytest.raises(Refused):
        actions.split_item(item=task, parts=parts[:1], by=lin)


def test_items_that_say_one_thing_are_joined(
    plan: WorkPlan, task: PlanItem, lin: Person
) -> None:
    other = make.item_of(plan, "提醒大额")
    actions.join_items(item=task, others=[other], by=lin)
    task.refresh_from_db()
    other.refresh_from_db()
    assert other.joined_into == task
    assert task.content["text"] == "张贴海报；提醒大额转账客户"
    assert task.content["units"] == ["各村（社区）", "各银行网点"]
    with pytest.raises(Refused, match="不是同一类"):
        duty = make.item_of(plan, "报送进展")
        actions.join_items(item=task, others=[duty], by=lin)


def test_what_was_not_read_is_added_from_its_characters(
    plan: WorkPlan, lin: Person
) -> None:
    start, end, _reason = plan.unread[0]
    facts = TaskFacts(text="学习文件")
    item = actions.add_item(
        plan=plan, kind="task", start=start, end=end, facts=facts, by=lin
    )
    assert plan.text[item.start : item.end] == make.LAST
    assert item.facts == {}
    with pytest.raises(Refused):
        actions.add_item(plan=plan, kind="task", start=5, end=5, facts=facts, by=lin)


def test_only_those_who_may_edit_the_plan_judge_it(
    task: PlanItem, hong: Person
) -> None:
    with pytest.raises(NotAllowed):
        actions.accept_item(item=task, by=hong)


def test_a_plan_that_is_not_under_review_stays_as_it_is(
    plan: WorkPlan, task: PlanItem, lin: Person
) -> None:
    WorkPlan.objects.filter(pk=plan.pk).update(
        state=PlanState.CONFIRMED, confirmed_by=lin, confirmed_at=plan.uploaded_at
    )
    with pytest.raises(Refused, match="执行中"):
        actions.accept_item(item=task, by=lin)


def test_a_card_is_judged_in_place(
    task: PlanItem, lin: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    url = reverse("plan_item_accept", args=[task.pk])
    answer = client.post(url, headers={"hx-request": "true"})
    assert f'id="item-{task.pk}"' in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    assert "<html" not in answer.text
    back = client.post(reverse("plan_item_restore", args=[task.pk]))
    assert back.status_code == 302
    assert back["Location"].endswith(f"#item-{task.pk}")


@pytest.mark.parametrize(
    ("words", "kind", "fields"),
    [
        ("张贴海报", "task", {"text": "贴", "units": "柳湾村、各村", "due": "5月1日"}),
        (
            "报送进展", "duty",
            {"text": "报", "kind": "report", "per": "month", "monthday": "13、28",
             "time": "17:30"},
        ),
        (
            "群众知晓率", "target",
            {"text": "率", "metric": "awareness_rate", "op": ">=", "value": "90",
             "unit": "%"},
        ),
        ("动员部署", "phase", {"name": "部署", "start": "4月1日", "end": "4月"}),
    ],
)  # fmt: skip
def test_each_kind_has_its_form(
    plan: WorkPlan,
    words: str,
    kind: str,
    fields: dict[str, Any],
    lin: Person,
    signed_in: SignIn,
) -> None:
    item = make.item_of(plan, words)
    client = signed_in(lin)
    url = reverse("plan_item_correct", args=[item.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, {**fields, "seen": ""})
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.kind, item.state) == (kind, ItemState.CORRECTED)
    page = client.get(plan.get_absolute_url()).text
    assert "识读原值" in page


def test_an_item_becomes_another_kind(
    plan: WorkPlan, task: PlanItem, lin: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    url = f"{reverse('plan_item_correct', args=[task.pk])}?kind=phase"
    assert 'value="张贴海报"' in client.get(url).text
    client.post(url, {"name": "宣传阶段", "seen": ""})
    task.refresh_from_db()
    assert task.kind == ItemKind.PHASE
    assert client.get(plan.get_absolute_url()).status_code == 200


def test_split_join_and_add_have_their_pages(
    plan: WorkPlan, task: PlanItem, lin: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    start, end, _reason = plan.unread[0]
    new = f"{reverse('plan_item_new', args=[plan.pk])}?start={start}&end={end}"
    assert make.LAST in client.get(new).text
    assert client.post(new, {"text": "学习文件", "seen": ""}).status_code == 302
    split = reverse("plan_item_split", args=[task.pk])
    long = TaskFacts(text="张贴海报，" * 20 + "到每一户。")
    task = actions.correct_item(item=task, kind="task", facts=long, by=lin)
    assert "到每一户。</textarea>" in client.get(split).text
    asked = {"parts": "印海报\n贴海报", "seen": task.seen_mark}
    answer = client.post(split, asked)
    parts = list(PlanItem.objects.filter(split_from=task))
    assert answer.url.endswith(f"#item-{parts[0].pk}")  # type: ignore[attr-defined]
    join = reverse("plan_item_join", args=[parts[0].pk])
    assert "贴海报" in client.get(join).text
    client.post(join, {"others": [parts[1].pk], "seen": parts[0].seen_mark})
    assert make.item_of(plan, "印海报；贴海报").state == ItemState.CORRECTED
    empty = reverse("plan_item_new", args=[plan.pk])
    assert client.get(empty).status_code == 404


def test_the_page_shows_only_what_is_asked_for(
    plan: WorkPlan, lin: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    whole = client.get(plan.get_absolute_url()).text
    assert whole.count('class="source"') == 9
    unread = client.get(f"{plan.get_absolute_url()}?show=unread").text
    assert unread.count('class="source"') == 1
    actions.accept_kind(plan=plan, kind="task", by=lin)
    waiting = client.get(f"{plan.get_absolute_url()}?show=open").text
    assert waiting.count('class="source"') == 3


def test_title_and_year_are_described(
    plan: WorkPlan, lin: Person, signed_in: SignIn
) -> None:
    url = reverse("plan_describe", args=[plan.pk])
    client = signed_in(lin)
    assert client.get(url).status_code == 200
    client.post(url, {"title": "新标题", "year": "2027"})
    plan.refresh_from_db()
    assert (plan.title, plan.year) == ("新标题", 2027)


def test_a_sentence_made_an_item_by_hand_is_unread_no_more(
    plan: WorkPlan, lin: Person, signed_in: SignIn
) -> None:
    client = signed_in(lin)
    page = f"{plan.get_absolute_url()}?show=unread"
    assert "未识读，列为条目" in client.get(page).text
    start, end, _reason = plan.unread[0]
    new = f"{reverse('plan_item_new', args=[plan.pk])}?start={start}&end={end}"
    client.post(new, {"text": "学习文件", "seen": ""})
    assert "未识读，列为条目" not in client.get(page).text
    item = make.item_of(plan, "学习文件")
    coverage = client.get(reverse("plan_coverage", args=[plan.pk])).text
    assert "句没有列为条目" not in coverage
    actions.reject_item(item=item, by=lin)
    assert "未识读，列为条目" in client.get(page).text


def test_what_was_made_another_kind_is_restored_as_it_was_read(
    plan: WorkPlan, task: PlanItem, lin: Person, signed_in: SignIn
) -> None:
    duty = DutyFacts(text="张贴海报", kind="publicise", per="month")
    actions.correct_item(item=task, kind="duty", facts=duty, by=lin)
    actions.restore_item(item=task, by=lin)
    task.refresh_from_db()
    assert (task.kind, task.content) == ("task", task.facts)
    assert signed_in(lin).get(plan.get_absolute_url()).status_code == 200
